"""A text in a place of fixed height: wrapped, and with a mark where it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from codex_tui.widgets.in_glyphs import InGlyphs
from codex_tui.widgets.texts import clip

if TYPE_CHECKING:
    from textual.visual import VisualType


class CutText(InGlyphs, Widget):
    """Shows as much of a text as there is room for."""

    def __init__(self, *, ascii_only: bool, id: str | None = None) -> None:
        super().__init__(id=id)
        self.ascii_only = ascii_only
        self._text = ""

    def show(self, text: str) -> None:
        """Shows another text; line breaks and runs of blanks in it count as one blank."""
        text = " ".join(text.split())
        if text != self._text:
            self._text = text
            self.refresh()

    @property
    def shown(self) -> str:
        """The whole text."""
        return self._text

    def render(self) -> VisualType:
        width, height = self.content_size
        if not (width and height and self._text):
            return Content("")
        lines = [line.plain for line in Content(self._text).wrap(width)]
        if len(lines) > height:
            lines = [*lines[: height - 1], clip(" ".join(lines[height - 1 :]), width, self.ascii_only)]
        return Content("\n".join(lines))
