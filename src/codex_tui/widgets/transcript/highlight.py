"""Where a term stands in what is drawn: in the visible rows, and near an offset of a cell's source.

Pure. Hits are found in sources; lines say at which offset they begin, and this finds the characters on them. A match
may go over soft wraps, never over the end of what is drawn.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import groupby
from typing import TYPE_CHECKING

from codex_tui.widgets.transcript.anchor import LineAnchor, TextAnchor, line_text
from codex_tui.widgets.transcript.frame import Mark, Marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codex_tui.model.search import Term
    from codex_tui.render.lines import Line
    from codex_tui.widgets.transcript.cells import Cells
    from codex_tui.widgets.transcript.sequence import Cell
    from codex_tui.widgets.transcript.viewport import Row

AROUND = 40
"""Lines on both sides of the one at an offset in which its match is looked for."""


class Shown:
    """The text of neighbouring lines, put together as it was written."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._starts: list[int] = []
        self._lengths: list[int] = []
        parts: list[str] = []
        size = 0
        for line in lines:
            joint = line.joint if parts else ""
            text = line_text(line)
            self._starts.append(size + len(joint))
            self._lengths.append(len(text))
            parts += (joint, text)
            size += len(joint) + len(text)
        self.text = "".join(parts)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a character."""
        line = bisect_right(self._starts, offset) - 1
        return line, offset - self._starts[line]

    def pieces(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Line, first column and column behind the last, for each line that a stretch of text touches."""
        line = bisect_right(self._starts, start) - 1
        while line < len(self._starts) and self._starts[line] < end:
            first = max(0, start - self._starts[line])
            last = min(self._lengths[line], end - self._starts[line])
            if first < last:
                yield line, first, last
            line += 1


class Highlighter:
    """Marks a term in rows; one of its places is the current one."""

    def __init__(self, term: Term) -> None:
        self.term = term
        self.current: tuple[Cell, TextAnchor] | None = None

    def __call__(self, rows: Sequence[Row]) -> dict[int, Marks]:
        marks: dict[int, list[Mark]] = {}
        numbered = ((number, row) for number, row in enumerate(rows) if row.line >= 0)
        for cell, group in groupby(numbered, key=lambda one: one[1].cell):
            places = list(group)
            shown = Shown([cell.lines[row.line] for _, row in places])
            here = self._current_in(cell)
            for start in self.term.offsets(shown.text):
                line, column = shown.place(start)
                current = here == (places[line][1].line, column)
                for line, first, last in shown.pieces(start, start + len(self.term)):
                    marks.setdefault(places[line][0], []).append(Mark(first, last, current))
        return {number: tuple(found) for number, found in marks.items()}

    def _current_in(self, cell: Cell) -> tuple[int, int] | None:
        if self.current is None or self.current[0] is not cell or not cell.lines:
            return None
        return self.current[1].find(cell.lines)


def hides(cell: Cell, term: Term, hits: int) -> bool:
    """Whether the short form of a measured cell shows fewer matches than its source has."""
    return len(term.offsets(Shown(cell.lines).text)) < hits


def locate(
    cells: Cells, cell: Cell, term: Term, offset: int, offsets: Sequence[int]
) -> tuple[int, int | None]:
    """Line and column of the match that belongs to an offset of the source of a measured cell.

    Markup and tables move characters on their lines, so where as many matches are drawn around the place as the source
    has there, they are taken in order; else the nearest one. The column is None where nothing is drawn of it.
    """
    line = cells.find(cell, LineAnchor(0, offset, 0))
    line = cells.reach(cell, line, AROUND, AROUND)
    first, end = max(0, line - AROUND), min(len(cell.lines), line + AROUND)
    lines = [cell.lines[number] for number in range(first, end)]
    shown = Shown(lines)
    matches = [shown.place(start) for start in term.offsets(shown.text)]
    if not matches:
        return line, None
    low = lines[0].source
    high = cell.lines[end].source if end < len(cell.lines) else None
    near = [each for each in offsets if each >= low and (high is None or each < high)]
    if len(near) == len(matches) and offset in near:
        number, column = matches[near.index(offset)]
    else:
        number, column = min(matches, key=lambda place: abs(lines[place[0]].source + place[1] - offset))
    return first + number, column


def anchor_of(cell: Cell, line: int, column: int) -> TextAnchor:
    """A character of a cell, to be found again after it is drawn anew."""
    return TextAnchor.of(cell.lines, line, column)
