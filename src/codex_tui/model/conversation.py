"""One conversation: its items in display order, its turns, and the settings that hold for its next turn.

What is loaded of a long conversation is a window: pages of stored turns, next to each other. Older and newer pages are
put to its ends, and pages far from what is read are dropped again. While newer pages are missing, what comes live is
kept ahead of the window, and joins it once they are there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from codex_tui.model.items import CommandItem, Item, PlanItem, TurnEndItem
from codex_tui.model.queue import Queue
from codex_tui.model.safe_text import SafeText
from codex_tui.model.settings import Settings
from codex_tui.model.tallies import Tokens

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from codex_tui.model.goal import Goal
    from codex_tui.model.keys import ItemKey, ThreadKey
    from codex_tui.model.outline import Outline
    from codex_tui.model.search import Search
    from codex_tui.model.sub_agents import SubAgent

ItemT = TypeVar("ItemT", bound=Item)

PLAN_ID = "local:plan"
"""The checklist of a turn, which has no id of the server's."""


class TurnStatus(str, Enum):
    """Where a turn stands; the values are the server's."""

    IN_PROGRESS = "inProgress"
    COMPLETED = "completed"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


@dataclass(slots=True)
class Turn:
    """One turn. Times are Unix seconds.

    `began` is when its start was heard of here, by a clock that nobody sets; None if it began before.
    """

    id: str
    status: TurnStatus = TurnStatus.IN_PROGRESS
    started_at: float | None = None
    began: float | None = None
    duration_ms: int | None = None
    out_of_sight: bool = False
    """It counts as interrupted because the connection was lost; what the server says of it later counts more."""

    @property
    def runs_since(self) -> float | None:
        """From when on to count how long it runs."""
        return self.started_at if self.began is None else self.began


HIGH = 80
"""Per cent of the context window from which on there is a warning."""


@dataclass(slots=True)
class Usage:
    """Tokens: of the last model response (what fills the context now) and of the whole thread."""

    context_tokens: int = 0
    total_tokens: int = 0
    window: int | None = None
    context: Tokens = field(default_factory=Tokens)
    """What fills the context, by kind."""
    total: Tokens = field(default_factory=Tokens)
    """All that the thread has used, by kind."""

    @property
    def fraction(self) -> float | None:
        """Share of the context window in use, 0.0 to 1.0; None where the window is unknown."""
        return min(1.0, self.context_tokens / self.window) if self.window else None

    @property
    def fills_up(self) -> bool:
        """Whether so much is in use that it is time to compact."""
        return round((self.fraction or 0) * 100) >= HIGH


