"""What is sent for a strip whose characters terminals do not measure alike: each of these is placed by its column.

Such a character, as wide as a terminal may make it, never moves what stands behind it: that is written in its own
column, over whatever the character took beside its own. Where nothing would be written over it, at the end of a
strip, only the first part of it is drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.color import ColorSystem

from codex_tui.render.graphemes import first_part, graphemes, hides, is_sure, widest

if TYPE_CHECKING:
    from rich.console import Console
    from textual.strip import Strip

_UNKNOWN = "\ufffd"


def placed(strip: Strip, console: Console, x: int) -> str:
    """The bytes of a strip that begins in a column of the screen; those that Textual makes, if its text is sure."""
    if is_sure(strip.text):
        return strip.render(console)
    system = console._color_system or ColorSystem.TRUECOLOR
    end = x + strip.cell_length
    sent: list[str] = []
    for text, style, _control in strip:
        if is_sure(text):
            x += len(text) if text.isascii() else graphemes(text)[1]
        else:
            text, x = _place(text, x, end)
        sent.append(text if style is None else strip.render_style(style, text, color_system=system))
    return "".join(sent)


def _place(text: str, x: int, end: int) -> tuple[str, int]:
    """The text with its unsure characters placed, and the column behind it."""
    sent: list[str] = []
    for start, stop, width in graphemes(text)[0]:
        grapheme = text[start:stop]
        if is_sure(grapheme):
            sent.append(grapheme)
        else:
            if hides(grapheme):
                grapheme = _UNKNOWN * width
            elif x + widest(grapheme) > end:
                grapheme = first_part(grapheme)
                if x + widest(grapheme) > end:
                    grapheme = _UNKNOWN * width
            # A terminal may draw it narrower: what it leaves must not be what stood there before.
            cleared = " " * width + _column(x) if width > 1 else ""
            sent += (cleared, grapheme, _column(x + width))
        x += width
    return "".join(sent), x


def _column(x: int) -> str:
    return f"\x1b[{x + 1}G"
