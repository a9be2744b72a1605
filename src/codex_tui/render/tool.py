"""The cells of what has one line and sections under it: tools, agents, searches, pictures, hooks, reviews.

Folded, a cell shows its line, how far it is, and the first lines of what it gave. Open, it shows everything; a section
of some megabytes is laid out where it is looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.items import ItemStatus
from codex_tui.model.tool_items import AgentCallItem, ImageItem, Section, ToolItem
from codex_tui.render.base import MIN_TEXT, BaseRenderer, gutter, header, spinning
from codex_tui.render.durations import item_time, more_lines
from codex_tui.render.glyphs import glyph
from codex_tui.render.kept import end_words
from codex_tui.render.layout import (
    Fragment,
    columns,
    fragments_width,
    line,
    one_line,
    truncate,
    truncate_fragments,
    truncate_start,
)
from codex_tui.render.lines import GUTTER, Line, RenderContext
from codex_tui.render.paths import path_in
from codex_tui.render.pieces import PIECE, Piece, PieceLines
from codex_tui.render.prose import INDENT, prose

if TYPE_CHECKING:
    from collections.abc import Iterator

_AROUND = 2 * GUTTER + 4
"""Columns of a line beside its words: the gutter, the gaps, and the mark of the fold."""
_TIME = 8
_NO_TIME = "0.0s"
_TEXT = 2 * GUTTER
"""Columns before the text of a section that has a title."""


class ToolRenderer(BaseRenderer[ToolItem]):
    """One line, and what folds away under it."""

    @property
    def foldable(self) -> bool:
        item = self.item
        if any(_hidden(section) or self._is_cut(section) for section in item.sections):
            return True
        return columns(item.headline) + 1 > self._width - GUTTER

    def folded_size(self) -> int:
        return 1 + sum(min(_shown(section), section.peek + 1) for section in self.item.sections)

    def size(self) -> tuple[int, int]:
        sections = self.item.sections
        return (
            len(self.item.headline) + sum(len(section.text) for section in sections),
            sum(section.text.count("\n") + 1 + bool(section.title) for section in sections),
        )

    def grow(self, context: RenderContext) -> int:
        if context.folded or sum(len(section.text) for section in self.item.sections) <= PIECE:
            return super().grow(context)
        lines = self._lines if isinstance(self._lines, PieceLines) else PieceLines()
        pieces = [Piece(0, lines=self._top(context))]
        for start, section in self.item.parts():
            pieces += self._pieces(section, start, context)
        lines.replace(0, pieces, context)
        self._lines = lines
        return 0

    def render(self, context: RenderContext) -> list[Line]:
        lines = self._top(context)
        for start, section in self.item.parts():
            lines += (
                self._peek(section, start, context) if context.folded else self._open(section, start, context)
            )
        return lines

    # --- the line -------------------------------------------------------------------------------------------------

    def moving_line(self, context: RenderContext) -> Line:
        item, palette = self.item, context.palette
        style = palette.muted if item.quiet else palette.strong
        left: list[Fragment] = [(one_line(item.name), style)]
        foldable, meta = self.foldable, self._meta(context)
        mark = (
            f"  {glyph('folded' if context.folded else 'unfolded', context.ascii_only)}" if foldable else ""
        )
        room = context.width - GUTTER - columns(mark) - (fragments_width(meta) + 2 if meta else 0)
        if item.argument:
            text_style = palette.muted if item.quiet else palette.text
            left.append(("  " + self._argument(context, room - columns(item.name) - 2), text_style))
        if room > MIN_TEXT:  # else the header lets the right part go, or the mark
            left = truncate_fragments(left, room, glyph("ellipsis", context.ascii_only))
        left.append((mark, palette.muted))
        lead = spinning(context) if item.running else gutter(item.kind, context, self._gutter_style())
        return header(lead, left, meta, context, target="fold" if foldable else None)

    def outcome(self, context: RenderContext) -> str:
        """How it ended, where the status alone says too little."""
        return self.item.outcome

    def _gutter_style(self) -> str:
        if self.item.status is ItemStatus.FAILED:
            return "error"
        return "muted" if self.item.quiet else "accent"

    def _meta(self, context: RenderContext) -> list[Fragment]:
        """The outcome and the time; the time goes first where the line has no room for both."""
        item, palette = self.item, context.palette
        if item.running and context.waiting:
            return [("waits for you", palette.warning)]
        room = context.width - columns(item.headline) - _AROUND
        word = one_line(end_words(item, context, self.outcome(context) or None))
        if columns(word) > room and item.live_only:
            word = one_line(self.outcome(context))  # that it is seen live only goes first
        time = item_time(item, context.now_ms, item.duration_ms)
        if time == _NO_TIME or (word and columns(word) + _TIME > room):
            time = ""
        parts: list[Fragment] = []
        if word:
            parts.append((word, palette.error if item.status is ItemStatus.FAILED else palette.muted))
        if time:
            parts.append((f"  {time:>5}" if parts else time, palette.muted))
        return parts

    def _argument(self, context: RenderContext, room: int) -> str:
        """The argument for the line; of a path the end tells most."""
        item = self.item
        if not isinstance(item, ImageItem) or not item.path:
            return one_line(item.argument)
        text = one_line(item.argument.replace(item.path, path_in(item.path, context.folder), 1))
        return truncate_start(text, max(MIN_TEXT, room), glyph("ellipsis", context.ascii_only))

    def _top(self, context: RenderContext) -> list[Line]:
        item, palette = self.item, context.palette
        lines = [self.moving_line(context)]
        room = context.width - GUTTER - fragments_width(self._meta(context)) - 2
        if not context.folded and item.argument and columns(item.headline) + 1 > room:
            # What the line has no room for.
            lines += prose(item.argument, palette.text, context, source=len(item.name) + 1)
        if item.progress and (item.running or isinstance(item, AgentCallItem)):
            said = truncate(
                one_line(item.progress), context.width - GUTTER, glyph("ellipsis", context.ascii_only)
            )
            lines.append(line([(INDENT, palette.text), (said, palette.muted)], source=len(item.headline)))
        return lines

    # --- sections -------------------------------------------------------------------------------------------------

    def _is_cut(self, section: Section) -> bool:
        """Whether a line that shows while folded has no room for all of it."""
        shown = section.text.split("\n", _shown(section))[: _shown(section)]
        return any(columns(text[: self._width]) > self._width - GUTTER for text in shown)

    def _peek(self, section: Section, start: int, context: RenderContext) -> Iterator[Line]:
        """The first lines of a section, each cut to one row, and how many follow."""
        if not section.peek:
            return
        palette = context.palette
        style = palette.error if section.problem else palette.muted
        ellipsis = glyph("ellipsis", context.ascii_only)
        source = start + (len(section.title) + 1 if section.title else 0)
        texts = section.text.split("\n", _shown(section))
        rest = _hidden(section)
        for text in texts[: _shown(section)]:
            shown = truncate(text[: 4 * context.width].expandtabs(4), context.width - GUTTER, ellipsis)
            yield line([(INDENT, palette.text), (shown, style)], source=source)
            source += len(text) + 1
        if rest:
            more = truncate(
                f"{ellipsis} {more_lines(rest)}  {glyph('folded', context.ascii_only)}",
                context.width - GUTTER,
            )
            yield line([(INDENT, palette.text), (more, palette.muted)], source=source, target="fold")

    def _open(self, section: Section, start: int, context: RenderContext) -> Iterator[Line]:
        yield from self._title(section, start, context)
        at = start + (len(section.title) + 1 if section.title else 0)
        if section.language and context.width > 30:
            yield from _code(section, at, context)
        else:
            yield from self._text(section, section.text, at, context)

    def _title(self, section: Section, start: int, context: RenderContext) -> list[Line]:
        if not section.title:
            return []
        palette = context.palette
        title = truncate(one_line(section.title), context.width - GUTTER)
        style = palette.error if section.problem else palette.muted
        return [line([(INDENT, palette.text), (title, style)], source=start)]

    def _text(self, section: Section, text: str, source: int, context: RenderContext) -> Iterator[Line]:
        palette = context.palette
        style = palette.error if section.problem and not section.title else palette.text
        indent = _TEXT if section.title else GUTTER
        return prose(text, style, context, source=source, indent=indent, hard=True)

    def _pieces(self, section: Section, start: int, context: RenderContext) -> Iterator[Piece]:
        """A long section in pieces, cut at the ends of lines where there are any."""
        if section.title:
            yield Piece(start, lines=self._title(section, start, context))
            start += len(section.title) + 1
        text, place = section.text, 0
        while place < len(text):
            end = text.rfind("\n", place, place + PIECE) + 1 or min(len(text), place + PIECE)
            part = text[place:end]
            inside = place > 0 and text[place - 1] != "\n"

            def draw(
                at: RenderContext, part: str = part, source: int = start + place, inside: bool = inside
            ) -> list[Line]:
                lines = list(self._text(section, part.removesuffix("\n"), source, at))
                if inside:
                    lines[0] = lines[0]._replace(joint="")
                return lines

            piece = Piece(start + place, (len(part), part.count("\n")), draw)
            piece.expect(context.width)
            yield piece
            place = end


def _shown(section: Section) -> int:
    """How many lines of a section show while it is folded: one more rather than a line that says there is one."""
    lines = section.text.count("\n") + 1
    return lines if section.peek > 0 and lines <= section.peek + 1 else min(lines, section.peek)


def _hidden(section: Section) -> int:
    return section.text.count("\n") + 1 - _shown(section)


def _code(section: Section, source: int, context: RenderContext) -> Iterator[Line]:
    """The text of a section, highlighted."""
    from codex_tui.render.code import CodeWriter  # with Pygments, which no conversation without code needs
    from codex_tui.render.lead import Lead

    blank: tuple[Fragment, ...] = ((" " * _TEXT, context.palette.text),)
    writer = CodeWriter(section.language, Lead(blank, blank, _TEXT), context)
    for text in section.text.split("\n"):
        yield from writer.add(text, source)
        source += len(text) + 1
