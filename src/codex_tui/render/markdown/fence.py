"""A fence that is open: its lines are drawn one by one, and none of them twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codex_tui.render.code import CodeWriter
from codex_tui.render.layout import line
from codex_tui.render.markdown.blocks import label, language

if TYPE_CHECKING:
    from markdown_it.token import Token

    from codex_tui.render.highlight import LexerState
    from codex_tui.render.lead import Lead
    from codex_tui.render.lines import Line, RenderContext

_TAB = 4


@dataclass(frozen=True, slots=True)
class FenceState:
    """What has to be known of an open fence to go on in it, whatever the width."""

    marker: str
    indent: int
    language: str
    source: int
    empty: bool
    named: bool
    lexer: LexerState


@dataclass(slots=True)
class Fence:
    """How the fence closes, how far its lines are indented, and what draws them."""

    marker: str
    indent: int
    language: str
    writer: CodeWriter
    source: int
    empty: bool = True

    @classmethod
    def open(
        cls, token: Token, opener: str, lead: Lead, context: RenderContext, source: int
    ) -> tuple[Fence, list[Line]]:
        """A fence that begins with the line `opener`, at an offset in the source; and the line that names it."""
        indent = len(opener) - len(opener.lstrip(" "))
        lexed = language(token.info)
        writer = CodeWriter(lexed, lead, context)
        return cls(token.markup, indent, lexed, writer, source), writer.label(label(token.info), source)

    @classmethod
    def resume(cls, state: FenceState, lead: Lead, context: RenderContext) -> Fence:
        """A fence in the middle."""
        writer = CodeWriter(state.language, lead, context)
        writer.lexer.go_on_from(state.lexer)
        writer.named = state.named
        return cls(state.marker, state.indent, state.language, writer, state.source, state.empty)

    @property
    def state(self) -> FenceState:
        writer = self.writer
        return FenceState(
            self.marker, self.indent, self.language, self.source, self.empty, writer.named, writer.lexer.state
        )

    def closes(self, text: str) -> bool:
        """Whether a line, without its newline, is the closing fence."""
        mark = self.marker[0]
        body = text.lstrip(" ")
        rest = body.lstrip(mark)
        return (
            len(text) - len(body) < _TAB
            and len(body) - len(rest) >= len(self.marker)
            and not rest.strip(" \t")
        )

    def add(self, text: str, source: int) -> list[Line]:
        """The lines of a whole line of code."""
        self.empty = False
        return self.writer.add(self._dedent(text), source)

    def skip(self, text: str) -> None:
        """Passes over a whole line of code: the colours of the next one may depend on it."""
        self.empty = False
        self.writer.lead.take()
        self.writer.named = False
        self.writer.lexer.line(self._dedent(text))

    def close(self) -> list[Line]:
        """The line that a fence without any has."""
        return self._nothing(self.writer.lead)

    def preview(self, text: str, source: int) -> list[Line]:
        """The lines of a line of code that still grows."""
        if not text or self.closes(text):
            return self._nothing(self.writer.lead.copy())
        return self.writer.preview(self._dedent(text), source)

    def _nothing(self, lead: Lead) -> list[Line]:
        if not self.empty or self.writer.named:
            return []
        return [line(lead.take(), source=self.source, gutter=lead.columns)]

    def _dedent(self, text: str) -> str:
        column = 0
        for index, char in enumerate(text):
            if column >= self.indent or char not in " \t":
                return text[index:]
            column += 1 if char == " " else _TAB - column % _TAB
            if column > self.indent:
                return " " * (column - self.indent) + text[index + 1 :]
        return ""
