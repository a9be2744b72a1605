"""The cell of a command: what runs, where, how it ended, and what it printed."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from codex_tui.model.items import CommandItem, ItemStatus
from codex_tui.render.ansi import output_fragments
from codex_tui.render.base import BaseRenderer, gutter, header, spinning
from codex_tui.render.durations import item_time, more_lines
from codex_tui.render.glyphs import glyph
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
from codex_tui.render.prose import INDENT, prose

if TYPE_CHECKING:
    from codex_tui.model.output import OutputLine

RUNNING_LINES = 5
"""Last lines of output that show while a folded command runs."""
FIRST_LINES, LAST_LINES = 2, 3
"""Lines of output that show once it is done."""


class CommandRenderer(BaseRenderer[CommandItem]):
    """A command and its output: a few lines of it if folded, all that is kept if not.

    Unfolded output grows by what was printed: lines that have ended are drawn once.
    """

    _lines: list[Line]  # never in pieces

    def __init__(self, item: CommandItem) -> None:
        super().__init__(item)
        self._forget_output()

    def _forget_output(self) -> None:
        self._top: list[Line] = []
        self._fixed = 0  # lines of the cell that stay: all but those of the open line of output
        self._next = 0  # number of the next line of output to draw
        self._omitted = 0
        self._gap_at = 0  # where the note on omitted lines stands, or would stand
        self._tail_rows: deque[int] = deque()
        self._rewrites = self.item.output.rewrites

    def reset(self, context: RenderContext) -> None:
        self._forget_output()

    def forget(self) -> None:
        self._forget_output()

    def size(self) -> tuple[int, int]:
        item = self.item
        return len(item.command) + item.output.printed, item.output.line_count + item.command.count("\n")

    def folded_size(self) -> int:
        return 1 + min(len(self.item.output), FIRST_LINES + LAST_LINES + 1)

    @property
    def foldable(self) -> bool:
        output, room = self.item.output, self._room()
        if len(output) > FIRST_LINES + LAST_LINES + 1 or not self._fits(room):
            return True
        return any(len(output[index].text) > room for index in range(len(output)))

    def _room(self) -> int:
        return self._width - GUTTER

    def _fits(self, room: int) -> bool:
        return "\n" not in self.item.command and columns(self.item.command[: room + 1]) <= room

    def moving_line(self, context: RenderContext) -> Line:
        return self._command(context)[0]

    def grow(self, context: RenderContext) -> int:
        before = self._lines
        if context.folded:
            self._lines = [*self._command(context), *self._folded_output(context)]
            return self._differing(before, 0)
        top = self._command(context)
        if len(top) != len(self._top) or self._rewrites != self.item.output.rewrites:
            self._forget_output()
            self._lines = [*top]
            self._fixed = self._gap_at = len(top)
        first = self._differing_top(before, top)
        self._top = top
        self._lines[: len(top)] = top
        grown = self._grow_output(context)
        return min(first, grown, len(self._lines)) if before else 0

    def _differing_top(self, before: list[Line], top: list[Line]) -> int:
        for index, line_now in enumerate(top):
            if index >= len(before) or before[index] != line_now:
                return index
        return len(before) + len(top)

    # the command itself

    def _meta(self, context: RenderContext) -> list[Fragment]:
        item, palette = self.item, context.palette
        parts: list[Fragment] = []
        if item.running and context.waiting:
            return [("waits for you", palette.warning)]
        if item.running:
            parts.append(("still running" if item.outlived_turn else "running", palette.muted))
        elif item.exit_code is not None:
            parts.append((f"exit {item.exit_code}", palette.error if item.exit_code else palette.muted))
        elif item.status is not ItemStatus.COMPLETED:
            failed = item.status is ItemStatus.FAILED
            parts.append((item.status.value, palette.error if failed else palette.muted))
        time = item_time(item, context.now_ms, item.duration_ms)
        if time:
            parts.append((f"  {time:>5}" if parts else time, palette.muted))
        return parts

    def _command(self, context: RenderContext) -> list[Line]:
        item, palette = self.item, context.palette
        lead = spinning(context) if item.running else gutter("command", context, "accent")
        style = palette.user if item.from_user else palette.strong
        meta = self._meta(context)
        target = "fold" if self.foldable else None
        first, *more = item.command.split("\n")
        room = context.width - GUTTER
        if context.folded or (not more and columns(first[: room + 1]) + fragments_width(meta) + 2 <= room):
            left: list[Fragment] = [(first, style)]
            if more:
                left.append((" " + glyph("ellipsis", context.ascii_only), palette.muted))
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
            lines += [replace(each, source=len(item.command)) for each in folder]
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
        first, last = (0, RUNNING_LINES) if self.item.running else (FIRST_LINES, LAST_LINES)
        if count <= first + last + 1 - self.item.running:
            return [self._cut_line(output[index], context) for index in range(count)]
        lines = [self._cut_line(output[index], context) for index in range(first)]
        hidden = output.line_count - first - last
        lines.append(
            self._note(more_lines(hidden), context, self._source(output[count - last].start), "fold")
        )
        return lines + [self._cut_line(output[index], context) for index in range(count - last, count)]

    def _note(self, text: str, context: RenderContext, source: int, target: str | None) -> Line:
        mark = f"  {glyph('folded', context.ascii_only)}" if target else ""
        shown = truncate(f"{glyph('ellipsis', context.ascii_only)} {text}{mark}", context.width - GUTTER)
        return line(
            [(INDENT, context.palette.text), (shown, context.palette.muted)], source=source, target=target
        )

    def _grow_output(self, context: RenderContext) -> int:
        """Draws the lines that ended since, and the open one; gives the first that may differ."""
        output, lines = self.item.output, self._lines
        first = self._fixed
        del lines[first:]
        if output.omitted_lines != self._omitted:
            first = min(first, self._drop_omitted(context))
        for number in range(self._next, output.settled):
            drawn = self._output_line(output.line(number), context)
            lines += drawn
            if number < output.head_count:
                self._gap_at = len(lines)
            else:
                self._tail_rows.append(len(drawn))
        self._next = output.settled
        self._fixed = len(lines)
        if output.line_count > output.settled:
            lines += self._output_line(output.line(output.settled), context)
        return first

    def _drop_omitted(self, context: RenderContext) -> int:
        output, lines = self.item.output, self._lines
        for number in range(self._next, output.head_count):
            lines += self._output_line(output.line(number), context)
            self._gap_at = len(lines)
        self._next = max(self._next, output.head_count)
        drawn_first = self._next - len(self._tail_rows)  # number of the first line of the tail that is drawn
        gone = 0
        while self._tail_rows and drawn_first < output.tail_first:
            gone += self._tail_rows.popleft()
            drawn_first += 1
        self._next = max(self._next, output.tail_first)
        start = self._gap_at
        text = f"{output.omitted_lines:,} lines, {output.omitted_chars:,} characters omitted"
        source = lines[start - 1].source if start else 0
        lines[start : start + gone + bool(self._omitted)] = [self._note(text, context, source, None)]
        self._omitted = output.omitted_lines
        return start
