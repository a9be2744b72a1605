"""The common part of the cells whose text is Markdown: a stream of lines between a head and a foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.items import ItemStatus
from codex_tui.render.base import BaseRenderer, ItemT
from codex_tui.render.layout import Fragment, line, truncate
from codex_tui.render.lines import GUTTER, Line, RenderContext
from codex_tui.render.prose import INDENT

if TYPE_CHECKING:
    from codex_tui.model.text_buffer import TextBuffer
    from codex_tui.render.markdown.stream import MarkdownStream

_ENDS = {
    ItemStatus.INTERRUPTED: "interrupted",
    ItemStatus.FAILED: "failed",
    ItemStatus.DECLINED: "declined",
    ItemStatus.REPLACED: "broken off; the answer begins again below",
}


class MarkdownRenderer(BaseRenderer[ItemT]):
    """Draws a growing Markdown text. A frame costs what its open end costs, however long the text is."""

    def __init__(self, item: ItemT) -> None:
        super().__init__(item)
        self._stream: MarkdownStream | None = None
        self._look: tuple[object, ...] = ()

    def buffer(self) -> TextBuffer:
        """The text that is drawn."""
        raise NotImplementedError

    def stream(self, context: RenderContext) -> MarkdownStream:
        """A new stream: with which lead, and in which style."""
        raise NotImplementedError

    def look(self) -> tuple[object, ...]:
        """What of the item beside its text changes how all lines are drawn."""
        return (self.buffer().rewrites, self.item.status is ItemStatus.REPLACED)

    def head(self, context: RenderContext) -> list[Line]:
        """Lines above the text; always as many in one form, folded or not."""
        return []

    def empty(self, context: RenderContext) -> list[Line]:
        """What stands in the place of a text that is not there yet."""
        return []

    def size(self) -> tuple[int, int]:
        return len(self.buffer()), self.buffer().newlines

    def reset(self, context: RenderContext) -> None:
        self._stream = None

    def forget(self) -> None:
        self._stream = None

    @property
    def drawn(self) -> int:
        """How many lines the text took to draw so far, those of its open end again and again."""
        return self._stream.drawn if self._stream is not None else 0

    def grow(self, context: RenderContext) -> int:
        look, head = self.look(), self.head(context)
        if self._stream is None or self._look != look:
            before = self._lines
            self._stream, self._look = self.stream(context), look
            self._stream.update(self.buffer())
            self._lines = [*head, *self._stream.lines, *self._foot(context)]
            return self._differing(before, 0)
        changed = self._lines[: len(head)] != head
        self._lines[: len(head)] = head
        settled = self._stream.settled
        kept = len(head) + settled
        before = self._lines[kept:]
        self._stream.update(self.buffer())
        # Only what follows the settled lines is copied.
        self._lines[kept:] = self._stream.lines[settled:]
        self._lines += self._foot(context)
        index, end = 0, min(len(before), len(self._lines) - kept)
        while index < end and before[index] == self._lines[kept + index]:
            index += 1
        return 0 if changed else kept + index

    def _foot(self, context: RenderContext) -> list[Line]:
        lines: list[Line] = []
        palette = context.palette
        if self._stream is None or not self._stream.lines:
            lines += self.empty(context)
        word = _ENDS.get(self.item.status)
        if word is not None:
            blank: Fragment = (INDENT, palette.text)
            text = truncate(word, context.width - GUTTER)
            lines.append(line([blank, (text, palette.muted)], source=len(self.buffer())))
        return lines
