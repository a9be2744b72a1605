"""Pictures drawn in lines: half a cell for each point, which all terminals with colours show and which scrolls as text.

A terminal that places pictures by itself has characters in whose place it draws one. The points come drawn to size from
elsewhere (`model/pictures.py`); here they become lines of a cell, of one that shows what the model saw or made, and of
a prompt.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from codex_tui.model.pictures import Picture, PictureWish, pictures_of
from codex_tui.render.light_strip import LightStrip
from codex_tui.render.lines import GUTTER, Line, RenderContext
from codex_tui.render.placeholders import placeholders
from codex_tui.render.prose import INDENT, prose
from codex_tui.render.tool import ToolRenderer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.model.items import Item
    from codex_tui.model.tool_items import ToolItem

WIDEST, HIGHEST = 60, 20
"""Columns and rows of a picture at most."""
NARROW, LOWER = 60, 12
"""Columns of a conversation below which fewer rows are given to a picture."""
HALF = "▀"
_POINTS = 6
"""Bytes of a cell."""


class PicturePart:
    """The pictures of one item, as part of its cell."""

    def __init__(self, item: Item) -> None:
        self._item = item
        self._seen: tuple[Picture | None, ...] = ()

    def look(self, context: RenderContext) -> bool:
        """Takes over what is drawn by now, and wishes for the rest; True if the lines differ from before."""
        seen = tuple(self._pictures(context))
        changed = len(seen) != len(self._seen) or any(
            one is not other for one, other in zip(seen, self._seen, strict=True)
        )
        self._seen = seen
        return changed

    def _pictures(self, context: RenderContext) -> Iterator[Picture | None]:
        book = context.pictures
        if book is None or context.folded or self._item.running:
            return
        columns = max(1, min(WIDEST, context.width - GUTTER - 1))
        rows = HIGHEST if context.width >= NARROW else LOWER
        dark, folder, cell = context.palette.dark, context.folder, context.cell
        for number, source in enumerate(pictures_of(self._item)):
            yield book.look(PictureWish(self._item.key, number, source, columns, rows, dark, folder, cell))

    def lines(self, number: int, context: RenderContext, source: int) -> list[Line]:
        """The lines of one picture: none while it is not drawn, and why where it cannot be."""
        picture = self._seen[number] if number < len(self._seen) else None
        if picture is None:
            return []
        if picture.problem:
            return list(prose(picture.problem, context.palette.muted, context, source=source))
        blank = Segment(INDENT, context.palette.text)
        return [
            # All of it is gutter: what is copied of the cell is its text.
            Line(
                LightStrip([blank, *row], GUTTER + picture.columns),
                source,
                GUTTER + picture.columns,
                "",
            )
            for row in (_placed_rows(picture) if picture.number else _cell_rows(picture))
        ]


class ImageRenderer(ToolRenderer):
    """A picture that the model looked at or made: its line, and under it the picture unless it is folded."""

    def __init__(self, item: ToolItem) -> None:
        super().__init__(item)
        self._part = PicturePart(item)
        self._drawable = False

    @property
    def foldable(self) -> bool:
        return self._drawable or super().foldable

    def update(self, context: RenderContext) -> int:
        self._drawable = context.pictures is not None and bool(pictures_of(self.item))
        if self._part.look(context):
            self._stamp = None
        return super().update(context)

    def render(self, context: RenderContext) -> list[Line]:
        lines = super().render(context)
        return lines + self._part.lines(0, context, lines[-1].source)


def _placed_rows(picture: Picture) -> Iterator[list[Segment]]:
    number = picture.number
    style = Style.from_color(Color.from_rgb(number >> 16, number >> 8 & 255, number & 255))
    for row in range(picture.rows):
        yield [Segment(placeholders(row, picture.columns), style)]


def _cell_rows(picture: Picture) -> Iterator[Iterator[Segment]]:
    size = picture.columns * _POINTS
    for start in range(0, len(picture.cells), size or 1):
        yield _segments(picture.cells[start : start + size])


def _segments(row: bytes) -> Iterator[Segment]:
    """The cells of a row; neighbours that look alike are one segment."""
    start, size = 0, len(row)
    while start < size:
        cell = row[start : start + _POINTS]
        end = start + _POINTS
        while row[end : end + _POINTS] == cell:
            end += _POINTS
        yield Segment(HALF * ((end - start) // _POINTS), _style(cell))
        start = end


@lru_cache(4096)
def _style(cell: bytes) -> Style:
    return Style.from_color(Color.from_rgb(*cell[:3]), Color.from_rgb(*cell[3:]))
