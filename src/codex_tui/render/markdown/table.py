"""Tables: columns that fit the width, or one record a row where there are too many of them.

The widths are settled by the first rows alone, so that a table that grows keeps them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codex_tui.render.glyphs import glyph
from codex_tui.render.layout import Fragment, columns, line, wrap

if TYPE_CHECKING:
    from codex_tui.render.lead import Lead
    from codex_tui.render.lines import Line, RenderContext

FITTED_ROWS = 24
"""Body rows that the widths of the columns are taken from."""
MIN_COLUMN = 10
"""Columns that a cell which wants more of them gets at least, or else rows become records."""
SETTLED_FROM = 1000
"""Characters from which on fewer rows may have settled the widths: a stream draws a table in pieces."""
LONGER = 2
"""Columns more of a column of numbers, where more rows may follow than those: a number in two lines reads as two."""

_BAR = 3
"""Columns between two columns."""
_HANG = "  "
_ROOMY = 20
"""Columns from which on the further lines of a record's field are indented."""

Cell = Sequence[Fragment]


@dataclass(slots=True)
class TableLayout:
    """How a table is drawn; made from its header and first rows, and used for all the others.

    Attributes:
        header: the cells of the header.
        aligns: ``left``, ``right`` or ``center`` for each column.
        widths: columns of each column; empty if rows become records.
    """

    header: list[Cell]
    aligns: list[str]
    widths: list[int] = field(default_factory=list)

    @classmethod
    def fit(
        cls, header: list[Cell], aligns: list[str], rows: Sequence[Sequence[Cell]], room: int
    ) -> TableLayout:
        """Chooses widths for a table that may take `room` columns."""
        count = max(1, len(header))
        room -= _BAR * (count - 1)
        if room < count:
            return cls(header, aligns)
        natural = [1] * count
        for row in (header, *rows[:FITTED_ROWS]):
            for index, cell in enumerate(row[:count]):
                natural[index] = max(natural[index], sum(columns(text) for text, _ in cell))
        roomy = natural
        first = rows[:FITTED_ROWS]
        if len(first) == FITTED_ROWS or sum(map(_length, first)) >= SETTLED_FROM:
            roomy = [
                wanted + LONGER if all(_is_number(row, index) for row in first) else wanted
                for index, wanted in enumerate(natural)
            ]
        for wishes in (roomy, natural):
            widths = _share(wishes, room)
            if all(width >= min(wanted, MIN_COLUMN) for width, wanted in zip(widths, wishes, strict=True)):
                return cls(header, aligns, widths)
        return cls(header, aligns)

    def head(self, lead: Lead, context: RenderContext, source: int) -> list[Line]:
        """The header and the rule under it."""
        if not self.widths:
            return []
        strong = [[(text, style + context.palette.strong) for text, style in cell] for cell in self.header]
        lines = self._columns(strong, lead, context, source)
        dash, cross = glyph("rule", context.ascii_only), glyph("cross", context.ascii_only)
        rule = f"{dash}{cross}{dash}".join(dash * width for width in self.widths)
        lines.append(line([*lead.take(), (rule, context.palette.rule)], source=source, gutter=lead.columns))
        return lines

    def row(self, cells: Sequence[Cell], lead: Lead, context: RenderContext, source: int) -> list[Line]:
        """A body row."""
        if self.widths:
            return self._columns(cells, lead, context, source)
        return self._record(cells, lead, context, source)

    def _columns(self, cells: Sequence[Cell], lead: Lead, context: RenderContext, source: int) -> list[Line]:
        palette = context.palette
        wrapped = [wrap(cell, width) for cell, width in zip(cells, self.widths, strict=False)]
        bar: Fragment = (f" {glyph('bar', context.ascii_only)} ", palette.rule)
        lines: list[Line] = []
        for index in range(max(map(len, wrapped), default=0)):
            fragments: list[Fragment] = list(lead.take())
            for column, rows in enumerate(wrapped):
                if column:
                    fragments.append(bar)
                width = self.widths[column]
                used = rows[index].width if index < len(rows) else 0
                before, after = _padding(self.aligns[column], width - used)
                fragments.append((" " * before, palette.text))
                if index < len(rows):
                    fragments += [
                        (segment.text, segment.style or palette.text) for segment in rows[index].segments
                    ]
                if column < len(wrapped) - 1:
                    fragments.append((" " * after, palette.text))
            lines.append(line(fragments, source=source, gutter=lead.columns))
        return lines

    def _record(self, cells: Sequence[Cell], lead: Lead, context: RenderContext, source: int) -> list[Line]:
        palette = context.palette
        lines: list[Line] = []
        width = max(2, context.width - lead.columns)
        dash = glyph("rule", context.ascii_only)
        lines.append(
            line([*lead.take(), (dash * min(width, 8), palette.rule)], source=source, gutter=lead.columns)
        )
        for title, cell in zip(self.header, cells, strict=False):
            label = "".join(text for text, _ in title)
            fragments = [(f"{label}: ", palette.muted), *cell] if label else list(cell)
            for row in wrap(fragments, width - len(_HANG) if width > _ROOMY else width):
                hang = [(_HANG, palette.text)] if row.start and width > _ROOMY else []
                joint = row.joint if row.start else "\n"
                text = [(segment.text, segment.style or palette.text) for segment in row.segments]
                gutter = lead.columns + (len(_HANG) if hang else 0)
                lines.append(line([*lead.take(), *hang, *text], source=source, gutter=gutter, joint=joint))
        return lines


def _length(row: Sequence[Cell]) -> int:
    return sum(len(text) for cell in row for text, _ in cell)


def _is_number(row: Sequence[Cell], index: int) -> bool:
    return index < len(row) and "".join(text for text, _ in row[index]).strip().isdecimal()


def _padding(align: str, space: int) -> tuple[int, int]:
    space = max(0, space)
    if align == "right":
        return space, 0
    if align == "center":
        return space // 2, space - space // 2
    return 0, space


def _share(natural: Sequence[int], room: int) -> list[int]:
    """Gives every column what it wants, the widest ones less where all of it does not fit."""
    widths = list(natural)
    if sum(widths) <= room:
        return widths
    low, high = 1, room
    while low < high:
        middle = (low + high + 1) // 2
        fits = sum(min(width, middle) for width in natural) <= room
        low, high = (middle, high) if fits else (low, middle - 1)
    widths = [min(width, low) for width in natural]
    spare = room - sum(widths)
    for index, width in enumerate(natural):
        if spare and width > low:
            widths[index] += 1
            spare -= 1
    return widths
