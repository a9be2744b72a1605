"""One line of alternatives of which one is chosen: ``Effort   low · [medium] · high``; below it what that means."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from codex_tui.render.glyphs import glyph
from codex_tui.widgets.in_glyphs import InGlyphs
from codex_tui.widgets.one_line import cut_in_ascii
from codex_tui.widgets.texts import clip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

_LABEL = 9
"""Columns of the label."""


class ChoiceRow(InGlyphs, Widget):
    """Shows alternatives and which is chosen: in brackets, so that it is seen without colour.

    Args:
        label: what is chosen.
        about_below: the description of the chosen one has a line of its own, which stays; else it stands at the end
            of the line, where there is room.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice-row--chosen", "choice-row--about"}

    class Clicked(Message):
        """An alternative was clicked."""

        def __init__(self, row: ChoiceRow, index: int) -> None:
            super().__init__()
            self.row = row
            self.index = index

        @property
        def control(self) -> ChoiceRow:
            return self.row

    def __init__(
        self, label: str, *, ascii_only: bool, about_below: bool = False, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._label = label
        self.ascii_only = ascii_only
        self._below = about_below
        self._names: Sequence[str] = ()
        self._chosen = 0
        self._about = ""

    def show(self, names: Sequence[str], chosen: int, about: str = "") -> None:
        """Shows these alternatives; `about` describes the chosen one."""
        if (names, chosen, about) != (self._names, self._chosen, self._about):
            self._names, self._chosen, self._about = names, chosen, about
            self.refresh()

    def _words(self) -> list[str]:
        """The alternatives as they are written, or only the chosen one where they do not fit."""
        words = [f"[{name}]" if i == self._chosen else name for i, name in enumerate(self._names)]
        room = self.content_size.width - _LABEL
        if sum(cell_len(word) for word in words) + 3 * (len(words) - 1) <= room:
            return words
        return [f"[{self._names[self._chosen]}] {self._chosen + 1} of {len(self._names)}"]

    def render(self) -> Content:
        label = Content(self._label.ljust(_LABEL))
        if not self._names:
            return label + Content("-")
        words = self._words()
        style = self.get_visual_style("choice-row--chosen", partial=True)
        dot = Content(f" {glyph('separator', self.ascii_only)} ")
        styled = [
            Content.styled(word, style) if i == self._chosen or len(words) == 1 else Content(word)
            for i, word in enumerate(words)
        ]
        line = label + dot.join(styled)
        if self.ascii_only:
            line = cut_in_ascii(line, self.content_size.width)
        quiet = self.get_visual_style("choice-row--about", partial=True)
        if self._below:
            about = clip(self._about, self.content_size.width - _LABEL, self.ascii_only)
            return Content("\n").join([line, Content(" " * _LABEL) + Content.styled(about, quiet)])
        about = f"   {self._about}"
        if self._about and line.cell_length + cell_len(about) <= self.content_size.width:
            line += Content.styled(about, quiet)
        return line

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        words = self._words() if self._names else []
        if offset is None or offset.y or len(words) != len(self._names):
            return
        start = _LABEL
        for index, word in enumerate(words):
            if start <= offset.x < start + cell_len(word):
                self.post_message(self.Clicked(self, index))
                return
            start += cell_len(word) + 3
