"""Going back in a conversation: what a turn asked, and what is lost with it and all that followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codex_tui.model.items import FileChangeItem, Item, ItemStatus, UserItem
from codex_tui.model.safe_text import SafeText

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
    """Images and files of the first turn's prompts, which do not come back to the composer."""


def loss_of(items: Iterable[Item], turn: str, turns: int) -> RewindLoss:
    """What is lost with these items, those of a turn and of all behind it."""
    changes: list[FileChange] = []
    attachments = 0
    for item in items:
        if isinstance(item, FileChangeItem) and item.status is ItemStatus.COMPLETED:
            changes += item.changes
        elif isinstance(item, UserItem) and item.key.turn == turn:
            attachments += len(item.attachments)
    return RewindLoss(turns, tuple(changes), attachments)


def prompt_of(items: Iterable[Item], turn: str) -> SafeText:
    """What a person wrote in a turn: its prompt, and what steered it after that."""
    texts = [
        item.text for item in items if isinstance(item, UserItem) and item.key.turn == turn and item.text
    ]
    return SafeText("\n\n".join(texts))


def begins_turn(items: Iterable[Item], item: Item) -> bool:
    """Whether an item is the prompt with which its turn began, rather than steering in its middle."""
    first = next((one for one in items if isinstance(one, UserItem) and one.key.turn == item.key.turn), None)
    return first is item
