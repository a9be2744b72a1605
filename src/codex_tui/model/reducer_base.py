"""What every part of the reducer works with: state, what is remembered between events, changes so far."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codex_tui.model.changes import Change, ItemAdded, ItemGone, StatusChanged
from codex_tui.model.keys import ItemKey, ThreadKey, TurnKey
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_app_server import Notification
    from codex_tui.model.board import ThreadRow
    from codex_tui.model.context_parts import Fullness
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.draft import Draft
    from codex_tui.model.items import FileChangeItem, Item
    from codex_tui.model.output_log import OutputLog
    from codex_tui.model.state import AppState
    from codex_tui.model.tallies import Tokens

UNPLACED_KEPT = 200


@dataclass(slots=True)
class Prompt:
    """A prompt or steering on its way: shown, and not yet taken up by the server."""

    thread: ThreadKey
    client_id: str
    item: ItemKey
    draft: Draft
    turn: str | None = None
    """The turn the server has put it into, once it has said so."""


@dataclass(slots=True)
class Memory:
    """What the reducer must remember beside the model."""

    prompts: dict[str, Prompt] = field(default_factory=dict)
    """By the client id that their user message will carry."""
    taken: dict[str, Prompt] = field(default_factory=dict)
    """Those that the server took up in a turn that runs, or was cut off, as it may not have kept them."""
    cut_off: dict[ThreadKey, list[str]] = field(default_factory=dict)
    """Turns that ran as the connection was lost, whose end nobody told."""
    server_lived: bool = False
    """Only the connection was lost: a turn that the server has not was taken back by somebody meanwhile."""
    gave_back: bool = False
    """Prompts came back that the server had not kept, and nothing was said since."""
    unsent: bool = False
    """Prompts came back because the connection was lost, and nothing was said of it since there is another one."""
    tokens_before: dict[ThreadKey, tuple[str, Tokens | None]] = field(default_factory=dict)
    """The last turn that was seen to begin in a thread, and what the thread had used by then, once told."""
    retries: dict[TurnKey, ItemKey] = field(default_factory=dict)
    """The notice of the retry that goes on in a turn."""
    agents: dict[ThreadKey, ItemKey] = field(default_factory=dict)
    """Threads that work for another one, each with the item that tells of it there."""
    doing: dict[ThreadKey, str] = field(default_factory=dict)
    """What threads do that have no row yet, as sub-agents are told of before they can be read."""
    patches: dict[ThreadKey, list[FileChangeItem]] = field(default_factory=dict)
    """What the turn that runs changed so far, of threads that nobody opened here."""
    ended: set[ThreadKey] = field(default_factory=set)
    """Threads of whose turn was told what came of it, and not yet that it is over."""
    remarks: set[str] = field(default_factory=set)
    fullness: dict[ThreadKey, Fullness] = field(default_factory=dict)
    """How full the contexts of threads were when that was told last."""
    unplaced: deque[Notification] = field(default_factory=lambda: deque(maxlen=UNPLACED_KEPT))
    """The last events that no screen shows."""
    counter: int = 0


@dataclass(slots=True)
class Reduction:
    """One event being reduced: handlers change the state and note here what they changed."""

    state: AppState
    server: str
    clock: Callable[[], float]
    steady: Callable[[], float]
    """Unix seconds that setting the clock does not change."""
    memory: Memory
    open_log: Callable[[], OutputLog] | None = None
    """Gives a command somewhere to keep its whole output."""
    changes: list[Change] = field(default_factory=list)

    def note(self, *changes: Change) -> None:
        self.changes.extend(changes)

    def key(self, thread: str) -> ThreadKey:
        return ThreadKey(self.server, thread)

    def conversation(self, thread: str) -> Conversation | None:
        """The conversation of a thread if somebody opened it: events of others are not kept."""
        return self.state.conversations.get(self.key(thread))

    def row(self, thread: str) -> ThreadRow | None:
        return self.state.board.rows.get(self.key(thread))

    def local_id(self, name: str) -> str:
        """An id for something the server has no item for."""
        self.memory.counter += 1
        return f"local:{name}:{self.memory.counter}"

    def append(self, conversation: Conversation, item: Item) -> None:
        self.note(ItemAdded(item.key, conversation.append(item)))

    def remove(self, conversation: Conversation, key: ItemKey) -> None:
        self.note(ItemGone(key, conversation.remove(key)))

    def show_activity(self, thread: str, activity: str) -> None:
        """Says in the thread's row what it does now."""
        row = self.row(thread)
        if row is not None and row.activity != activity:
            row.activity = SafeText(activity)
            self.note(StatusChanged(row.key))
