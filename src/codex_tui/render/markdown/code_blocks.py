"""The blocks of code of a Markdown text, as they were written: what a person copies of an answer."""

from __future__ import annotations

from dataclasses import dataclass

from codex_tui.render.markdown.blocks import SourceLines, language
from codex_tui.render.markdown.parser import block_tokens


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """One block of code.

    Attributes:
        start: offset in the source of the line that it begins with, its fence included.
        end: offset behind its last line.
        language: as its fence names it, or empty.
        text: the code, without its indent in the source and without its last newline.
    """

    start: int
    end: int
    language: str
    text: str


def code_blocks(text: str) -> list[CodeBlock]:
    """All blocks of code of a text, those in lists and quotations among them, from above."""
    if "```" not in text and "~~~" not in text and "    " not in text and "\t" not in text:
        return []
    source = SourceLines(text, 0)
    return [
        CodeBlock(
            source.start(token.map[0]),
            source.start(token.map[1]),
            language(token.info),
            token.content.removesuffix("\n"),
        )
        for token in block_tokens(text)
        if token.type in ("fence", "code_block") and token.map
    ]
