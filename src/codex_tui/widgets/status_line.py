"""The last line of the screen: what the keys do, or what was just said; and how the conversation stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from codex_tui.model.safe_text import SafeText
from codex_tui.render.glyphs import glyph, in_glyphs
from codex_tui.widgets.in_glyphs import InGlyphs
from codex_tui.widgets.line_parts import ERROR, GAP, STRONG, Part, choose, joined, pressed_at, spread
from codex_tui.widgets.status_view import Doing
from codex_tui.widgets.texts import clip

if TYPE_CHECKING:
    from textual import events
    from textual.geometry import Size

    from codex_tui.widgets.status_view import Status


_LONG = 60
"""Columns from which on a line that is said leaves room for more than the state."""
_MOST_LINES = 3
"""Lines that what is said may take where it does not fit into one, as in the hints of other screens."""
_TITLE_AND_A_LINE = 2
"""What the screen keeps above: its title and a line of its content."""


class StatusLine(InGlyphs, Widget):
    """Draws a `Status`; draws again only if the line reads differently. It grows only for what is said at length."""

    def __init__(self, *, ascii_only: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self.ascii_only = ascii_only
        self._status: Status | None = None
        self._said = SafeText("")
        self._news = False
        self._problem = False
        self._drawn = Content()

    def use_ascii(self, ascii_only: bool) -> None:
        super().use_ascii(ascii_only)
        self._draw()

    @property
    def _separator(self) -> str:
        return f" {glyph('separator', self.ascii_only)} "

    def show(self, status: Status) -> None:
        """Shows how the conversation stands now."""
        if status != self._status:
            self._status = status
            if status.doing is Doing.LOST and self._news:
                self.hush()  # that the server is up again, say
            self._draw()

    def say(self, text: SafeText, *, problem: bool = False, news: bool = False) -> None:
        """Shows one line in the place of the key hints, until the next one or `hush`; `news`: or the server is lost."""
        self._news = news
        if (text, problem) != (self._said, self._problem):
            self._said, self._problem = text, problem
            self._draw()

    def hush(self) -> None:
        """Takes back what was said."""
        self.say(SafeText(""))

    @property
    def line(self) -> str:
        """What it reads as, without the padding."""
        return self._drawn.plain.rstrip()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self._lines_in(width).plain.count("\n") + 1

    def render(self) -> Content:
        return self._drawn

    def on_resize(self, event: events.Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        drawn = self._lines_in(self.content_size.width)
        if drawn != self._drawn:
            grown = drawn.plain.count("\n") != self._drawn.plain.count("\n")
            self._drawn = drawn
            self.refresh(layout=grown)

    def _lines_in(self, width: int) -> Content:
        """What is drawn in that many columns."""
        if self._status is None:
            return Content()
        above, left, right = self._parts_in(self._status, width)
        last = spread(joined(left, self._separator), joined(right, self._separator), width)
        return Content("\n").join([*(Content.styled(line, self._style) for line in above), last])

    def on_click(self, event: events.Click) -> None:
        """A click on a hint presses its key, one on the model or the permissions leads to where they are chosen."""
        offset = event.get_content_offset(self)
        if offset is None or self._status is None:
            return
        width = self.content_size.width
        above, left, right = self._parts_in(self._status, width)
        if offset.y != len(above):
            return
        start = width - joined(right, self._separator).cell_length
        key = pressed_at(left, self._separator, offset.x)
        if key := key or pressed_at(right, self._separator, offset.x - start):
            self.app.simulate_key(key)

    def _parts_in(self, status: Status, width: int) -> tuple[list[str], list[Part], list[Part]]:
        """What is said above the last line, and the parts of both halves of that."""
        hints = status.hints
        fields = tuple(field.in_glyphs(self.ascii_only) for field in status.fields)
        above: list[str] = []
        if self._said:
            # What was said may take all but the state: it is the news, and the rest comes back. What the thread may do
            # stays beside it, where the line is long enough for both.
            kept = [part for part in fields[:-1] if part.stays] if width >= _LONG else []
            beside = sum(part.width + cell_len(self._separator) for part in kept)
            *above, said = self._said_in(width - fields[-1].width - beside - GAP)
            hints = (Part(said, style=self._style, rank=-1),)
        left, right = choose(hints, fields, width, self._separator)
        return above, left, right

    @property
    def _style(self) -> str:
        return ERROR if self._problem else STRONG

    def _said_in(self, room: int) -> list[str]:
        """What was said, in lines beside the state, which stays where it is; what is too long is cut with a mark."""
        said = " ".join(in_glyphs(self._said, self.ascii_only).split())
        most = self._most_lines() if room > 0 else 1
        if most == 1 or cell_len(said) <= room:
            return [clip(said, room, self.ascii_only)]
        from codex_tui.render.layout import breaks  # mostly there is room

        lines = [said[start:end].strip() for start, end in breaks(said, room)]
        if len(lines) > most:
            lines[most - 1 :] = [clip(" ".join(lines[most - 1 :]), room, self.ascii_only)]
        return lines

    def _most_lines(self) -> int:
        """How many lines there are for it, beside what must not be pushed out."""
        if not self.is_attached or not isinstance(self.parent, Widget):
            return 1
        others = (one for one in self.parent.children if one is not self and one.display)
        beside = sum(one.outer_size.height for one in others)
        return max(1, min(_MOST_LINES, self.screen.size.height - beside - _TITLE_AND_A_LINE))
