"""Blocks of code, line by line: highlighted, and wrapped at the column rather than at words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style

from codex_tui.render.glyphs import glyph
from codex_tui.render.highlight import Coloured, LineLexer
from codex_tui.render.layout import Fragment, expand_fragments, line, row_line, truncate, wrap
from codex_tui.render.lines import COPY_CODE

if TYPE_CHECKING:
    from codex_tui.render.lead import Lead
    from codex_tui.render.lines import Line, RenderContext


class CodeWriter:
    """Makes lines of the lines of one block of code, in their order, behind a lead of its own.

    Attributes:
        named: the line that names the language stands right above: the next one is joined to what is above that.
    """

    def __init__(self, language: str, lead: Lead, context: RenderContext) -> None:
        self.lexer = LineLexer(language)
        self.lead = lead
        self._width = max(2, context.width - lead.columns)
        palette = context.palette
        self._rule = 2 * glyph("rule", context.ascii_only) + " "
        self._ellipsis = glyph("ellipsis", context.ascii_only)
        # The background would end where the text does, so the block is set off by its indent alone.
        self._plain = Style(color=palette.code_block.color)
        self._styles = {"": self._plain}
        self._palette = palette
        self._all = context.width
        self.named = False

    def label(self, text: str, source: int) -> list[Line]:
        """The line above the code that names its language; a click on it copies the code. None without a name.

        Nothing of it is text that can be selected.
        """
        if not text:
            return []
        self.named = True
        name = truncate(text, max(1, self._width - len(self._rule)), self._ellipsis)
        fragments = [*self.lead.take(), (self._rule, self._palette.rule), (name, self._palette.muted)]
        return [line(fragments, source=source, gutter=self._all, target=COPY_CODE)]

    def add(self, text: str, source: int) -> list[Line]:
        """The lines of the next line of code."""
        lines = self._lay_out(self.lexer.line(text), self.lead, source)
        self.named = False
        return lines

    def preview(self, text: str, source: int) -> list[Line]:
        """The lines of a line of code that still grows; the next call begins at the same place."""
        return self._lay_out(self.lexer.line(text, keep=False), self.lead.copy(), source)

    def _style(self, kind: str) -> Style:
        style = self._styles.get(kind)
        if style is None:
            style = self._styles[kind] = self._plain + Style(color=getattr(self._palette, kind).color)
        return style

    def _lay_out(self, pieces: Coloured, lead: Lead, source: int) -> list[Line]:
        length = sum([len(text) for text, _ in pieces])
        fragments: list[Fragment] = [(text, self._style(kind)) for text, kind in pieces]
        fragments = expand_fragments(fragments)
        lines: list[Line] = []
        for index, row in enumerate(wrap(fragments, self._width, hard=True)):
            joint = "" if index or self.named else "\n"
            lines.append(row_line(row, lead.take(), source, lead.columns, joint, length))
        return lines
