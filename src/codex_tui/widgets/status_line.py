"""The last line of the screen: what the keys do, or what was just said; and how the conversation stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from codex_tui.model.safe_text import SafeText
from codex_tui.render.glyphs import glyph, in_glyphs
from codex_tui.widgets.in_glyphs import InGlyphs
from codex_tui.widgets.line_parts import ERROR, GAP, STRONG, Part, choose, joined, spread
from codex_tui.widgets.status_view import Doing
from codex_tui.widgets.texts import clip

if TYPE_CHECKING:
    from textual import events

    from codex_tui.widgets.status_view import Status


_LONG = 60
"""Columns from which on a line that is said leaves room for more than the state."""


class StatusLine(InGlyphs, Widget):
    """Draws a `Status`; draws again only if the line reads differently."""

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

    def render(self) -> Content:
        return self._drawn

    def on_resize(self, event: events.Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        drawn = self._content(self.content_size.width) if self._status is not None else Content()
        if drawn != self._drawn:
            self._drawn = drawn
            self.refresh()

    def _content(self, width: int) -> Content:
        assert self._status is not None
        hints = self._status.hints
        fields = tuple(field.in_glyphs(self.ascii_only) for field in self._status.fields)
        if self._said:
            # What was said may take all but the state: it is the news, and the rest comes back. What the thread may do
            # stays beside it, where the line is long enough for both.
            kept = [part for part in fields[:-1] if part.stays] if width >= _LONG else []
            beside = sum(part.width + cell_len(self._separator) for part in kept)
            room = width - fields[-1].width - beside - GAP
            said = clip(in_glyphs(self._said, self.ascii_only), room, self.ascii_only)
            hints = (Part(said, style=ERROR if self._problem else STRONG, rank=-1),)
        left, right = choose(hints, fields, width, self._separator)
        return spread(joined(left, self._separator), joined(right, self._separator), width)
