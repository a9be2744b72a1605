"""The cell of commands that only look around: one sentence and what was looked at; opened, a headline of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.exploring import Exploration, details, headline, running_now, short_headline
from codex_tui.render.base import BaseRenderer, gutter, header, spinning
from codex_tui.render.command import CommandRenderer
from codex_tui.render.durations import item_time
from codex_tui.render.glyphs import glyph
from codex_tui.render.layout import Fragment, columns, fragments_width, line, one_line, truncate_fragments
from codex_tui.render.lines import GUTTER, OWN, Line, RenderContext
from codex_tui.render.prose import INDENT

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN = 6
"""Lines about what was looked at, before the rest is counted."""
_VERB = 7
"""Columns of the verbs, so that what they are about stands in one column."""


class ExplorationRenderer(BaseRenderer[Exploration]):
    """The commands together: what they did, how often, and to what, in short lines."""

    @property
    def foldable(self) -> bool:
        return True

    def update(self, context: RenderContext) -> int:
        self.item.refresh()
        return super().update(context)

    def folded_size(self) -> int:
        return 1 + min(SHOWN + 1, len(self.item.items))

    def moving_line(self, context: RenderContext) -> Line:
        return headline_of(self.item, context)

    def render(self, context: RenderContext) -> list[Line]:
        lines = [headline_of(self.item, context)]
        listed = details(self.item.items)
        shown = listed if len(listed) <= SHOWN + 1 else listed[:SHOWN]
        for number, (verb, targets) in enumerate(shown, 1):
            lines.append(self._detail(verb.ljust(_VERB), targets, number, context))
        if len(shown) < len(listed):
            more = f"{glyph('ellipsis', context.ascii_only)} {len(listed) - len(shown)} more"
            lines.append(self._detail(more, "", len(shown) + 1, context, target="fold"))
        return lines

    def _detail(
        self, verb: str, targets: str, source: int, context: RenderContext, target: str | None = None
    ) -> Line:
        palette = context.palette
        fragments: Sequence[Fragment] = [(verb, palette.muted), (one_line(targets), palette.text)]
        cut = truncate_fragments(fragments, context.width - GUTTER, glyph("ellipsis", context.ascii_only))
        return line([(INDENT, palette.text), *cut], source=source, target=target)


class OpenExplorationRenderer(CommandRenderer):
    """The first of the commands under the headline of all; the others have cells of their own."""

    def __init__(self, exploration: Exploration) -> None:
        super().__init__(exploration.items[0])
        self._exploration = exploration

    @property
    def foldable(self) -> bool:
        return True

    def update(self, context: RenderContext) -> int:
        if self._exploration.refresh():
            self._stamp = None
        return super().update(context)

    def tick(self, context: RenderContext) -> bool:
        if not self._lines or not self._exploration.running:
            return False
        self._lines[0] = headline_of(self._exploration, context)
        return True

    def command_lines(self, context: RenderContext) -> list[Line]:
        own = super().command_lines(context)
        target = OWN if super().foldable else None
        return [headline_of(self._exploration, context), own[0]._replace(target=target), *own[1:]]


def exploration_renderer(exploration: Exploration) -> ExplorationRenderer | OpenExplorationRenderer:
    """What draws such a cell as it stands: folded or opened."""
    return OpenExplorationRenderer(exploration) if exploration.opened else ExplorationRenderer(exploration)


def headline_of(exploration: Exploration, context: RenderContext) -> Line:
    """``Read 3 files, searched 2 times``, and what is looked at now."""
    palette = context.palette
    lead = spinning(context) if exploration.running else gutter("command", context, "accent")
    mark = glyph("unfolded" if exploration.opened else "folded", context.ascii_only)
    meta: list[Fragment] = [(f"{mark}  ", palette.muted)]
    if exploration.running:
        meta.append(("running  ", palette.muted))
    time = item_time(exploration, context.now_ms, exploration.duration_ms)
    meta.append((f"{time:>5}", palette.muted))
    said = headline(exploration.items)
    if columns(said) > context.width - GUTTER - fragments_width(meta) - 2:
        said = short_headline(exploration.items)
    left: list[Fragment] = [(said, palette.strong)]
    now = running_now(exploration.items)
    if now:
        left.append((f"  {now}", palette.muted))
    return header(lead, left, meta, context, target="fold")
