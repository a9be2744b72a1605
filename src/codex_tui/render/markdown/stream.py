"""Markdown that grows: what cannot change any more is drawn once, and only the open end is drawn again.

The text is cut into units: top-level blocks, the items of a top-level list, the rows of a long table, the
lines of an open fence, pieces of a paragraph without end. Each unit looks the same alone as among others. A
unit is settled once a later one has begun with a whole line and a second whole line follows it: Markdown's
structure is decided line by line with one line of look-ahead, so no text to come can undo that. A unit that
grows too long is cut at a place that depends only on a window of fixed size at its start. Both rules look at
the text and never at the way it came, hence any chunking ends in the same lines as drawing the whole at once.

What is settled is handed out in pieces of bounded size, each with a checkpoint: all that has to be known to draw from
there on. So another width or theme costs what is looked at; and a long text that comes at once is only passed over
(parsed, not drawn), a bounded part of it with each update.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from codex_tui.render.markdown.blocks import BlockWriter, SourceLines, code_lead, table_rows
from codex_tui.render.markdown.fence import Fence, FenceState
from codex_tui.render.markdown.table import FITTED_ROWS
from codex_tui.render.markdown.units import Resume, TableResume, Unit, draw_unit, find_cut, parse_units
from codex_tui.render.pieces import PIECE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style

    from codex_tui.model.text_buffer import TextBuffer
    from codex_tui.render.lead import Lead
    from codex_tui.render.lines import Line, RenderContext

WINDOW = 2000
"""Characters from which on an open unit is cut."""
SLICE = 8000
"""Characters that one update passes over where it has a limit: some 4 ms."""
COLOURED = 8
"""How many times longer code with colours takes, whose lines have to be lexed one after the other."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A settled place in a text, from which on it can be drawn at any width.

    Attributes:
        offset: in the source.
        begun: whether a line stands above.
    """

    offset: int = 0
    begun: bool = False
    resume: Resume = field(default_factory=Resume)
    fence: FenceState | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A settled part of the text: where it begins and ends, and its lines, None where it was passed over."""

    start: Checkpoint
    end: int
    lines: list[Line] | None


