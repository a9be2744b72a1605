"""The cell of a turn's checklist."""

from __future__ import annotations

from codex_tui.model.items import PlanItem, StepStatus
from codex_tui.render.base import BaseRenderer, header
from codex_tui.render.glyphs import glyph, spinner
from codex_tui.render.kept import with_live_only
from codex_tui.render.layout import Fragment, columns, line, one_line
from codex_tui.render.lines import GUTTER, Line, RenderContext
from codex_tui.render.prose import prose


class PlanRenderer(BaseRenderer[PlanItem]):
    """One step a line, or all in one line where they fit."""

    def _mark(self, status: StepStatus, context: RenderContext) -> Fragment:
        palette = context.palette
        if status is StepStatus.COMPLETED:
            return glyph("done", context.ascii_only) + " ", palette.success
        if status is StepStatus.IN_PROGRESS and self.item.running:
            mark = spinner(0, context.ascii_only)
            return (f"[{mark}] " if context.ascii_only else mark + " "), palette.accent
        return glyph("pending", context.ascii_only) + " ", palette.muted

    def _short(self, context: RenderContext) -> Line:
        """How far it is and what comes now, where all of it is shown elsewhere."""
        item, palette = self.item, context.palette
        now = next((step for step in item.steps if step.status is StepStatus.IN_PROGRESS), None)
        status = now.status if now is not None else StepStatus.PENDING
        if all(step.status is StepStatus.COMPLETED for step in item.steps):
            status = StepStatus.COMPLETED
        lead = self._mark(status, context)
        left: list[Fragment] = [(f"Plan {item.progress}", palette.muted)]
        if now is not None:
            left.append((f"  {now.text}", palette.strong if item.running else palette.muted))
        return header((lead[0][:GUTTER], lead[1]), left, [], context)

    def render(self, context: RenderContext) -> list[Line]:
        lines = [self._short(context)] if context.aside and self.item.steps else self._steps(context)
        return with_live_only(lines, self.item, context)

    def _steps(self, context: RenderContext) -> list[Line]:
        item, palette = self.item, context.palette
        lines: list[Line] = []
        source = 0
        styles = {StepStatus.COMPLETED: palette.muted, StepStatus.IN_PROGRESS: palette.strong}
        steps = [
            (self._mark(step.status, context), step.text, styles.get(step.status, palette.text))
            for step in item.steps
        ]
        if item.explanation:
            # The source of a plan is its steps.
            lines += [each._replace(source=0) for each in prose(item.explanation, palette.muted, context)]
        wide = sum(len(mark[0]) + columns(text) + 3 for mark, text, _ in steps)
        if (
            steps
            and not lines
            and wide <= context.width
            and not any(one_line(text) != text for _, text, _ in steps)
        ):
            fragments: list[Fragment] = []
            for mark, text, style in steps:
                fragments += [*([("   ", palette.text)] if fragments else []), mark, (text, style)]
            return [line(fragments)]
        for mark, text, style in steps:
            indent = max(GUTTER, len(mark[0]))
            lines += prose(
                text, style, context, lead=(mark[0].ljust(indent), mark[1]), source=source, indent=indent
            )
            source += len(text) + 7
        return lines or [line([self._mark(StepStatus.PENDING, context), ("no steps", palette.muted)])]
