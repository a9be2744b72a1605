"""Stored turns become items: pages put before what is there, or a conversation loaded anew.

Pages overlap with what came live and with each other; an item that is there already stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.conversation import Conversation, Turn, TurnStatus
from codex_tui.model.items import Item, ItemStatus, TurnEndItem, UserItem
from codex_tui.model.reducer_turns import END_ID, END_STATUSES, error_notice, turn_status
from codex_tui.model.translate import fill_item, new_item, status_of

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from codex_app_server.generated.v2_all import ThreadItem
    from codex_app_server.generated.v2_all import Turn as StoredTurn
    from codex_tui.model.keys import ItemKey


def prepend_turns(conversation: Conversation, page: Sequence[StoredTurn]) -> int:
    """Puts a page of turns, newest first, before all items; gives how many items were new."""
    items: list[Item] = []
    for stored in reversed(page):
        turn = _register(conversation, stored)
        items += (_stored_item(conversation, stored, source) for source in stored.items)
        if stored.error is not None:
            items.append(error_notice(conversation, stored.id, stored.error))
        if turn.status is not TurnStatus.IN_PROGRESS:
            items.append(_end(conversation, turn))
    return conversation.prepend(items)


def reset_from(conversation: Conversation, page: Sequence[StoredTurn], stale: Container[ItemKey]) -> None:
    """Loads a conversation anew from its newest page. Items that came live meanwhile (not stale) stay."""
    kept = [item for item in conversation.items if item.key not in stale]
    live = {item.key.turn for item in kept}
    turns = [turn for turn in conversation.turns.values() if turn.id in live]
    active = conversation.active_turn
    conversation.clear()
    conversation.turns.update((turn.id, turn) for turn in turns)
    conversation.active_turn = active if active in conversation.turns else None
    prepend_turns(conversation, page)
    for item in kept:
        if item.key not in conversation:
            conversation.append(item)


def _register(conversation: Conversation, stored: StoredTurn) -> Turn:
    known = conversation.turns.get(stored.id)
    if known is not None:
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


def _stored_item(conversation: Conversation, stored: StoredTurn, source: ThreadItem) -> Item:
    item = new_item(conversation.key.item(stored.id, source.root.id), source)
    fill_item(item, source)
    item.status = status_of(source, over=False)
    if isinstance(item, UserItem) or (item.running and "status" not in source.root.model_fields_set):
        item.status = ItemStatus.COMPLETED  # only completed items are stored
    elif item.running and stored.status.value != TurnStatus.IN_PROGRESS.value:
        item.status = ItemStatus.INTERRUPTED
    return item


def _end(conversation: Conversation, turn: Turn) -> TurnEndItem:
    return TurnEndItem(
        key=conversation.key.item(turn.id, END_ID),
        status=END_STATUSES.get(turn.status, ItemStatus.COMPLETED),
        duration_ms=turn.duration_ms,
    )
