"""Laying out text in columns: styled fragments are wrapped to rows, and rows become lines.

The one place of rendering that counts columns. Plain narrow text takes a path without a step per character;
wide, combining and joined characters are measured by grapheme and never cut in two.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from codex_tui.render.graphemes import graphemes, without_stray_joiners
from codex_tui.render.light_strip import LightStrip
from codex_tui.render.lines import GUTTER, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Fragment: TypeAlias = tuple[str, Style]
"""A piece of text without a newline, and how it is drawn."""

TAB_SIZE = 4
_FLAT = str.maketrans("\n\t", "  ")
_MEASURED = re.compile(
    "[^ -~\u00a0-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e"
    "\u2190-\u21ff\u2200-\u22ff\u2500-\u25fc\u2800-\u28ff]"
)
"""Characters whose width has to be looked up; all others take one column."""
_NOT_FIRST = frozenset("、。，．：；！？）」』】〉》〕｝…ー々・")
"""East Asian characters that a row does not begin with."""


class Row(NamedTuple):
    """A row of text: its segments, its width in columns, its offset in the text, and its joint."""

    segments: list[Segment]
    width: int
    start: int
    joint: str


def columns(text: str) -> int:
    """The columns that a text without tabs takes."""
    return len(text) if _MEASURED.search(text) is None else cell_len(text)


def expand_tabs(text: str, size: int = TAB_SIZE) -> str:
    """Replaces tabs by spaces up to the next stop."""
    if "\t" not in text:
        return text
    if _MEASURED.search(text.replace("\t", "")) is None:
        return text.expandtabs(size)
    parts, column = [], 0
    for index, part in enumerate(text.split("\t")):
        if index:
            gap = size - column % size
            parts.append(" " * gap)
            column += gap
        parts.append(part)
        column += cell_len(part)
    return "".join(parts)


def expand_fragments(fragments: list[Fragment]) -> list[Fragment]:
    """Expands tabs across fragments: a stop depends on all that stands before it."""
    if not any("\t" in text for text, _ in fragments):
        return fragments
    expanded: list[Fragment] = []
    before, done = "", 0
    for text, style in fragments:
        before += text
        whole = expand_tabs(before)
        expanded.append((whole[done:], style))
        done = len(whole)
    return expanded


def one_line(text: str) -> str:
    """Text of any shape for a place that has one line."""
    return text.translate(_FLAT)


def breaks(text: str, width: int, hard: bool = False) -> list[tuple[int, int]]:
    """Where each row starts and ends when the text is wrapped; white space between two rows is left out.

    Args:
        text: one logical line, tabs expanded.
        width: columns of a row; fewer than two would not hold every character, and count as two.
        hard: cut at the last column that fits, and leave out nothing, as for code.
    """
    width = max(2, width)
    if len(text) <= width and _MEASURED.search(text) is None:
        return [(0, len(text))]
    if _MEASURED.search(text) is None:
        return _narrow_breaks(text, width, hard)
    return _measured_breaks(text, width, hard)


def _narrow_breaks(text: str, width: int, hard: bool) -> list[tuple[int, int]]:
    rows: list[tuple[int, int]] = []
    position, length = 0, len(text)
    while length - position > width:
        limit = position + width
        end = limit if hard else text.rfind(" ", position, limit + 1)
        following = end + 1
        if not hard and end > position:
            while end > position and text[end - 1] == " ":
                end -= 1
        if hard or end <= position:  # no space, or nothing but spaces before it
            end = following = limit
        rows.append((position, end))
        position = following
        if not hard:
            while position < length and text[position] == " ":
                position += 1
            if position == length:
                return rows
    rows.append((position, length))
    return rows


def _measured_breaks(text: str, width: int, hard: bool) -> list[tuple[int, int]]:
    spans, total = graphemes(text)
    if total <= width:
        return [(0, len(text))]
    rows: list[tuple[int, int]] = []
    index, count = 0, len(spans)
    while index < count:
        used, stop, candidate = 0, index, -1
        while stop < count and used + spans[stop][2] <= width:
            if not hard and stop > index and _may_break(text, spans[stop - 1], spans[stop]):
                candidate = stop
            used += spans[stop][2]
            stop += 1
        if stop == count:
            rows.append((spans[index][0], len(text)))
            break
        stop = max(stop, index + 1)
        if not hard:
            if _may_break(text, spans[stop - 1], spans[stop]):
                candidate = stop
            if candidate > index:
                stop = candidate
        end = stop
        while not hard and end > index and text[spans[end - 1][0]] == " ":
            end -= 1
        rows.append((spans[index][0], spans[max(end, index + 1) - 1][1]))
        index = stop
        while not hard and index < count and text[spans[index][0]] == " ":
            index += 1
    return rows


def _may_break(text: str, before: tuple[int, int, int], after: tuple[int, int, int]) -> bool:
    first, second = text[before[0]], text[after[0]]
    if second == " " or first == " ":
        return True
    return (before[2] == 2 or after[2] == 2) and second not in _NOT_FIRST


def wrap(fragments: Sequence[Fragment], width: int, hard: bool = False) -> list[Row]:
    """Wraps one logical line; never gives less than one row."""
    text = "".join([piece for piece, _ in fragments])
    if "\u200d" in text:
        fragments = _without_stray_joiners(text, fragments)
        text = "".join([piece for piece, _ in fragments])
    if len(text) <= width and _MEASURED.search(text) is None:
        return [Row([Segment(piece, style) for piece, style in fragments if piece], len(text), 0, "\n")]
    rows: list[Row] = []
    previous_end = 0
    pieces = iter(fragments)
    piece, style = next(pieces, ("", Style.null()))
    offset = 0  # of the current piece in the text
    for start, end in breaks(text, width, hard):
        segments: list[Segment] = []
        position = start
        while position < end:
            while offset + len(piece) <= position:
                offset += len(piece)
                piece, style = next(pieces)
            stop = min(end, offset + len(piece))
            segments.append(Segment(piece[position - offset : stop - offset], style))
            position = stop
        joint = text[previous_end:start] if rows else "\n"
        rows.append(Row(segments, columns(text[start:end]), start, joint))
        previous_end = end
    return rows


def _without_stray_joiners(text: str, fragments: Sequence[Fragment]) -> list[Fragment]:
    text, mended, offset = without_stray_joiners(text), [], 0
    for piece, style in fragments:
        mended.append((text[offset : offset + len(piece)], style))
        offset += len(piece)
    return mended


def truncate(text: str, width: int, ellipsis: str = "…") -> str:
    """The text cut to some columns, with an ellipsis if anything is lost."""
    if width <= 0:
        return ""
    text = without_stray_joiners(text)
    if len(text) <= width and columns(text) <= width:
        return text
    room = width - len(ellipsis)
    if room < 0:
        return ellipsis[:width]
    text = text[: 4 * width + 16]
    if _MEASURED.search(text) is None:
        return text[:room] + ellipsis
    used, end = 0, 0
    for _start, stop, size in graphemes(text)[0]:
        if used + size > room:
            break
        used, end = used + size, stop
    return text[:end] + ellipsis


def truncate_start(text: str, width: int, ellipsis: str = "…") -> str:
    """The end of a text, like a path whose last part tells most, after an ellipsis if it is cut."""
    text = without_stray_joiners(text)
    if columns(text) <= width:
        return text
    room = width - len(ellipsis)
    if room <= 0:
        return ellipsis[: max(0, width)]
    start = len(text)
    for begin, _stop, size in reversed(graphemes(text)[0]):
        if size > room:
            break
        room, start = room - size, begin
    return ellipsis + text[start:]


def truncate_fragments(fragments: Iterable[Fragment], width: int, ellipsis: str = "…") -> list[Fragment]:
    """Fragments cut to some columns, with an ellipsis if anything is lost."""
    kept = [(without_stray_joiners(text), style) for text, style in fragments]
    if columns("".join([text for text, _ in kept])) <= width:
        return kept
    result: list[Fragment] = []
    room = width - len(ellipsis)
    for text, style in kept:
        size = columns(text)
        if size > room:
            result.append((truncate(text + ellipsis, room + len(ellipsis), ellipsis), style))
            break
        result.append((text, style))
        room -= size
    return result


def fragments_width(fragments: Iterable[Fragment]) -> int:
    """The columns that fragments take in one row."""
    return sum(columns(text) for text, _ in fragments)


def line(
    fragments: Iterable[Fragment],
    *,
    source: int = 0,
    gutter: int = GUTTER,
    joint: str = "\n",
    target: str | None = None,
) -> Line:
    """One line of fragments that are known to fit; the first of them fill the gutter."""
    segments = [Segment(without_stray_joiners(text), style) for text, style in fragments if text]
    width = sum([columns(segment.text) for segment in segments])
    return Line(LightStrip(segments, width), source, gutter, joint, target)


def row_line(
    row: Row,
    lead: Sequence[Fragment],
    source: int,
    gutter: int,
    joint: str | None = None,
    length: int | None = None,
) -> Line:
    """A line of a wrapped row, behind leading fragments that fill `gutter` columns.

    Args:
        row: the row; its start counts from `source`.
        lead: what stands before it.
        source: offset of the logical line in the item's source.
        gutter: columns of the lead.
        joint: to the line before, if not that of the row.
        length: of the logical line in the source, where expanded tabs made it longer.
    """
    segments = [Segment(text, style) for text, style in lead if text]
    segments += row.segments
    start = row.start if length is None else min(row.start, length)
    return Line(
        LightStrip(segments, gutter + row.width),
        source + start,
        gutter,
        row.joint if joint is None else joint,
    )
