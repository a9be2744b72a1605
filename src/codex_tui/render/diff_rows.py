"""Rows of a diff, unified or side by side: number, sign, and the line in the colours of its code and its change."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment
from rich.style import Style

from codex_tui.model.diff import DiffKind
from codex_tui.render.layout import Fragment, Row, expand_fragments, row_line, wrap
from codex_tui.render.light_strip import LightStrip
from codex_tui.render.lines import GUTTER, Line, RenderContext
from codex_tui.render.prose import INDENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codex_tui.model.diff import DiffLine, Hunk
    from codex_tui.render.hunk_lines import HunkLines, Pair
    from codex_tui.render.palette import Palette

LEAST_SPLIT = 60
"""Columns below which it is not, whatever was chosen."""
MOST_DIGITS = 7
_DIVIDER = 3
"""Columns between the two files."""
_SUFFIXES = {
    "py": "python",
    "pyi": "python",
    "js": "javascript",
    "mjs": "javascript",
    "jsx": "javascript",
    "ts": "typescript",
    "tsx": "typescript",
    "sh": "bash",
    "rs": "rust",
    "rb": "ruby",
    "kt": "kotlin",
    "yml": "yaml",
    "h": "c",
    "hpp": "cpp",
    "cc": "cpp",
    "cs": "csharp",
    "htm": "html",
    "tcss": "css",
}
"""Ends of file names whose language has another name."""
_KNOWN = frozenset(
    {
        "c",
        "cpp",
        "css",
        "dart",
        "go",
        "html",
        "ini",
        "java",
        "json",
        "lua",
        "php",
        "r",
        "scala",
        "scss",
        "sql",
    }
    | {"swift", "toml", "xml", "yaml", "zig"}
)


class Layout(NamedTuple):
    """How rows are laid out.

    Attributes:
        width: columns, gutter included.
        split: the two files side by side.
        digits: of the line numbers; 0 leaves them out.
    """

    width: int
    split: bool
    digits: int


def is_split(chosen: bool | None, width: int, split_from: int) -> bool:
    """Whether a diff is shown side by side; `chosen` is what a person wants, if anything."""
    return width >= (split_from if chosen is None else LEAST_SPLIT) and chosen is not False


def layout_for(hunks: Iterable[Hunk], context: RenderContext) -> Layout:
    """The layout for all hunks of a file, so that their columns stand below each other."""
    highest = 0
    for hunk in hunks:
        if hunk.old_start or hunk.new_start:
            highest = max(highest, hunk.old_start + hunk.old_count, hunk.new_start + hunk.new_count)
    digits = len(str(highest - 1)) if highest > 1 else 0
    if context.width < 30 or digits > MOST_DIGITS:
        digits = 0  # the text needs the columns more than the numbers do
    return Layout(context.width, is_split(context.split, context.width, context.limits.split_from), digits)


@lru_cache(maxsize=256)
def language_of(path: str) -> str:
    """The language of a file by its name, for the lexers that people meet in diffs; empty for any other."""
    suffix = path.rpartition("/")[2].rpartition(".")[2].lower()
    return _SUFFIXES.get(suffix, suffix if suffix in _KNOWN else "")


def unified_lines(
    hunk: HunkLines, index: int, source: int, layout: Layout, context: RenderContext
) -> list[Line]:
    """One line of a unified diff, wrapped. What is copied of it is a diff: its sign belongs to the text."""
    palette, entry = context.palette, hunk.lines[index]
    at = source + entry.source
    digits = layout.digits
    indent = GUTTER + (digits + 1 if digits else 0)
    if entry.kind is DiffKind.NOTE:
        row = wrap([(entry.text, palette.muted)], max(2, layout.width - GUTTER), hard=True)[0]
        return [row_line(row, [(INDENT, palette.text)], at, GUTTER, "\n")]
    number = f"{_numeral(entry.number):>{digits}} " if digits else ""
    sign: Fragment = (entry.kind.value, _sign_style(entry.kind, palette))
    lines: list[Line] = []
    for row in wrap(_fragments(hunk, index, context), max(2, layout.width - indent - 1), hard=True):
        if not lines:
            drawn = row_line(
                row, [(INDENT + number, palette.line_number), sign], at, indent + 1, "\n", len(entry.text)
            )
            lines.append(Line(drawn.strip, drawn.source, indent, "\n"))
        else:
            blank = " " * (indent + 1)
            lines.append(row_line(row, [(blank, palette.text)], at, indent + 1, "", len(entry.text)))
    return lines


def split_lines(
    hunk: HunkLines, pair: Pair, source: int, layout: Layout, context: RenderContext
) -> list[Line]:
    """A line of the old file and one of the new beside each other, wrapped to the higher of the two."""
    palette = context.palette
    room = layout.width - GUTTER - _DIVIDER
    left, right = room // 2, room - room // 2
    old = _half(hunk, pair[0], left, layout.digits, context, old=True)
    new = _half(hunk, pair[1], right, layout.digits, context, old=False)
    offsets = [source + hunk.lines[index].source for index in pair if index is not None]
    at = min(offsets, default=source)
    bar = " | " if context.ascii_only else " │ "
    lines = []
    for number in range(max(len(old), len(new))):
        segments = [Segment(INDENT, palette.text)]
        for side, width in ((old, left), (new, right)):
            drawn, used = side[number] if number < len(side) else ([], 0)
            segments += drawn
            if side is old:
                segments.append(Segment(" " * (width - used), palette.text))
                segments.append(Segment(bar, palette.rule))
            elif used < width:
                segments.append(Segment(" " * (width - used), palette.text))
        lines.append(Line(LightStrip(segments, layout.width), at, GUTTER, "\n"))
    return lines


def _half(
    hunk: HunkLines, index: int | None, width: int, digits: int, context: RenderContext, *, old: bool
) -> list[tuple[list[Segment], int]]:
    """The rows of one side and the columns that each takes."""
    palette = context.palette
    if index is None:
        return []
    entry: DiffLine = hunk.lines[index]
    number = entry.old if old else entry.new
    lead = f"{_numeral(number):>{digits}} " if digits else ""
    kind = entry.kind
    if kind is DiffKind.NOTE:
        row = wrap([(entry.text, palette.muted)], max(2, width), hard=True)[0]
        return [(row.segments, row.width)]
    gutter = len(lead) + 1
    sides: list[tuple[list[Segment], int]] = []
    rows: list[Row] = wrap(_fragments(hunk, index, context), max(2, width - gutter), hard=True)
    for row in rows:
        if sides:
            first = [Segment(" " * gutter, palette.text)]
        else:
            first = [
                Segment(lead, palette.line_number),
                Segment(kind.value, _sign_style(kind, palette)),
            ]
        sides.append(([*(segment for segment in first if segment.text), *row.segments], gutter + row.width))
    return sides


def _numeral(number: int | None) -> str:
    return "" if number is None else str(number)


def _sign_style(kind: DiffKind, palette: Palette) -> Style:
    return {DiffKind.ADDED: palette.added, DiffKind.REMOVED: palette.removed}.get(kind, palette.text)


def _fragments(hunk: HunkLines, index: int, context: RenderContext) -> list[Fragment]:
    """The text of a line: code in its colours, what was added or removed in theirs, changed words marked.

    Where a line changed the colour of the change is that of its plain text; strings, names and comments keep the
    colour of their kind, and the words that differ lie on a ground of their own.
    """
    entry, palette = hunk.lines[index], context.palette
    if entry.kind is DiffKind.CONTEXT:
        plain, word = palette.text, palette.text
    elif entry.kind is DiffKind.ADDED:
        plain, word = palette.added, palette.added_word
    else:
        plain, word = palette.removed, palette.removed_word
    ground = Style(bgcolor=word.bgcolor)
    fragments: list[Fragment] = []
    ranges = iter(hunk.words(index))
    start, end = next(ranges, (len(entry.text), len(entry.text)))
    position = 0
    for text, kind in hunk.colours(index):
        style = plain if not kind else plain + Style(color=getattr(palette, kind).color)
        marked = word if not kind else style + ground
        stop = position + len(text)
        while position < stop:
            if position >= end:
                start, end = next(ranges, (len(entry.text) + 1, len(entry.text) + 1))
            inside = start <= position < end
            until = min(stop, end if inside else max(start, position + 1))
            drawn = marked if inside else style
            if fragments and fragments[-1][1] == drawn:
                fragments[-1] = (fragments[-1][0] + entry.text[position:until], drawn)
            else:
                fragments.append((entry.text[position:until], drawn))
            position = until
    if position < len(entry.text):
        fragments.append((entry.text[position:], plain))
    return expand_fragments(fragments) or [("", plain)]
