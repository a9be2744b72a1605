"""The widget of the thread list: a cursor over rows that move, drawn line by line.

It reads the board and is told what changed. After any change it compares the strips of the visible lines with
those that were painted and refreshes the lines that differ: a change off screen, or one that shows nothing,
costs no byte.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView

from codex_tui.keymap import Scope, bindings_at_once
from codex_tui.model.board import ThreadRow, ThreadState
from codex_tui.widgets.texts import short_folder
from codex_tui.widgets.thread_list.columns import GLYPH_AT, Columns
from codex_tui.widgets.thread_list.handover import Handover
from codex_tui.widgets.thread_list.index import ThreadIndex
from codex_tui.widgets.thread_list.layout import Heading, ListLayout, RowLine
from codex_tui.widgets.thread_list.row import CursorLook, ListStyles, RowPainter, view_of
from codex_tui.widgets.thread_list.selection import Selection
from codex_tui.widgets.thread_list.standing import standing_of
from codex_tui.widgets.thread_list.texts import age_text, beside_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual import events
    from textual.binding import BindingType
    from textual.strip import Strip
    from textual.timer import Timer

    from codex_tui.model.keys import ThreadKey
    from codex_tui.ports import Ports

SPINNER_FPS = 2
"""As slow as the transcript's, for the same reason."""
_AGES_EVERY = 20.0
"""Seconds between looks at the ages; a line is sent only if its text changed."""
_NEAR_END = 20
"""Rows above the last one from which on more are wanted."""


