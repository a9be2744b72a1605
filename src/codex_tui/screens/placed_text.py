"""What is sent for a strip whose characters terminals do not measure alike: each of these is placed by its column.

Such a character, as wide as a terminal may make it, never moves what stands behind it: that is written in its own
column, over whatever the character took beside its own. Where nothing would be written over it, at the end of a
strip, only the first part of it is drawn.

It is also the last wall before the terminal: text is safe when it enters the model, and what came here around that is
no sequence either.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.segment import Segment
from textual.strip import Strip

from codex_tui.model.safe_text import without_harm
from codex_tui.render.graphemes import first_part, graphemes, hides, is_sure, spacing_marks, widest
from codex_tui.render.placeholders import is_placed

if TYPE_CHECKING:
    from rich.console import Console

_UNKNOWN = "\ufffd"
_BLANKS = re.compile(" {2,}")


def placed(strip: Strip, console: Console, x: int) -> str:
    """The bytes of a strip that begins in a column of the screen; those that Textual makes, if its text is sure."""
    if without_harm(strip.text, _in_columns) != strip.text:
        strip = Strip(
            [
                Segment(text if is_placed(text) else without_harm(text, _in_columns), style)
                for text, style, _ in strip
            ]
        )
    if is_sure(strip.text):
        return strip.render(console)
    system = console._color_system or ColorSystem.TRUECOLOR
    segments = list(strip)
    placing = _Placing(x, x + strip.cell_length, _has_room([text for text, _, _ in segments]))
    sent: list[str] = []
    for text, style, _control in segments:
        text = placing.take(text)
        sent.append(text if style is None else strip.render_style(style, text, color_system=system))
    return "".join(sent)


class _Placing:
    """Goes through the text of a strip.

    The marks of Indic scripts, which have a column of their own in some terminals, would be written over if each
    character were placed. Where there are blanks behind them, they push the text before these to the right instead.

    Args:
        x: the first column.
        end: the column behind the strip.
        loose: whether there are enough blanks.
    """

    def __init__(self, x: int, end: int, loose: bool) -> None:
        self._x = x
        self._end = end
        self._loose = loose
        self._drift = 0
        """By how many columns a terminal may be ahead."""

    def take(self, text: str) -> str:
        """What is sent for the next text."""
        if is_placed(text):  # only terminals that know such characters get them
            self._x += cell_len(text)
            return text
        if not self._drift and is_sure(text):
            self._x += len(text) if text.isascii() else graphemes(text)[1]
            return text
        sent: list[str] = []
        blanks_until = 0
        for start, stop, width in graphemes(text)[0]:
            if start < blanks_until:
                continue
            grapheme = text[start:stop]
            if self._drift and grapheme == " " and (blanks := _BLANKS.match(text, start)) is not None:
                filled = self._fill(len(blanks.group()))
                if filled:
                    blanks_until = blanks.end()
                    sent.append(filled)
                    continue
            sent.append(self._one(grapheme, width))
            self._x += width
        return "".join(sent)

    def _fill(self, count: int) -> str:
        """Blanks that end in their column, wherever the terminal is; none where they would go over text."""
        drift, behind = self._drift, self._x + count
        if count >= drift and behind + drift <= self._end:
            # What is too much of them is written over by what follows.
            filled = " " * count + _column(behind)
        elif count >= 2 * drift:
            filled = " " * (count - drift) + _column(behind - drift) + " " * drift
        else:
            return ""
        self._x, self._drift = behind, 0
        return filled

    def _one(self, grapheme: str, width: int) -> str:
        x = self._x
        if is_sure(grapheme):
            if self._drift and "\u2500" <= grapheme <= "\u257f":
                self._drift = 0
                return _column(x) + grapheme
            return grapheme
        marks = spacing_marks(grapheme)
        if marks and self._loose:
            self._drift += marks
            return grapheme
        self._drift = 0
        if hides(grapheme):
            grapheme = _UNKNOWN * width
        elif x + widest(grapheme) > self._end:
            grapheme = first_part(grapheme)
            if x + widest(grapheme) > self._end:
                grapheme = _UNKNOWN * width
        # A terminal may draw it narrower: what it leaves must not be what stood there before.
        cleared = " " * width + _column(x) if width > 1 else ""
        return cleared + grapheme + _column(x + width)


def _has_room(texts: list[str]) -> bool:
    """Whether behind the last mark with a column of its own come twice as many blanks as there are such marks."""
    marks = [spacing_marks(text) for text in texts]
    if not any(marks):
        return False
    last = max(number for number, count in enumerate(marks) if count)
    behind = [_behind_marks(texts[last]), *texts[last + 1 :]]
    return any(len(run) >= 2 * sum(marks) for text in behind for run in _BLANKS.findall(text))


def _behind_marks(text: str) -> str:
    """The text behind its last mark."""
    end = len(text)
    while end and not spacing_marks(text[end - 1]):
        end -= 1
    return text[end:]


def _in_columns(char: str) -> str:
    """What stands for a character that must not be sent; most have no columns."""
    return _UNKNOWN * cell_len(char)


def _column(x: int) -> str:
    return f"\x1b[{x + 1}G"