@dataclass(slots=True)
class History:
    """One end of what is loaded: what is known of the stored turns beyond it."""

    cursor: str | None = None
    """Where the next page begins."""
    complete: bool = False
    """There is nothing beyond."""
    loading: bool = False
    error: SafeText | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Turns that the server gave in one answer, and where the next answers on both sides begin (None: nowhere)."""

    turns: frozenset[str]
    older: str | None
    newer: str | None
    ascending: bool
    """Asked for from older to newer: then `older`, else `newer`, is the cursor that gives this page once more."""


@dataclass(slots=True)
class Conversation:
    """Everything shown of one open thread."""

    key: ThreadKey
    settings: Settings = field(default_factory=Settings)
    usage: Usage = field(default_factory=Usage)
    history: History = field(default_factory=History)
    """Towards the beginning of the thread."""
    newer: History = field(default_factory=lambda: History(complete=True))
    """Towards its end, which is where one begins to read."""
    turns: dict[str, Turn] = field(default_factory=dict)
    turn_diffs: dict[str, str] = field(default_factory=dict)
    """The server's own sum of what a turn changed, exactly as it came: seen live only, and never drawn as it is."""
    active_turn: str | None = None
    agents: dict[str, SubAgent] = field(default_factory=dict)
    """Its sub-agents by their threads."""
    goal: Goal | None = None
    """What its turns go on for, one after the other."""
    instructions: tuple[SafeText, ...] = ()
    """The files whose instructions the model reads."""
    ready: bool = False
    """The server has loaded the thread and this connection is subscribed to it."""
    read_only: SafeText = SafeText("")
    """Why it can be read here and not run: it is archived or deleted, or another process has it. Asked anew with each
    prompt."""
    title: SafeText = SafeText("")
    """What it was called, of one that was deleted: its row, which has the title, is gone."""
    begun_here: bool = False
    nothing_kept: bool = False
    """Its server ended before it had kept anything, so that it cannot be opened: a prompt begins another thread."""
    running_on: dict[ItemKey, CommandItem] = field(default_factory=dict)
    """Commands that go on after their turn."""
    queue: Queue = field(default_factory=Queue)
    """What waits until the turn is over."""
    pages: list[Page] = field(default_factory=list)
    """What of the items was loaded, oldest first; turns that came live are on no page."""
    search: Search | None = None
    """The search through turns that are not loaded, if a person is finding something."""
    outline: Outline | None = None
    """The thread turn by turn, as of when it was opened last."""
    _items: list[Item] = field(default_factory=list)
    _ahead: list[Item] = field(default_factory=list)
    """What came live while newer pages are missing: the end of the conversation."""
    _by_key: dict[ItemKey, Item] = field(default_factory=dict)
    _by_turn: dict[str, dict[ItemKey, Item]] = field(default_factory=dict)

    @property
    def items(self) -> Sequence[Item]:
        """The items of the window in display order; read only."""
        return self._items

    @property
    def ahead(self) -> Sequence[Item]:
        """What came live behind a gap in what is loaded; read only."""
        return self._ahead

    @property
    def takes_prompts(self) -> bool:
        """Whether a prompt can go out. What can only be read is opened again before: it may be free by then."""
        return self.ready or bool(self.read_only) or self.nothing_kept

    @property
    def queue_is_held(self) -> bool:
        """Whether nothing of what waits will begin by itself: the last turn was interrupted, here or long ago."""
        last = next(reversed(self.turns.values()), None)
        over = (TurnStatus.COMPLETED, TurnStatus.FAILED)
        return (
            bool(self.queue.prompts)
            and self.active_turn is None
            and (last is None or last.status not in over)
        )

    @property
    def plan(self) -> PlanItem | None:
        """The checklist of the turn that runs, or else of the last one."""
        turn = self.active_turn or next(reversed(self.turns), None)
        return self.get(self.key.item(turn, PLAN_ID), PlanItem) if turn is not None else None

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    def get(self, key: ItemKey, kind: type[ItemT]) -> ItemT | None:
        """The item of that key if it is of that kind."""
        item = self._by_key.get(key)
        return item if isinstance(item, kind) else None

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    # --- what comes live --------------------------------------------------------------------------------------

    def append(self, item: Item) -> int:
        """Adds an item at the end of the conversation and gives its index."""
        self._know(item)
        if self.newer.complete:
            self._items.append(item)
        else:
            self._ahead.append(item)
        return len(self._items) + len(self._ahead) - 1

    def replace(self, old: ItemKey, item: Item) -> int:
        """Puts an item in the place of another, under its own key, and gives the index."""
        items, index = self._place(old)
        self._forget(items[index])
        self._know(item)
        items[index] = item
        return self._number(items, index)

    def remove(self, key: ItemKey) -> int:
        """Takes an item out and gives the index that it had."""
        items, index = self._place(key)
        self._forget(items[index])
        number = self._number(items, index)
        del items[index]
        return number

    def arrange(self, items: Sequence[Item]) -> bool:
        """Puts items into the order given, in the places that they have together; True if that changed anything."""
        wanted = {item.key for item in items}
        moved = False
        rest = iter(items)
        for place in (self._items, self._ahead):
            for index, item in enumerate(place):
                if item.key in wanted:
                    new = next(rest)
                    moved = moved or new is not item
                    place[index] = new
        return moved

    def put_into_turn(self, item: Item) -> int:
        """Moves an item of a turn that is over to the others of it, before the line of its end; gives its index.

        Where none of them is loaded it stays where it is.
        """
        items, index = self._place(item.key)
        others = [at for at, one in enumerate(items[:index]) if one.key.turn == item.key.turn]
        if items is self._items and others:
            last = others[-1]
            del items[index]
            items.insert(last if isinstance(items[last], TurnEndItem) else last + 1, item)
        return self.index(item.key)

    def index(self, key: ItemKey) -> int:
        """Where an item stands; looked for from the end, where changes happen."""
        return self._number(*self._place(key))

    def of_turn(self, turn: str, kind: type[ItemT]) -> list[ItemT]:
        """The items of one kind that a turn has, in the order in which they came."""
        return [item for item in self._by_turn.get(turn, {}).values() if isinstance(item, kind)]

    def open_items(self, turn: str) -> Iterator[Item]:
        """The items of a turn that are still running, newest first."""
        return (item for item in reversed(self._by_turn.get(turn, {}).values()) if item.running)

    # --- pages ------------------------------------------------------------------------------------------------

    def prepend(self, items: Sequence[Item]) -> int:
        """Adds an older page, given in display order, before everything; gives how many were new."""
        new = self._new(items)
        self._items[:0] = new
        return len(new)

    def extend(self, items: Sequence[Item], *, joins: bool) -> int:
        """Adds a newer page, given in display order; gives how many were new. What came live `joins` the last one."""
        new = self._new(items)
        if joins:
            new += self._ahead
            self._ahead = []
        self._items += new
        return len(new)

    def order_turns(self) -> None:
        """Puts the turns into the order of their items, after some were read; those without any are the newest."""
        for turn in dict.fromkeys(item.key.turn for item in (*self._items, *self._ahead)):
            if turn in self.turns:
                self.turns[turn] = self.turns.pop(turn)
        with_items = self._by_turn.keys()
        for turn in [turn for turn in self.turns if turn not in with_items]:
            self.turns[turn] = self.turns.pop(turn)

    def is_over(self, turn: str) -> bool:
        """Whether the server has said that a turn is over."""
        known = self.turns.get(turn)
        return known is not None and known.status is not TurnStatus.IN_PROGRESS and not known.out_of_sight

    def cut(self, start: int, stop: int, kept: Container[ItemKey]) -> None:
        """Leaves the items from `start` to `stop` in the window; of those behind, the kept ones stand ahead of it."""
        behind = self._items[stop:]
        for item in (*self._items[:start], *behind):
            if item.key not in kept:
                self._forget(item)
        self._ahead[:0] = [item for item in behind if item.key in kept]
        self._items = self._items[start:stop]

    def clear(self) -> None:
        """Forgets all items and turns, as before a reload."""
        self._items.clear()
        self._ahead.clear()
        self._by_key.clear()
        self._by_turn.clear()
        self.running_on.clear()
        self.pages.clear()
        self.turns.clear()
        self.active_turn = None
        self.agents.clear()
        self.history = History()
        self.newer = History(complete=True)

    def _new(self, items: Sequence[Item]) -> list[Item]:
        new: list[Item] = []
        for item in items:
            known = self._by_key.get(item.key)
            if known is None:
                self._know(item)
                new.append(item)
            elif isinstance(known, CommandItem) and known.outlived_turn and self._ahead:
                # What ran on when the rest of its turn was dropped goes back to its place.
                left = [one for one in self._ahead if one is not known]
                if len(left) < len(self._ahead):
                    self._ahead = left
                    new.append(known)
        return new

    def _know(self, item: Item) -> None:
        self._by_key[item.key] = item
        if isinstance(item, CommandItem) and item.running and item.outlived_turn:
            self.running_on[item.key] = item
        self._by_turn.setdefault(item.key.turn, {})[item.key] = item

    def _forget(self, item: Item) -> None:
        del self._by_key[item.key]
        self.running_on.pop(item.key, None)
        of_turn = self._by_turn[item.key.turn]
        del of_turn[item.key]
        if not of_turn:
            del self._by_turn[item.key.turn]

    def _place(self, key: ItemKey) -> tuple[list[Item], int]:
        for items in (self._ahead, self._items):
            for index in range(len(items) - 1, -1, -1):
                if items[index].key == key:
                    return items, index
        raise KeyError(key)

    def _number(self, items: list[Item], index: int) -> int:
        return index if items is self._items else len(self._items) + index