class ThreadList(ScrollView, inherit_bindings=False, can_focus=True):
    """All threads of the listing by section, of which the visible ones are drawn."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_at_once(Scope.THREADS)

    COMPONENT_CLASSES: ClassVar[set[str]] = set(ListStyles.names().values())

    class Opened(Message):
        """A thread was double clicked, or clicked while the cursor was on it."""

        def __init__(self, thread: ThreadKey) -> None:
            super().__init__()
            self.thread = thread

    class NearEnd(Message):
        """The last loaded rows came into view."""

    class Shown(Message):
        """The set of rows changed: other counts, perhaps none left."""

    cursor: reactive[ThreadKey | None] = reactive(None, repaint=False)

    def __init__(self, ports: Ports, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ports = ports
        self._home = os.path.expanduser("~")
        self.index = ThreadIndex(ports.state.board, ports.state.folder)
        self._layout = ListLayout((), two_lines=False, spaced=True)
        self._painter: RowPainter | None = None
        self._strips: LRUCache[object, Strip] = LRUCache(1024)
        self._painted: dict[int, Strip] = {}
        self._ordinal = 0
        self.selection = Selection(self.index)
        self._listed: tuple[str | None, bool] | None = None
        self._tail = ""
        self._height = 0  # of what was last seen, before a resize
        self._spinner: Timer | None = None
        self.handover = Handover(ports.monotonic)
        self._awake = True
        self._expected: ThreadKey | None = None
        """The thread that the cursor goes to once it is listed."""
        self.moved = False
        """Whether the cursor was moved since somebody last set this to no."""

    # --- what the screen tells

    def reload(self) -> None:
        """Takes all rows anew; another listing begins at its top."""
        listing = self._ports.state.board.listing
        if (listing.cwd, listing.archived) != self._listed:
            self._listed = (listing.cwd, listing.archived)
            self.cursor, self._ordinal = None, 0
            self.scroll_to(y=0, animate=False, force=True)
        self._change(lambda: self.index.rebuild(self._ports.steady()))
        if self._expected is not None:
            self.move_to(self._expected)

    def row_changed(self, key: ThreadKey) -> None:
        """Takes one row anew."""
        self._change(lambda: self.index.update(key, self._ports.steady()))
        if key == self._expected:
            self.move_to(key)

    def select(self, change: Callable[[Selection], object]) -> None:
        """Changes which threads are selected."""
        change(self.selection)
        self._refresh_changed()

    def rows_listed(self, keys: Iterable[ThreadKey]) -> None:
        """Takes the rows of one more page, or rows that are gone."""

        def take() -> None:
            rows = self._ports.state.board.rows
            for key in keys:
                row = rows.get(key)
                self.index.update(key, row.updated_at if row is not None else 0.0)

        self._change(take)

    def filter(self, text: str) -> None:
        """Shows the rows whose titles hold every word of the text."""
        self._change(lambda: self.index.filter(text))

    def set_tail(self, text: str) -> None:
        """A quiet line under the last row, such as that more is being loaded; empty for none."""
        if text != self._tail:
            self._change(lambda: setattr(self, "_tail", text))

    def set_awake(self, awake: bool) -> None:
        """Whether the list is on screen; asleep, nothing moves."""
        self._awake = awake
        self._run_spinner()

    # --- cursor

    @property
    def row(self) -> ThreadRow | None:
        """The row under the cursor."""
        return None if self.cursor is None else self._ports.state.board.rows.get(self.cursor)

    def visible_threads(self) -> tuple[ThreadKey, ...]:
        """The threads whose rows can be seen, from top to bottom."""
        return self._layout.threads(round(self.scroll_y), self.scrollable_content_region.height)

    @property
    def at_last(self) -> bool:
        """Whether there is no row below the cursor."""
        return self._ordinal >= self._layout.rows - 1

    def move(self, rows: int) -> None:
        """Moves the cursor by some rows, as far as there are any."""
        self._go(self._ordinal + rows)

    def move_pages(self, halves: int) -> None:
        """Moves the cursor by half screens."""
        self.move(halves * max(1, self.scrollable_content_region.height // 2))

    def move_to(self, key: ThreadKey) -> None:
        """Moves the cursor to a thread, as soon as it is listed if nobody moves the cursor before."""
        found = self.index.find(key)
        ordinal = self._layout.ordinal(*found) if found is not None else None
        if ordinal is not None:
            self._go(ordinal)
        else:
            self._expected = key

    def move_to_first(self) -> None:
        self._go(0)

    def move_to_last(self) -> None:
        self._go(self._layout.rows)

    def _go(self, ordinal: int) -> None:
        if not self._layout.rows:
            return
        self._expected, self.moved = None, True
        self._ordinal = max(0, min(self._layout.rows - 1, ordinal))
        self.cursor = self._layout.key(self._ordinal)
        self._reveal()
        self._refresh_changed()
        self._look_for_end()

    def _reveal(self) -> None:
        """Scrolls as far as it takes to see the row of the cursor; over the first one, its heading too."""
        line, height = self._layout.span(self._ordinal)
        top = 0 if self._ordinal == 0 else line
        self._scroll_into_view(top, line + height)

    def _scroll_into_view(self, top: int, bottom: int) -> None:
        view = self.scrollable_content_region.height
        y = round(self.scroll_y)
        if top < y:
            y = top
        elif bottom > y + view:
            y = bottom - view
        if y != round(self.scroll_y):
            self.scroll_to(y=y, animate=False, force=True)

    # --- changes

    def _change(self, change: Callable[[], object]) -> None:
        """Applies a change: the cursor stays on its thread, and its thread on its line of the screen."""
        rows = self._layout.rows
        offset = self._cursor_offset()
        change()
        self.selection.keep_listed()
        self._arrange()
        self._keep_cursor(offset)
        self._refresh_changed()
        self._run_spinner()
        if rows != self._layout.rows or not rows:
            self.post_message(self.Shown())
        self._look_for_end()

    def _columns(self) -> Columns:
        everywhere = self._ports.state.board.listing.cwd is None
        return Columns.fit(self.scrollable_content_region.width, all_folders=everywhere)

    def _arrange(self) -> None:
        columns = self._columns()
        if self._painter is None or self._painter.columns != columns:
            self._painter = None
            self._strips.clear()
        self._layout = ListLayout(
            self.index.sections(), two_lines=columns.two_lines, spaced=not columns.two_lines
        )
        self.virtual_size = Size(columns.width, self._layout.lines + bool(self._tail))
        self._height = self.scrollable_content_region.height

    def _cursor_offset(self) -> int | None:
        """How many lines under the top of the view the cursor is, or None if it cannot be seen."""
        if self.cursor is None or not self._layout.rows:
            return None
        line, _ = self._layout.span(self._ordinal)
        offset = line - round(self.scroll_y)
        return offset if 0 <= offset < self._height else None

    def _keep_cursor(self, offset: int | None) -> None:
        if not self._layout.rows:
            self.cursor, self._ordinal = None, 0
            return
        found = self.index.find(self.cursor) if self.cursor is not None else None
        ordinal = self._layout.ordinal(*found) if found is not None else None
        if ordinal is None:
            # Its thread is gone, or filtered out: the one that took its place is next.
            if not self.index.words:
                self.handover.gone(self.cursor)
            ordinal = min(self._ordinal, self._layout.rows - 1)
            self.cursor = self._layout.key(ordinal)
        self._ordinal = ordinal
        if offset is None:
            return
        line, _ = self._layout.span(ordinal)
        if self.scroll_y > 0 and line - offset >= 0:
            self.scroll_to(y=line - offset, animate=False, force=True)
        self._reveal()

    def _look_for_end(self) -> None:
        bottom = round(self.scroll_y) + self.scrollable_content_region.height
        if self._ordinal >= self._layout.rows - _NEAR_END or bottom >= self._layout.lines - _NEAR_END:
            self.post_message(self.NearEnd())

    # --- drawing

    def render_line(self, y: int) -> Strip:
        strip = self._strip(y + round(self.scroll_y))
        self._painted[y] = strip
        return strip

    def _strip(self, line: int) -> Strip:
        painter = self._painter
        if painter is None:
            painter = self._painter = RowPainter(self._columns(), self._styles(), self._ports.ascii_only)
        entry = self._layout.at(line)
        if isinstance(entry, RowLine):
            row = self._ports.state.board.rows.get(entry.key)
            return painter.blank() if row is None else self._row_strip(painter, row, entry.line)
        if isinstance(entry, Heading):
            name = short_folder(entry.name, self._home) if entry.is_folder else entry.name
            return self._cached(entry, lambda: painter.heading(" ".join(name.split()), entry.size))
        if self._tail and line == self._layout.lines:
            return self._cached(self._tail, lambda: painter.line("  " + self._tail, painter.styles.muted))
        return self._cached(None, painter.blank)

    def _row_strip(self, painter: RowPainter, row: ThreadRow, line: int) -> Strip:
        running = row.state is ThreadState.RUNNING
        moving = running and self._ports.animate
        clock = self._ports.steady if row.state.active else self._ports.clock
        look = CursorLook.AWAY
        if row.key == self.cursor:
            look = CursorLook.HERE if self.has_focus else CursorLook.UNFOCUSED
        view = view_of(
            row,
            age=age_text(clock() - self.index.since(row.key), exact=moving),
            home=self._home,
            frame=int(self._ports.monotonic() * SPINNER_FPS) if moving else 0,
            ascii_only=self._ports.ascii_only,
            cursor=look,
            words=self.index.words,
            kinship=standing_of(self._ports.state.board, self.index, row),
            selected=row.key in self.selection,
            **beside_of(self._ports.state, row.key),
        )
        return self._cached((view, line), lambda: painter.paint(view, line))

    def _cached(self, key: object, paint: Callable[[], Strip]) -> Strip:
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = paint()
        return strip

    def _styles(self) -> ListStyles:
        return ListStyles(
            **{name: self.get_component_rich_style(part) for name, part in ListStyles.names().items()}
        )

    def _refresh_changed(self) -> None:
        """Asks for those visible lines whose strip is not the one that was painted last."""
        top = round(self.scroll_y)
        for y in range(self.scrollable_content_region.height):
            if self._painted.get(y) is not self._strip(top + y):
                self.refresh_line(top + y)

    # --- time

    def on_mount(self) -> None:
        self._spinner = self.set_interval(1 / SPINNER_FPS, self._spin, pause=True)
        self.set_interval(_AGES_EVERY, self._refresh_changed)
        self.reload()

    def _running_lines(self) -> list[int]:
        """The visible lines that begin a running row."""
        rows = self._ports.state.board.rows
        lines: list[int] = []
        for line, entry in self._layout.entries(round(self.scroll_y), self.scrollable_content_region.height):
            if isinstance(entry, RowLine) and entry.line == 0:
                row = rows.get(entry.key)
                if row is not None and row.state is ThreadState.RUNNING:
                    lines.append(line)
        return lines

    def _run_spinner(self) -> None:
        if self._spinner is None:
            return
        if self._ports.animate and self._awake and self._running_lines():
            self._spinner.resume()
        else:
            self._spinner.pause()

    def _spin(self) -> None:
        top = round(self.scroll_y)
        for line in self._running_lines():
            y = line - top
            painted, strip = self._painted.get(y), self._strip(line)
            if painted is strip:
                continue
            after = GLYPH_AT + 1
            if painted is not None and painted.crop(after) == strip.crop(after):
                self.refresh(Region(GLYPH_AT, y, 1, 1))
            else:
                self.refresh_line(line)

    # --- Textual's events

    def on_resize(self) -> None:
        self._change(lambda: None)

    def on_focus(self) -> None:
        self._refresh_changed()

    def on_blur(self) -> None:
        self._refresh_changed()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._painter = None
        self._strips.clear()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._run_spinner()
        self._look_for_end()

    def on_click(self, event: events.Click) -> None:
        entry = self._layout.at(event.y + round(self.scroll_y))
        if not isinstance(entry, RowLine):
            return
        again = entry.key == self.cursor
        self.move_to(entry.key)
        if again:
            self.post_message(self.Opened(entry.key))
