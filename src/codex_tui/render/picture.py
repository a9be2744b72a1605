"""Pictures drawn in lines: half a cell for each point, which all terminals with colours show and which scrolls as text.

The points come drawn to size from elsewhere (`model/pictures.py`); here they become lines of a cell, of one that shows
what the model saw or made, and of a prompt.
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
        dark, folder = context.palette.dark, context.folder
        for number, source in enumerate(pictures_of(self._item)):
            yield book.look(PictureWish(self._item.key, number, source, columns, rows, dark, folder))

    def lines(self, number: int, context: RenderContext, source: int) -> list[Line]:
        """The lines of one picture: none while it is not drawn, and why where it cannot be."""
        picture = self._seen[number] if number < len(self._seen) else None
        if picture is None:
            return []
        if picture.problem:
            return list(prose(picture.problem, context.palette.muted, context, source=source))
        size = picture.columns * _POINTS
        rows = (picture.cells[start : start + size] for start in range(0, len(picture.cells), size))
        blank = Segment(INDENT, context.palette.text)
        return [
            # All of it is gutter: what is copied of the cell is its text.
            Line(
                LightStrip([blank, *_segments(row)], GUTTER + picture.columns),
                source,
                GUTTER + picture.columns,
                "",
            )
            for row in rows
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
