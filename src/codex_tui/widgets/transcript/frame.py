"""From visible rows to finished strips, and which parts of the screen differ from the frame before.

A strip is finished once: padded to the width and laid over the background, then kept for a while. Selection and
cell cursor are laid over only where they are. Comparing two frames row by row gives the smallest regions to repaint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from codex_tui.widgets.transcript.anchor import cells_before, line_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from codex_tui.render.lines import Line
    from codex_tui.widgets.transcript.selection import Span
    from codex_tui.widgets.transcript.sequence import Cell
    from codex_tui.widgets.transcript.viewport import Row

FINISHED = 512
"""Strips after which those not in use are let go: Textual's strips are large."""
CURSOR_COLUMN = 1
"""The cell cursor is drawn in the space of the gutter, beside the glyph."""


class FrameStyles(NamedTuple):
    """What a frame is drawn with beside the lines' own styles."""

    base: Style
    selection: Style
    cursor: Style
    cursor_glyph: str
    match: Style = Style.null()
    current_match: Style = Style.null()
    sticky: Style = Style.null()


class Mark(NamedTuple):
    """Characters of a line's text that were looked for."""

    start: int
    end: int
    current: bool


Marks: TypeAlias = "tuple[Mark, ...]"


class Frame:
    """The strips of the screen rows, top to bottom."""

    def __init__(self) -> None:
        self.strips: list[Strip] = []
        self.width = 0
        self._styles: FrameStyles | None = None
        self._finished: dict[int, tuple[Line, Strip]] = {}
        self._finished_before: dict[int, tuple[Line, Strip]] = {}
        self._blank = Strip.blank(0)
        self._overlaid: dict[tuple[int, object], tuple[Strip, Strip]] = {}

    def draw(
        self,
        rows: Sequence[Row],
        width: int,
        height: int,
        styles: FrameStyles,
        *,
        cursor: Cell | None = None,
        span: Span | None = None,
        marks: Mapping[int, Marks] | None = None,
        first: Strip | None = None,
    ) -> list[Region]:
        """Draws all rows and gives the regions that differ from what was drawn before.

        Args:
            rows: what stands in the rows, from above.
            width: columns of the screen.
            height: rows of the screen.
            styles: what is laid over the lines' own styles.
            cursor: the cell that has the cursor.
            span: what is selected.
            marks: by row, what is marked in it.
            first: a strip that lies over the first row.
        """
        anew = width != self.width or styles != self._styles
        if anew:
            self.width, self._styles = width, styles
            self._blank = Strip.blank(width, styles.base)
            self._finished, self._finished_before = {}, {}
        overlaid: dict[tuple[int, object], tuple[Strip, Strip]] = {}
        strips: list[Strip] = []
        piece = None
        above: Cell | None = None
        for at, (cell, number) in enumerate(rows):
            if cell is not above:
                above = cell
                piece = span.pieces(cell) if span is not None else None
            if number < 0:
                strips.append(self._blank)
                continue
            line = cell.lines[number]
            strip = self._finish(line)
            selected = piece(number) if piece is not None else None
            marked = cell is cursor
            found = marks.get(at, ()) if marks is not None else ()
            if selected is not None or marked or found:
                key = (id(strip), (selected, marked, found))
                known = self._overlaid.get(key)
                if known is None or known[0] is not strip:
                    known = (strip, self._lay_over(self._mark(strip, line, found), line, selected, marked))
                overlaid[key] = known
                strip = known[1]
            strips.append(strip)
        strips.extend([self._blank] * (height - len(strips)))
        if first is not None and strips:
            strips[0] = first
        self._overlaid = overlaid
        old, self.strips = self.strips, strips
        if anew or len(old) != len(strips):
            return [Region(0, 0, width, height)]
        return list(_regions(old, strips))

    def _finish(self, line: Line) -> Strip:
        key = id(line)
        known = self._finished.get(key) or self._finished_before.get(key)
        if known is not None and known[0] is line:
            self._finished[key] = known
            return known[1]
        assert self._styles is not None
        strip, width = line.strip, self.width
        if strip.cell_length > width:
            strip = strip.crop(0, width)
        segments = list(strip)
        if strip.cell_length < width:
            segments.append(Segment(" " * (width - strip.cell_length)))
        # The renderer's backgrounds stay; what has none lies on the widget's.
        strip = Strip(list(Segment.apply_style(segments, self._styles.base)), width)
        if len(self._finished) >= FINISHED:
            # What was not needed since the last turn of the two is let go.
            self._finished, self._finished_before = {}, self._finished
        self._finished[key] = (line, strip)
        return strip

    def _mark(self, strip: Strip, line: Line, marks: Marks) -> Strip:
        assert self._styles is not None
        for start, end, current in marks:
            style = self._styles.current_match if current else self._styles.match
            left, right = cells_before(line, start), cells_before(line, end)
            strip = _restyle(strip, left, min(right, self.width), style)
        return strip

    def _lay_over(self, strip: Strip, line: Line, selected: tuple[int, int] | None, marked: bool) -> Strip:
        assert self._styles is not None
        if selected is not None:
            start, end = (cells_before(line, column) for column in selected)
            if start == end and not line_text(line):
                end += 1  # an empty line inside a selection shows that it belongs to it
            strip = _restyle(strip, start, min(end, self.width), self._styles.selection)
        if marked and self.width > CURSOR_COLUMN:
            cursor = Strip([Segment(self._styles.cursor_glyph, self._styles.base + self._styles.cursor)], 1)
            strip = Strip.join([strip.crop(0, CURSOR_COLUMN), cursor, strip.crop(CURSOR_COLUMN + 1)])
        return strip


