"""Going back in a conversation: what a turn asked, and what is lost with it and all that followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codex_tui.model.draft import Draft, draft_of, joined
from codex_tui.model.draft_of_item import comes_back, draft_of_item
from codex_tui.model.items import FileChangeItem, Item, ItemStatus, UserItem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codex_tui.model.items import FileChange


@dataclass(frozen=True, slots=True)
class RewindLoss:
    """What a rewind takes back, and what it does not."""

    turns: int
    """Turns that leave the history."""
    changes: tuple[FileChange, ...]
    """Changes that were made to files in these turns, in their order; the files stay as they are."""
    attachments: int = 0
    """What was attached to the first turn's prompts and does not come back to the composer, as it has no path."""


def loss_of(items: Iterable[Item], turn: str, turns: int) -> RewindLoss:
    """What is lost with these items, those of a turn and of all behind it."""
    changes: list[FileChange] = []
    attachments = 0
    for item in items:
        if isinstance(item, FileChangeItem) and item.status is ItemStatus.COMPLETED:
            changes += item.changes
        elif isinstance(item, UserItem) and item.key.turn == turn:
            attachments += sum(not comes_back(one) for one in item.attachments)
    return RewindLoss(turns, tuple(changes), attachments)


def prompt_of(items: Iterable[Item], turn: str) -> Draft:
    """What a person wrote in a turn, to be written again: its prompt, and what steered it after that."""
    drafts: list[Draft] = []
    for item in items:
        if isinstance(item, UserItem) and item.key.turn == turn and (item.text or item.attachments):
            drafts += ([draft_of("\n\n")] if drafts else []) + [draft_of_item(item)]
    return joined(drafts).numbered()


def begins_turn(items: Iterable[Item], item: Item) -> bool:
    """Whether an item is the prompt with which its turn began, rather than steering in its middle."""
    first = next((one for one in items if isinstance(one, UserItem) and one.key.turn == item.key.turn), None)
    return first is item
