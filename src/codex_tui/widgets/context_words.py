"""What the status line says of the context: how full it is, in a number and, once that matters, a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.context_parts import Fullness, fullness, percent
from codex_tui.model.tool_items import CompactionItem
from codex_tui.render.durations import count
from codex_tui.widgets.line_parts import ERROR, NEEDS_YOU, QUIET, Part

if TYPE_CHECKING:
    from codex_tui.model.conversation import Conversation

_STYLES = {Fullness.FINE: QUIET, Fullness.HIGH: NEEDS_YOU, Fullness.NEARLY_FULL: ERROR}


def context_part(conversation: Conversation) -> Part | None:
    """The meter; None before the thread is open."""
    usage = conversation.usage
    used, full = percent(usage), fullness(usage)
    if used is not None:
        text = f"ctx {used}%"
        if full is Fullness.FINE:
            # Nobody has to do anything about it: where there is little room, the key for what comes next is said first.
            return Part(text, rank=3, short=f"{used}%")
        return Part(f"{text} {full.value}", style=_STYLES[full], rank=1, short=f"{used}%!", long_from=60)
    if usage.context_tokens:
        return Part(f"ctx {count(usage.context_tokens)}", rank=3)  # of a model whose window nobody knows
    return Part("ctx 0%", rank=3, short="0%") if conversation.ready and not conversation.turns else None


def compacts(conversation: Conversation) -> bool:
    """Whether the context is being compacted."""
    turn = conversation.active_turn
    return turn is not None and any(
        isinstance(item, CompactionItem) for item in conversation.open_items(turn)
    )
