"""The cell of an item whose own renderer failed: one line that says so, and the item as it came.

The error barrier of rendering: a mistake in drawing one item costs the looks of that item, never the application.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.items import Item
from codex_tui.render.base import BaseRenderer, gutter, header
from codex_tui.render.glyphs import glyph
from codex_tui.render.prose import prose

if TYPE_CHECKING:
    from codex_tui.render.layout import Fragment
    from codex_tui.render.lines import Line, RenderContext

FOLDED_LINES = 6
"""Lines of the raw text that show when folded."""


class UnrenderableRenderer(BaseRenderer[Item]):
    """Stands in for a renderer that raised.

    Args:
        item: what could not be drawn.
        error: what was raised; only its type is shown, its text may hold anything.
    """

    def __init__(self, item: Item, error: Exception) -> None:
        super().__init__(item)
        self._error = type(error).__name__

    @property
    def foldable(self) -> bool:
        return self._text().count("\n") > FOLDED_LINES

    def folded_size(self) -> int:
        return 1 + FOLDED_LINES

    def _text(self) -> str:
        try:
            return self.item.source()
        except Exception:  # the item itself may be what is broken, and this is the last resort
            return ""

    def render(self, context: RenderContext) -> list[Line]:
        palette = context.palette
        kind = self.item.kind.replace("_", " ")
        left: list[Fragment] = [(f"codex-tui cannot draw this {kind} ({self._error})", palette.error)]
        meta: list[Fragment] = []
        if self.foldable:
            mark = glyph("folded" if context.folded else "unfolded", context.ascii_only)
            meta.append((mark, palette.muted))
        target = "fold" if self.foldable else None
        lines = [header(gutter("notice", context, "error"), left, meta, context, target=target)]
        text = self._text()
        if context.folded:
            text = "\n".join(text.split("\n")[:FOLDED_LINES])
        if text:
            lines += prose(text, palette.text, context, hard=True)
        return lines
