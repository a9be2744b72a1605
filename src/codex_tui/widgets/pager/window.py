"""What of a long text is in the window: its rows, and moving over it line by line or row by row.

Pure. A place is a line and one of its rows, so that nothing has to be known of the lines that are not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment
from textual.strip import Strip

from codex_tui.render.ansi import output_fragments
from codex_tui.render.layout import Fragment, wrap

if TYPE_CHECKING:
    import re

    from rich.style import Style

    from codex_tui.widgets.pager.index import LineIndex

KEPT = 400
"""Lines whose rows are kept."""
SIDEWAYS = 8
"""Columns that one step to the side goes."""


class Place(NamedTuple):
    """A row of a line."""

    line: int
    row: int = 0


class Row(NamedTuple):
    """One row of the window."""

    line: int
    strip: Strip


@dataclass(frozen=True, slots=True)
class PagerStyles:
    """What is drawn with."""

    text: Style
    match: Style
    here: Style
    marked: Style
    cut: Style


class Window:
    """A view of some size on the lines of an index.

    Attributes:
        top: the first row shown.
        following: stays at the end while the text grows.
        wrapping: long lines go on in the next row; otherwise one moves sideways.
        prose: lines are broken between words; otherwise at the last column, as terminals do.
        left: columns that are left out at the left.

    Args:
        cut: what stands in the first column of a row of which something is left out there, and in the last.
    """

    def __init__(
        self,
        index: LineIndex,
        styles: PagerStyles,
        *,
        prose: bool = False,
        cut: tuple[str, str] = ("…", "…"),
    ) -> None:
        self.index = index
        self._cut_marks = cut
        self.prose = prose
        self.top = Place(0)
        self.following = False
        self.wrapping = True
        self.left = 0
        self.width, self.height = 80, 20
        self._styles = styles
        self._pattern: re.Pattern[str] | None = None
        self._here: int | None = None
        self._rows: dict[int, list[Strip]] = {}
        self._last = 0
        """The last line as of the last time that the text grew."""

    # --- what it is drawn with ------------------------------------------------------------------------------------

    def resize(self, width: int, height: int) -> None:
        if width != self.width:
            self.top = Place(self.top.line)
            self._rows.clear()
        self.width, self.height = width, height
        self._settle()

    def restyle(self, styles: PagerStyles) -> None:
        self._styles = styles
        self._rows.clear()

    def renew(self) -> None:
        """The text is another one."""
        self._rows.clear()
        self._settle()

    def find(self, pattern: re.Pattern[str] | None, here: int | None) -> None:
        """Shows matches of a pattern; those in the line `here` stand out."""
        if (pattern, here) != (self._pattern, self._here):
            self._pattern, self._here = pattern, here
            self._rows.clear()

    # --- moving ---------------------------------------------------------------------------------------------------

    def wrap(self, on: bool) -> None:
        self.wrapping, self.left = on, 0
        self.top = Place(self.top.line)
        self._rows.clear()
        self._settle()

    def sideways(self, steps: int) -> None:
        """Goes to the right, or to the left with a negative number; to the right until all lines here have ended."""
        if self.wrapping:
            return
        left = self.left + steps * SIDEWAYS
        if steps > 0:
            longest = max((row.cell_length for _, row in self._in_view()), default=0)
            left = min(left, max(self.left, longest - self.width))
        self.left = max(0, left)

    def move(self, rows: int) -> None:
        """Goes down, or up with a negative number."""
        line, row = self.top
        row += rows
        while row < 0 and line > 0:
            line -= 1
            row += len(self._strips(line))
        while line < self.index.count - 1 and row >= (height := len(self._strips(line))):
            row -= height
            line += 1
        self.top = Place(line, max(0, row))
        self._settle()

    def to_start(self) -> None:
        self.top = Place(0)
        self._settle()

    def to_end(self) -> None:
        self.top = self._end()
        self.following = True

    def show_line(self, line: int) -> None:
        """Moves no more than needed to have a line in the window, a third from above if it was out of it."""
        if not any(row.line == line for row in self.rows()):
            self.top = Place(line)
            self.move(-(self.height // 3))
        self._settle()

    def grew(self) -> None:
        """Lines came to the end."""
        # The line that was the last one may have gone on.
        for line in [line for line in self._rows if line >= self._last]:
            del self._rows[line]
        self._last = self.index.count - 1
        if self.following:
            self.top = self._end()

    @property
    def at_end(self) -> bool:
        return self.top >= self._end()

    def _settle(self) -> None:
        end = self._end()
        self.top = min(self.top, end)
        self.following = self.top == end

    def _end(self) -> Place:
        """The place from which on the last row is the lowest."""
        room, line = self.height, self.index.count
        while line > 0:
            line -= 1
            height = len(self._strips(line))
            if height >= room:
                return Place(line, height - room)
            room -= height
        return Place(0)

    # --- rows -----------------------------------------------------------------------------------------------------

    def rows(self) -> list[Row]:
        """What is in the window, from above."""
        rows = self._in_view()
        return rows if self.wrapping else [Row(line, self._cut(strip)) for line, strip in rows]

    def _in_view(self) -> list[Row]:
        """The same, each row in its whole width."""
        rows: list[Row] = []
        line, skip = self.top
        while len(rows) < self.height and line < self.index.count:
            rows += [Row(line, strip) for strip in self._strips(line)[skip:]]
            line, skip = line + 1, 0
        return rows[: self.height]

    def _cut(self, strip: Strip) -> Strip:
        """What is seen of a row, with a mark where it goes on beside the window."""
        right = self.left + self.width
        before, behind = ([Segment(mark, self._styles.cut)] for mark in self._cut_marks)
        begins = self.left > 0 and strip.cell_length > 0
        ends = strip.cell_length > right
        seen = strip.crop(self.left + begins, right - ends)
        return Strip.join([Strip(before, 1)] * begins + [seen] + [Strip(behind, 1)] * ends)

    def _strips(self, number: int) -> list[Strip]:
        strips = self._rows.get(number)
        if strips is None:
            if len(self._rows) > KEPT:
                self._rows.clear()
            strips = self._rows[number] = self._draw(number)
        return strips

    def _draw(self, number: int) -> list[Strip]:
        fragments = output_fragments(self.index.line(number), self._styles.text)
        if self._pattern is not None:
            style = self._styles.here if number == self._here else self._styles.match
            fragments = _highlighted(fragments, self._pattern, style)
        if self.wrapping:
            rows = wrap(fragments, max(2, self.width), hard=not self.prose)
            return [Strip(row.segments, row.width) for row in rows]
        return [Strip([Segment(text, style) for text, style in fragments if text])]


def _highlighted(fragments: list[Fragment], pattern: re.Pattern[str], style: Style) -> list[Fragment]:
    """The fragments with another style where the pattern is."""
    text = "".join([piece for piece, _ in fragments])
    spans = [found.span() for found in pattern.finditer(text)]
    if not spans:
        return fragments
    result: list[Fragment] = []
    position = 0
    for piece, base in fragments:
        end, at = position + len(piece), position
        for start, stop in spans:
            if stop <= at or start >= end:
                continue
            first, last = max(start, at), min(stop, end)
            result += [(text[at:first], base), (text[first:last], base + style)]
            at = last
        result.append((text[at:end], base))
        position = end
    return [fragment for fragment in result if fragment[0]]