class MarkdownStream:
    """Keeps the lines of the open end of a growing Markdown text, and hands out what is settled in parts.

    Attributes:
        lines: those from the last part on; those below `settled` stay for good.
        settled: how many lines are final.
        drawn: how many lines have been drawn since the start, again and again those of the open end.
        behind: whether an update left some of the text for the next one.
    """

    def __init__(
        self, context: RenderContext, lead: Lead, base: Style, start: Checkpoint | None = None
    ) -> None:
        self.lines: list[Line] = []
        self.settled = 0
        self.drawn = 0
        self.behind = False
        self._context = context
        self._lead = lead
        self._unused_lead = lead.copy()
        self._base = base
        self.start = start = start or Checkpoint()
        """Where the open end begins."""
        self._begun = start.begun
        if start.begun:
            lead.first = lead.rest
        self._offset = start.offset
        self._resume = start.resume
        self._fence: Fence | None = None
        if start.fence is not None:
            self._fence = Fence.resume(start.fence, code_lead(lead, context), context)
        if start.resume.table is not None:
            table = start.resume.table.fit(BlockWriter(context, base), lead.copy())
            self._resume = replace(start.resume, table=table)
        self._ahead = 0
        self._stuck = False  # all of the text was looked at, and none of it can be settled
        self._passing = False
        self._skipped = False  # some of what is settled since the last part was passed over
        self._stop: int | None = None

    def update(self, buffer: TextBuffer, limited: bool = False) -> list[Part]:
        """Draws what the buffer has more than before; gives the parts that are settled now.

        Args:
            buffer: the text; what was in it before still is.
            limited: do no more than a slice of the work. `behind` says if there is more, of which nothing is drawn yet.
        """
        end = whole = len(buffer)
        if limited:
            coloured = self._fence is not None and not self._fence.writer.lexer.plain
            end = min(end, self._offset + (SLICE // COLOURED if coloured else SLICE) + self._ahead)
        # What is long is passed over first, so that only its open end is drawn: its parts are when they are looked at.
        passing = limited and not self._stuck and whole - self._offset > 2 * PIECE
        self.behind = self._passing = passing or end < whole
        del self.lines[self.settled :]
        if self._skipped and not self._passing:
            self._draw_again(buffer)
        begun = self._offset
        parts: list[Part] = []
        tail = buffer.between(begun, end)
        open_lines = self._run(tail, parts)
        self._skipped = self._skipped or (self._passing and self._offset > self.start.offset)
        # What has no place for a cut yet needs more text to be looked at.
        moved = self._offset > begun
        self._ahead = 0 if moved or not self.behind else 2 * self._ahead + SLICE
        self._stuck = not moved and end == whole
        self.settled = len(self.lines)
        if not self._passing:
            self.lines += open_lines or []
            self.drawn += len(open_lines or ())
        return parts

    def _draw_again(self, buffer: TextBuffer) -> None:
        """Draws what is settled since the last part, of which some was passed over."""
        again = MarkdownStream(self._context, self._unused_lead.copy(), self._base, self.start)
        self.lines, self._skipped = again.draw(buffer, self._offset), False
        self.drawn += len(self.lines)

    def draw(self, buffer: TextBuffer, end: int) -> list[Line]:
        """All lines up to a place at which a part ended."""
        self._stop = end
        ahead = 2 * WINDOW
        while self._offset < end:
            begun = self._offset
            self._run(buffer.between(begun, end + ahead), None)
            if self._offset == begun:
                if end + ahead >= len(buffer):
                    # What follows does not let it settle here: the text itself ends where the part does.
                    self.lines += self._run(buffer.between(begun, end), None) or []
                    break
                ahead *= 2
        return self.lines

    def _run(self, tail: str, parts: list[Part] | None) -> list[Line] | None:
        """Settles what can be; gives the lines of the rest if there is any."""
        position, open_lines = 0, None
        while open_lines is None and position < len(tail):
            if self._stop is not None and self._offset >= self._stop:
                return None
            used, open_lines = self._code(tail, position) if self._fence else self._blocks(tail, position)
            position += used
            self._offset += used
            if parts is not None and self._offset - self.start.offset >= PIECE:
                parts.append(self._part())
        return open_lines

    def _part(self) -> Part:
        """Hands out what is settled."""
        part = Part(self.start, self._offset, None if self._passing or self._skipped else self.lines)
        self.lines, self._skipped = [], False
        state = self._fence.state if self._fence is not None else None
        self.start = Checkpoint(self._offset, self._begun, self._resume, state)
        return part

    def _keep(self, lines: list[Line]) -> None:
        """Takes lines for good, or only notes that there are some."""
        self.drawn += len(lines)
        self._begun = self._begun or bool(lines)
        if self._passing:
            self._skipped = True
        else:
            self.lines += lines

    def _code(self, tail: str, position: int) -> tuple[int, list[Line] | None]:
        """Settles whole lines of the open fence; gives the characters used up, and lines as `_blocks`."""
        fence = self._fence
        if fence is None:
            return 0, None
        start = position
        limit = self.start.offset + PIECE if self._stop is None else self._stop
        while (end := tail.find("\n", position)) >= 0:
            text, offset = tail[position:end], self._offset + position - start
            position = end + 1
            if fence.closes(text):
                self._keep(fence.close())
                self._fence = None
                return position - start, None
            if self._passing:
                fence.skip(text)
                self._begun = True
            else:
                self._keep(fence.add(text, offset))
            if self._offset + position - start >= limit:
                return position - start, None
        rest = tail[position:]
        return position - start, [] if self._passing else fence.preview(rest, self._offset + position - start)

    def _blocks(self, tail: str, position: int) -> tuple[int, list[Line] | None]:
        """Settles units; gives the characters used up, and the lines of the rest once no more settles."""
        size = WINDOW
        while True:
            full = position + size < len(tail)
            used, rest = self._window(tail[position : position + size], full, size > WINDOW)
            if used or rest is not None:
                return used, rest
            size *= 2

    def _window(self, window: str, full: bool, grown: bool) -> tuple[int, list[Line] | None]:
        source, units = parse_units(window, self._offset, self._resume, self._begun)
        stable = source.complete - 2  # a unit that begins on this line or before it stays
        settled = max(
            (index for index, unit in enumerate(units) if unit.line <= stable and self._wanted(unit, source)),
            default=0,
        )
        if grown and settled:
            # One by one: each of the following units is to be looked at through a window of the first size.
            settled, full = 1, True
        writer = BlockWriter(self._context, self._base)
        if settled:
            self._settle(units[:settled], units[settled], source, writer)
            used = source.used(units[settled].line)
            if self._stop is not None and self._offset + used >= self._stop:
                return used, None
        first = units[settled] if units and units[settled].line <= stable else None
        opens_last = first is not None and len(units) == settled + 1 and first.kind == "fence"
        if opens_last or self._stops_inside(units[settled:], source):
            return self._enter_fence(units[settled], source), None
        cut = self._table_cut(first, stable, full and not settled) if first is not None else 0
        if first is not None and cut:
            return self._enter_table(first, cut, source), None
        if full:
            if settled:
                return source.used(units[settled].line), None
            return self._cut(units, source, window), None
        lead = self._lead.copy()
        for unit in () if self._passing else units[settled:]:
            draw_unit(unit, source, writer, lead, self._resume)
        return (source.used(units[settled].line) if settled else 0), writer.lines

    def _stops_inside(self, units: Sequence[Unit], source: SourceLines) -> bool:
        """Whether what is to be drawn ends inside of a fence, the first of some units.

        It was entered before its end was there to be seen, and has to be entered again.
        """
        if self._stop is None or not units or units[0].kind != "fence":
            return False
        room = self._stop - self._offset
        return source.used(units[0].line + 1) <= room and (
            len(units) == 1 or source.used(units[1].line) > room
        )

    def _wanted(self, unit: Unit, source: SourceLines) -> bool:
        return self._stop is None or self._offset + source.used(unit.line) <= self._stop

    def _settle(
        self, units: Sequence[Unit], following: Unit, source: SourceLines, writer: BlockWriter
    ) -> None:
        """Draws units for good, and remembers what the following one depends on."""
        self._draw(units, source, writer)
        writer.lines = []
        table = self._resume.table if following.kind == "row" else None
        number = following.number if following.continues else None
        self._resume = Resume(gap=following.gap, number=number, table=table)

    def _draw(self, units: Sequence[Unit], source: SourceLines, writer: BlockWriter) -> None:
        """Draws units for good. What is passed over is drawn up to its first line: that one has the gutter's glyph."""
        for unit in units:
            if not (self._passing and self._begun):
                before = len(writer.lines)
                draw_unit(unit, source, writer, self._lead, self._resume)
                self._keep(writer.lines[before:])

    def _enter_fence(self, unit: Unit, source: SourceLines) -> int:
        if unit.gap is not None:
            blocks = BlockWriter(self._context, self._base)
            blocks.blank(self._lead, unit.gap)
            self._keep(blocks.lines)
        lead = code_lead(self._lead, self._context)
        opener, offset = source.text(unit.line), source.offset(unit.line)
        self._fence, named = Fence.open(unit.tokens[0], opener, lead, self._context, offset)
        self._keep(named)
        self._resume = Resume()
        return source.used(unit.line + 1)

    def _table_cut(self, unit: Unit, stable: int, full: bool) -> int:
        """The line up to which a table is settled now, for its columns are; 0 if they are not."""
        if unit.kind != "table_open":
            return 0
        rows = [line for line, _ in table_rows(unit.tokens)]
        if len(rows) > FITTED_ROWS + 1 and rows[FITTED_ROWS + 1] <= stable:
            return rows[FITTED_ROWS + 1]
        return max((line for line in rows[2:] if line <= stable), default=0) if full else 0

    def _enter_table(self, unit: Unit, cut: int, source: SourceLines) -> int:
        """Settles the first rows of a table; the rest is parsed behind a copy of its header."""
        piece = source.slice(unit.line, cut)
        header = source.slice(unit.line, unit.line + 2)
        part, (table, *_) = parse_units(piece, source.offset(unit.line), Resume(gap=unit.gap), self._begun)
        writer = BlockWriter(self._context, self._base)
        layout = draw_unit(replace(table, gap=unit.gap), part, writer, self._lead, Resume())
        self._keep(writer.lines)
        self._resume = Resume(table=TableResume(header, piece, layout) if layout is not None else None)
        return source.used(cut)

    def _cut(self, units: Sequence[Unit], source: SourceLines, window: str) -> int:
        """Cuts the one unit that fills the window; 0 if it has no place for that."""
        if not units:
            return 0
        place = find_cut(units, source, window, self._resume)
        if place is None:
            return 0
        part, pieces = parse_units(window[: place.position], self._offset, self._resume, self._begun)
        self._draw(pieces, part, BlockWriter(self._context, self._base))
        self._resume = Resume(
            gap=place.gap, number=place.number, joint=place.joint, item=place.item, quotes=place.quotes
        )
        return place.position
