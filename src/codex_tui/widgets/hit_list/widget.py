"""The widget of the hits: a cursor over what the search through all messages found, drawn line by line.

It reads the search of the model when it is told that it moved. A hit keeps the cursor while more come below it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView

from codex_tui.keymap import Scope, bindings_at_once
from codex_tui.render.glyphs import glyph
from codex_tui.widgets.hit_list.line import HitPainter, HitView
from codex_tui.widgets.thread_list.index import flat_title
from codex_tui.widgets.thread_list.row import CursorLook, ListStyles
from codex_tui.widgets.thread_list.texts import age_text

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType
    from textual.strip import Strip

    from codex_tui.model.message_hits import MessageHit, Searches
    from codex_tui.ports import Ports

HEADING = "IN MESSAGES"
_NEAR_END = 5
"""Hits above the last one from which on more are wanted."""


class HitList(ScrollView, inherit_bindings=False, can_focus=True):
    """Hits under a heading that says how the search stands."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_at_once(Scope.THREADS)

    COMPONENT_CLASSES: ClassVar[set[str]] = set(ListStyles.names().values())

    class Opened(Message):
        """A hit was clicked while the cursor was on it."""

    class NearEnd(Message):
        """The last hits came into view."""

    def __init__(self, ports: Ports, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ports = ports
        self._search: Searches | None = None
        self._hits: list[MessageHit] = []
        self._at = 0
        self._painter: HitPainter | None = None
        self._painted: dict[int, tuple[object, ...]] = {}

    # --- what the screen tells

    def show(self, search: Searches) -> None:
        """Shows how a search stands; another one begins at its top."""
        under = self.hit
        another = self._search is None or search.first is not self._search.first
        self._search = search
        if another:
            under, self._painter = None, None
            self.scroll_to(y=0, animate=False, force=True)
        self._hits = search.shown(self._ports.state.board)
        self._at = min(self._at, max(0, len(self._hits) - 1)) if under is not None else 0
        for number, hit in enumerate(self._hits if under is not None else ()):
            if under is not None and hit.key == under.key:
                self._at = number
        self._arrange()

    @property
    def hit(self) -> MessageHit | None:
        """The hit under the cursor."""
        return self._hits[self._at] if self._at < len(self._hits) else None

    @property
    def term(self) -> str:
        """What was looked for."""
        return self._search.first.term if self._search is not None else ""

    @property
    def count(self) -> int:
        return len(self._hits)

    def move(self, rows: int) -> bool:
        """Moves the cursor by some hits, as far as there are any; False if it was at that end already."""
        at = max(0, min(len(self._hits) - 1, self._at + rows))
        moved = at != self._at
        self._at = max(0, at)
        self._reveal()
        self._refresh_changed()
        self._look_for_end()
        return moved

    def move_pages(self, halves: int) -> None:
        """Moves the cursor by half screens."""
        self.move(halves * max(1, self.scrollable_content_region.height // (2 * self._row_height)))

    def move_to_last(self) -> None:
        self.move(len(self._hits))

    def move_to_first(self) -> None:
        self.move(-len(self._hits))

    # --- layout

    @property
    def _row_height(self) -> int:
        return self._paint_with().height

    def _paint_with(self) -> HitPainter:
        width = self.scrollable_content_region.width
        if self._painter is None or self._painter.width != width:
            styles = {name: self.get_component_rich_style(part) for name, part in ListStyles.names().items()}
            self._styles = ListStyles(**styles)
            self._painter = HitPainter(width, self.term, self._styles, self._ports.ascii_only)
        return self._painter

    def _arrange(self) -> None:
        lines = 1 + len(self._hits) * self._row_height + bool(self._tail)
        self.virtual_size = Size(self.scrollable_content_region.width, lines)
        self._refresh_changed()
        self._look_for_end()

    @property
    def _tail(self) -> bool:
        search = self._search
        return search is not None and bool(self._hits) and search.goes_on

    def _reveal(self) -> None:
        height = self._row_height
        top = 0 if self._at == 0 else 1 + self._at * height
        bottom = 1 + (self._at + 1) * height
        view, y = self.scrollable_content_region.height, round(self.scroll_y)
        if top < y:
            self.scroll_to(y=top, animate=False, force=True)
        elif bottom > y + view:
            self.scroll_to(y=bottom - view, animate=False, force=True)

    def _look_for_end(self) -> None:
        search = self._search
        if search is None or not search.can_go_on:
            return
        bottom = round(self.scroll_y) + self.scrollable_content_region.height
        in_view = (bottom - 1) // self._row_height
        if max(self._at if self.has_focus else 0, in_view) >= len(self._hits) - _NEAR_END:
            self.post_message(self.NearEnd())

    # --- drawing

    def render_line(self, y: int) -> Strip:
        shown = self._shown(y + round(self.scroll_y))
        self._painted[y] = shown
        return self._strip(shown)

    def _shown(self, line: int) -> tuple[object, ...]:
        """What stands on a line: two lines with equal contents look the same."""
        width = self._paint_with().width
        if line == 0:
            return (width, self.term, self._count_text, self._said)
        number, part = divmod(line - 1, self._row_height)
        if number < len(self._hits):
            return (width, self.term, self._view(number), part)
        return (width, self._tail and line == 1 + len(self._hits) * self._row_height)

    def _strip(self, shown: tuple[object, ...]) -> Strip:
        painter = self._paint_with()
        match shown:
            case (_, _, HitView() as view, int() as part):
                return painter.paint(view, part)
            case (_, _, str() as count, str() as said):
                failed = said.startswith("!")
                style = self._styles.failed if failed else self._styles.muted
                return painter.line(f"{HEADING}{count}", self._styles.heading, said, style)
            case (_, True):
                return painter.line(f"  more{glyph('ellipsis', self._ports.ascii_only)}", self._styles.muted)
        return painter.blank()

    @property
    def _count_text(self) -> str:
        more = "+" if self._search is not None and not self._search.complete else ""
        return f"  {len(self._hits)}{more}" if self._hits else ""

    @property
    def _said(self) -> str:
        search = self._search
        if search is None:
            return ""
        if search.problem:
            return f"! {search.problem}"
        if search.running:
            return f"searching{glyph('ellipsis', self._ports.ascii_only)}"
        return "" if self._hits or not search.complete else "nothing found"

    def _view(self, number: int) -> HitView:
        hit = self._hits[number]
        row = self._ports.state.board.rows.get(hit.key, hit.row)
        look = CursorLook.AWAY
        if number == self._at and self.has_focus:
            look = CursorLook.HERE
        age = age_text(self._ports.clock() - row.updated_at)
        state = self._ports.state
        host = state.of(hit.key).server.label if state.is_one_of_several else ""
        return HitView(flat_title(row), hit.snippet, age, hit.key.short, look, host)

    def _refresh_changed(self) -> None:
        top = round(self.scroll_y)
        for y in range(self.scrollable_content_region.height):
            if self._painted.get(y) != self._shown(top + y):
                self.refresh_line(top + y)

    # --- Textual's events

    def on_resize(self) -> None:
        self._arrange()

    def on_focus(self) -> None:
        self._reveal()
        self._refresh_changed()

    def on_blur(self) -> None:
        self._refresh_changed()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._painter = None

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._look_for_end()

    def on_click(self, event: events.Click) -> None:
        number = (event.y + round(self.scroll_y) - 1) // self._row_height
        if event.y + round(self.scroll_y) < 1 or number >= len(self._hits):
            return
        again = number == self._at
        self.move(number - self._at)
        if again:
            self.post_message(self.Opened())
