"""Says once that the context of a thread fills up, and once more that it is nearly full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.context_parts import Fullness, fullness, percent
from codex_tui.model.items import ItemStatus, NoticeItem, NoticeLevel
from codex_tui.model.safe_text import SafeText
from codex_tui.model.tool_items import CompactionItem

if TYPE_CHECKING:
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.reducer_base import Reduction

_ORDER = tuple(Fullness)
_ID = "context"


def warn_of_context(reduction: Reduction, conversation: Conversation, turn: str) -> None:
    """Appends a notice where the context has become fuller than it was; not while it is being compacted."""
    now = fullness(conversation.usage)
    before = reduction.memory.fullness.get(conversation.key, Fullness.FINE)
    reduction.memory.fullness[conversation.key] = now
    if turn != conversation.active_turn or _ORDER.index(now) <= _ORDER.index(before):
        return
    if any(isinstance(item, CompactionItem) for item in conversation.open_items(turn)):
        return
    text = f"The context is {percent(conversation.usage)}% full. /compact sums the conversation up and frees most of it"
    item = NoticeItem(
        key=conversation.key.item(turn, reduction.local_id(_ID)),
        level=NoticeLevel.WARNING,
        text=SafeText(text),
        status=ItemStatus.COMPLETED,
    )
    reduction.append(conversation, item)


def take_back_warning(reduction: Reduction, conversation: Conversation, turn: str) -> None:
    """Of a turn that failed for want of context its error says it; the server counts the window as full then."""
    for item in list(conversation.of_turn(turn, NoticeItem)):
        if item.key.item.startswith(f"local:{_ID}:"):
            reduction.remove(conversation, item.key)
