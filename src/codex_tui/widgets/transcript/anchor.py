"""Places in a cell that outlive rendering: a line by its source offset, a character by line and column.

Pure. When a cell is rendered again, for another width or because it grew, its line numbers mean something else; its
source offsets do not. Several lines may begin at one offset, so the place within such a run counts too.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, get_character_cell_size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.render.lines import Line


def gutter_length(line: Line) -> int:
    """How many characters the gutter of a line has (its width is in cells)."""
    text, cells, count = line.strip.text, 0, 0
    while count < len(text) and cells < line.gutter:
        cells += get_character_cell_size(text[count])
        count += 1
    return count


def line_text(line: Line) -> str:
    """What a line says, without its gutter."""
    return line.strip.text[gutter_length(line) :].rstrip()


def cells_before(line: Line, column: int) -> int:
    """The screen column at which a character of `line_text` begins."""
    return cell_len(line.strip.text[: gutter_length(line) + column])


class LineAnchor(NamedTuple):
    """A line of a cell: `source` is its offset, `nth` its place among the lines of that offset, `line` a guess."""

    line: int
    source: int
    nth: int

    @classmethod
    def of(cls, lines: Sequence[Line], line: int) -> LineAnchor:
        """The anchor of a line; of one outside, that of the nearest."""
        if not lines:
            return cls(0, 0, 0)
        line = max(0, min(line, len(lines) - 1))
        source = lines[line].source
        return cls(line, source, line - bisect_left(lines, source, hi=line, key=_source))

    def find(self, lines: Sequence[Line]) -> int:
        """Where that line is now: the one that holds the same place of the source."""
        if not lines:
            return 0
        if self.line < len(lines) and lines[self.line].source == self.source:
            first = bisect_left(lines, self.source, hi=self.line, key=_source)
            if self.line - first == self.nth:
                return self.line
        last = bisect_right(lines, self.source, key=_source) - 1
        if last < 0 or lines[last].source != self.source:
            return max(0, last)
        first = bisect_left(lines, self.source, hi=last, key=_source)
        return min(first + self.nth, last)


class TextAnchor(NamedTuple):
    """A character of a cell: `column` counts the characters of the line's text, the gutter left out."""

    at: LineAnchor
    column: int

    @classmethod
    def of(cls, lines: Sequence[Line], line: int, column: int) -> TextAnchor:
        """The anchor of a character; places outside give the nearest edge of the cell."""
        if line < 0:
            column = 0
        elif line >= len(lines):
            column = len(line_text(lines[-1])) if lines else 0
        return cls(LineAnchor.of(lines, line), max(0, column))

    def find(self, lines: Sequence[Line]) -> tuple[int, int]:
        """Line and column of that character now."""
        if not lines:
            return 0, 0
        line = self.at.find(lines)
        column = self.column + max(0, self.at.source - lines[line].source)
        while line + 1 < len(lines) and lines[line + 1].joint != "\n":
            length = len(line_text(lines[line])) + len(lines[line + 1].joint)
            if column < max(1, length):  # the name above a block of code has no text of its own
                break
            column -= length
            line += 1
        return line, min(column, len(line_text(lines[line])))


def _source(line: Line) -> int:
    return line.source
