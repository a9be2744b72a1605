"""The quiet lines above the first cell: what is known of older history, or hints in an empty conversation."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.strip import Strip

from codex_tui.model.item import Item, ItemStatus
from codex_tui.model.keys import ItemKey
from codex_tui.render.glyphs import in_glyphs
from codex_tui.render.lines import GUTTER, Line, RenderContext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.model.conversation import Conversation


def head_item() -> Item:
    """An item that stands for the head; no conversation holds it."""
    return Item(key=ItemKey("", "", "", "local:head"), status=ItemStatus.COMPLETED)


def head_text(conversation: Conversation | None, empty: Content, *, ascii_only: bool = False) -> Content:
    """What the head says: plain text, never markup."""
    if conversation is None:
        return empty
    history = conversation.history
    if history.error is not None:
        return Content(f"older messages could not be loaded: {history.error}")
    if not conversation.items:
        return Content(in_glyphs("loading…", ascii_only)) if history.loading else empty
    loading = in_glyphs("loading older messages…", ascii_only)
    return Content("beginning of the thread" if history.complete else loading)


def same_content(one: Content, other: Content) -> bool:
    """Whether two contents look the same; their own equality leaves the styles out."""
    return one.plain == other.plain and one.spans == other.spans


class HeadRenderer:
    """Renders a few words, muted, wrapped, behind an empty gutter. They are no source: nothing of them is copied."""

    foldable = False

    def __init__(self) -> None:
        self.content = Content("")
        self._lines: list[Line] = []

    @property
    def lines(self) -> Sequence[Line]:
        return self._lines

    def toggle(self, target: str) -> bool:
        """Nothing in it folds."""
        return False

    def update(self, context: RenderContext) -> int:
        """Renders all of it again."""
        width = max(1, context.width - GUTTER)
        wrapped = self.content.wrap(width) if self.content.plain else []
        blank = Segment(" " * GUTTER, Style.null())
        offsets = accumulate((len(content.plain) for content in wrapped), initial=0)
        self._lines = [
            Line(
                Strip(
                    [blank, *Segment.apply_style(content.render_segments(), context.palette.muted)]
                ).adjust_cell_length(min(context.width, GUTTER + content.cell_length)),
                source=source,
            )
            for content, source in zip(wrapped, offsets, strict=False)
        ]
        return 0

    def tick(self, context: RenderContext) -> bool:
        """Nothing in it moves."""
        return False

    def estimate(self, width: int) -> int:
        """A line, most of the time."""
        return max(1, len(self.content.plain) // max(1, width))

    def release(self) -> None:
        self._lines = []
