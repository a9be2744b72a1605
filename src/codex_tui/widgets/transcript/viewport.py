"""What part of the column is on screen, and how it stays where it is.

Pure. The viewport never keeps an absolute line: it holds one line of one cell at a row of the screen, or follows the
end. So nothing moves when cells above are measured, older pages arrive, text streams below or the width changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from codex_tui.widgets.transcript.anchor import LineAnchor

if TYPE_CHECKING:
    from codex_tui.model.keys import ItemKey
    from codex_tui.widgets.transcript.cells import Cells
    from codex_tui.widgets.transcript.sequence import Cell


class Row(NamedTuple):
    """One row of the screen: a line of a cell, or with a negative number the blank above its text."""

    cell: Cell
    line: int


@dataclass(slots=True, eq=False, repr=False)
class Hold:
    """A line of a cell that stays at a row. Rows may lie off screen; `line` may be negative for the blank above."""

    cell: Cell
    line: int
    row: int
    anchor: LineAnchor | None
    """Finds the line again after rendering; None where the cell has not been rendered yet, or for the blank."""

    @classmethod
    def at(cls, cell: Cell, line: int, row: int) -> Hold:
        return cls(cell, line, row, LineAnchor.of(cell.lines, line) if cell.lines and line >= 0 else None)


class Bookmark(NamedTuple):
    """A place in a conversation that outlives its cells."""

    item: ItemKey
    anchor: LineAnchor
    row: int


class Viewport:
    """The visible rows of some cells."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._hold: Hold | None = None
        self._moved = False
        """The hold is where a person wants it, and was not placed yet."""
        self.height = 0
        self.following = True
        """Stays at the end as the end grows."""
        self.rows: list[Row] = []
        """Rows as of the last `place`; fewer than the height if there is not that much."""
        self.top = 0
        """Lines above the first row, most of them expected rather than measured."""
        self.covered = 0
        """Rows at either edge over which something may lie: nothing is revealed under it."""

    def reset(self) -> None:
        """Begins anew at the end."""
        self._hold = None
        self.following = True
        self.rows = []
        self.top = 0

    @property
    def visible(self) -> list[Cell]:
        """The cells that have a row, from above."""
        cells = dict.fromkeys(row.cell for row in self.rows)
        return list(cells)

    @property
    def at_end(self) -> bool:
        """Whether the last line is on screen."""
        last = self._cells.last
        if last is None or not self.rows:
            return True
        return self.top + len(self.rows) >= self._cells.column.height

    @property
    def below(self) -> int:
        """Lines under the last row."""
        return max(0, self._cells.column.height - self.top - len(self.rows))

    # --- moving ----------------------------------------------------------------------------------------------------

    def scroll_by(self, lines: int) -> None:
        """Moves the view down, or up with a negative number."""
        if not self._moved:
            self._hold = self._topmost(self.rows)
        if self._hold is not None and lines:
            self._hold.row -= lines
            self._moved = True
            self.following = False

    def scroll_to_line(self, line: int) -> None:
        """Puts a line of the whole column at the top, as a dragged scroll bar asks."""
        if len(self._cells):
            cell, rest = self._cells.column.at_line(line)
            rest -= cell.lead
            if rest > 0:
                self._cells.measure(cell)
                rest = self._cells.reach(cell, min(rest, cell.size - 1), 0, self.height)
            self._hold = Hold.at(cell, rest, 0)
            self.following = False

    def scroll_to_end(self) -> None:
        """Goes to the end and follows it."""
        self.following = True

    def scroll_to_start(self) -> None:
        """Goes to the oldest loaded line."""
        if len(self._cells):
            cell = self._cells.column[0]
            self._hold = Hold.at(cell, -cell.lead, 0)
            self.following = False

    def hold(self, cell: Cell, line: int, row: int) -> None:
        """Keeps a line of a cell at a row from now on."""
        self._hold = Hold.at(cell, line, row)
        self.following = False

    def hold_opened(self, cell: Cell, row: int) -> None:
        """Keeps the first line of a cell that was opened at a row, or higher: half a screen of it is to be seen."""
        self._cells.measure(cell)
        lowest = self.height - self.covered - min(cell.size, self.height // 2)
        self.hold(cell, 0, min(row, max(self.covered, lowest)))

    @property
    def bookmark(self) -> Bookmark | None:
        """Where to go on reading later; None while it follows the end."""
        hold = self._hold
        if self.following or hold is None or hold.anchor is None:
            return None
        return Bookmark(hold.cell.item.key, hold.anchor, hold.row)

    def open_at(self, bookmark: Bookmark) -> None:
        """Goes to where reading stopped, if that is still there."""
        cell = self._cells.get(bookmark.item)
        if cell is not None:
            self._hold = Hold(cell, bookmark.anchor.line, bookmark.row, bookmark.anchor)
            self.following = False

    def reveal(self, cell: Cell, *, from_below: bool = False) -> None:
        """Moves no more than needed to show a cell, or as much as fits of its beginning (its end, from below)."""
        self._cells.measure(cell)
        top, bottom = self.covered, self.height - self.covered
        clear = self.rows[top:bottom]
        if sum(row.cell is cell and row.line >= 0 for row in clear) == cell.size:
            return
        fits = cell.size <= len(clear)
        if from_below and not fits:
            last = self._cells.reach(cell, cell.size - 1, self.height, 1)
            self.hold(cell, last, bottom - 1)
        elif from_below:
            self.hold(cell, 0, top)
        else:
            self.hold(cell, 0, bottom - cell.size if fits else top)

    def near_start(self, lines: int) -> bool:
        """Whether there are fewer than `lines` lines above the view; expects heights no farther than that."""
        cell = self.rows[0].cell if self.rows else None
        above = self.rows[0].line if self.rows else 0
        while cell is not None and above < lines:
            cell = self._cells.column.before(cell)
            if cell is not None:
                self._cells.expect(cell)
                above += cell.height
        return above < lines

    def near_end(self, lines: int) -> bool:
        """Whether there are fewer than `lines` lines below the view; expects heights no farther than that."""
        cell = self.rows[-1].cell if self.rows else None
        below = cell.size - 1 - self.rows[-1].line if cell is not None else 0
        while cell is not None and below < lines:
            cell = self._cells.column.after(cell)
            if cell is not None:
                self._cells.expect(cell)
                below += cell.height
        return below < lines

    def row_of(self, cell: Cell, line: int = 0) -> int | None:
        """The row at which a line of a cell was placed, if it is on screen."""
        for number, row in enumerate(self.rows):
            if row.cell is cell and row.line == line:
                return number
        return None

    def removed(self, gone: set[Cell]) -> None:
        """Some cells are gone from the column: what was held is the next line that was on screen."""
        if self._hold is not None and self._hold.cell in gone:
            self._hold = self._topmost(self.rows)

    # --- placing ---------------------------------------------------------------------------------------------------

    def place(self) -> list[Row]:
        """Measures what is visible, nothing else, and gives its rows."""
        if not len(self._cells) or self.height <= 0:
            self.rows, self.top = [], 0
            return self.rows
        rows = None if self.following else self._from_hold()
        self._moved = False
        self.rows = self._from_end() if rows is None else rows
        first = self.rows[0] if self.rows else None
        if first is not None:
            self.top = self._cells.column.top(first.cell) + first.line + first.cell.lead
        else:
            self.top = 0
        return self.rows

    def _from_hold(self) -> list[Row] | None:
        """The rows around what is held; None where that would leave empty rows under the last line."""
        hold = self._hold
        if hold is None or hold.cell not in self._cells.column:
            return None
        column, cell = self._cells.column, hold.cell
        line = hold.line
        if self._cells.measure(cell) is not None:
            line = (
                self._cells.find(cell, hold.anchor) if hold.anchor is not None else min(line, cell.size - 1)
            )
        if line >= 0:
            line = self._cells.reach(cell, line, hold.row, self.height - hold.row)
        start = hold.row - line - cell.lead
        while start > 0:
            above = column.before(cell)
            if above is None:
                start = 0
                break
            cell = above
            self._cells.measure(cell)
            self._cells.reach(cell, cell.size - 1, start, 1)
            start -= cell.height
        rows: list[Row] = []
        below: Cell | None = cell
        while below is not None and len(rows) < self.height:
            self._cells.measure(below)
            if below.rank > hold.cell.rank:
                self._cells.reach(below, 0, 0, self.height - start)
            self._take(rows, below, start)
            start += below.height
            below = column.after(below)
        if len(rows) < self.height:
            return None
        # The anchor stays the same while its line is on screen: one taken anew after each resize would drift.
        held = Row(hold.cell, line)
        keep = held in rows and not self._moved and hold.cell is not self._cells.head
        self._hold = Hold(*held, rows.index(held), hold.anchor) if keep else self._topmost(rows)
        return rows

    def _take(self, rows: list[Row], cell: Cell, start: int) -> None:
        offsets = range(max(0, -start), min(cell.height, self.height - start))
        rows.extend(Row(cell, offset - cell.lead) for offset in offsets)

    def _topmost(self, rows: list[Row]) -> Hold | None:
        """What stays in place by itself: the highest line of text. The head is no such line, older pages push it up."""
        for number, row in enumerate(rows):
            if row.line >= 0 and row.cell is not self._cells.head and row.cell in self._cells.column:
                return Hold.at(row.cell, row.line, number)
        return None

    def _from_end(self) -> list[Row]:
        column = self._cells.column
        parts: list[Cell] = []
        cell = self._cells.last
        used = 0
        while cell is not None and used < self.height:
            self._cells.measure(cell)
            self._cells.reach(cell, cell.size - 1, self.height - used, 1)
            parts.append(cell)
            used += cell.height
            cell = column.before(cell)
        rows: list[Row] = []
        start = min(0, self.height - used)
        for part in reversed(parts):
            self._take(rows, part, start)
            start += part.height
        self._hold = self._topmost(rows)
        return rows
