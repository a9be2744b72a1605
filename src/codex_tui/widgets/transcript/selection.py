"""What is selected, and its text: from one character of one cell to another, anchored to the source.

Pure, apart from the two geometry types of Textual that its mouse selection speaks in. The screen asks the widget what
stands under the pointer and gets an `Offset` that it only compares and hands back; so the offset is a code for the
place: `y` is the rank of the cell, `x` holds line and character. Unlike a screen line, that still means the same
after the conversation grew at either end.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from textual.geometry import Offset

from codex_tui.widgets.transcript.anchor import TextAnchor, gutter_length, line_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from codex_tui.render.lines import Line
    from codex_tui.widgets.transcript.cells import Cells
    from codex_tui.widgets.transcript.sequence import Cell

_CHARACTER_BITS = 20


def encode(cell: Cell, line: int) -> Offset:
    """The offset of the first character of a cell's line, its gutter included; lines from -1 up."""
    return Offset((line + 1) << _CHARACTER_BITS, cell.rank)


class Point(NamedTuple):
    """A character of a cell."""

    cell: Cell
    at: TextAnchor

    @classmethod
    def decode(cls, offset: Offset, cells: Cells) -> Point | None:
        """The place that an offset stands for; None if its cell is gone."""
        cell = cells.of_rank(offset.y)
        if cell is None:
            return None
        cells.ensure_lines(cell)
        line = (offset.x >> _CHARACTER_BITS) - 1
        column = offset.x & ((1 << _CHARACTER_BITS) - 1)
        if 0 <= line < len(cell.lines):
            column -= gutter_length(cell.lines[line])
        return cls(cell, TextAnchor.of(cell.lines, line, column))


Piece = tuple[int, int, int]
"""Line of a cell, first character, character behind the last."""


class Span(NamedTuple):
    """A selection. A missing end is that of the conversation."""

    start: Point | None
    end: Point | None

    def holds(self, cell: Cell) -> bool:
        """Whether any of a cell lies in the selection."""
        return not (
            (self.start is not None and cell.rank < self.start.cell.rank)
            or (self.end is not None and cell.rank > self.end.cell.rank)
        )

    def pieces(self, cell: Cell) -> Callable[[int], tuple[int, int] | None]:
        """For a measured cell: which characters of a line are selected, or None for none of them."""
        if not self.holds(cell):
            return lambda _line: None
        first = last = None
        if self.start is not None and self.start.cell is cell:
            first = self.start.at.find(cell.lines)
        if self.end is not None and self.end.cell is cell:
            last = self.end.at.find(cell.lines)

        def piece(line: int) -> tuple[int, int] | None:
            if (first is not None and line < first[0]) or (last is not None and line > last[0]):
                return None
            begin = first[1] if first is not None and line == first[0] else 0
            length = len(line_text(cell.lines[line]))
            end = min(last[1], length) if last is not None and line == last[0] else length
            return (begin, end) if begin <= end else None

        return piece


def selected_parts(span: Span, cells: Cells) -> Iterator[str]:
    """The text of a selection, cell by cell, as it was written: no gutters, soft wraps undone, on screen or not.

    The cells are those of the first step; what is gone from the conversation by its turn is left out. So one may
    take the parts in slices, and let things happen in between.
    """
    for cell in between(span, cells):
        if cell not in cells.column:
            continue
        at_end = any(point is not None and point.cell is cell for point in (span.start, span.end))
        text = _text_of(cell, cells, span if at_end else None)
        if text is not None:
            yield text


def shown_text(cell: Cell, cells: Cells) -> str:
    """The text of one whole cell as it is shown, soft wraps undone."""
    return _text_of(cell, cells, None) or ""


def _text_of(cell: Cell, cells: Cells, span: Span | None) -> str | None:
    was_rendered = bool(cell.lines)
    cells.ensure_all(cell)
    text = _whole_text(cell.lines) if span is None else _piece_text(cell.lines, span.pieces(cell))
    if not was_rendered:
        cells.release(cell)
    return text


def selected_text(span: Span, cells: Cells) -> str:
    """The whole text of a selection."""
    return "\n".join(selected_parts(span, cells))


def between(span: Span, cells: Cells) -> list[Cell]:
    """The cells of a selection, from above; the head is none of them."""
    first = span.start.cell if span.start is not None else (cells.column[0] if len(cells) else None)
    if first is None or first not in cells.column:
        return []
    held = takewhile(span.holds, cells.column.down_from(first))
    return [cell for cell in held if cell is not cells.head]


def _whole_text(lines: Sequence[Line]) -> str | None:
    if not lines:
        return None
    parts = [part for line in lines for part in (line.joint, line_text(line))]
    return "".join(parts[1:])


def _piece_text(lines: Sequence[Line], piece: Callable[[int], tuple[int, int] | None]) -> str | None:
    parts: list[str] = []
    for number, line in enumerate(lines):
        part = piece(number)
        if part is None:
            continue
        if parts:
            parts.append(line.joint)
        parts.append(line_text(line)[part[0] : part[1]])
    return "".join(parts) if parts else None
