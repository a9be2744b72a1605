"""Plain text as lines, wrapped at words, without any markup: what a person typed, and notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.render.layout import Fragment, expand_tabs, row_line, wrap
from codex_tui.render.lines import GUTTER, Line, RenderContext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.style import Style

INDENT = " " * GUTTER


def prose(
    text: str,
    style: Style,
    context: RenderContext,
    *,
    lead: Fragment | None = None,
    source: int = 0,
    indent: int = GUTTER,
    hard: bool = False,
) -> Iterator[Line]:
    """Lines of a text with its own newlines, behind an indent; the first may have a glyph in it.

    Args:
        text: what is shown; `source` is the offset of its first character in the item's source.
        style: how it is drawn.
        context: width and palette.
        lead: glyph and space of the first line, as wide as the indent.
        source: offset of the text in the item's source.
        indent: columns of decoration before the text.
        hard: cut at columns rather than at words, as for code.
    """
    width = max(2, context.width - indent)
    blank: Fragment = (" " * indent, context.palette.text)
    for logical in text.split("\n"):
        first = True
        for row in wrap([(expand_tabs(logical), style)], width, hard):
            yield row_line(row, [lead or blank], source, indent, "\n" if first else None, len(logical))
            lead, first = None, False
        source += len(logical) + 1
