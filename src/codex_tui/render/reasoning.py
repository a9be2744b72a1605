"""The cell of reasoning: one muted line that opens to the whole: the summary, and what the model really thought."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_tui.model.items import ReasoningItem
from codex_tui.render.base import gutter, header, spinning
from codex_tui.render.durations import item_time
from codex_tui.render.glyphs import glyph
from codex_tui.render.kept import end_words
from codex_tui.render.layout import line
from codex_tui.render.lead import Lead
from codex_tui.render.lines import GUTTER, Line, RenderContext
from codex_tui.render.markdown.stream import MarkdownStream
from codex_tui.render.markdown_cell import ENDS, MarkdownRenderer
from codex_tui.render.prose import INDENT, prose

if TYPE_CHECKING:
    from codex_tui.model.text_buffer import TextBuffer
    from codex_tui.render.layout import Fragment
    from codex_tui.render.markdown.stream import Checkpoint

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_TITLE_WITHIN = 2000
"""Characters in which the title is looked for."""


class ReasoningRenderer(MarkdownRenderer[ReasoningItem]):
    """Headed by the first thing in bold, which the server writes over a part, or else by the first line."""

    def __init__(self, item: ReasoningItem) -> None:
        super().__init__(item)
        self._raw: tuple[tuple[object, ...], list[Line]] = ((), [])
        """The raw text under a summary, and what it was drawn for."""

    @property
    def foldable(self) -> bool:
        return len(self.buffer()) > 0

    def folded_size(self) -> int:
        return 1

    def buffer(self) -> TextBuffer:
        return self.item.summary if len(self.item.summary) else self.item.raw

    def text(self) -> tuple[object, ...]:
        return (*super().text(), self.buffer() is self.item.raw)

    def head(self, context: RenderContext) -> list[Line]:
        return [self.moving_line(context)]

    def grow(self, context: RenderContext) -> int:
        if not context.folded:
            return super().grow(context)
        before, self._lines = self._lines, self.head(context)
        return self._differing(before, 0)

    def stream(self, context: RenderContext, start: Checkpoint | None = None) -> MarkdownStream:
        palette = context.palette
        lead: tuple[Fragment, ...] = ((INDENT, palette.text),)
        return MarkdownStream(context, Lead(lead, lead, GUTTER), palette.muted, start)

    def forget(self) -> None:
        super().forget()
        self._raw = ((), [])

    def _foot(self, context: RenderContext) -> list[Line]:
        item, lines = self.item, super()._foot(context)
        if not (len(item.summary) and len(item.raw)):
            return lines
        for_what = (context.width, context.palette, len(item.summary), len(item.raw), item.raw.rewrites)
        if self._raw[0] != for_what:
            source, muted = len(item.summary) + 2, context.palette.muted
            title = line([(INDENT, context.palette.text), ("in full", muted)], source=source)
            blank = line([(INDENT, context.palette.text)], source=source)
            raw = prose(item.raw.text(), muted, context, source=source)
            self._raw = (for_what, [blank, title, *raw])
        return [*lines, *self._raw[1]]

    def moving_line(self, context: RenderContext) -> Line:
        item, palette = self.item, context.palette
        start = self.buffer().text()[:_TITLE_WITHIN].strip()
        bold = _BOLD.search(start)
        title = bold.group(1) if bold else start.split("\n", 1)[0]
        left: list[Fragment] = [(" ".join(title.split()) or "Thinking", palette.muted)]
        if start:
            left.append(
                ("  " + glyph("folded" if context.folded else "unfolded", context.ascii_only), palette.muted)
            )
        words = (end_words(item, context, ENDS.get(item.status)) if context.folded else "",)
        meta: list[Fragment] = [
            ("  ".join(filter(None, (*words, item_time(item, context.now_ms)))), palette.muted)
        ]
        lead = spinning(context) if item.running else gutter("reasoning", context)
        return header(lead, left, meta, context, target="fold" if start else None)
