"""One conversation: its items in display order, its turns, and the settings that hold for its next turn."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from codex_tui.model.items import Item

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codex_tui.model.keys import ItemKey, ThreadKey
    from codex_tui.model.safe_text import SafeText

ItemT = TypeVar("ItemT", bound=Item)


class TurnStatus(str, Enum):
    """Where a turn stands; the values are the server's."""

    IN_PROGRESS = "inProgress"
    COMPLETED = "completed"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


@dataclass(slots=True)
class Turn:
    """One turn. Times are Unix seconds."""

    id: str
    status: TurnStatus = TurnStatus.IN_PROGRESS
    started_at: float | None = None
    duration_ms: int | None = None


@dataclass(slots=True)
class Settings:
    """What the next turn runs with; None where the server has not said."""

    model: SafeText | None = None
    effort: SafeText | None = None
    tier: SafeText | None = None
    cwd: SafeText | None = None
    approval: SafeText | None = None
    sandbox: SafeText | None = None


@dataclass(slots=True)
class Usage:
    """Tokens: of the last model response (what fills the context now) and of the whole thread."""

    context_tokens: int = 0
    total_tokens: int = 0
    window: int | None = None

    @property
    def fraction(self) -> float | None:
        """Share of the context window in use, 0.0 to 1.0; None where the window is unknown."""
        return min(1.0, self.context_tokens / self.window) if self.window else None


@dataclass(slots=True)
class History:
    """How much of the stored conversation has been loaded; pages come newest first."""

    cursor: str | None = None
    """Where the next older page begins."""
    complete: bool = False
    loading: bool = False
    error: SafeText | None = None


@dataclass(slots=True)
class Conversation:
    """Everything shown of one open thread."""

    key: ThreadKey
    settings: Settings = field(default_factory=Settings)
    usage: Usage = field(default_factory=Usage)
    history: History = field(default_factory=History)
    turns: dict[str, Turn] = field(default_factory=dict)
    active_turn: str | None = None
    ready: bool = False
    """The server has loaded the thread and this connection is subscribed to it."""
    _items: list[Item] = field(default_factory=list)
    _by_key: dict[ItemKey, Item] = field(default_factory=dict)

    @property
    def items(self) -> Sequence[Item]:
        """The items in display order; read only."""
        return self._items

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    def get(self, key: ItemKey, kind: type[ItemT]) -> ItemT | None:
        """The item of that key if it is of that kind."""
        item = self._by_key.get(key)
        return item if isinstance(item, kind) else None

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    def append(self, item: Item) -> int:
        """Adds an item at the end and gives its index."""
        self._by_key[item.key] = item
        self._items.append(item)
        return len(self._items) - 1

    def replace(self, old: ItemKey, item: Item) -> int:
        """Puts an item in the place of another, under its own key, and gives the index."""
        index = self.index(old)
        del self._by_key[old]
        self._by_key[item.key] = item
        self._items[index] = item
        return index

    def remove(self, key: ItemKey) -> int:
        """Takes an item out and gives the index that it had."""
        index = self.index(key)
        del self._by_key[key]
        del self._items[index]
        return index

    def prepend(self, items: Sequence[Item]) -> int:
        """Adds an older page, given in display order, before everything; gives how many were new."""
        new = [item for item in items if item.key not in self._by_key]
        self._by_key.update((item.key, item) for item in new)
        self._items[:0] = new
        return len(new)

    def index(self, key: ItemKey) -> int:
        """Where an item stands; looked for from the end, where changes happen."""
        for index in range(len(self._items) - 1, -1, -1):
            if self._items[index].key == key:
                return index
        raise KeyError(key)

    def open_items(self, turn: str) -> Iterator[Item]:
        """The items of a turn that are still running, newest first."""
        for item in reversed(self._items):
            if item.key.turn == turn and item.running:
                yield item

    def clear(self) -> None:
        """Forgets all items and turns, as before a reload."""
        self._items.clear()
        self._by_key.clear()
        self.turns.clear()
        self.active_turn = None
        self.history = History()
