"""The short texts of a row: ages, folders, and text fitted to a column."""

from __future__ import annotations

from rich.cells import cell_len, get_character_cell_size

from codex_tui.render.glyphs import glyph

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_WEEK = 7 * _DAY
_YEAR = 365 * _DAY


def age_text(seconds: float, *, exact: bool = False) -> str:
    """How long ago, in at most three cells; the first minute is "now", or in seconds where `exact`."""
    seconds = max(0.0, seconds)
    if seconds < _MINUTE:
        return f"{int(seconds)}s" if exact else "now"
    for limit, unit, letter in (
        (_HOUR, _MINUTE, "m"),
        (_DAY, _HOUR, "h"),
        (2 * _WEEK, _DAY, "d"),
        (_YEAR, _WEEK, "w"),
    ):
        if seconds < limit:
            return f"{int(seconds // unit)}{letter}"
    return f"{int(seconds // _YEAR)}y"


def short_folder(path: str, home: str) -> str:
    """The folder as people write it: with ``~`` for the home."""
    if path == home:
        return "~"
    return "~" + path[len(home) :] if home and path.startswith(home.rstrip("/") + "/") else path


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
