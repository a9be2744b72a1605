"""The cells of messages of the agent, and of plans that it proposes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.items import AgentItem, ItemStatus, Phase, ProposedPlanItem
from codex_tui.render.base import gutter
from codex_tui.render.layout import Fragment, line, truncate
from codex_tui.render.lead import Lead
from codex_tui.render.lines import GUTTER, Line, RenderContext
from codex_tui.render.markdown.stream import MarkdownStream
from codex_tui.render.markdown_cell import MarkdownRenderer
from codex_tui.render.prose import INDENT, prose

if TYPE_CHECKING:
    from codex_tui.model.text_buffer import TextBuffer
    from codex_tui.render.markdown.stream import Checkpoint


class AgentRenderer(MarkdownRenderer[AgentItem]):
    """A message of the agent; what it says on the way has a mark of its own, quieter than that of its answer."""

    def buffer(self) -> TextBuffer:
        return self.item.text

    def look(self) -> tuple[object, ...]:
        return (*super().look(), self.item.phase, self.item.notes)

    def _foot(self, context: RenderContext) -> list[Line]:
        lines = super()._foot(context)
        source = len(self.item.text) + 1
        for note in self.item.notes:
            lines += prose(note, context.palette.muted, context, source=source)
            source += len(note) + 1
        return lines

    def stream(self, context: RenderContext, start: Checkpoint | None = None) -> MarkdownStream:
        palette = context.palette
        replaced = self.item.status is ItemStatus.REPLACED
        lead = Lead((self._gutter(context),), ((INDENT, palette.text),), GUTTER)
        return MarkdownStream(context, lead, palette.muted if replaced else palette.text, start)

    def empty(self, context: RenderContext) -> list[Line]:
        return [line([self._gutter(context)])]

    def _gutter(self, context: RenderContext) -> Fragment:
        if self.item.phase is Phase.COMMENTARY:
            return gutter("commentary", context)
        return gutter("agent", context, "accent")


class ProposedPlanRenderer(MarkdownRenderer[ProposedPlanItem]):
    """The plan that an agent in plan mode proposes: under a title, beside a quiet bar."""

    def buffer(self) -> TextBuffer:
        return self.item.text

    def head(self, context: RenderContext) -> list[Line]:
        title = truncate("Proposed plan", context.width - GUTTER)
        return [line([gutter("plan", context, "accent"), (title, context.palette.strong)])]

    def stream(self, context: RenderContext, start: Checkpoint | None = None) -> MarkdownStream:
        palette = context.palette
        lead: tuple[Fragment, ...] = ((INDENT, palette.text), (gutter("quote", context)[0], palette.rule))
        return MarkdownStream(context, Lead(lead, lead, 2 * GUTTER), palette.text, start)
