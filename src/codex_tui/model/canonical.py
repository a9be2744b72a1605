"""A conversation as plain data in one form, however it came to be known: seen live, read back, or joined half-way.

Two clients that show the same thread have the same canonical form. What only one who was there can know is left out on
demand: the server does not keep it.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from codex_tui.model.items import CommandItem, Item, TurnEndItem, UserItem
from codex_tui.model.output import OutputBuffer
from codex_tui.model.text_buffer import TextBuffer
from codex_tui.model.tool_items import CompactionItem

if TYPE_CHECKING:
    from codex_tui.model.conversation import Conversation

_OWN = frozenset({"key", "revision", "status", "started_ms", "completed_ms", "began_ms", "progress"})
"""Fields that are told apart, or that say how this client came by an item."""
_OF_ONE_CLIENT = {
    UserItem: {"pending"},
    CommandItem: {"outlived_turn", "log"},
    CompactionItem: {"before", "after"},
    TurnEndItem: {"tokens"},
}
"""Fields that differ between clients by their nature."""


def canonical(conversation: Conversation, *, kept_only: bool = False) -> list[dict[str, Any]]:
    """The turns of a conversation with their items in the order in which these began.

    Args:
        conversation: what is loaded of it.
        kept_only: leave out what is seen live only.
    """
    by_turn: dict[str, list[dict[str, Any]]] = {turn: [] for turn in conversation.turns}
    for item in (*conversation.items, *conversation.ahead):
        if not (kept_only and item.live_only):
            by_turn.setdefault(item.key.turn, []).append(canonical_item(item))
    turns = conversation.turns
    return [
        {
            "turn": turn,
            "status": turns[turn].status.value if turn in turns else None,
            "duration_ms": turns[turn].duration_ms if turn in turns else None,
            "items": items,
        }
        for turn, items in by_turn.items()
        if items or not kept_only
    ]


def canonical_item(item: Item) -> dict[str, Any]:
    """One item as plain data: its id, kind and state, and whatever its kind has."""
    left_out = _OWN | _OF_ONE_CLIENT.get(type(item), set())
    own = {
        field.name: _plain(getattr(item, field.name)) for field in fields(item) if field.name not in left_out
    }
    data = {"id": _id(item.key.item), "kind": item.kind, "status": item.status.value, **own}
    return {**data, "live_only": True} if item.live_only else data


def _id(item: str) -> str:
    """The id of an item; of those that this client gave, without the number that it counted."""
    return item.rstrip("0123456789").rstrip(":") if item.startswith("local:") else item


def _plain(value: Any) -> Any:
    if isinstance(value, TextBuffer | OutputBuffer):
        value = value.text()
    elif isinstance(value, Enum):
        value = value.value
    elif is_dataclass(value):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return {str(key): _plain(one) for key, one in value.items()} if isinstance(value, dict) else value
