"""Texts made to fit: folders as people write them, and text cut or padded to a number of columns.

Pure, under every widget that draws lines of its own.
"""

from __future__ import annotations

from rich.cells import cell_len, get_character_cell_size

from codex_tui.keymap import arrows_in_words
from codex_tui.render.glyphs import glyph, in_glyphs
from codex_tui.render.paths import short_folder as short_folder


def in_words(sentence: str) -> str:
    """A sentence of ours as the terminal has it, which may have ASCII only."""
    return in_glyphs(sentence, arrows_in_words())


def fit(text: str, width: int, ascii_only: bool = False) -> str:
    """The text in exactly `width` cells: padded, or cut off with an ellipsis."""
    length = cell_len(text)
    if length <= width:
        return text + " " * (width - length)
    mark = glyph("ellipsis", ascii_only)[:width]
    room = width - len(mark)
    end, used = 0, 0
    for character in text:
        size = get_character_cell_size(character)
        if used + size > room:
            break
        end += 1
        used += size
    return text[:end] + mark + " " * (room - used)


def fit_end(text: str, width: int, ascii_only: bool = False) -> str:
    """Like `fit`, but cuts the beginning off: of a path, the end tells more."""
    if cell_len(text) <= width:
        return fit(text, width, ascii_only)
    mark = glyph("ellipsis", ascii_only)[:width]
    room = width - len(mark)
    start, used = len(text), 0
    for character in reversed(text):
        size = get_character_cell_size(character)
        if used + size > room:
            break
        start -= 1
        used += size
    return mark + text[start:] + " " * (room - used)


def clip(text: str, width: int, ascii_only: bool = False) -> str:
    """The first line of a text in that many columns, its cut marked with an ellipsis."""
    line, _, rest = text.partition("\n")
    if not rest and cell_len(line) <= width:
        return line
    mark = glyph("ellipsis", ascii_only)
    room = width - len(mark)
    if room < 0:
        return mark[: max(0, width)]
    kept = line
    while cell_len(kept) > room:
        # Each round takes half as many characters as there are columns too many: wide ones count two.
        kept = kept[: -max(1, (cell_len(kept) - room) // 2)]
    return kept.rstrip() + mark
