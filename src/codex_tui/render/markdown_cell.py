"""The common part of the cells whose text is Markdown: a stream of lines between a head and a foot."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from codex_tui.model.items import ItemStatus
from codex_tui.render.base import BaseRenderer, ItemT
from codex_tui.render.kept import end_words
from codex_tui.render.layout import Fragment, line, truncate
from codex_tui.render.lines import GUTTER, Line, RenderContext
from codex_tui.render.pieces import Piece, PieceLines
from codex_tui.render.prose import INDENT

if TYPE_CHECKING:
    from codex_tui.model.text_buffer import TextBuffer
    from codex_tui.render.markdown.stream import Checkpoint, MarkdownStream, Part

ENDS = {
    ItemStatus.INTERRUPTED: "interrupted",
    ItemStatus.REPLACED: "broken off; the answer begins again below",
}


class MarkdownRenderer(BaseRenderer[ItemT], ABC):
    """Draws a growing Markdown text. A frame costs what is looked at and its open end, however long the text is."""

    def __init__(self, item: ItemT) -> None:
        super().__init__(item)
        self._stream: MarkdownStream | None = None
        self._pieces = PieceLines()
        self._parts = 0  # pieces between the head and the open end
        self._text: tuple[object, ...] = ()
        self._look: tuple[object, ...] = ()
        self._anew = True

    @abstractmethod
    def buffer(self) -> TextBuffer:
        """The text that is drawn."""

    @abstractmethod
    def stream(self, context: RenderContext, start: Checkpoint | None = None) -> MarkdownStream:
        """A new stream: with which lead, and in which style."""

    def look(self) -> tuple[object, ...]:
        """What of the item beside its text changes how all lines are drawn."""
        return (self.item.status is ItemStatus.REPLACED,)

    def text(self) -> tuple[object, ...]:
        """What changes if the text is another one, rather than a longer one."""
        return (self.buffer().rewrites,)

    def head(self, context: RenderContext) -> list[Line]:
        """Lines above the text; always as many in one form, folded or not."""
        return []

    def empty(self, context: RenderContext) -> list[Line]:
        """What stands in the place of a text that is not there yet."""
        return []

    def size(self) -> tuple[int, int]:
        return len(self.buffer()), self.buffer().newlines

    def reset(self, context: RenderContext) -> None:
        self._anew = True

    def forget(self) -> None:
        # Where a part begins is known for good; only the lines are forgotten.
        self._anew = True
        self._pieces.let_go()

    @property
    def laid_out(self) -> int:
        """How many lines of settled text were drawn because they were looked at."""
        return self._pieces.laid_out

    @property
    def drawn(self) -> int:
        """How many lines the text took to draw so far, those of its open end again and again."""
        return self._stream.drawn if self._stream is not None else 0

    def grow(self, context: RenderContext) -> int:
        head, look, text = self.head(context), self.look(), self.text()
        lines, stream, anew = self._pieces, self._stream, self._anew or self._look != look
        if stream is None or self._text != text:
            stream, anew, self._parts = self.stream(context), True, 0
            lines.replace(0, [Piece(0, lines=head)], context)
        elif anew:
            stream = self.stream(context, stream.start)
            lines.forget(context)
        changed = lines.put(0, Piece(0, lines=head)) or anew
        self._stream, self._look, self._text, self._anew, self._lines = stream, look, text, False, lines
        before, settled = lines.lines_of(self._parts + 1), stream.settled
        first = lines.top(self._parts + 1)
        parts = [self._piece(part) for part in stream.update(self.buffer(), context.limited)]
        self._parts += len(parts)
        lines.unfinished = stream.behind
        end = Piece(stream.start.offset, lines=[*stream.lines, *self._foot(context)])
        lines.replace(self._parts + 1 - len(parts), [*parts, end], context)
        now = parts[0].lines if parts else end.lines
        if changed or not now:
            return 0 if changed else first
        index = settled
        while index < min(len(before), len(now)) and before[index] == now[index]:
            index += 1
        return first + index

    def _piece(self, part: Part) -> Piece:
        buffer = self.buffer()

        def draw(context: RenderContext) -> list[Line]:
            return self.stream(context, part.start).draw(buffer, part.end)

        size = part.end - part.start.offset, buffer.between(part.start.offset, part.end).count("\n")
        piece = Piece(part.start.offset, size, draw, part.lines)
        if part.lines is None:
            piece.expect(self._width)
        return piece

    def _foot(self, context: RenderContext) -> list[Line]:
        lines: list[Line] = []
        palette = context.palette
        if self._stream is None or not (self._stream.lines or self._parts):
            lines += self.empty(context)
        words = end_words(self.item, context, ENDS.get(self.item.status))
        if words:
            blank: Fragment = (INDENT, palette.text)
            text = truncate(words, context.width - GUTTER)
            lines.append(line([blank, (text, palette.muted)], source=len(self.buffer())))
        return lines
