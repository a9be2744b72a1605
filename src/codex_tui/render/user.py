"""The cell of what a person sent."""

from __future__ import annotations

from codex_tui.model.items import UserItem
from codex_tui.render.base import BaseRenderer, gutter
from codex_tui.render.glyphs import glyph
from codex_tui.render.layout import Fragment, line, one_line, truncate
from codex_tui.render.lines import GUTTER, Line, RenderContext
from codex_tui.render.prose import INDENT, prose

FOLDED_LINES = 6


class UserRenderer(BaseRenderer[UserItem]):
    """The prompt as typed, attachments as chips, and a mark while the server has not taken it up."""

    _rows = 0

    @property
    def foldable(self) -> bool:
        return self._rows > FOLDED_LINES + 1

    def render(self, context: RenderContext) -> list[Line]:
        item, palette = self.item, context.palette
        style = palette.muted if item.pending else palette.user
        lines = list(prose(item.text.strip("\n"), style, context, lead=gutter("user", context, "user")))
        self._rows = len(lines)
        if context.folded and self.foldable:
            hidden = len(lines) - FOLDED_LINES
            more = f"{glyph('ellipsis', context.ascii_only)} {hidden} more lines"
            mark = glyph("folded", context.ascii_only)
            del lines[FOLDED_LINES:]
            lines.append(
                line(
                    [(INDENT, palette.text), (f"{more}  {mark}", palette.muted)],
                    source=lines[-1].source,
                    target="fold",
                )
            )
        source = len(item.text) + 1
        for attachment in item.attachments:
            chip = truncate(
                one_line(f"[{attachment}]"), context.width - GUTTER, glyph("ellipsis", context.ascii_only)
            )
            fragments: list[Fragment] = [(INDENT, palette.text), (chip, palette.accent)]
            lines.append(line(fragments, source=source))
            source += len(attachment) + 1
        if item.pending:
            waiting = truncate("waiting to be taken up", context.width - GUTTER)
            lines.append(line([(INDENT, palette.text), (waiting, palette.muted)], source=source))
        return lines
