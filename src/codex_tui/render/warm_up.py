"""Draws a document that nobody sees, so that the first answer finds everything ready that drawing it needs.

The Markdown parser is imported with the first message, and Pygments with the first fence; its lexers build their tables
of expressions when they are first used. That held a streaming answer, and every key, for 100 ms and more. In a thread:
the parser after the first paint, the lexers with the first thread that is opened, since they hold memory for good.
"""

from __future__ import annotations

from rich.style import Style

from codex_tui.model.items import AgentItem
from codex_tui.model.keys import ItemKey
from codex_tui.model.safe_text import SafeText
from codex_tui.model.text_buffer import TextBuffer
from codex_tui.render.cells import renderer_for
from codex_tui.render.lines import RenderContext
from codex_tui.render.palette import Palette

LANGUAGES = ("python", "bash", "json", "yaml", "diff", "go", "rust")
"""Of those that agents write most the cheap ones. JavaScript and TypeScript hold 0.7 MB each and come with their first
fence, in 10 to 20 ms; so do all others.
"""
_TEXT = """\
# A heading

A paragraph with **strong**, *emphasis*, `code` and a [link](https://example.com).

- a list
  1. in a list

> a quotation[^1]

[^1]: A note.

| a | table |
|---|-------|
| 1 | 2     |
"""


def load() -> None:
    """Imports and builds what drawing text needs, in whatever thread this is called."""
    _draw(_TEXT)


def load_lexers() -> None:
    """Imports and builds what colours code, in whatever thread this is called."""
    _draw("".join(f"\n```{language}\nvalue = 1  # one\n```\n" for language in LANGUAGES))


def _draw(text: str) -> None:
    message = AgentItem(key=ItemKey("", "", "", ""), text=TextBuffer(SafeText(text)))
    plain = Palette(name="", dark=True, **dict.fromkeys(Palette.tokens(), Style.null()))
    renderer_for(message).update(RenderContext(80, plain))
