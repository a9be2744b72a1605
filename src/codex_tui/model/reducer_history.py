"""Stored turns become items: pages put before what is there, or a conversation loaded anew.

Pages overlap with what came live and with each other; an item that is there already stays as it is. Pages that are far
from what is read are dropped, and loaded again when one comes back.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from codex_tui.model.changes import Change, ConversationRenewed, ItemChanged
from codex_tui.model.conversation import Conversation, History, Page, Turn, TurnStatus
from codex_tui.model.items import (
    FileChangeItem,
    Item,
    ItemStatus,
    ProposedPlanItem,
    TurnEndItem,
    UserItem,
)
from codex_tui.model.reducer_turns import END_ID, END_STATUSES, ERROR_ID, error_notice, turn_status
from codex_tui.model.sub_agents import note_agents, settle_agents
from codex_tui.model.tallies import edited
from codex_tui.model.translate import fill_item, new_item, says_status, status_of

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from codex_app_server.generated.v2_all import ThreadItem
    from codex_app_server.generated.v2_all import Turn as StoredTurn
    from codex_tui.model.keys import ItemKey


Times: TypeAlias = "Mapping[tuple[str, str], tuple[int, int | None]]"
"""When items began and ended in Unix milliseconds, by turn and item."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A page of stored turns, oldest first, whichever way it was asked for.

    Attributes:
        older: where the page before begins; None where the server says that there is none.
        newer: the same of the page behind.
        first: nothing is before it.
        last: nothing was behind it when it was read.
        ascending: it was asked for from older to newer.
        times: when items began and ended, as far as it is known.
    """

    turns: Sequence[StoredTurn]
    older: str | None = None
    newer: str | None = None
    first: bool = True
    last: bool = True
    ascending: bool = False
    times: Times = field(default_factory=dict)


def load_older(conversation: Conversation, stretch: Stretch) -> int:
    """Puts an older page before all items; gives how many were new."""
    _note_page(conversation, stretch, 0)
    conversation.history = History(stretch.older, complete=stretch.first)
    count = conversation.prepend(_items(conversation, stretch))
    conversation.order_turns()
    return count


def load_newer(conversation: Conversation, stretch: Stretch) -> int:
    """Puts a newer page behind the window; gives how many items were new."""
    _note_page(conversation, stretch, len(conversation.pages))
    items = _items(conversation, stretch)
    count = conversation.extend(items, joins=stretch.last)
    conversation.order_turns()
    conversation.newer = History(stretch.newer, complete=stretch.last)
    return count


def load_anew(conversation: Conversation, stretch: Stretch, stale: Container[ItemKey]) -> None:
    """Loads a conversation anew from a page, wherever in it that is.

    Items that came live meanwhile (not stale) stay: behind the newest page, or ahead of any other. So does the turn
    that runs, also if nothing of it has come yet.
    """
    kept = [item for item in (*conversation.items, *conversation.ahead) if item.key not in stale]
    live = {item.key.turn for item in kept}
    active = conversation.active_turn
    begun = {active} if active is not None and not conversation.of_turn(active, Item) else set[str]()
    turns = [turn for turn in conversation.turns.values() if turn.id in live | begun]
    conversation.clear()
    conversation.turns.update((turn.id, turn) for turn in turns)
    conversation.active_turn = active if active in conversation.turns else None
    load_older(conversation, stretch)
    conversation.newer = History(stretch.newer, complete=stretch.last)
    for item in kept:
        if item.key not in conversation:
            conversation.append(item)
    for turn in live:
        # What came live may have begun before things that ended, and so were stored, earlier.
        conversation.arrange(by_start(_items_of(conversation, turn)))


def stored(conversation: Conversation, *, paged: bool = False) -> frozenset[ItemKey]:
    """The items that the server has: what does not run, nor waits to be taken up. With `paged` only what it gave."""
    turns = {turn for page in conversation.pages for turn in page.turns}
    return frozenset(
        item.key
        for item in (*conversation.items, *conversation.ahead)
        if not _is_live(conversation, item) and (not paged or item.key.turn in turns)
    )


def drop_far(conversation: Conversation, read: Container[ItemKey], far: int) -> bool:
    """Drops pages that are `far` items from those that are being read; what goes on is kept. True if any was."""
    places = [number for number, item in enumerate(conversation.items) if item.key in read]
    if not places:
        return False
    begins = _page_begins(conversation)
    pages, size = conversation.pages, len(conversation.items)
    first = max((n for n, at in enumerate(begins) if at <= places[0] - far), default=0)
    end = min((n for n, at in enumerate(begins) if at >= places[-1] + far and n > first), default=len(pages))
    if conversation.history.loading or (pages and pages[first].older is None):
        first = 0
    if conversation.newer.loading or (end < len(pages) and pages[end - 1].newer is None):
        end = len(pages)
    start = begins[first] if first else 0
    stop = begins[end] if end < len(pages) else size
    if start == 0 and stop == size:
        return False
    conversation.cut(
        start, stop, {item.key for item in conversation.items[stop:] if _is_live(conversation, item)}
    )
    if start:
        conversation.history = History(pages[first].older)
    if stop < size:
        conversation.newer = History(pages[end - 1].newer)
    conversation.pages = pages[first:end]
    left = {item.key.turn for item in (*conversation.items, *conversation.ahead)}
    for turn in conversation.turns.keys() - left - {conversation.active_turn}:
        del conversation.turns[turn]
    return True


def page_of(conversation: Conversation, key: ItemKey) -> Page | None:
    """The page that an item was loaded with; None if it came live."""
    return next((page for page in conversation.pages if key.turn in page.turns), None)


def _page_begins(conversation: Conversation) -> list[int]:
    """The index at which each page's items begin; a page whose items are gone begins where the next one does."""
    number_of = {turn: number for number, page in enumerate(conversation.pages) for turn in page.turns}
    begins: dict[int, int] = {}
    for index, item in enumerate(conversation.items):
        number = number_of.get(item.key.turn)
        if number is not None:
            begins.setdefault(number, index)
    found, after = [0] * len(conversation.pages), len(conversation.items)
    for number in reversed(range(len(conversation.pages))):
        after = found[number] = begins.get(number, after)
    return found


