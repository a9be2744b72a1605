"""Markdown that grows: what cannot change any more is drawn once, and only the open end is drawn again.

The text is cut into units: top-level blocks, the items of a top-level list, the rows of a long table, the
lines of an open fence, pieces of a paragraph without end. Each unit looks the same alone as among others. A
unit is settled once a later one has begun with a whole line and a second whole line follows it: Markdown's
structure is decided line by line with one line of look-ahead, so no text to come can undo that. A unit that
grows too long is cut at a place that depends only on a window of fixed size at its start. Both rules look at
the text and never at the way it came, hence any chunking ends in the same lines as drawing the whole at once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codex_tui.render.code import CodeWriter
from codex_tui.render.markdown.blocks import BlockWriter, SourceLines, code_lead, language, table_rows
from codex_tui.render.markdown.fence import Fence
from codex_tui.render.markdown.table import FITTED_ROWS
from codex_tui.render.markdown.units import Resume, TableResume, Unit, draw_unit, find_cut, parse_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style

    from codex_tui.model.text_buffer import TextBuffer
    from codex_tui.render.lead import Lead
    from codex_tui.render.lines import Line, RenderContext

WINDOW = 2000
"""Characters from which on an open unit is cut."""


class MarkdownStream:
    """Keeps the lines of a growing Markdown text.

    Attributes:
        lines: all lines; those below `settled` stay for good.
        settled: how many lines are final.
        drawn: how many lines have been drawn since the start, again and again those of the open end.
    """

    def __init__(self, context: RenderContext, lead: Lead, base: Style) -> None:
        self.lines: list[Line] = []
        self.settled = 0
        self.drawn = 0
        self._context = context
        self._lead = lead
        self._base = base
        self._offset = 0
        self._fence: Fence | None = None
        self._resume = Resume()

    def update(self, buffer: TextBuffer) -> int:
        """Draws what the buffer has more than before; gives the first line that differs."""
        start = self.settled
        before = self.lines[start:]
        del self.lines[start:]
        tail = buffer.since(self._offset)
        position, open_lines = 0, None
        while open_lines is None and position < len(tail):
            used, open_lines = self._code(tail, position) if self._fence else self._blocks(tail, position)
            position += used
            self._offset += used
        self.settled = len(self.lines)
        self.lines += open_lines or []
        self._put_in_order(start)
        self.drawn += len(self.lines) - start
        index, end = start, start + min(len(before), len(self.lines) - start)
        while index < end and before[index - start] == self.lines[index]:
            index += 1
        return index

    def _put_in_order(self, start: int) -> None:
        """Nested blocks know the offsets of their text only roughly: keeps them from falling."""
        last = self.lines[start - 1].source if start else 0
        for index in range(start, len(self.lines)):
            if self.lines[index].source < last:
                self.lines[index] = replace(self.lines[index], source=last)
            last = self.lines[index].source

    def _code(self, tail: str, position: int) -> tuple[int, list[Line] | None]:
        """Settles whole lines of the open fence; gives the characters used up, and lines as `_blocks`."""
        fence = self._fence
        if fence is None:
            return 0, None
        start = position
        while (end := tail.find("\n", position)) >= 0:
            text, offset = tail[position:end], self._offset + position - start
            position = end + 1
            if fence.closes(text):
                self.lines += fence.close()
                self._fence = None
                return position - start, None
            self.lines += fence.add(text, offset)
        rest = tail[position:]
        return position - start, fence.preview(rest, self._offset + position - start)

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
        source, units = parse_units(window, self._offset, self._resume, bool(self.lines))
        stable = source.complete - 2  # a unit that begins on this line or before it stays
        settled = max((index for index, unit in enumerate(units) if unit.line <= stable), default=0)
        if grown and settled:
            # One by one: each of the following units is to be looked at through a window of the first size.
            settled, full = 1, True
        writer = BlockWriter(self._context, self._base)
        if settled:
            self._settle(units[:settled], units[settled], source, writer)
        first = units[settled] if units and units[settled].line <= stable else None
        if first is not None and len(units) == settled + 1 and first.kind == "fence":
            return self._enter_fence(first, source), None
        cut = self._table_cut(first, stable, full and not settled) if first is not None else 0
        if first is not None and cut:
            return self._enter_table(first, cut, source), None
        if full:
            if settled:
                return source.used(units[settled].line), None
            return self._cut(units, source, window), None
        lead = self._lead.copy()
        for unit in units[settled:]:
            draw_unit(unit, source, writer, lead, self._resume)
        return (source.used(units[settled].line) if settled else 0), writer.lines

    def _settle(
        self, units: Sequence[Unit], following: Unit, source: SourceLines, writer: BlockWriter
    ) -> None:
        """Draws units for good, and remembers what the following one depends on."""
        for unit in units:
            draw_unit(unit, source, writer, self._lead, self._resume)
        self.lines += writer.lines
        writer.lines = []
        table = self._resume.table if following.kind == "row" else None
        number = following.number if following.continues else None
        self._resume = Resume(gap=following.gap, number=number, table=table)

    def _enter_fence(self, unit: Unit, source: SourceLines) -> int:
        if unit.gap is not None:
            blocks = BlockWriter(self._context, self._base)
            blocks.blank(self._lead, unit.gap)
            self.lines += blocks.lines
        token = unit.tokens[0]
        writer = CodeWriter(language(token.info), code_lead(self._lead, self._context), self._context)
        self._fence = Fence.open(token.markup, source.text(unit.line), writer, source.offset(unit.line))
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
        part, (table, *_) = parse_units(
            piece, source.offset(unit.line), Resume(gap=unit.gap), bool(self.lines)
        )
        writer = BlockWriter(self._context, self._base)
        layout = draw_unit(replace(table, gap=unit.gap), part, writer, self._lead, Resume())
        self.lines += writer.lines
        self._resume = Resume(table=TableResume(header, layout) if layout is not None else None)
        return source.used(cut)

    def _cut(self, units: Sequence[Unit], source: SourceLines, window: str) -> int:
        """Cuts the one unit that fills the window; 0 if it has no place for that."""
        if not units:
            return 0
        place = find_cut(units, source, window, self._resume)
        if place is None:
            return 0
        part, pieces = parse_units(window[: place.position], self._offset, self._resume, bool(self.lines))
        writer = BlockWriter(self._context, self._base)
        for unit in pieces:
            draw_unit(unit, part, writer, self._lead, self._resume)
        self.lines += writer.lines
        self._resume = Resume(gap=place.gap, number=place.number, joint=place.joint, item=place.item)
        return place.position
