"""A line over the foot of the transcript while one reads further up: what came below, and the way there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from codex_tui.keymap import key_label
from codex_tui.render.glyphs import glyph
from codex_tui.widgets.line_parts import QUIET, STRONG, spread

if TYPE_CHECKING:
    from codex_tui.ports import Ports


class NewBelow(Widget):
    """Lies over the last line of the transcript, so that nothing moves when it comes or goes."""

    class Pressed(Message):
        """A person wants to see the newest line."""

    def __init__(self, ports: Ports, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ports = ports
        self._lines = 0
        self.display = False

    def show(self, at_end: bool, lines: int) -> None:
        """Shows how many lines came below the view; hidden at the end."""
        if lines != self._lines:
            self._lines = lines
            self.refresh()
        if self.display is at_end:
            self.display = not at_end

    def render(self) -> Content:
        ascii_only = self._ports.ascii_only
        rule, arrow = glyph("rule", ascii_only), glyph("down", ascii_only)
        lines = f"{self._lines} new line{'' if self._lines == 1 else 's'}" if self._lines else "more"
        left = Content.assemble((f"{rule} below: ", QUIET), (lines, STRONG), (f" {arrow}", STRONG))
        way = Content.styled(f"{key_label('conversation.end', self._ports.keys)} ", QUIET)
        width = self.content_size.width
        return spread(left, way, width) if left.cell_length + way.cell_length + 2 <= width else left

    def on_click(self) -> None:
        self.post_message(self.Pressed())