def _is_live(conversation: Conversation, item: Item) -> bool:
    """Whether an item is still going on, so that the server does not have all of it."""
    return (
        item.running
        or item.key.turn == conversation.active_turn
        or (isinstance(item, UserItem) and item.pending)
    )


def _note_page(conversation: Conversation, stretch: Stretch, place: int) -> None:
    """Notes where a page lies; turns that overlap with another page, or came live, stay where they are."""
    new = frozenset(turn.id for turn in stretch.turns if turn.id not in conversation.turns)
    if new:
        conversation.pages.insert(place, Page(new, stretch.older, stretch.newer, stretch.ascending))


def _items(conversation: Conversation, stretch: Stretch) -> list[Item]:
    items: list[Item] = []
    for stored_turn in stretch.turns:
        new = stored_turn.id not in conversation.turns
        turn = _register(conversation, stored_turn)
        items += by_start(
            [_stored_item(conversation, stored_turn, source, stretch.times) for source in stored_turn.items]
        )
        if stored_turn.error is not None:
            items.append(error_notice(conversation, stored_turn.id, stored_turn.error))
        if turn.status is not TurnStatus.IN_PROGRESS:
            if new:
                settle_agents(conversation, turn.id)
            items.append(_end(conversation, turn, items))
    return items


def _register(conversation: Conversation, stored: StoredTurn) -> Turn:
    known = conversation.turns.get(stored.id)
    if known is not None and not known.out_of_sight:
        return known  # what was seen live is newer than what was stored
    turn = Turn(
        stored.id,
        status=turn_status(stored.status.value),
        started_at=stored.started_at,
        duration_ms=stored.duration_ms,
    )
    conversation.turns[stored.id] = turn
    if turn.status is TurnStatus.IN_PROGRESS and conversation.active_turn is None:
        conversation.active_turn = stored.id
    return turn


def by_start(items: Sequence[Item]) -> list[Item]:
    """Items in the order in which they began; one of which that is not known stays behind the one before it.

    The server stores them in the order in which they ended.
    """
    keys: list[tuple[float, bool]] = []
    at = 0.0
    for item in items:
        at = item.started_ms if item.started_ms is not None else at
        if item.key.item in (ERROR_ID, END_ID):
            at = math.inf
        # A proposed plan is cut out of a message that began before it, be it in the same millisecond.
        keys.append((at, isinstance(item, ProposedPlanItem)))
    return [items[index] for index in sorted(range(len(items)), key=keys.__getitem__)]


def put_in_order(conversation: Conversation, turn: str, times: Times) -> list[Change]:
    """Gives items whose start was not seen their times and their places."""
    changes: list[Change] = []
    items = _items_of(conversation, turn)
    for item in items:
        known = times.get((turn, item.key.item))
        if known is not None and item.started_ms is None:
            item.started_ms = known[0]
            item.touch()
            changes.append(ItemChanged(item.key))
    if conversation.arrange(by_start(items)):
        changes.append(ConversationRenewed(conversation.key))
    return changes


def _items_of(conversation: Conversation, turn: str) -> list[Item]:
    return [item for item in (*conversation.items, *conversation.ahead) if item.key.turn == turn]


def _stored_item(conversation: Conversation, stored: StoredTurn, source: ThreadItem, times: Times) -> Item:
    item = new_item(conversation.key.item(stored.id, source.root.id), source)
    fill_item(item, source)
    note_agents(conversation, stored.id, source)
    item.started_ms, item.completed_ms = times.get((stored.id, source.root.id), (None, None))
    item.status = status_of(source, over=False)
    if isinstance(item, UserItem) or (item.running and not says_status(source)):
        item.status = ItemStatus.COMPLETED  # only completed items are stored
    elif item.running and stored.status.value != TurnStatus.IN_PROGRESS.value:
        item.status = ItemStatus.INTERRUPTED
    return item


def _end(conversation: Conversation, turn: Turn, items: Sequence[Item]) -> TurnEndItem:
    patches = [item for item in items if isinstance(item, FileChangeItem) and item.key.turn == turn.id]
    return TurnEndItem(
        key=conversation.key.item(turn.id, END_ID),
        status=END_STATUSES.get(turn.status, ItemStatus.COMPLETED),
        duration_ms=turn.duration_ms,
        edited=edited(patches),
    )
