"""The commands of a session, in groups by what they are about: what intents, and the session itself, work with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.session.around import AroundCommands
from codex_tui.session.commands.account import AccountCommands
from codex_tui.session.commands.approvals import ApprovalCommands
from codex_tui.session.commands.compare import CompareCommands
from codex_tui.session.commands.diffs import DiffCommands
from codex_tui.session.commands.file_search import FileSearchCommands
from codex_tui.session.commands.folders import FolderCommands
from codex_tui.session.commands.history import HistoryCommands
from codex_tui.session.commands.kin import KinCommands
from codex_tui.session.commands.listing import ListingCommands
from codex_tui.session.commands.message_search import MessageSearchCommands
from codex_tui.session.commands.models import ModelCommands
from codex_tui.session.commands.outline import OutlineCommands
from codex_tui.session.commands.outputs import OutputCommands
from codex_tui.session.commands.permissions import PermissionCommands
from codex_tui.session.commands.pins import PinCommands
from codex_tui.session.commands.previews import PreviewCommands
from codex_tui.session.commands.queue import QueueCommands
from codex_tui.session.commands.rewind import RewindCommands
from codex_tui.session.commands.row_actions import RowActions
from codex_tui.session.commands.rules import RuleCommands
from codex_tui.session.commands.search import SearchCommands
from codex_tui.session.commands.shell import ShellCommands
from codex_tui.session.commands.threads import ThreadCommands
from codex_tui.session.commands.trust import TrustCommands
from codex_tui.session.commands.turns import TurnCommands
from codex_tui.session.commands.worktrees import WorktreeCommands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from codex_app_server import AppServerConfig
    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.link import Link
    from codex_tui.session.open_requests import OpenRequests
    from codex_tui.store.comparisons import ComparisonStore
    from codex_tui.store.hidden_threads import HiddenStore
    from codex_tui.store.trust_answers import TrustAnswers


class CommandGroups:
    """One object for each group of commands, made on one connection.

    Args:
        link: the connection.
        requests: what the server asks and nobody has answered.
        config: gives how the server is reached.
        on_listed: told of the threads of a page of the list.
        on_unsure: told that the board is unsure of rows.
        hidden: where hidden threads are kept; None keeps them for as long as the session lasts.
        trust_answers: where answers about folders are kept; None asks nobody.
        comparisons: where comparisons are kept; None keeps them for as long as the session lasts.

    Attributes:
        threads: about whole threads.
        history: about what is loaded of a conversation.
        search: about finding in one conversation.
        outline: about the map of a conversation.
        turns: about turns.
        queue: about prompts that wait for their turn.
        rewinding: begin at an earlier turn.
        listing: about the list of threads.
        kin: about sub-agents and forks.
        previews: about what the list shows of a thread beside its row.
        folders: where there are threads.
        worktrees: make git worktrees.
        pins: which threads are pinned.
        row_actions: what is done with rows of the board.
        message_search: search the messages of all threads.
        models: about models.
        account: about who is signed in.
        trust: about the trust in folders.
        permissions: about what threads may do without asking.
        compare: about one prompt on several models.
        diffs: about changed files.
        approvals: about what waits for a person.
        rules: about what is allowed for good.
        outputs: about commands that run, and what they print.
        file_search: look for files while a prompt is written.
        shell: run commands of a person's own.
        around: of the pages around a day's work.
    """

    def __init__(
        self,
        link: Link,
        requests: OpenRequests,
        *,
        config: Callable[[], AppServerConfig],
        on_listed: Callable[[Iterable[ThreadKey]], None],
        on_unsure: Callable[[], None],
        hidden: HiddenStore | None,
        trust_answers: TrustAnswers | None,
        comparisons: ComparisonStore | None,
    ) -> None:
        # Conversations.
        self.history = HistoryCommands(link)
        self.search = SearchCommands(link)
        self.outline = OutlineCommands(link)
        self.queue = QueueCommands(link)
        self.threads = ThreadCommands(link, self.history, self.queue)
        self.rewinding = RewindCommands(link, self.threads, self.history)
        self.diffs = DiffCommands(link)
        self.outputs = OutputCommands(link)
        # The board.
        self.listing = ListingCommands(link, on_listed)
        self.kin = KinCommands(link, on_unsure)
        self.previews = PreviewCommands(link)
        self.folders = FolderCommands(link)
        self.worktrees = WorktreeCommands()
        self.pins = PinCommands(link)
        self.row_actions = RowActions(link, hidden)
        self.message_search = MessageSearchCommands(link)
        # What turns run with, and turns.
        self.account = AccountCommands(link)
        self.models = ModelCommands(link, self.threads.open_thread)
        self.trust = TrustCommands(link, trust_answers)
        self.permissions = PermissionCommands(link, self.threads, self.trust)
        self.turns = TurnCommands(link, self.threads, self.models, self.permissions)
        self.compare = CompareCommands(
            link, self.threads, self.turns, self.worktrees, self.permissions, comparisons
        )
        # What waits for a person, and what a person does beside turns.
        self.rules = RuleCommands(link)
        self.approvals = ApprovalCommands(link, requests, self.turns, self.rules)
        self.file_search = FileSearchCommands(link)
        self.shell = ShellCommands(link, self.turns)
        self.around = AroundCommands(link, self.threads, self.turns, config)
