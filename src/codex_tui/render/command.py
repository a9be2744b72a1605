"""The cell of a command: what runs, where, how it ended, and what it printed."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from codex_tui.model.items import CommandItem, ItemStatus
from codex_tui.render.ansi import output_fragments
from codex_tui.render.base import MIN_TEXT, BaseRenderer, gutter, header, spinning
from codex_tui.render.durations import byte_size, item_time, more_lines
from codex_tui.render.glyphs import glyph
from codex_tui.render.kept import end_words
from codex_tui.render.layout import (
    Fragment,
    columns,
    fragments_width,
    line,
    one_line,
    row_line,
    truncate,
    truncate_fragments,
    wrap,
)
from codex_tui.render.lines import GUTTER, Line, RenderContext
from codex_tui.render.paths import is_folder, path_in
from codex_tui.render.pieces import Piece, PieceLines
from codex_tui.render.prose import INDENT, prose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.model.output import OutputLine, Stretch

_TIME = 7
"""Columns of the time behind how it stands."""


class CommandRenderer(BaseRenderer[CommandItem]):
    """A command and its output: a few lines of it if folded, all that is kept if not.

    Unfolded output is in pieces: what is printed costs what of it is looked at, and so does another width.
    """

    def __init__(self, item: CommandItem) -> None:
        super().__init__(item)
        self._pieces = PieceLines()
        self._known: dict[object, Piece] = {}
        """The pieces in their order, by what they show."""

    def reset(self, context: RenderContext) -> None:
        self._pieces, self._known = PieceLines(), {}

    def forget(self) -> None:
        self._pieces, self._known = PieceLines(), {}

    def size(self) -> tuple[int, int]:
        item = self.item
        return len(item.command) + item.output.printed, item.output.line_count + item.command.count("\n")

    def folded_size(self) -> int:
        return 1 + min(len(self.item.output), self._limits.output_lines + 1)

    @property
    def foldable(self) -> bool:
        output, room = self.item.output, self._room()
        if len(output) > self._limits.output_lines + 1 or not self._fits(room):
            return True
        return any(len(output[index].text) > room for index in range(len(output)))

    def _room(self) -> int:
        return self._width - GUTTER

    def _fits(self, room: int) -> bool:
        return "\n" not in self.item.command and columns(self.item.command[: room + 1]) <= room

    def moving_line(self, context: RenderContext) -> Line:
        return self.command_lines(context)[0]

    def grow(self, context: RenderContext) -> int:
        before = self._lines
        if context.folded:
            self._lines = [*self.command_lines(context), *self._folded_output(context)]
            return self._differing(before, 0)
        known = dict([self._given("top", 0, self.command_lines(context)), *self._output(context)])
        old, pieces = list(self._known.values()), list(known.values())
        self._known, self._lines = known, self._pieces
        same = 0
        while same < min(len(old), len(pieces)) and old[same] is pieces[same]:
            same += 1
        first, top_before = self._pieces.top(same), self._pieces.lines_of(0)
        self._pieces.replace(same, pieces[same:], context)
        if same or len(top_before) != len(self._pieces.lines_of(0)):
            return first
        return self._differing(top_before, 0)

    # the command itself

    def _meta(self, context: RenderContext, most: int | None = None) -> list[Fragment]:
        """How it stands and the time. In few columns, `most`, only the first of one that did not end by itself."""
        item, palette = self.item, context.palette
        parts: list[Fragment] = []
        if item.running and context.waiting:
            return [("waits for you", palette.warning)]
        if item.from_user:
            parts.append(("you  ", palette.accent))
        if item.running and item.outlived_turn:
            parts.append(("still running", palette.strong))
        elif item.running:
            parts.append(("running", palette.muted))
        elif item.exit_code is not None:
            parts.append((f"exit {item.exit_code}", palette.error if item.exit_code else palette.muted))
        elif item.status is not ItemStatus.COMPLETED:
            failed, words = item.status is ItemStatus.FAILED, end_words(item, context)
            if most is not None and columns(words) > most:
                words = end_words(item, context, short=True)
            parts.append((words, palette.error if failed else palette.muted))
        time = item_time(item, context.now_ms, item.duration_ms)
        if time and (most is None or item.exit_code is not None or fragments_width(parts) + _TIME <= most):
            parts.append((f"  {time:>5}" if parts else time, palette.muted))
        return parts

    def command_lines(self, context: RenderContext) -> list[Line]:
        """What runs, where and how it ended."""
        item, palette = self.item, context.palette
        lead = spinning(context) if item.running else gutter("command", context, "accent")
        style = palette.user if item.from_user else palette.strong
        meta = self._meta(context)
        target = "fold" if self.foldable else None
        first, *more = item.command.split("\n")
        room = context.width - GUTTER
        # What wraps leaves half of a narrow line to how it stands.
        most = room - MIN_TEXT - 2 if context.folded else (room - 3) // 2
        beside = not more and columns(first[: room + 1]) + fragments_width(meta) + 2 <= room
        if not beside and fragments_width(meta) > most:
            meta = self._meta(context, most)
        if context.folded or beside:
            left: list[Fragment] = [(first, style)]
            if more:
                left.append((" " + glyph("ellipsis", context.ascii_only), palette.muted))
            if context.folded and context.folder and item.cwd and not is_folder(item.cwd, context.folder):
                left.append((f"  in {path_in(one_line(item.cwd), context.folder)}", palette.muted))
            lines = [header(lead, left, meta, context, target=target)]
        else:
            # All of it, wrapped short of the right-aligned part, which its first line keeps.
            lines = []
            aside = fragments_width(meta) + 2 if room > 2 * fragments_width(meta) + 2 else 0
            source = 0
            for text in item.command.split("\n"):
                for row in wrap([(text.expandtabs(4), style)], room - aside, hard=True):
                    if not lines:
                        segments = [(part.text, style) for part in row.segments]
                        lines.append(header(lead, segments, meta if aside else [], context, target=target))
                    else:
                        drawn = row_line(row, [(INDENT, palette.text)], source, GUTTER)
                        lines.append(drawn if row.start else Line(drawn.strip, drawn.source))
                source += len(text) + 1
        if item.cwd and not context.folded and not is_folder(item.cwd, context.folder):
            where = path_in(one_line(item.cwd), context.folder)
            folder = prose(f"in {where}", palette.muted, context)
            lines += [each._replace(source=len(item.command)) for each in folder]
        return lines

    # what it printed

    def _source(self, start: int) -> int:
        return len(self.item.command) + GUTTER + 1 + start

    def _output_line(self, output: OutputLine, context: RenderContext) -> list[Line]:
        source = self._source(output.start)
        lead: list[Fragment] = [(INDENT, context.palette.text)]
        rows = wrap(
            output_fragments(output, context.palette.muted), max(2, context.width - GUTTER), hard=True
        )
        return [
            row_line(row, lead, source, GUTTER, "" if row.start else "\n", len(output.text)) for row in rows
        ]

    def _cut_line(self, output: OutputLine, context: RenderContext) -> Line:
        room = context.width - GUTTER
        shown = output if len(output.text) <= 4 * room else output._replace(text=output.text[: 4 * room])
        fragments = truncate_fragments(
            output_fragments(shown, context.palette.muted), room, glyph("ellipsis", context.ascii_only)
        )
        return line([(INDENT, context.palette.text), *fragments], source=self._source(output.start))

    def _folded_output(self, context: RenderContext) -> list[Line]:
        output, count = self.item.output, len(self.item.output)
        limits, running = context.limits, self.item.running
        first = 0 if running else limits.first_output_lines
        last = limits.running_lines if running else limits.last_output_lines
        if count <= first + last + 1 - self.item.running:
            return [self._cut_line(output[index], context) for index in range(count)]
        lines = [self._cut_line(output[index], context) for index in range(first)]
        hidden = output.line_count - first - last
        lines.append(
            self._note(
                more_lines(hidden) + self._left_out(),
                context,
                self._source(output[count - last].start),
                "page",
            )
        )
        return lines + [self._cut_line(output[index], context) for index in range(count - last, count)]

    def _left_out(self) -> str:
        """What the server has left out besides: it keeps both ends of a long output."""
        size = self.item.left_out
        if size is None:
            return " and what the server did not store"
        return f" and {byte_size(size)} that the server left out" if size else ""

    def _note(self, text: str, context: RenderContext, source: int, target: str | None) -> Line:
        mark = f"  {glyph('folded', context.ascii_only)}" if target else ""
        shown = truncate(f"{glyph('ellipsis', context.ascii_only)} {text}{mark}", context.width - GUTTER)
        return line(
            [(INDENT, context.palette.text), (shown, context.palette.muted)], source=source, target=target
        )

    def _given(self, what: str, source: int, lines: list[Line]) -> tuple[str, Piece]:
        """A piece of lines that are drawn already; the one that is there if it is the same."""
        known = self._known.get(what)
        same = known is not None and known.lines == lines
        return what, known if known is not None and same else Piece(source, lines=lines)

    def _output(self, context: RenderContext) -> Iterator[tuple[object, Piece]]:
        """All that is kept of the output, piece by piece."""
        output = self.item.output
        head, tail = output.stretches()
        yield from (self._stretch(stretch, context) for stretch in head)
        if output.omitted_lines:
            text = f"{output.omitted_lines:,} lines, {output.omitted_chars:,} characters omitted"
            text += self._left_out()
            source = self._source(head[-1].start + head[-1].size - 1 if head else 0)
            yield self._given("gap", source, [self._note(text, context, source, "page")])
        yield from (self._stretch(stretch, context) for stretch in tail)
        if output.line_count > output.settled:
            last = output.line(output.settled)
            yield self._given("open", self._source(last.start), self._output_line(last, context))

    def _stretch(self, stretch: Stretch, context: RenderContext) -> tuple[object, Piece]:
        """A piece that is drawn when it is looked at; the one that is there if nothing came to it or went."""
        key = (stretch, self.item.output.rewrites)
        piece = self._known.get(key)
        if piece is None:
            size = (stretch.size, stretch.lines)
            piece = Piece(self._source(stretch.start), size, lambda at: self._lines_of(stretch, at))
            piece.expect(context.width)
        return key, piece

    def _lines_of(self, stretch: Stretch, context: RenderContext) -> list[Line]:
        lines: list[Line] = []
        for number in range(stretch.first, stretch.first + stretch.lines):
            # What was omitted since the last frame goes with the next one.
            with suppress(IndexError):
                lines += self._output_line(self.item.output.line(number), context)
        return lines
