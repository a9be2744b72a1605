"""The life of a session: connect, pump until the connection dies, wait for `reconnect`, and again.

Heavy: it brings the SDK's client, pydantic and anyio, so the app imports it after the first paint.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import anyio

from codex_app_server import AsyncCodex, CodexError, ServerClosedError
from codex_tui.model.changes import (
    AccountChanged,
    HistoryTakenBack,
    ItemFinished,
    QueueChanged,
    ServerChanged,
    SettingsChanged,
    StatusChanged,
)
from codex_tui.model.items import Item
from codex_tui.model.reducer import Reducer
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import LOCAL, AppState, ConnectionState
from codex_tui.ports import nobody_types
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
from codex_tui.session.commands.rules import RuleCommands, is_here
from codex_tui.session.commands.search import SearchCommands
from codex_tui.session.commands.shell import ShellCommands
from codex_tui.session.commands.threads import ThreadCommands
from codex_tui.session.commands.trust import TrustCommands
from codex_tui.session.commands.turns import TurnCommands
from codex_tui.session.commands.worktrees import WorktreeCommands
from codex_tui.session.kept_origins import KeptOrigins
from codex_tui.session.link import Link
from codex_tui.session.open_requests import OpenRequests
from codex_tui.session.problem import describe_loss
from codex_tui.session.pump import let_keys_pass, pump
from codex_tui.session.returning import Returning, host_of
from codex_tui.session.row_upkeep import RowUpkeep
from codex_tui.session.waiting import WaitingThreads
from codex_tui.session.warm_up import warm_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from codex_tui.messages import PromptReturned
    from codex_tui.model.changes import Change
    from codex_tui.model.keys import ItemKey, ThreadKey
    from codex_tui.session.dispatcher import Dispatcher
    from codex_tui.session.launch import Launch
    from codex_tui.store.drafts import DraftStore
    from codex_tui.store.hidden_threads import HiddenStore
    from codex_tui.store.origins import OriginStore
    from codex_tui.store.spool import Spool
    from codex_tui.store.trust_answers import TrustAnswers

RETRY, PATIENT = 5.0, 300.0
"""Seconds after which one of several servers is tried again, at first and at most: each time twice as long."""
KNOWN_AT_ONCE = 1_000
"""Threads of one of several servers that are listed without being scrolled to."""
_VERSION = re.compile(r"/(\d[\w.+-]*)")


class Session:
    """Owns the connection to one server, and is the only one that changes the model.

    Attributes:
        threads: commands about whole threads.
        history: commands about what is loaded of a conversation.
        turns: commands about turns.
        queue: commands about prompts that wait for their turn.
        rewinding: commands that begin at an earlier turn.
        listing: commands about the list of threads.
        kin: sub-agents and forks.
        folders: where there are threads.
        worktrees: makes git worktrees.
        pins: which threads are pinned.
        row_actions: what is done with rows of the board.
        message_search: commands that search the messages of all threads.
        models: commands about models.
        account: commands about who is signed in.
        trust: commands about the trust in folders.
        permissions: commands about what threads may do without asking.
        compare: commands about one prompt on several models.
        diffs: commands about changed files.
        approvals: commands about what waits for a person.
        rules: commands about what is allowed for good.
        outputs: commands about commands that run, and about what they print.
        file_search: commands that look for files while a prompt is written.
        shell: runs commands of a person's own.
        around: commands of the screens around a day's work.
        first_error: why the very first connection never came up; None while it may, or if it did.
        loaded: set once what the first screen shows is there, or will not come.
    """

    def __init__(
        self,
        state: AppState,
        dispatcher: Dispatcher,
        launch: Launch,
        *,
        drafts: DraftStore,
        clock: Callable[[], float],
        hold: Callable[[], float] = nobody_types,
        spool: Spool | None = None,
        hidden: HiddenStore | None = None,
        origins: OriginStore | None = None,
        trust_answers: TrustAnswers | None = None,
    ) -> None:
        self._state = state
        self._launch = launch
        self._drafts = drafts
        self._hold = hold
        self._reducer = Reducer(state, clock, spool.open if spool is not None else None)
        self._dispatcher = dispatcher
        dispatcher.on_unheard = self._keep_returned
        self._link = Link(state, dispatcher, self._reducer, clock)
        self._requests = OpenRequests(self._link)
        self._origins = KeptOrigins(self._link, origins) if origins is not None else None
        self.history = HistoryCommands(self._link)
        self.search = SearchCommands(self._link)
        self.outline = OutlineCommands(self._link)
        self.queue = QueueCommands(self._link)
        self.threads = ThreadCommands(self._link, self.history, self.queue)
        self._rows = RowUpkeep(self._link, self.threads.unsubscribe)
        self.previews = PreviewCommands(self._link)
        self.rewinding = RewindCommands(self._link, self.threads, self.history)
        self._waiting = WaitingThreads(self._link, self.threads)
        self._link.on_report = self._commands_changed
        self.listing = ListingCommands(self._link, self._page_came)
        self.kin = KinCommands(self._link, self._keep_rows)
        self.folders = FolderCommands(self._link)
        self.worktrees = WorktreeCommands()
        self.pins = PinCommands(self._link)
        self.row_actions = RowActions(self._link, hidden)
        self.message_search = MessageSearchCommands(self._link)
        self.models = ModelCommands(self._link, self.threads.open_thread)
        self.account = AccountCommands(self._link)
        self.trust = TrustCommands(self._link, trust_answers)
        self.permissions = PermissionCommands(self._link, self.threads, self.trust)
        self.turns = TurnCommands(self._link, self.threads, self.models, self.permissions)
        self.compare = CompareCommands(self._link, self.threads, self.turns, self.worktrees, self.permissions)
        self.diffs = DiffCommands(self._link)
        self.rules = RuleCommands(self._link, lambda: is_here(self._launch.config))
        self.approvals = ApprovalCommands(self._link, self._requests, self.turns, self.rules)
        self.outputs = OutputCommands(self._link)
        self.file_search, self.shell = FileSearchCommands(self._link), ShellCommands(self._link, self.turns)
        self.around = AroundCommands(self._link, self.threads, self.turns, lambda: self._launch.config)
        self.first_error: SafeText | None = None
        self._pause = RETRY
        self.loaded = asyncio.Event()
        self._is_up = self._was_up = False
        self._was_loaded = False
        self._stopping = False
        self._wanted = asyncio.Event()
        self._returns = Returning()
        self._codex: AsyncCodex | None = None

    @property
    def startup_failed(self) -> bool:
        """The server never came up: leave with `first_error` and exit code 2."""
        return self.first_error is not None

    async def run(self) -> None:
        """Lives until `stop`, or until it is clear that the server does not start (`first_error`).

        Run it as a task; what goes wrong becomes state, not an exception.
        """
        while not self._stopping:
            self._wanted.clear()
            await self._connection()
            if self.startup_failed:
                return
            if not self._stopping and not self._returns.due:
                await self._until_wanted()

    @property
    def _is_first(self) -> bool:
        """Whether this is the server without which there would be nothing to show."""
        return self._link.name == LOCAL

    async def _until_wanted(self) -> None:
        """Waits until a person wants a connection again; one of several servers is tried now and then anyway."""
        if self._is_first:
            await self._wanted.wait()
            return
        self._pause = min(PATIENT, self._pause * 2) if not self._was_up else RETRY
        self._was_up = False
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._wanted.wait(), self._pause)

    def reconnect(self) -> None:
        """Starts a lost server again and resumes what is open; gives up on one that does not answer, and tries anew."""
        state = self._link.server.state
        if state is ConnectionState.LOST:
            self._wanted.set()
        elif state is ConnectionState.CONNECTING and self._codex is not None:
            self._wanted.set()
            self._link.in_background(self._codex.close())

    async def stop(self) -> None:
        """Ends the connection and the server; `run` returns."""
        self._stopping = True
        self._wanted.set()
        if self._codex is not None:
            await self._codex.close()

    # --- one connection -------------------------------------------------------------------------------------

    async def _connection(self) -> None:
        """From finding a server, or launching one, to the end of the connection."""
        self._enter(ConnectionState.CONNECTING)
        self._link.connecting()
        self._is_up = False
        why: CodexError | None = None
        stderr = ""
        try:
            way = await self._launch.way()
            self._link.server.kind = way.kind
            self._link.server.host = host_of(way)
            config = replace(way.config, concurrent_turns=True, pace=partial(let_keys_pass, self._hold))
            codex = self._codex = AsyncCodex(config, process=way.process, socket=way.socket)
            try:
                await self._live(codex)
            finally:
                self._codex = None
                stderr = codex.stderr_tail or self._launch.said
        except CodexError as error:
            why = error
        self._lose(why, stderr)

    async def _live(self, codex: AsyncCodex) -> None:
        # Streams first: what the server says while it starts shall not be missed.
        batches = codex.notification_batches(include_turns=True)
        requests = codex.server_requests()
        async with codex:
            self._welcome(codex)
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._requests.take, requests)
                tasks.start_soon(self._load)
                with contextlib.suppress(ServerClosedError):  # raised again below, as the client's own reason
                    await pump(batches, self._link.name, self._reducer, self._report, hold=self._hold)
                tasks.cancel_scope.cancel()
            reason = codex.close_reason
        if isinstance(reason, ServerClosedError):
            raise reason

    def _welcome(self, codex: AsyncCodex) -> None:
        self._is_up = self._was_up = True
        version = _VERSION.search(codex.metadata.user_agent)
        server = self._link.server
        server.version = SafeText(version.group(1) if version is not None else "")
        server.problem = SafeText()
        self._link.up(codex)
        self._enter(ConnectionState.READY)

    async def _load(self) -> None:
        """Loads what the screens show: models, threads, and what they had open before."""
        listing = self._state.board.listing
        if self._origins is not None:
            # Also what another client has heard while this one had no connection.
            self._link.in_background(self._origins.load())
        # The first page of the first connection may be there already, see `FirstPage`.
        listed = listing.loaded_once and not self._was_loaded
        self._was_loaded = True
        open_threads = [key for key in self._own(self._state.conversations) if self._dispatcher.watched(key)]
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self.models.load_models)
            tasks.start_soon(self.permissions.load)
            tasks.start_soon(self.account.load)
            if not listed:
                tasks.start_soon(self._relist, listing.cwd, listing.archived)
            tasks.start_soon(self.pins.load)
            for key in open_threads:
                tasks.start_soon(self.threads.open_thread, key)
        board = self._state.board
        board.unsure.update(board.unheard)
        self._keep_rows()
        self.loaded.set()
        if came_back := self._returns.came_back():
            self._link.say(came_back)
        self._waiting.look_at_listed(self._own(self._state.board.rows))
        await self._waiting.look_at_loaded()
        self._keep_rows()
        await warm_up()

    def _own(self, threads: Iterable[ThreadKey]) -> list[ThreadKey]:
        """Those of this server."""
        return [key for key in threads if key.server == self._link.name]

    async def _relist(self, cwd: str | None, archived: bool) -> None:
        await self.listing.list_threads(cwd, archived=archived)
        if not self._is_first:
            self._link.in_background(self.listing.up_to(KNOWN_AT_ONCE))

    def _lose(self, why: CodexError | None, stderr: str) -> None:
        server = self._link.server
        self.loaded.set()
        self._requests.drop()
        self._rows.forget()
        self.account.lost()
        self.kin.forget()
        if not self._stopping:
            first = not self._was_up
            server.problem = describe_loss(why, stderr, was_ready=self._is_up, first=first, kind=server.kind)
            returns = self._returns.lost(
                server.kind, why, was_ready=self._is_up, now=asyncio.get_running_loop().time()
            )
            if first and not returns and not self._wanted.is_set() and self._is_first:
                self.first_error = server.problem
        self._link.down()
        self._link.report(*self._reducer.lose_connection(self._link.name, "The connection was lost"))
        self._enter(ConnectionState.LOST)

    def _report(self, changes: list[Change]) -> None:
        self._dispatcher.report(changes)
        self.compare.look(changes)
        for change in changes:
            if isinstance(change, ItemFinished):
                self._time_if_needed(change.item)
            elif isinstance(change, AccountChanged) and change.told:
                self._link.in_background(self.account.load())
            elif isinstance(change, QueueChanged):
                self.queue.look(change.thread)
            elif isinstance(change, HistoryTakenBack):
                self.threads.reload_soon(change.thread)
            elif isinstance(change, SettingsChanged):
                self.models.settings_told(change.thread)
                self.permissions.heard(change.thread)
            elif isinstance(change, StatusChanged):
                self._waiting.look_at(change.thread)
                row = self._state.board.rows.get(change.thread)
                if row is not None and row.unread and self._dispatcher.shown(change.thread):
                    # It is being read as it comes.
                    self.threads.mark_read_soon(change.thread)

        self._keep_rows()

    def _page_came(self, threads: Iterable[ThreadKey]) -> None:
        self._waiting.look_at_listed(threads)
        self._keep_rows()

    def _commands_changed(self, changes: Iterable[Change]) -> None:
        self._waiting.look(changes)
        self._keep_rows()

    async def look_again(self, seen: Iterable[ThreadKey] = ()) -> None:
        """A person looks at the board again, and sees these rows: reads what only asking tells."""
        await self.listing.look_again(seen)
        await self.pins.load()

    def _keep_rows(self) -> None:
        """Sees to what was heard of rows, and is not all that is to be known of them."""
        self._rows.look()
        if self._origins is not None:
            self._origins.keep_soon()

    def _time_if_needed(self, key: ItemKey) -> None:
        conversation = self._state.conversations.get(key.thread_key)
        item = conversation.get(key, Item) if conversation is not None else None
        if item is not None and item.started_ms is None and item.completed_ms is not None:
            self.history.time_soon(key.turn_key)

    def _enter(self, state: ConnectionState) -> None:
        self._link.server.state = state
        self._link.report(ServerChanged(self._link.name))

    def _keep_returned(self, message: PromptReturned) -> None:
        """Puts a prompt that came back into the draft of its thread, where nobody shows that thread."""
        self._drafts.put_before(message.thread, message.draft)
