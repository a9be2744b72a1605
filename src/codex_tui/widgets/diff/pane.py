"""The hunks of one file on the screen: what is drawn are the rows that are seen, whatever their number.

The view hangs on a row (a hunk and a line of it), and everything else is walked from there. Nothing off screen is read,
laid out, counted or coloured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from codex_tui.model.diff_comments import Place
from codex_tui.render.diff_rows import is_split, layout_for
from codex_tui.render.glyphs import glyph
from codex_tui.render.limits import limits_of
from codex_tui.render.lines import Line, RenderContext
from codex_tui.theme_palette import screen_palette, screen_styles
from codex_tui.widgets.diff.document import HEADER, START, Document, Spot
from codex_tui.widgets.diff.rows import (
    comment_lines,
    head_lines,
    reverted_line,
    row_lines,
    row_under_cursor,
    whole_row,
    words,
)
from codex_tui.widgets.transcript.frame import changed_columns

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events

    from codex_tui.model.diff import DiffLine
    from codex_tui.model.diff_comments import Comment
    from codex_tui.ports import Ports
    from codex_tui.render.diff_rows import Layout
    from codex_tui.render.palette import Palette
    from codex_tui.widgets.diff.remarks import Remarks

KEPT = 1000
"""Rows whose lines are kept after they were drawn."""
LEAST_WIDTH = 12
WHEEL = 3
"""Lines that a step of the wheel scrolls."""


class DiffPane(Widget, can_focus=True):
    """Shows one document.

    Args:
        ports: for the layout that was chosen.
        remarks: what was said about a document, whose path people see so.
        is_reverted: whether a hunk was taken back here.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"diff--cursor"}
    ALLOW_SELECT = False

    class Moved(Message):
        """The cursor stands elsewhere."""

    def __init__(
        self,
        ports: Ports,
        remarks: Callable[[Document, str], Remarks],
        is_reverted: Callable[[Document, int], bool],
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._ports = ports
        self._remarks = remarks
        self._is_reverted = is_reverted
        self._document: Document | None = None
        self._path = ""
        self._empty = Content("")
        self._palette: Palette | None = None
        self._base = self._cursor_style = Style.null()
        self._row_context: RenderContext | None = None
        self._row_layout: Layout | None = None
        self._drawn: dict[Spot, list[Line]] = {}
        self._strips: list[Strip] = []
        self._rows: list[Spot | None] = []

    # --- what is shown ---------------------------------------------------------------------------------------------

    @property
    def document(self) -> Document | None:
        return self._document

    def show(self, document: Document | None, path: str, empty: Content) -> None:
        """Shows a file, whose path people see as `path`; or without one some words."""
        self._document, self._path, self._empty = document, path, empty
        self.changed()

    def changed(self) -> None:
        """Draws all of it anew: another file, layout, theme or comment."""
        self._drawn.clear()
        self._row_layout = None
        self._refresh_rows()

    @property
    def is_split(self) -> bool:
        """Whether both files stand side by side now."""
        return is_split(self._ports.layout.split, self.size.width, self._ports.settings.diff.split_from)

    def notify_style_update(self) -> None:
        """Textual changed the widget's styles: another theme, or the focus came or went."""
        super().notify_style_update()
        self._palette = None
        self.changed()

    def on_resize(self) -> None:
        self.reveal()

    def on_focus(self) -> None:
        self._refresh_rows()

    def on_blur(self) -> None:
        self._refresh_rows()

    # --- where one is ----------------------------------------------------------------------------------------------

    @property
    def hunk(self) -> int:
        """The hunk in which the cursor stands."""
        return self._document.cursor.hunk if self._document is not None else 0

    def places(self) -> list[tuple[Place, DiffLine]]:
        """The lines under the cursor that one can comment on, the new one first."""
        document = self._document
        if document is None:
            return []
        return [(self._place(one), one) for one in document.lines_at(document.cursor)]

    def comments(self) -> list[Comment]:
        """What was said about the lines under the cursor; at the top of the file, about lines that are not there."""
        if self._document is None:
            return []
        remarks = self._remarks(self._document, self._path)
        if self._document.cursor == START:
            return list(remarks.unplaced)
        return [comment for place, _ in self.places() for comment in remarks.at(place)]

    def _place(self, entry: DiffLine) -> Place:
        sign = entry.kind.value
        return Place(self._path, entry.number or 0, sign, entry.text)

    def reveal(self) -> None:
        """Draws all of it anew, and has the whole row of the cursor seen."""
        self.changed()
        self._reveal()
        self._refresh_rows()

    def move(self, steps: int) -> None:
        """Moves the cursor by rows."""
        document = self._document
        if document is None:
            return
        spot = document.cursor
        for _ in range(abs(steps)):
            following = document.after(spot) if steps > 0 else document.before(spot)
            if following is None:
                break
            spot = following
        self.go(spot)

    def go(self, spot: Spot) -> None:
        """Puts the cursor on a row, and brings that into view."""
        document = self._document
        if document is None:
            return
        document.cursor = document.nearest(spot)
        self._reveal()
        self._refresh_rows()
        self.post_message(self.Moved())

    def move_page(self, direction: float) -> None:
        """Moves cursor and view by a share of the screen."""
        lines = max(1, int(self.size.height * abs(direction)))
        step = 1 if direction > 0 else -1
        before = self._document.top if self._document is not None else START
        self._scroll(step * lines)
        moved = self._document is not None and self._document.top != before
        self.move(step * (lines if not moved else max(1, lines // 2)))

    def go_first(self) -> None:
        self.go(START)

    def go_last(self) -> None:
        if self._document is not None:
            self.go(self._document.last)

    def go_hunk(self, step: int) -> bool:
        """Goes to the next hunk or the one before; False where there is none in this file."""
        document = self._document
        if document is None or not document.hunks:
            return False
        cursor = document.cursor
        target = cursor.hunk + step if step > 0 or cursor.row == HEADER else cursor.hunk
        if not 0 <= target < len(document.hunks):
            return False
        document.top, document.skipped = Spot(target, HEADER), 0
        self._clamp_top()
        self.go(Spot(target, HEADER))
        return True

    def fold(self) -> None:
        """Folds or opens the hunk under the cursor."""
        document = self._document
        if document is not None and document.hunks:
            document.fold(document.cursor.hunk)
            self._drawn.clear()
            self.go(document.cursor)

    # --- the view --------------------------------------------------------------------------------------------------

    def _prepare(self) -> tuple[RenderContext, Layout] | None:
        """What rows are drawn with now; None while nothing can be drawn."""
        document = self._document
        if document is None or not self.size:
            return None
        if self._row_context is None or self._row_layout is None or self._palette is None:
            if self._palette is None:
                self._palette = screen_palette(self.app)
                own = self.rich_style
                self._base = Style(color=own.color, bgcolor=own.bgcolor)
                self._cursor_style = self.get_component_rich_style("diff--cursor", partial=True)
            self._row_context = RenderContext(
                width=max(LEAST_WIDTH, self.size.width),
                palette=self._palette,
                ascii_only=self._ports.ascii_only,
                split=self._ports.layout.split,
                limits=limits_of(self._ports.settings),
            )
            self._row_layout = layout_for([lines.hunk for lines in document.hunks], self._row_context)
            document.set_split(self._row_layout.split)
        return self._row_context, self._row_layout

    def _lines(self, spot: Spot) -> list[Line]:
        """The lines of a row, with what was said about it."""
        known = self._drawn.get(spot)
        if known is not None:
            return known
        prepared, document = self._prepare(), self._document
        if prepared is None or document is None:
            return []
        context, layout = prepared
        remarks = self._remarks(document, self._path)
        lines = row_lines(document, spot, layout, context)
        if spot.row == HEADER:
            if spot == START:
                lines = head_lines(self._path, remarks.unplaced, context) + lines
            if self._is_reverted(document, spot.hunk):
                lines.append(reverted_line(context))
        else:
            places = [self._place(one) for one in document.lines_at(spot)]
            found = [comment for place in dict.fromkeys(places) for comment in remarks.at(place)]
            lines = lines + comment_lines(found, context)
        if len(self._drawn) >= KEPT:
            self._drawn.clear()
        self._drawn[spot] = lines
        return lines

    def _reveal(self) -> None:
        """Scrolls as little as it takes for all of the cursor's row to be seen."""
        document = self._document
        if document is None or not document.hunks or self._prepare() is None:
            return
        if document.cursor <= document.top:
            document.top, document.skipped = document.cursor, 0
            return
        top = self._top_for_bottom(document.cursor)
        document.top, document.skipped = max((document.top, document.skipped), top)

    def _top_for_bottom(self, bottom: Spot) -> tuple[Spot, int]:
        """Where the view begins if a row is the last in it."""
        document = self._document
        assert document is not None
        room = self.size.height - len(self._lines(bottom))
        spot = bottom
        while room > 0:
            before = document.before(spot)
            if before is None:
                return spot, 0
            spot = before
            room -= len(self._lines(spot))
        return spot, max(0, -room) if spot != bottom else 0

    def _clamp_top(self) -> None:
        document = self._document
        if document is not None and document.hunks and self._prepare() is not None:
            last = self._top_for_bottom(document.last)
            document.top, document.skipped = min((document.top, document.skipped), last)

    def _scroll(self, lines: int) -> None:
        """Scrolls the view; the cursor stays where it is."""
        document = self._document
        if document is None or not document.hunks or self._prepare() is None:
            return
        spot, skipped = document.top, document.skipped + lines
        while skipped < 0:
            before = document.before(spot)
            if before is None:
                skipped = 0
                break
            spot = before
            skipped += len(self._lines(spot))
        while skipped >= (height := len(self._lines(spot))):
            following = document.after(spot)
            if following is None:
                break
            skipped -= height
            spot = following
        document.top, document.skipped = spot, skipped
        self._clamp_top()
        self._refresh_rows()

    # --- drawing ---------------------------------------------------------------------------------------------------

    def _refresh_rows(self) -> None:
        """Draws what is seen, and repaints the rows that differ."""
        if not self.is_attached or not self.size:
            return
        before = self._strips
        self._compose_rows()
        if len(before) != len(self._strips):
            self.refresh()
            return
        regions = [
            Region(0, y, self.size.width, 1)
            for y, (old, new) in enumerate(zip(before, self._strips, strict=True))
            if old is not new and changed_columns(old, new) is not None
        ]
        if regions:
            self.refresh(*regions)

    def _compose_rows(self) -> None:
        width, height = self.size
        document = self._document
        self._strips, self._rows = [], []
        if self._prepare() is None or document is None or not document.hunks:
            note = document.file.note or "Nothing changed in it." if document is not None else ""
            self._strips = words(Content(note) or self._empty, width, height, self.rich_style)
            self._rows = [None] * height
            return
        spot: Spot | None = document.top
        skipped = document.skipped
        while spot is not None and len(self._strips) < height:
            marked = spot == document.cursor
            for drawn in self._lines(spot)[skipped:]:
                self._strips.append(self._finish(drawn, width, marked))
                self._rows.append(spot)
            skipped = 0
            spot = document.after(spot)
        del self._strips[height:], self._rows[height:]
        blank = Strip.blank(width, self._base)
        self._strips += [blank] * (height - len(self._strips))
        self._rows += [None] * (height - len(self._rows))

    def _finish(self, drawn: Line, width: int, marked: bool) -> Strip:
        if not marked:
            return whole_row(drawn, width, self._base)
        # By a sign as well: without colours, and on some terminals with their own, the background says nothing.
        sign = Segment(glyph("cursor_bar", self._ports.ascii_only), screen_styles(self.app)["cursor"])
        return row_under_cursor(drawn, width, self._base + self._cursor_style, sign)

    def render_line(self, y: int) -> Strip:
        if len(self._strips) != self.size.height:
            self._compose_rows()
        return self._strips[y] if 0 <= y < len(self._strips) else Strip.blank(self.size.width, self._base)

    # --- the mouse -------------------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        spot = self._rows[event.y] if 0 <= event.y < len(self._rows) else None
        if spot is None:
            return
        self.go(spot)
        if spot.row == HEADER:
            self.fold()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll(-WHEEL)
