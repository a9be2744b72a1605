"""The text of a request, drawn line by line: it scrolls where it has not room enough, and says how much is below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from codex_tui.keymap import key_label
from codex_tui.render.durations import more_lines
from codex_tui.render.glyphs import glyph
from codex_tui.render.layout import columns
from codex_tui.widgets.keys_at_once import act_at_once
from codex_tui.widgets.line_parts import NEEDS_YOU
from codex_tui.widgets.requests.body import RequestBody
from codex_tui.widgets.requests.typed_on import passed_on

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.geometry import Size

    from codex_tui.ports import Ports

_NO_LIMIT = 10_000


class RequestText(Widget, can_focus=True):
    """Lines of a request, of which some are seen.

    Args:
        ports: for glyphs and keys.
        draw: gives the lines in a width.
    """

    def __init__(self, ports: Ports, draw: Callable[[int], Sequence[Strip]]) -> None:
        super().__init__()
        self._ports = ports
        self._draw = draw
        self._top = 0
        self._most = _NO_LIMIT
        self.is_painted = False
        """Whether anything of what is drawn now has been on the screen."""
        self.is_end_seen = False
        """Whether its last line has been."""

    class Painted(Message):
        """It stands on the screen for the first time since it was drawn anew."""

    class Typed(Message):
        """A letter that means nothing here: somebody writes who takes this for a place to write in."""

    def limit(self, lines: int) -> None:
        """Says how many lines it may take."""
        if lines != self._most:
            self._most = lines
            self.refresh(layout=True)

    def renew(self, *, from_start: bool = True) -> None:
        """Draws anew, as after a change."""
        if from_start:
            self._top = 0
            self.is_painted = self.is_end_seen = False
        self.refresh(layout=True)

    def scroll_lines(self, lines: int) -> None:
        """Reads on, or back."""
        top = max(0, min(self._top + lines, self._most_top()))
        if top != self._top:
            self._top = top
            self.refresh()

    @property
    def lines_below(self) -> int:
        """How many lines are below what is seen."""
        # The last line seen is taken by the word of how much is below.
        return self._most_top() - self._top + 1

    @property
    def is_cut(self) -> bool:
        """Whether not all of it is seen."""
        return self._most_top() > 0

    def scroll_pages(self, pages: int) -> None:
        """Reads on, or back, by what is seen at once, less a line to go by."""
        # The last line seen is taken by the word of how much is below.
        self.scroll_lines(pages * max(1, self.content_size.height - 2))

    def scroll_to_edge(self, edge: int) -> None:
        """Goes to the end, or with a negative number to the start."""
        self.scroll_lines(edge * len(self._draw(self.content_size.width)))

    def show_line(self, line: int) -> None:
        """Brings a line into sight."""
        # The last line seen may be taken by the word of how much is below.
        room = max(1, self.content_size.height - 1)
        top = min(max(self._top, line - room + 1), line)
        self.scroll_lines(top - self._top)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return min(max(1, len(self._draw(width))), self._most)

    def on_resize(self) -> None:
        self._top = min(self._top, self._most_top())

    async def on_key(self, event: events.Key) -> None:
        """Keys act in their order, so that a reason typed right behind its key is none of the answers."""
        body = self.parent
        if passed_on(self, event) or not isinstance(body, RequestBody):
            return
        with body.pressed(event):
            acted = await act_at_once(self, event, body)
        if not acted and event.is_printable:
            self.post_message(self.Typed())

    def focus_on_click(self) -> bool:
        """A click on what only just appeared was meant for what stood there before."""
        return not (isinstance(self.parent, RequestBody) and self.parent.guarded)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_lines(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_lines(-1)

    def _most_top(self) -> int:
        width, height = self.content_size
        return max(0, len(self._draw(width)) - height) if width else 0

    def render_line(self, y: int) -> Strip:
        width, height = self.content_size
        if not width:
            return Strip.blank(0)
        lines = self._draw(width)
        index = self._top + y
        below = len(lines) - index
        if y == height - 1 and below > 1:
            strip = self._more(below)
        else:
            strip = lines[index] if index < len(lines) else Strip.blank(width)
            self.is_end_seen = self.is_end_seen or index == len(lines) - 1
        if not self.is_painted:
            self.is_painted = True
            self.post_message(self.Painted())
        return strip.apply_style(self.rich_style).adjust_cell_length(width, self.rich_style)

    def _more(self, below: int) -> Strip:
        ascii_only = self._ports.ascii_only
        down, end = (key_label(f"approval.{name}", self._ports.keys) for name in ("down", "end"))
        words = f"  {glyph('ellipsis', ascii_only)} {more_lines(below)} {glyph('down', ascii_only)}"
        for on in (f", {down} reads on", f", {end} to the end"):
            if self.has_focus and columns(words + on) <= self.content_size.width:
                words += on
        return Strip(Content.styled(words, NEEDS_YOU).render_segments(self.visual_style)).simplify()

    @property
    def rich_style(self) -> Style:
        """Text and background only: attributes of the widget's style would show through every line."""
        style = super().rich_style
        return Style.from_color(style.color, style.bgcolor)
