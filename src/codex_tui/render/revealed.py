"""Text in which nothing hides: every character that draws nothing, or looks like another, stands there by its name.

Under what is drawn of requests, where a person decides about what he reads.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from codex_tui.model.safe_text import SafeText
from codex_tui.render.glyphs import glyph
from codex_tui.render.layout import Fragment, row_line, wrap
from codex_tui.render.lines import GUTTER, Line, RenderContext
from codex_tui.render.look_alikes import look_alikes

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from rich.style import Style

    from codex_tui.model.diff import DiffLine

_SUSPECT = re.compile(r"[^ -~\n]| {24,}")
"""What is looked at more closely; of blanks, so many that they could push the rest out of sight."""
_LEAST_EMPTY = 5
"""Empty lines in a row that are told by their number."""
_EMPTY_LINES = re.compile(rf"(?:[ \t]*\n){{{_LEAST_EMPTY - 1},}}[ \t]*(?=\n|\Z)")
_LEAST_BLANKS_OF_CODE = 120
"""Blanks in a row that stand in no line of code for the sake of its looks."""
_HIDDEN = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs", "Mn", "Me"))
"""Categories of characters that draw nothing of their own, or what no font tells."""
_DRAWS_NOTHING = "\u2800"
"""The pattern of Braille without a dot, a symbol by its category."""


def revealed(text: str, style: Style, context: RenderContext, *, marks: bool = True) -> list[Line]:
    """All of a text, cut at columns and not at words, with every hidden character made visible.

    Args:
        text: what is shown.
        style: how it is drawn.
        context: width and palette.
        marks: whether a newline of the text is marked, as it matters in a command.
    """
    palette = context.palette
    lines: list[Line] = []
    source = 0
    for logical, is_last in _lines_of(text):
        empty = logical.count("\n") + 1 if not logical.strip() else 0
        if empty >= _LEAST_EMPTY:
            fragments: list[Fragment] = [(f"‹{empty} empty lines›", palette.warning)]
        else:
            fragments = reveal(logical, style, palette.warning)
        if marks and not is_last:
            # Where the text breaks and where the width breaks it must not look the same.
            fragments.append((glyph("newline", context.ascii_only), palette.muted))
        for index, row in enumerate(wrap(fragments, max(2, context.width - GUTTER), hard=True)):
            lead = [(" " * GUTTER, palette.text)]
            lines.append(row_line(row, lead, source, GUTTER, "" if index else "\n", len(logical)))
        source += len(logical) + 1
    return lines


def _lines_of(text: str) -> Iterator[tuple[str, bool]]:
    """The lines of a text, of which many empty ones in a row are one; and whether it is the last."""
    start = 0
    while start <= len(text):
        found = _EMPTY_LINES.match(text, start) if not start or text[start - 1] == "\n" else None
        end = found.end() if found is not None else text.find("\n", start)
        end = len(text) if end < 0 else end
        yield text[start:end], end == len(text)
        start = end + 1


def _hides(char: str) -> bool:
    return len(char) > 1 or char == _DRAWS_NOTHING or unicodedata.category(char) in _HIDDEN


def _name(char: str) -> str:
    if len(char) > 1:
        return f"‹{len(char)} blanks›"
    return "‹tab›" if char == "\t" else f"‹U+{ord(char):04X}›"


def reveal(text: str, style: Style, warning: Style) -> list[Fragment]:
    """A text in which nothing hides.

    Each hidden character stands by its name, in the other style, one that looks like another has its name behind it,
    and many blanks stand by their number.
    """
    fragments: list[Fragment] = []
    position = 0
    alike = look_alikes(text)
    for found in _SUSPECT.finditer(text):
        hides = _hides(found.group())
        if hides or found.start() in alike:
            end = found.start() if hides else found.end()
            fragments += [(text[position:end], style), (_name(found.group()), warning)]
            position = found.end()
    fragments.append((text[position:], style))
    return [fragment for fragment in fragments if fragment[0]] or [("", style)]


def revealed_text(text: str) -> str:
    """The same as plain text, of one line."""
    alike = look_alikes(text)

    def shown(found: re.Match[str]) -> str:
        return _name(found.group()) if _hides(found.group()) else found.group() + _named_alike(found, alike)

    return _SUSPECT.sub(shown, text)


def _named_alike(found: re.Match[str], alike: Set[int]) -> str:
    return _name(found.group()) if found.start() in alike else ""


def reveal_line(entry: DiffLine) -> DiffLine:
    """A line of a diff with its hidden characters by name; tabs and blanks stay, code is full of them."""
    alike = look_alikes(entry.text)

    def shown(found: re.Match[str]) -> str:
        char = found.group()
        named = len(char) >= _LEAST_BLANKS_OF_CODE or (len(char) == 1 and char != "\t" and _hides(char))
        return _name(char) if named else char + _named_alike(found, alike)

    text = _SUSPECT.sub(shown, entry.text)
    return entry if text == entry.text else replace(entry, text=SafeText(text))
