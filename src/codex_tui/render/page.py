"""The address of a page that somebody wants to be visited, in full: the site is strong, and what hides is visible."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_tui.model.page_address import address_of
from codex_tui.render.glyphs import glyph
from codex_tui.render.layout import row_line, wrap
from codex_tui.render.lines import GUTTER, Line, RenderContext
from codex_tui.render.prose import prose
from codex_tui.render.revealed import reveal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.style import Style

    from codex_tui.model.requests import ElicitationUrl
    from codex_tui.render.layout import Fragment


_OTHER_LETTERS = re.compile(r"[^ -~]+")


def page_lines(request: ElicitationUrl, context: RenderContext) -> list[Line]:
    """Lines of what is said about the page, its address, and what may deceive in that."""
    palette = context.palette
    lines = list(prose(request.message, palette.text, context)) if request.message else []
    address = address_of(request.raw_url)
    fragments = [
        *(reveal(address.before, palette.muted, palette.warning) if address.before else ()),
        *_host(address.host, palette.strong, palette.warning),
        *(reveal(address.after, palette.text, palette.warning) if address.after else ()),
    ]
    for row in wrap(fragments, max(2, context.width - GUTTER), hard=True):
        lines.append(row_line(row, [(" " * GUTTER, palette.text)], 0, GUTTER, "", len(request.raw_url)))
    for doubt in address.doubts:
        mark = (f"{glyph('notice', context.ascii_only)} ", palette.warning)
        lines += prose(doubt, palette.warning, context, lead=mark)
    return lines


def _host(host: str, style: Style, warning: Style) -> Iterator[Fragment]:
    """The site, with the letters in it that may look like others in the style of a warning."""
    position = 0
    for found in _OTHER_LETTERS.finditer(host):
        yield host[position : found.start()], style
        yield from reveal(found.group(), warning, warning)
        position = found.end()
    yield host[position:], style
