"""Renderers of plain text for the pure parts: a paragraph a line of source, wrapped at spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from codex_tui.model.items import Item, UserItem
from codex_tui.model.keys import ThreadKey
from codex_tui.model.safe_text import SafeText
from codex_tui.render.lines import GUTTER, Line, RenderContext
from codex_tui.render.palette import Palette
from codex_tui.widgets.transcript.cells import Cells

if TYPE_CHECKING:
    from collections.abc import Sequence

THREAD = ThreadKey("local", "thread-1")
PALETTE = Palette("test", True, *[Style.null()] * len(Palette.tokens()))


def text_item(name: str, text: str) -> UserItem:
    return UserItem(key=THREAD.item("turn", name), text=SafeText(text))


class PlainRenderer:
    foldable = True

    def __init__(self, item: Item) -> None:
        self.item = item
        self._lines: list[Line] = []
        self.updates = 0

    @property
    def lines(self) -> Sequence[Line]:
        return self._lines

    def toggle(self, target: str) -> bool:
        return False

    def update(self, context: RenderContext) -> int:
        self.updates += 1
        self._lines = wrap(self.item.source(), context.width - GUTTER)
        if context.folded:
            del self._lines[1:]
        return 0

    def tick(self, context: RenderContext) -> bool:
        return False

    def estimate(self, width: int) -> int:
        return max(1, len(self.item.source()) // width)

    def release(self) -> None:
        self._lines = []


def wrap(text: str, width: int) -> list[Line]:
    lines: list[Line] = []
    offset = 0
    for paragraph in text.split("\n"):
        start, joint = 0, "\n"
        while True:
            end = min(start + width, len(paragraph))
            if end < len(paragraph):
                space = paragraph.rfind(" ", start, end + 1)
                end = space if space > start else end
            strip = Strip([Segment("  "), Segment(paragraph[start:end])])
            lines.append(Line(strip, offset + start, joint=joint))
            joint = " " if paragraph[end : end + 1] == " " else ""
            start = end + len(joint)
            if start >= len(paragraph):
                break
        offset += len(paragraph) + 1
    return lines


def context(width: int = 40) -> RenderContext:
    return RenderContext(width=width, palette=PALETTE)


def make_cells(items: Sequence[Item] = (), *, width: int = 40, gap: int = 0) -> Cells:
    cells = Cells(PlainRenderer, lambda _above, _item: gap)
    cells.folded = False
    cells.configure(context(width))
    cells.reconcile(items)
    return cells
