"""The widget that shows a long text: keys and wheel move it, and what takes long is done in slices between frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from codex_tui.widgets.pager.index import LineIndex
from codex_tui.widgets.pager.search import Search
from codex_tui.widgets.pager.window import PagerStyles, Window

if TYPE_CHECKING:
    from textual import events
    from textual.timer import Timer

    from codex_tui.model.output_log import ByteLog
    from codex_tui.ports import Ports

SLICE, PAUSE = 0.004, 0.006
"""Seconds that looking through the text takes at once, and leaves to keys and frames in between."""
WHEEL = 3
"""Rows for one step of the wheel."""
LONGEST_COPY = 8 * 1024 * 1024
"""Bytes up to which lines are copied: a clipboard takes no more, and saving is the way for the rest."""


class PagerView(Widget, can_focus=True):
    """One text, from its beginning or, while it grows, from its end."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "pager--match",
        "pager--here",
        "pager--marked",
        "pager--cut",
    }
    ALLOW_SELECT = False

    class Changed(Message):
        """Another part is shown, or more is known of the text or of a search."""

    def __init__(
        self, ports: Ports, log: ByteLog, *, follow: bool, prose: bool = False, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._ports = ports
        self._follow = follow
        self._styles = PagerStyles(*[Style.null()] * 5)
        marks = ("<", ">") if ports.ascii_only else ("…", "…")
        self._window = Window(LineIndex(log), self._styles, prose=prose, cut=marks)
        self._styles_known = False
        self._version = 0
        self._strips: list[Strip] = []
        self._worker: Timer | None = None
        self._marked: int | None = None
        self._marked_to: int | None = None
        """Where a mouse left the other end of what is marked; None goes with the window."""
        self._pressed: int | None = None
        self.search: Search | None = None
        self.here: int | None = None
        """The line of the match that one went to."""

    # --- the text -------------------------------------------------------------------------------------------------

    @property
    def source(self) -> ByteLog:
        return self._window.index.log

    def show(self, log: ByteLog) -> None:
        """Shows another text in the place of this one."""
        words = self.search.words if self.search is not None else ""
        self._window.index = LineIndex(log)
        self._window.renew()
        self.search = Search(self._window.index, words) if words else None
        self.note_growth()

    def note_growth(self) -> None:
        """There may be more of the text."""
        if self._worker is None and self.is_mounted:
            self._work()

    def _work(self) -> None:
        """Looks through what is new, and goes on searching."""
        self._worker = None
        timer = self._ports.monotonic
        until = timer() + SLICE
        index = self._window.index
        version = index.log.version
        if index.advance(timer, until):
            if version != self._version:
                self._version = version
                self._window.renew()
            self._window.grew()
            if self._follow and index.complete:
                self._follow = False
                self._window.to_end()
        if self.search is not None:
            found = self.search.advance(timer, until)
            if found is not None:
                self._go_to(found)
        if not index.complete or (
            self.search is not None and not (self.search.complete and self.search.going is None)
        ):
            self._worker = self.set_timer(PAUSE, self._work)
        self._draw()

    # --- drawing --------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self._work()

    def notify_style_update(self) -> None:
        """Textual changed the widget's styles: another theme, or the focus came or went."""
        super().notify_style_update()
        self._styles_known = False
        self.call_later(self._draw)

    def _resolve_styles(self) -> None:
        self._styles_known = True
        own = self.rich_style
        text = Style(color=own.color, bgcolor=own.bgcolor)
        names = ("match", "here", "marked", "cut")
        laid_over = [self.get_component_rich_style(f"pager--{name}", partial=True) for name in names]
        laid_over[-1] = text + Style(color=laid_over[-1].color)  # has no text below it
        self._styles = PagerStyles(text, *laid_over)
        self._window.restyle(self._styles)

    def on_resize(self, event: events.Resize) -> None:
        self._window.resize(*event.size)
        self._draw()

    def _draw(self) -> None:
        if not self.is_mounted or not self.size:
            return
        if not self._styles_known:
            self._resolve_styles()
        pattern = self.search.pattern if self.search is not None else None
        self._window.find(pattern, self.here)
        marked = self._marked_lines()
        strips = []
        for line, strip in self._window.rows():
            whole = strip.adjust_cell_length(self.size.width, self._styles.text)
            inside = marked is not None and marked[0] <= line <= marked[1]
            strips.append(whole.apply_style(self._styles.marked) if inside else whole)
        if strips != self._strips:
            self._strips = strips
            self.refresh()
        self.post_message(self.Changed())

    def render_line(self, y: int) -> Strip:
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self._styles.text)

    # --- what it says of itself -----------------------------------------------------------------------------------

    @property
    def visible_lines(self) -> tuple[int, int]:
        """The first and the last line that is shown, from 0; (0, -1) for none."""
        rows = self._window.rows()
        return (rows[0].line, rows[-1].line) if rows else (0, -1)

    @property
    def count(self) -> int:
        """How many lines are known."""
        return self._window.index.count

    @property
    def complete(self) -> bool:
        """Whether all lines are known."""
        return self._window.index.complete

    @property
    def following(self) -> bool:
        return self._window.following

    @property
    def wrapping(self) -> bool:
        return self._window.wrapping

    @property
    def marking(self) -> bool:
        return self._marked is not None

    # --- moving ---------------------------------------------------------------------------------------------------

    def move(self, rows: int) -> None:
        self._follow = False
        self._window.move(rows)
        self._draw()

    def move_pages(self, pages: float) -> None:
        """Whole windows, with a row in common; or halves."""
        self.move(int(pages * max(1, self.size.height - (abs(pages) == 1))))

    def to_start(self) -> None:
        self._follow = False
        self._window.to_start()
        self._draw()

    def to_end(self) -> None:
        self._follow = not self._window.index.complete
        self._window.to_end()
        self._draw()

    def sideways(self, steps: int) -> None:
        self._window.sideways(steps)
        self._draw()

    def toggle_wrap(self) -> None:
        self._window.wrap(not self._window.wrapping)
        self._draw()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.move(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.move(-WHEEL)

    # --- searching ------------------------------------------------------------------------------------------------

    def begin_search(self, words: str) -> None:
        """Looks for words from the first line shown on; none ends the search."""
        self.here = None
        self.search = Search(self._window.index, words) if words else None
        if self.search is not None:
            self.search.go(self._window.top.line, 1)
            self.note_growth()
        self._draw()

    def next_match(self, direction: int) -> None:
        """Goes to the next line that matches, or to the one before."""
        if self.search is None:
            return
        start = self._window.top.line if self.here is None else self.here + direction
        self.search.go(start, direction)
        self.note_growth()

    def _go_to(self, line: int) -> None:
        self.here = line
        self._window.show_line(line)

    # --- marking --------------------------------------------------------------------------------------------------

    def toggle_mark(self) -> None:
        """Marks from the first line shown; what one moves over is marked with it."""
        self._marked = self.visible_lines[0] if self._marked is None else None
        self._marked_to = None
        self._draw()

    def _marked_lines(self) -> tuple[int, int] | None:
        if self._marked is None:
            return None
        if self._marked_to is not None:
            return min(self._marked, self._marked_to), max(self._marked, self._marked_to)
        first, last = self.visible_lines
        return (self._marked, last) if self._marked <= first else (first, self._marked)

    def _line_at(self, y: int) -> int | None:
        rows = self._window.rows()
        return rows[max(0, min(y, len(rows) - 1))].line if rows else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._pressed = self._line_at(event.y)
        self._marked = self._marked_to = None
        self.capture_mouse()
        self._draw()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._pressed is None:
            return
        if event.y < 0 or event.y >= self.size.height:
            self.move(-1 if event.y < 0 else 1)
        self._marked, self._marked_to = self._pressed, self._line_at(event.y)
        self._draw()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        self._pressed = None
        self.release_mouse()

    def chosen_text(self) -> tuple[str, int] | None:
        """The marked lines, or else those shown, as text, and how many they are; None if they are too many."""
        first, last = self._marked_lines() or self.visible_lines
        lines: list[str] = []
        size = 0
        for number in range(first, last + 1):
            lines.append(self._window.index.line(number).text)
            size += len(lines[-1]) + 1
            if size > LONGEST_COPY:
                return None
        return "\n".join(lines), len(lines)
