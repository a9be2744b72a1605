"""Blocks of code, line by line: highlighted, and wrapped at the column rather than at words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style

from codex_tui.render.highlight import Coloured, LineLexer
from codex_tui.render.layout import Fragment, expand_fragments, row_line, wrap

if TYPE_CHECKING:
    from codex_tui.render.lead import Lead
    from codex_tui.render.lines import Line, RenderContext


class CodeWriter:
    """Makes lines of the lines of one block of code, in their order, behind a lead of its own."""

    def __init__(self, language: str, lead: Lead, context: RenderContext) -> None:
        self.lexer = LineLexer(language)
        self.lead = lead
        self._width = max(2, context.width - lead.columns)
        palette = context.palette
        # The background would end where the text does, so the block is set off by its indent alone.
        self._plain = Style(color=palette.code_block.color)
        self._styles = {"": self._plain}
        self._palette = palette

    def add(self, text: str, source: int) -> list[Line]:
        """The lines of the next line of code."""
        return self._lay_out(self.lexer.line(text), self.lead, source)

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
            joint = "" if index else "\n"
            lines.append(row_line(row, lead.take(), source, lead.columns, joint, length))
        return lines
