"""What is shown of a thread beside the list: its last prompt, and the end of its last answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codex_tui.model.items import AgentItem, UserItem
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.model.board import ThreadRow
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.items import Item

ANSWER_KEPT = 4_000
"""Characters of the end of an answer that are kept."""

Stamp = tuple[float, bool]


@dataclass(frozen=True, slots=True)
class Preview:
    """The last turn of a thread in short, or why it could not be read."""

    stamp: Stamp
    prompt: SafeText = SafeText("")
    answer: SafeText = SafeText("")
    problem: SafeText = SafeText("")


def stamp_of(row: ThreadRow) -> Stamp:
    """What differs once a preview is out of date: another turn began, or it ended."""
    return row.updated_at, row.state.active


def preview_of(items: Sequence[Item], stamp: Stamp) -> Preview:
    """The preview by the items of the last turn, or of more than that."""
    prompt = answer = SafeText()
    for item in reversed(items):
        if isinstance(item, AgentItem) and not answer:
            answer = SafeText(item.text.text()[-ANSWER_KEPT:])
        if isinstance(item, UserItem):
            prompt = item.text
            break
    return Preview(stamp, prompt, answer)


def loaded_preview(conversation: Conversation | None, row: ThreadRow) -> Preview | None:
    """The preview of a thread whose newest turns are loaded here."""
    if conversation is None or not conversation.newer.complete or not conversation.items:
        return None
    return preview_of(conversation.items, stamp_of(row))
