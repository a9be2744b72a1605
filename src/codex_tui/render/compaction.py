"""The cell of a compaction: that it runs, and then what it came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.items import ItemStatus
from codex_tui.model.tool_items import CompactionItem
from codex_tui.render.durations import count
from codex_tui.render.glyphs import glyph
from codex_tui.render.tool import ToolRenderer

if TYPE_CHECKING:
    from codex_tui.render.lines import RenderContext

WIDE = 50
"""Columns from which on the numbers have a word."""


class CompactionRenderer(ToolRenderer):
    """One line, with the tokens before and after where they were seen."""

    def outcome(self, context: RenderContext) -> str:
        item = self.item
        if isinstance(item, CompactionItem) and item.after and item.status is ItemStatus.COMPLETED:
            said = f"{count(item.before)} {glyph('right', context.ascii_only)} {count(item.after)}"
            return f"{said} tokens" if context.width >= WIDE else said
        return super().outcome(context)
