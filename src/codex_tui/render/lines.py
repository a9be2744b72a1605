"""The contract between rendering and the transcript: lines, what a renderer is told, and what a renderer is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from codex_tui.render.limits import USUAL, Limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.strip import Strip

    from codex_tui.model.cell_size import CellSize
    from codex_tui.model.pictures import Pictures
    from codex_tui.render.palette import Palette

GUTTER = 2
"""Columns before the text of a cell: one glyph and a space."""
COPY_CODE = "copy code"
"""The target of the line that names the language of a block of code."""

OWN = "own"
"""The target of the header of a command under the headline of its group."""


class Line(NamedTuple):
    """One screen line of a cell.

    Attributes:
        strip: what is drawn, gutter included, not wider than the width asked for and not padded to it.
        source: offset in the item's source text (characters) at which the line starts. It does not fall from line
            to line, and anchors the viewport and the selection when the width changes.
        gutter: leading cells that are decoration and never copied.
        joint: what stands between the line before and this one in copied text: a newline, or at a soft wrap the
            white space that the wrap swallowed (a space, or nothing).
        target: what a click on the line does: "fold" on a header that folds the cell, `COPY_CODE` above a block of
            code, `OWN` on the first command of a group, "page" on a note of what is left out, another word on one that
            folds a part of it (the renderer's own, see `CellRenderer.toggle`), else None.
    """

    strip: Strip
    source: int = 0
    gutter: int = GUTTER
    joint: str = "\n"
    target: str | None = None


class RenderContext(NamedTuple):
    """What lines depend on beside the item itself.

    Attributes:
        width: columns that a line may take, gutter included.
        palette: resolved styles of the theme.
        folded: show the short form, where the kind has one.
        now_ms: Unix milliseconds, for the elapsed time of what runs.
        frame: counts up while something animates; 0 stands still.
        ascii_only: use the ASCII twins of the glyphs.
        folder: the thread's folder, from which paths are seen; empty where it is not known.
        waiting: the item waits for a person's yes, so it does not run yet.
        aside: the item is shown in full beside the transcript, so that its cell is one line.
        limited: a large cell does no more than a slice of its work at once.
        split: diffs side by side, or not; None leaves it to the width.
        limits: how much stays when a cell is folded, and from which width diffs are side by side.
        pictures: where drawn pictures are; None where their names have to do.
        cell: what a cell of the terminal shows of one; None for two points.
    """

    width: int
    palette: Palette
    folded: bool = False
    now_ms: int = 0
    frame: int = 0
    ascii_only: bool = False
    folder: str = ""
    waiting: bool = False
    limited: bool = False
    aside: bool = False
    split: bool | None = None
    pictures: Pictures | None = None
    limits: Limits = USUAL
    cell: CellSize | None = None


class CellRenderer(Protocol):
    """Keeps the lines of one item and brings them up to date at the least cost.

    A renderer belongs to one item for life. Growing text costs what was added, not what is there.
    """

    @property
    def lines(self) -> Sequence[Line]:
        """The lines as of the last update; the renderer's own list, read only."""
        ...

    @property
    def foldable(self) -> bool:
        """Whether folding changes what is shown."""
        ...

    def toggle(self, target: str) -> bool:
        """Folds or opens a part of the cell by the target of its header; False if it is none of the renderer's."""
        ...

    def update(self, context: RenderContext) -> int:
        """Renders what changed (item revision, width, palette, fold); gives the index of the first line that differs.

        That is ``len(lines)`` as of before and after if nothing does.
        """
        ...

    def tick(self, context: RenderContext) -> bool:
        """Renders the moving part (spinner, elapsed time) of a running item: line 0 only. True if it changed."""
        ...

    def estimate(self, width: int) -> int:
        """How many lines it will take at that width, without rendering: cheap, and at least 1."""
        ...

    def release(self) -> None:
        """Forgets the lines, as when the cell is far off screen; the next update renders all."""
        ...