def _restyle(strip: Strip, start: int, end: int, style: Style) -> Strip:
    if end <= start:
        return strip
    left, middle, right = strip.crop(0, start), strip.crop(start, end), strip.crop(end)
    over = Strip(list(Segment.apply_style(middle, post_style=style)), middle.cell_length)
    return Strip.join([left, over, right])


def _regions(old: Sequence[Strip], new: Sequence[Strip]) -> Iterable[Region]:
    for y, (before, after) in enumerate(zip(old, new, strict=True)):
        if before is not after:
            span = changed_columns(before, after)
            if span is not None:
                yield Region(span[0], y, span[1] - span[0], 1)


def changed_columns(before: Strip, after: Strip) -> tuple[int, int] | None:
    """From which column to which two strips of one width differ; None if they look the same."""
    old, new = list(before), list(after)
    first = last = 0
    while first < len(old) and first < len(new) and _same(old[first], new[first]):
        first += 1
    if first == len(old) == len(new):
        return None
    while last < min(len(old), len(new)) - first and _same(old[-1 - last], new[-1 - last]):
        last += 1
    left = sum(segment.cell_length for segment in new[:first])
    right = before.cell_length - sum(segment.cell_length for segment in new[len(new) - last :])
    # Inside the outermost segments that differ: text that goes on in one style differs where it was added.
    a, b = old[first : len(old) - last], new[first : len(new) - last]
    shared = _common_prefix(a[0].text, b[0].text) if a and b and a[0].style == b[0].style else ""
    left += cell_len(shared)
    if _joins(a, len(shared)) or _joins(b, len(shared)):
        # A mark that joins the character before it changes that one too; none is wider than two columns.
        left = max(0, left - 2)
    right = max(left + 1, right)
    if a and b and a[-1].style == b[-1].style:
        # Nearly all of what is equal at the right is the padding.
        right = max(left + 1, right - min(_padding(a[-1].text), _padding(b[-1].text)))
    return left, right


def _same(one: Segment, other: Segment) -> bool:
    return one is other or (one.text == other.text and one.style == other.style)


def _joins(segments: Sequence[Segment], start: int) -> bool:
    """Whether the character at `start` takes no column of its own."""
    following = "".join(segment.text for segment in segments)[start : start + 1]
    return bool(following) and cell_len(following) == 0


def _padding(text: str) -> int:
    return len(text) - len(text.rstrip(" "))


def _common_prefix(one: str, other: str) -> str:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return one[:count]
