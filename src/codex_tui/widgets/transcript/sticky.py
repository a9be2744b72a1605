"""The prompt whose answer one reads, over the first row of the transcript while it is scrolled off.

Pure. It lies over the row, so that nothing moves when it comes and goes; what is under it is shown by a line of
scrolling, and nothing is revealed there (`Viewport.covered`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip

from codex_tui import model
from codex_tui.render.glyphs import glyph
from codex_tui.render.lines import GUTTER
from codex_tui.widgets.texts import fit

if TYPE_CHECKING:
    from codex_tui.widgets.transcript.cells import Cells
    from codex_tui.widgets.transcript.frame import FrameStyles
    from codex_tui.widgets.transcript.sequence import Cell
    from codex_tui.widgets.transcript.viewport import Viewport

LOW = 5
"""Rows below which every one of them is needed."""
LONGEST = 400
"""Characters of a prompt that are looked at."""


class StickyPrompt:
    """The prompt that is shown, and its strip."""

    def __init__(self) -> None:
        self.cell: Cell | None = None
        self.ascii_only = False
        self._drawn: tuple[object, Strip] | None = None

    def show(self, cells: Cells, viewport: Viewport) -> None:
        """Finds the prompt above the first row; none where the row is a prompt itself, as that is on screen."""
        first = viewport.rows[0].cell if viewport.rows else None
        prompt = cells.prompt_at(first) if first is not None and viewport.height >= LOW else None
        self.cell = prompt if prompt is not first else None

    def strip(self, width: int, styles: FrameStyles) -> Strip | None:
        """Its line: the same strip as long as it looks the same."""
        item = self.cell.item if self.cell is not None else None
        if item is None or not isinstance(item, model.items.UserItem):
            return None
        key = (item.text, item.folded, width, styles, item.attachments)
        if self._drawn is None or self._drawn[0] != key:
            said = model.draft_input.folded_text(item.text, item.folded)[:LONGEST].strip()
            said = said or " ".join(f"[{each}]" for each in item.attachments)
            line = said.split("\n", 1)[0]
            if len(line) < len(said) or len(item.text) > LONGEST:
                line += glyph("ellipsis", self.ascii_only)
            lead = (glyph("user", self.ascii_only)[:1] + " " * GUTTER)[:GUTTER]
            text = fit(lead + line.replace("\t", " "), width, self.ascii_only)
            self._drawn = (key, Strip([Segment(text, styles.base + styles.sticky)], width))
        return self._drawn[1]
