"""Everything the transcript shows, without the widget: cells, viewport, cursor, selection and the frame drawn of them.

Pure: no app, no events. The widget tells it what a person did and what changed in the model, asks it to compose, and
repaints the regions that it names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.selection import Selection

from codex_tui.render.lines import OWN
from codex_tui.widgets.transcript.frame import Frame, FrameStyles, Marks
from codex_tui.widgets.transcript.selection import Point, Span, encode, selected_parts, selected_text
from codex_tui.widgets.transcript.sticky import StickyPrompt
from codex_tui.widgets.transcript.viewport import Bookmark, Row, Viewport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from textual.geometry import Offset, Region, Size

    from codex_tui.model.items import Item
    from codex_tui.widgets.transcript.cells import Cells
    from codex_tui.widgets.transcript.sequence import Cell

LARGE_CELL = 400
"""Lines from which on a cell is not drawn before it is asked for."""


class Scene:
    """A conversation as rows on a screen of some size."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.viewport = Viewport(cells)
        self.frame = Frame()
        self.cursor: Cell | None = None
        self.span: Span | None = None
        self.sticky = StickyPrompt()
        self.marks_of: Callable[[Sequence[Row]], Mapping[int, Marks]] | None = None
        """Gives what is marked in rows, by their number; None while nothing is looked for."""
        self.more_below = False
        """The last cell is not the end of the conversation: it is nothing to follow."""
        self._seen: tuple[Cell, int] | None = None
        """The last cell and its size when one left the end."""
        self._styles: FrameStyles | None = None
        self._show_cursor = False
        self._width = 0

    # --- what is there ---------------------------------------------------------------------------------------------

    def reset(self, items: Sequence[Item], bookmark: Bookmark | None = None) -> None:
        """Shows other items, from their end or from a bookmark."""
        self.cells.clear()
        self.viewport.reset()
        self.cursor = self.span = self._seen = None
        self.cells.reconcile(items)
        if bookmark is not None:
            self.viewport.open_at(bookmark)

    def reconcile(self, items: Sequence[Item]) -> None:
        """Items were added or removed."""
        gone = set(self.cells.reconcile(items))
        if not gone:
            return
        self.viewport.removed(gone)
        if self.cursor in gone:
            self.cursor = None
        if self._seen is not None and self._seen[0] in gone:
            self._mark_seen()
        ends = (self.span.start, self.span.end) if self.span is not None else ()
        if any(point is not None and point.cell in gone for point in ends):
            self.span = None

    # --- drawing ---------------------------------------------------------------------------------------------------

    def grow(self) -> None:
        """Brings what was on screen up to date, a slice of a large cell at most; the frame stays what it is."""
        for cell in self.viewport.visible:
            if cell in self.cells.column:  # the rows are those of the last frame: its item may be gone
                self.cells.measure(cell)

    def compose(self, size: Size, styles: FrameStyles, *, show_cursor: bool) -> list[Region]:
        """Places and draws the rows of configured cells; gives the regions that differ from the frame before."""
        self.viewport.height = size.height
        if self.more_below:
            self.viewport.following = False
        was_following = self.viewport.following
        self.viewport.place()
        if was_following or self.more_below:
            # What lies below is not new there, it was only not loaded.
            self._seen = None
        elif self._seen is None:
            self._mark_seen()
        self.sticky.show(self.cells, self.viewport)
        self.cells.release_far(self.viewport.visible)
        if self.cursor is not None:
            self.cursor = self.cells.standing_for(self.cursor)
        if show_cursor and self.cursor is None:
            self.move_cursor(-1)
        self._styles, self._show_cursor, self._width = styles, show_cursor, size.width
        return self.redraw()

    def redraw(self) -> list[Region]:
        """Draws the rows where they are: only what lies over them changed, or a line by itself."""
        if self._styles is None:
            return []
        return self.frame.draw(
            self.viewport.rows,
            self._width,
            self.viewport.height,
            self._styles,
            cursor=self.cursor if self._show_cursor else None,
            span=self.span,
            marks=self.marks_of(self.viewport.rows) if self.marks_of is not None else None,
            first=self.sticky.strip(self._width, self._styles),
        )

    def tick(self, now_ms: int, frame: int) -> bool:
        """Moves what moves on screen; True if any of it looks different now."""
        changed = False
        for cell, line in self.viewport.rows:
            if line == 0 and self.cells.runs(cell):
                changed = self.cells.tick(cell, now_ms, frame) or changed
        return changed

    @property
    def animated(self) -> bool:
        """Whether something on screen runs."""
        return any(row.line == 0 and self.cells.runs(row.cell) for row in self.viewport.rows)

    @property
    def unfinished(self) -> bool:
        """Whether a large cell on screen has work left for another frame."""
        return any(not self.cells.is_current(cell) for cell in self.viewport.visible)

    def near(self, lines: int, *, above: bool) -> Iterator[Cell]:
        """Cells within so many lines of the view that are not up to date, nearest first; one side, then the other.

        They may be measured while one goes through them. Large ones are left out.
        """
        for upward in (above, not above):
            yield from self._beside(lines, upward=upward)

    def _beside(self, lines: int, *, upward: bool) -> Iterator[Cell]:
        rows, column = self.viewport.rows, self.cells.column
        step = column.before if upward else column.after
        cell = step(rows[0 if upward else -1].cell) if rows else None
        while cell is not None and lines > 0:
            self.cells.expect(cell)
            if not self.cells.is_current(cell) and cell.size <= LARGE_CELL:
                yield cell
            lines -= cell.height
            cell = step(cell)

    # --- moving ----------------------------------------------------------------------------------------------------

    def settle(self) -> bool:
        """After a person moved the view: follows the end if that is where it is now. True if it follows."""
        if self.at_end:
            self.viewport.following = True
            self._seen = None
        return self.viewport.following

    @property
    def at_end(self) -> bool:
        """Whether the last line of the conversation is on screen."""
        return self.viewport.at_end and not self.more_below

    @property
    def new_below(self) -> int:
        """Lines under the view that came since one left the end."""
        if self._seen is None or self.viewport.following:
            return 0
        cell, size = self._seen
        end = self.cells.column.top(cell) + cell.lead + size
        return max(0, min(self.viewport.below, self.cells.column.height - end))

    def unmeasured_below(self) -> Iterator[Cell]:
        """Cells that count for `new_below` and whose height is not known, newest first."""
        cell = self.cells.last
        while self._seen is not None and cell is not None and cell.rank >= self._seen[0].rank:
            if not self.cells.is_current(cell):
                yield cell
            cell = self.cells.column.before(cell)

    def _mark_seen(self) -> None:
        last = self.cells.last
        self._seen = (last, last.size) if last is not None else None

    def move_cursor(self, step: int) -> None:
        """Goes a cell down or up; what is longer than the screen is walked through first."""
        visible = [cell for cell in self.viewport.visible if cell.size and cell is not self.cells.head]
        if not visible:
            return
        if self.cursor not in visible:
            self.cursor = visible[0] if step > 0 else visible[-1]
            return
        edge = self.cursor.size - 1 if step > 0 else 0
        if self.viewport.row_of(self.cursor, edge) is None:
            self.viewport.scroll_by(step * max(1, self.viewport.height - 2))
            return
        cell = self._neighbour(self.cursor, step)
        if cell is not None:
            self.cursor = cell
            self.viewport.reveal(cell, from_below=step < 0)

    def bring_cursor(self) -> bool:
        """Puts a cursor that is off the screen on the nearest cell that is on it; False if it is to be seen already.

        What lies under the prompt in the first row does not count.
        """
        rows = self.viewport.rows[self.sticky.cell is not None :]
        seen = [row.cell for row in rows if row.line >= 0 and row.cell is not self.cells.head]
        if not seen or self.cursor is None or self.cursor in seen:
            return False
        self.cursor = seen[0] if self.cursor.rank < seen[0].rank else seen[-1]
        return True

    def _neighbour(self, cell: Cell, step: int) -> Cell | None:
        column = self.cells.column
        found = column.after(cell) if step > 0 else column.before(cell)
        while found is not None:
            if found is self.cells.head:
                return None
            self.cells.measure(found)
            if found.size:
                return found
            found = column.after(found) if step > 0 else column.before(found)
        return None

    def toggle_fold(self, cell: Cell) -> bool:
        """Folds or opens a cell with its first line kept in place, or raised until there is room for what it shows.

        False if the cell has one form only.
        """
        self.cells.measure(cell)
        if cell.renderer is None or not cell.renderer.foldable:
            return False
        row = self.viewport.row_of(cell)
        self.cells.fold(cell, not self.cells.is_folded(cell))
        self.viewport.hold_opened(cell, max(0, row or 0))
        return True

    def open_more(self, cell: Cell) -> bool:
        """Opens the first command of a group that is open; False where nothing of it is folded."""
        self.cells.measure(cell)
        header = cell.lines[1] if self.cells.heads_group(cell) and len(cell.lines) > 1 else None
        if header is None or header.target != OWN or not self.cells.is_short(cell):
            return False
        row = self.viewport.row_of(cell)
        self.cells.shorten(cell, False)
        self.viewport.hold_opened(cell, max(0, row or 0))
        return True

    def toggle_part(self, row: Row, y: int, target: str) -> bool:
        """Folds or opens a part of a cell with its header kept in place; False if the target names none."""
        cell = row.cell
        if target == OWN:
            self.cells.shorten(cell, not self.cells.is_short(cell))
            self.cells.measure(cell)
            self.viewport.hold(cell, row.line, y)
            return True
        if cell.renderer is None or not cell.renderer.toggle(target):
            return False
        cell.stale = True
        self.cells.measure(cell)
        self.viewport.hold(cell, row.line, y)
        return True

    # --- places ----------------------------------------------------------------------------------------------------

    def row_at(self, y: int) -> Row | None:
        """What stands in a row of the screen."""
        return self.viewport.rows[y] if 0 <= y < len(self.viewport.rows) else None

    def offset_at(self, y: int) -> Offset | None:
        """The code of the first character in a row, for Textual's selection; rows behind the end give the end."""
        row = self.row_at(y)
        if row is not None:
            return encode(row.cell, row.line)
        last = self.cells.last
        return encode(last, last.size) if last is not None else None

    def selection_of(self, cell: Cell, last: Cell | None = None) -> Selection:
        """Whole cells as Textual's selection: one, or all between two, whichever of them is the upper."""
        first, last = (cell, cell) if last is None else sorted((cell, last), key=lambda each: each.rank)
        return Selection(encode(first, 0), encode(last, last.size))

    def select(self, selection: Selection | None) -> None:
        """Takes over what Textual says is selected."""
        if selection is None:
            self.span = None
            return
        start, end = (
            Point.decode(offset, self.cells) if offset is not None else None for offset in selection
        )
        self.span = Span(start, end)

    def selected_text(self) -> str:
        """The text of the selection, "" without one."""
        return selected_text(self.span, self.cells) if self.span is not None else ""

    def selected_parts(self) -> Iterator[str]:
        """The text of the selection, cell by cell, to be taken in slices."""
        return selected_parts(self.span, self.cells) if self.span is not None else iter(())

    @property
    def has_selection(self) -> bool:
        """Whether any text is selected; costs no more than finding the first of it."""
        return any(self.selected_parts())
