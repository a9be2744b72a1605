"""How a cell says that the server keeps nothing of it: quietly, at the right edge or under the text.

Whoever opens the thread again will look for it in vain, and should know why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment

from codex_tui.model.items import ItemStatus
from codex_tui.render.glyphs import glyph
from codex_tui.render.layout import Fragment, columns, line, truncate
from codex_tui.render.light_strip import LightStrip
from codex_tui.render.lines import GUTTER

if TYPE_CHECKING:
    from codex_tui.model.items import Item
    from codex_tui.render.lines import Line, RenderContext

LIVE_ONLY = "live only"
_ENDS = {
    ItemStatus.INTERRUPTED: "never completed",
    ItemStatus.REPLACED: "replaced",
    ItemStatus.FAILED: "failed",
    ItemStatus.DECLINED: "declined",
}


def end_words(item: Item, context: RenderContext, end: str | None = None, *, short: bool = False) -> str:
    """How an item that did not complete ended, and whether that was seen live only; empty for one that did.

    Args:
        item: the item.
        context: for the glyph between the two.
        end: how it ended, where the kind has a better word for it, or none.
        short: only how it ended.
    """
    ended = _ENDS.get(item.status, "") if end is None else end
    said = [word for word in (ended, LIVE_ONLY if item.live_only and not short else "") if word]
    return f" {glyph('separator', context.ascii_only)} ".join(said) if not item.running else ""


def with_live_only(lines: list[Line], item: Item, context: RenderContext) -> list[Line]:
    """Lines that say so at the right of the first one, or under the last one where there is no room."""
    words = end_words(item, context, "")
    if not words or not lines:
        return lines
    strip = lines[0].strip
    gap = context.width - strip.cell_length - columns(words)
    if gap >= 2:
        added = [Segment(" " * gap, context.palette.text), Segment(words, context.palette.muted)]
        first = lines[0]._replace(strip=LightStrip([*strip, *added], context.width))
        return [first, *lines[1:]]
    indent: Fragment = (" " * GUTTER, context.palette.text)
    text = truncate(words, context.width - GUTTER)
    return [*lines, line([indent, (text, context.palette.muted)], source=lines[-1].source)]
