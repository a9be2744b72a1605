"""A line of words whose cut has a mark, also where a terminal has ASCII only: Textual knows only its own ellipsis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from codex_tui.render.glyphs import glyph
from codex_tui.widgets.in_glyphs import InGlyphs
from codex_tui.widgets.texts import fit_end

if TYPE_CHECKING:
    from textual.geometry import Size
    from textual.visual import VisualType


def cut_in_ascii(line: Content, width: int) -> Content:
    """The line in that many columns, with three full stops where it goes on."""
    mark = glyph("ellipsis", ascii_only=True)[: max(0, width)]
    return line if line.cell_length <= width else line.truncate(width - len(mark)) + Content(mark)


class OneLine(InGlyphs, Static):
    """A label; the stylesheet cuts it where it may have an ellipsis."""

    def __init__(self, *, ascii_only: bool, id: str, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self.ascii_only = ascii_only

    def get_content_width(self, container: Size, viewport: Size) -> int:
        shown = self.visual  # of all of it: what is rendered is cut to the width that this gives
        if isinstance(shown, Content):
            return shown.cell_length
        return super().get_content_width(container, viewport)

    def render(self) -> VisualType:
        shown = self.visual
        if not (self.ascii_only and isinstance(shown, Content)):
            return shown
        return cut_in_ascii(shown, self.content_size.width)


class FolderLine(OneLine):
    """A folder behind a name; where there is no room for both, as much of the end of the folder as there is."""

    def render(self) -> VisualType:
        shown, width = self.visual, self.content_size.width
        if not isinstance(shown, Content) or shown.cell_length <= width:
            return shown
        folder = shown.plain.partition(f" {glyph('separator', self.ascii_only)} ")[2]
        return Content(fit_end(folder, width, self.ascii_only).rstrip())
