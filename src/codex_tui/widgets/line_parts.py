"""One line made of parts that give way when the terminal is narrow: the logic under header and status line.

Pure: no widget in it. Styles are theme variables (``$quiet`` ...), so that a line follows the theme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from textual.content import Content

from codex_tui.render.glyphs import in_glyphs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

QUIET = "$quiet"
STRONG = "$strong"
ACCENT = "$accent"
NEEDS_YOU = "$needs-you"
ERROR = "$error"
GAP = 2
"""Columns that stay free between the left and the right half."""


class Part(NamedTuple):
    """A piece of a line.

    Attributes:
        text: what it says.
        style: theme variable of its colour.
        rank: 0 stays longest; of equal ranks the one further left.
        key: a key that is drawn before the text, in the accent.
        short: what it says where the text does not fit; nothing if there is no short form.
        stays: it is not covered by what is said, where the line has room for both.
        long_from: columns of the line below which it is short in any case, so that others have room.
        press: the key that a click on it presses, as Textual names it.
    """

    text: str
    style: str = QUIET
    rank: int = 0
    key: str = ""
    short: str = ""
    long_from: int = 0
    stays: bool = False
    press: str = ""

    @property
    def width(self) -> int:
        return cell_len(self.text) + (cell_len(self.key) + 1 if self.key else 0)

    def shortened(self) -> Part:
        return Part(self.short, self.style, self.rank, self.key, press=self.press)

    def in_glyphs(self, ascii_only: bool) -> Part:
        return (
            self._replace(text=in_glyphs(self.text, True), short=in_glyphs(self.short, True))
            if ascii_only
            else self
        )

    def content(self) -> Content:
        if self.key:
            return Content.assemble((self.key, "$footer-key-foreground"), " ", (self.text, self.style))
        return Content.styled(self.text, self.style)


def choose(
    left: Sequence[Part], right: Sequence[Part], width: int, separator: str
) -> tuple[list[Part], list[Part]]:
    """The parts of both halves that fit, by rank, each in its long or else its short form."""
    taken: dict[tuple[int, int], Part] = {}
    used = [0, 0]
    candidates = [
        (part.rank, side, place)
        for side, parts in ((1, right), (0, left))
        for place, part in enumerate(parts)
    ]
    candidates.sort(key=lambda one: one[0])
    halves = (left, right)
    for _rank, side, place in candidates:
        part = halves[side][place]
        joint = cell_len(separator) if used[side] else (GAP if used[1 - side] else 0)
        room = width - used[0] - used[1] - joint
        if used[0] and used[1]:
            room -= GAP
        if part.short and (part.width > room or width < part.long_from):
            part = part.shortened()
        if part.width <= room and part.width:
            taken[side, place] = part
            used[side] += part.width + (joint if used[side] else 0)
    return (
        [taken[0, place] for place in range(len(left)) if (0, place) in taken],
        [taken[1, place] for place in range(len(right)) if (1, place) in taken],
    )


def joined(parts: Iterable[Part], separator: str) -> Content:
    """The parts side by side."""
    return Content.styled(separator, QUIET).join(part.content() for part in parts)


def pressed_at(parts: Iterable[Part], separator: str, column: int) -> str:
    """The key of the part that stands in a column of a half; empty if there is none."""
    start = 0
    for part in parts:
        if start <= column < start + part.width:
            return part.press
        start += part.width + cell_len(separator)
    return ""


def spread(left: Content, right: Content, width: int) -> Content:
    """One half at the left edge, one at the right."""
    space = max(0, width - left.cell_length - right.cell_length)
    return Content.assemble(left, " " * space, right)
