"""Draws one row of a changed file: a hunk's header, a line or two lines beside each other, and a comment below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip

from codex_tui.model.safe_text import SafeText
from codex_tui.render.diff_rows import split_lines, unified_lines
from codex_tui.render.glyphs import glyph
from codex_tui.render.layout import Fragment, fragments_width, line, one_line, truncate_fragments
from codex_tui.render.lines import GUTTER, Line, RenderContext
from codex_tui.render.prose import INDENT, prose
from codex_tui.widgets.diff.document import HEADER
from codex_tui.widgets.transcript.frame import CURSOR_COLUMN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style
    from textual.content import Content

    from codex_tui.model.diff import Hunk
    from codex_tui.model.diff_comments import Comment
    from codex_tui.render.diff_rows import Layout
    from codex_tui.widgets.diff.document import Document, Spot

COMMENT_INDENT = GUTTER + 4


def row_lines(document: Document, spot: Spot, layout: Layout, context: RenderContext) -> list[Line]:
    """The lines of a row without what was said about it."""
    hunk = document.hunks[spot.hunk]
    if spot.row == HEADER:
        return [_header(hunk.hunk, spot.hunk in document.folded, context)]
    if hunk.splits(layout.split):
        return split_lines(hunk, hunk.pair(spot.row), 0, layout, context)
    return unified_lines(hunk, spot.row, 0, layout, context)


def _header(hunk: Hunk, folded: bool, context: RenderContext) -> Line:
    palette = context.palette
    mark = glyph("folded" if folded else "unfolded", context.ascii_only)
    start = hunk.new_start or hunk.old_start
    parts: list[Fragment] = [(f"{mark} ", palette.muted)]
    if start:
        parts.append((f"line {start}", palette.heading))
    if hunk.section:
        parts.append((f"  {one_line(hunk.section)}", palette.muted))
    parts += [(f"  +{hunk.added}", palette.added), (f" -{hunk.removed}", palette.removed)]
    if folded:
        parts.append((f"  {hunk.size:,} line{'' if hunk.size == 1 else 's'}", palette.muted))
    kept = truncate_fragments(parts, context.width, glyph("ellipsis", context.ascii_only))
    room = context.width - fragments_width(kept) - 1
    if room > 0:
        kept.append((f" {glyph('rule', context.ascii_only) * room}", palette.rule))
    return line(kept, gutter=0)


def reverted_line(context: RenderContext) -> Line:
    """Said under the header of a hunk that was taken back."""
    return line([(INDENT, context.palette.text), ("taken back", context.palette.muted)])


def head_lines(path: str, unplaced: Sequence[Comment], context: RenderContext) -> list[Line]:
    """Said above a file: its whole path if it lies outside of the folder, and comments on lines that are not there."""
    lines: list[Line] = []
    if path.startswith("/"):
        lines += prose(f"Outside of the thread's folder: {path}", context.palette.strong, context, hard=True)
    for comment in unplaced:
        place = comment.place
        number = f" {place.number}" if place.number else ""
        words = f"On line{number}, which is not among these: {place.sign}{place.quote.strip()}"
        lines += prose(SafeText(words), context.palette.muted, context)
        lines += comment_lines([comment], context)
    return lines


def comment_lines(comments: Sequence[Comment], context: RenderContext) -> list[Line]:
    """What was said about a line, below it."""
    palette = context.palette
    bar = glyph("quote", context.ascii_only)
    lead: Fragment = (f"{INDENT}  {bar} ", palette.accent)
    lines: list[Line] = []
    for comment in comments:
        for drawn in prose(SafeText(comment.text.strip()), palette.strong, context, indent=COMMENT_INDENT):
            segments: list[Fragment] = [lead]
            segments += [
                (segment.text, segment.style or palette.strong)
                for segment in drawn.strip.crop(COMMENT_INDENT)
                if segment.text
            ]
            lines.append(line(segments, gutter=COMMENT_INDENT))
    return lines


def whole_row(drawn: Line, width: int, base: Style) -> Strip:
    """A line over the whole width."""
    strip: Strip = drawn.strip
    if strip.cell_length > width:
        strip = strip.crop(0, width)
    segments = [*strip, Segment(" " * (width - strip.cell_length))]
    return Strip(list(Segment.apply_style(segments, base)), width)


def row_under_cursor(drawn: Line, width: int, base: Style, sign: Segment) -> Strip:
    """The same with the sign of the cursor in its column."""
    whole = whole_row(drawn, width, base)
    cursor = Strip(list(Segment.apply_style([sign], base)), 1)
    return Strip.join([whole.crop(0, CURSOR_COLUMN), cursor, whole.crop(CURSOR_COLUMN + 1)])


def words(text: Content, width: int, height: int, base: Style) -> list[Strip]:
    """A text in the place of rows."""
    wrapped = text.wrap(max(1, width - 2)) if text.plain else []
    strips = [
        Strip([Segment("  ", base), *Segment.apply_style(one.render_segments(), base)]).adjust_cell_length(
            width, base
        )
        for one in wrapped[:height]
    ]
    return strips + [Strip.blank(width, base)] * (height - len(strips))
