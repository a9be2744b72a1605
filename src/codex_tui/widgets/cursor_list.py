"""Rows of which one has the cursor, in what floats: models, turns, choices. The screen that holds them has the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from codex_tui.widgets.in_glyphs import InGlyphs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

RowT = TypeVar("RowT")


class CursorList(InGlyphs, ScrollView, Generic[RowT], inherit_bindings=False, can_focus=False):
    """A list of any length; only rows in view are drawn. How a row looks is the business of `parts_of`.

    Args:
        rows: what is shown at first.
        ascii_only: draw with ASCII.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row--cursor"}
    WRAPS: ClassVar[bool] = True
    """Whether the cursor goes around the ends."""
    PICKED_AT_ONCE: ClassVar[bool] = False
    """Whether the first click on a row picks it; else the first puts the cursor there."""

    class Moved(Message):
        """Other rows are in view, or the cursor stands elsewhere."""

    class Picked(Message):
        """The row under the cursor was clicked."""

    def __init__(self, rows: Sequence[RowT] = (), *, ascii_only: bool, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: Sequence[RowT] = rows
        self.at = 0
        """The number of the row under the cursor."""
        self.ascii_only = ascii_only

    def parts_of(self, row: RowT, width: int) -> Sequence[tuple[str, str]]:
        """A row in that many columns: texts, and the names of their styles (``row--NAME``), "" for the list's own."""
        raise NotImplementedError

    @property
    def current(self) -> RowT | None:
        """The row under the cursor."""
        return self.rows[self.at] if self.rows else None

    @property
    def in_view(self) -> Sequence[RowT]:
        top = round(self.scroll_y)
        return self.rows[top : top + max(1, self.size.height)]

    def put(self, rows: Sequence[RowT], at: int) -> None:
        """Shows other rows, the cursor on the one of that number."""
        self.rows, self.at = rows, at
        self.virtual_size = Size(self.size.width, len(rows))
        self._moved()

    def move(self, rows: int) -> None:
        """Moves the cursor."""
        count = len(self.rows)
        if count:
            to = self.at + rows
            self.at = to % count if self.WRAPS else max(0, min(count - 1, to))
            self._moved()

    def _moved(self) -> None:
        top, view = round(self.scroll_y), max(1, self.size.height)
        self.scroll_to(y=max(min(top, self.at), self.at - view + 1), animate=False, force=True)
        self.refresh()
        self.post_message(self.Moved())

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, len(self.rows))
        self._moved()

    def render_line(self, y: int) -> Strip:
        index, width = y + round(self.scroll_y), self.scrollable_content_region.width
        if index >= len(self.rows):
            return Strip.blank(width, self.rich_style)
        here = index == self.at
        cursor = self.get_component_rich_style("row--cursor")
        under = Style(bgcolor=cursor.bgcolor) if here else Style.null()
        bar = (">" if self.ascii_only else "▌") if here else " "
        segments = [Segment(bar, cursor if here else self.rich_style)]
        for text, name in self.parts_of(self.rows[index], width - 1):
            style = self.get_component_rich_style(f"row--{name}") if name else self.rich_style
            segments.append(Segment(text, style + under))
        return Strip(segments).adjust_cell_length(width)

    def on_click(self, event: events.Click) -> None:
        index = event.y + round(self.scroll_y)
        if not 0 <= index < len(self.rows):
            return
        again = index == self.at or event.chain > 1
        self.at = index
        self._moved()
        if again or self.PICKED_AT_ONCE:
            self.post_message(self.Picked())
