"""The panel beside the transcript: what the turn is about and what it costs, as lines that fit its height.

Pure: `PanelContent` in, lines out. A section without content takes no room; what has no room is counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codex_tui.model.context_parts import Fullness, fullness, percent
from codex_tui.model.conversation import Usage
from codex_tui.model.items import PlanStep, StepStatus
from codex_tui.model.tallies import EditedFile, Tokens
from codex_tui.render.durations import count, whole_seconds
from codex_tui.render.fitting import Section, fit
from codex_tui.render.glyphs import glyph, spinner
from codex_tui.render.layout import (
    Fragment,
    columns,
    expand_tabs,
    fragments_width,
    line,
    one_line,
    row_line,
    truncate,
    truncate_fragments,
    truncate_start,
    wrap,
)
from codex_tui.render.paths import path_in

if TYPE_CHECKING:
    from codex_tui.model.context_parts import Share
    from codex_tui.model.safe_text import SafeText
    from codex_tui.render.lines import Line, RenderContext

STEP_LINES = 4
"""Lines of a step of the plan, or of a command; the rest of it is in the transcript."""


@dataclass(frozen=True, slots=True)
class RunningCommand:
    """A command that runs now."""

    command: SafeText
    started_ms: int | None
    outlived_turn: bool


@dataclass(frozen=True, slots=True)
class PanelContent:
    """What the panel says; equal contents look the same but for the time."""

    steps: tuple[PlanStep, ...] = ()
    progress: str = ""
    """How far the plan is."""
    plan_runs: bool = False
    """The turn of the plan is not over."""
    commands: tuple[RunningCommand, ...] = ()
    files: tuple[EditedFile, ...] = ()
    agents: tuple[tuple[SafeText, str], ...] = ()
    """Sub-agents: name, and what each does."""
    context_tokens: int = 0
    window: int | None = None
    context: Tokens = field(default_factory=Tokens)
    total: Tokens = field(default_factory=Tokens)
    model: str = ""
    shares: tuple[Share, ...] = ()
    """What fills the context, the largest part first."""

    @property
    def moves(self) -> bool:
        """Whether there is something that ticks."""
        return any(command.started_ms is not None for command in self.commands)


def panel_lines(content: PanelContent, context: RenderContext, height: int) -> list[Line]:
    """The lines of the panel, no more than it has."""
    made = (
        _plan(content, context),
        _commands(content, context, height),
        _files(content, context, height),
        _agents(content, context, height),
        _context(content, context),
        _shares(content, context),
        _model(content, context),
    )
    return fit([section for section in made if section is not None], height, context)


def _plan(content: PanelContent, context: RenderContext) -> Section | None:
    if not content.steps:
        return None
    palette, steps = context.palette, content.steps
    entries = []
    for step in steps:
        if step.status is StepStatus.COMPLETED:
            mark, style = (glyph("done", context.ascii_only), palette.success), palette.muted
        elif step.status is StepStatus.IN_PROGRESS and content.plan_runs:
            still = spinner(0, context.ascii_only)
            mark, style = (f"[{still}]" if context.ascii_only else still, palette.accent), palette.strong
        else:
            mark, style = (glyph("pending", context.ascii_only), palette.muted), palette.text
        entries.append(_entry(mark, (step.text, style), context))
    done = [number for number, step in enumerate(steps) if step.status is StepStatus.COMPLETED]
    later = [number for number, step in enumerate(steps) if step.status is StepStatus.PENDING]
    rest = [number for number in range(len(steps)) if number not in done and number not in later]
    head = _head("Plan", [(content.progress, palette.muted)], context)
    return Section(head, entries, [*done, *reversed(later), *reversed(rest)], rank=0)


def _commands(content: PanelContent, context: RenderContext, height: int) -> Section | None:
    if not content.commands:
        return None
    palette = context.palette
    entries = []
    for command in content.commands[:height]:
        time = ""
        if command.started_ms is not None and context.now_ms:
            time = whole_seconds(context.now_ms - command.started_ms)
        mark = (glyph("command", context.ascii_only), palette.accent)
        entry = _entry(mark, (command.command.strip(), palette.text), context, (time, palette.muted), most=2)
        if command.outlived_turn:
            entry.append(line([("  its turn is over", palette.muted)]))
        entries.append(entry)
    more = len(content.commands) - len(entries)
    return Section(_head("Running", [], context), entries, _from_the_end(entries), rank=1, more=more)


def _files(content: PanelContent, context: RenderContext, height: int) -> Section | None:
    if not content.files:
        return None
    palette, files = context.palette, content.files
    entries = []
    for file in files[:height]:
        counts: list[Fragment] = [(f"+{file.added}", palette.added), (f" -{file.removed}", palette.removed)]
        if file.deleted:
            counts = [("deleted", palette.muted)]
        room = context.width - fragments_width(counts) - 2
        path = truncate_start(
            one_line(path_in(file.path, context.folder)), room, glyph("ellipsis", context.ascii_only)
        )
        entries.append([_spread([(path, palette.text)], counts, context)])
    together: list[Fragment] = []
    if len(files) > 1:
        added, removed = sum(file.added for file in files), sum(file.removed for file in files)
        together = [
            (f"{len(files)} files  ", palette.muted),
            (f"+{added}", palette.added),
            (f" -{removed}", palette.removed),
        ]
    more = len(files) - len(entries)
    return Section(_head("Changed", together, context), entries, _from_the_end(entries), rank=2, more=more)


def _agents(content: PanelContent, context: RenderContext, height: int) -> Section | None:
    if not content.agents:
        return None
    palette = context.palette
    entries = []
    for name, state in content.agents[:height]:
        room = context.width - columns(state) - 2
        left = truncate(one_line(name), room, glyph("ellipsis", context.ascii_only))
        entries.append([_spread([(left, palette.text)], [(state, palette.muted)], context)])
    more = len(content.agents) - len(entries)
    return Section(_head("Agents", [], context), entries, _from_the_end(entries), rank=3, more=more)


def _context(content: PanelContent, context: RenderContext) -> Section | None:
    if not content.context_tokens and not content.total.total:
        return None
    palette, told = context.palette, content.context
    usage = Usage(content.context_tokens, window=content.window)
    share, full = percent(usage), fullness(usage)
    meter: list[Fragment] = []
    if share is not None:
        styles = {
            Fullness.FINE: palette.muted,
            Fullness.HIGH: palette.warning,
            Fullness.NEARLY_FULL: palette.error,
        }
        meter = [(f"{share}% {full.value}".rstrip(), styles[full])]
    used = count(content.context_tokens)
    rows = [("tokens", f"{used} of {count(content.window)}" if content.window else used)]
    if told.told:
        rows.append(("input", count(told.input)))
        if told.cached:
            rows.append(("  cached", count(told.cached)))
        rows.append(("output", count(told.output)))
        if told.reasoning:
            rows.append(("  reasoning", count(told.reasoning)))
    if content.total.total > content.context_tokens:
        rows.append(("all turns", count(content.total.total)))
    entries = [[_spread([(name, palette.muted)], [(value, palette.text)], context)] for name, value in rows]
    # The kinds go before the whole does.
    return Section(_head("Context", meter, context), entries, _from_the_end(entries), rank=4, marked=False)


def _shares(content: PanelContent, context: RenderContext) -> Section | None:
    if not content.shares:
        return None
    palette = context.palette
    entries = []
    for share in content.shares:
        number = f"{round(100 * share.tokens / max(1, content.context_tokens)) or '<1'}%"
        left = truncate(
            share.kind.value, context.width - columns(number) - 1, glyph("ellipsis", context.ascii_only)
        )
        entries.append([_spread([(left, palette.muted)], [(number, palette.text)], context)])
    head = _head("Filled by", [("an estimate", palette.muted)], context)
    return Section(head, entries, _from_the_end(entries), rank=5, marked=False)


def _model(content: PanelContent, context: RenderContext) -> Section | None:
    if not content.model:
        return None
    words = truncate(content.model, context.width, glyph("ellipsis", context.ascii_only))
    return Section(
        _head("Model", [], context), [[line([(words, context.palette.text)], gutter=0)]], [], rank=6
    )


# --- lines --------------------------------------------------------------------------------------------------


def _from_the_end(entries: list[list[Line]]) -> list[int]:
    return list(reversed(range(len(entries))))


def _head(title: str, meta: list[Fragment], context: RenderContext) -> Line:
    return _spread([(title, context.palette.heading)], meta, context)


def _spread(left: list[Fragment], right: list[Fragment], context: RenderContext) -> Line:
    """A line with a part at both edges; the right one stays whole where there is room for it."""
    right = truncate_fragments(right, context.width, glyph("ellipsis", context.ascii_only))
    room = context.width - fragments_width(right)
    kept = truncate_fragments(left, room - 1 if right else room, glyph("ellipsis", context.ascii_only))
    gap: Fragment = (" " * max(0, room - fragments_width(kept)), context.palette.text)
    return line([*kept, *([gap, *right] if right else [])], gutter=0)


def _entry(
    mark: Fragment,
    text: Fragment,
    context: RenderContext,
    meta: Fragment | None = None,
    *,
    most: int = STEP_LINES,
) -> list[Line]:
    """A glyph and a text that wraps, with something at the right of its first line."""
    indent = columns(mark[0]) + 1
    aside = columns(meta[0]) + 1 if meta is not None and meta[0] else 0
    lead: Fragment = (mark[0] + " ", mark[1])
    blank: Fragment = (" " * indent, context.palette.text)
    rows = []
    for logical in text[0].split("\n")[: most + 1]:
        rows += wrap(
            [(expand_tabs(logical[: most * context.width]), text[1])], max(2, context.width - indent - aside)
        )
    lines = [row_line(row, [blank if number else lead], 0, indent) for number, row in enumerate(rows[:most])]
    if len(rows) > most:
        last = one_line("".join(segment.text for segment in rows[most - 1].segments))
        mark_more = glyph("ellipsis", context.ascii_only)
        room = context.width - indent - aside - 1 - len(mark_more)
        cut = truncate(last, room, "").rstrip() + mark_more
        lines[-1] = line([blank if most > 1 else lead, (cut, text[1])])
    if aside and meta is not None:
        first = lines[0].strip
        gap = context.width - first.cell_length - columns(meta[0])
        fragments = [(segment.text, segment.style or text[1]) for segment in first]
        lines[0] = line([*fragments, (" " * gap, context.palette.text), meta])
    return lines
