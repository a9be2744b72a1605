"""Characters as a reader sees them, and how sure it is what a terminal makes of them.

Rich measures by Unicode's tables, and joins what emoji join. Terminals have older tables, or none for what is joined:
to xterm a family of three is six columns, to kitty two; a red heart one, or two. What is sure is drawn as text; behind
anything else whoever draws has to say in which column to go on.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from unicodedata import category

from rich.cells import cell_len, split_graphemes

Grapheme = tuple[int, int, int]
"""Where a character begins and ends in a text, and the columns that it takes."""

_JOINER = "\u200d"
_FLAG_LETTER = "\U0001f1e6-\U0001f1ff"
_PICTURES = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_SURE = (
    "\u00a0-\u02ff\u0370-\u0482\u048a-\u058f\u05d0-\u05ea\u0620-\u064a\u0660-\u066f\u0671-\u06d5"
    "\u10a0-\u10ff\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u2190-\u22ff\u2500-\u25fc\u2610-\u2612\u2713\u2717\u2800-\u28ff"
    "\u3000-\u3029\u3041-\u3096\u309b-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003fffd"
)
_OF_SCREENS = frozenset(
    map(
        chr,
        chain(
            range(0x20, 0x7F), (0xB7, 0x2026, 0x203A, 0x2039), range(0x2190, 0x2200), range(0x2500, 0x25FD)
        ),
    )
)
"""What screens without a conversation are made of: sure, and known without an expression that takes 4 ms to compile."""


# Expressions of characters up to the ends of Unicode are long in compiling, and no first paint needs one.


@cache
def _unsure() -> re.Pattern[str]:
    return re.compile(f"[^ -~{_SURE}]")


@cache
def _flags() -> re.Pattern[str]:
    return re.compile(f"[{_FLAG_LETTER}]")


@cache
def _stray_joiner() -> re.Pattern[str]:
    return re.compile(f"(?<![{_PICTURES}\ufe0f]){_JOINER}|{_JOINER}(?![{_PICTURES}])")


@cache
def _wider() -> re.Pattern[str]:
    """What a terminal may give two columns, whatever stands beside it."""
    return re.compile(f"[{_FLAG_LETTER}\U0001f3fb-\U0001f3ff]|[{_PICTURES}0-9#*]\ufe0f")


def is_sure(text: str) -> bool:
    """Whether every terminal gives a text the same columns."""
    return text.isascii() or _OF_SCREENS.issuperset(text) or _unsure().search(text) is None


def graphemes(text: str) -> tuple[list[Grapheme], int]:
    """The characters of a text, and its columns. The two letters of a flag are one of them."""
    spans, total = split_graphemes(text)
    if _flags().search(text) is None:
        return spans, total
    whole: list[Grapheme] = []
    open_flag = False
    for start, end, size in spans:
        letter = _flags().match(text, start) is not None
        if letter and open_flag:
            whole[-1] = (whole[-1][0], end, whole[-1][2] + size)
        else:
            whole.append((start, end, size))
        open_flag = letter and not open_flag
    return whole, total


def without_stray_joiners(text: str) -> str:
    """The text with as many characters, in which only pictures are joined.

    Rich gives what follows a joiner no columns. Between letters, where Indic scripts have it, and a text that wants
    to hide some may, it is replaced by the one that joins nothing.
    """
    return _stray_joiner().sub("\u200c", text) if _JOINER in text else text


def widest(grapheme: str) -> int:
    """The columns that a terminal may take for a character if it draws what it is made of side by side."""
    wide = len(_wider().findall(grapheme))
    return 2 * wide + sum([cell_len(char) or category(char) == "Mc" for char in _wider().sub("", grapheme)])


def spacing_marks(grapheme: str) -> int:
    """How many vowel signs and the like a character has that xterm and others give a column of their own."""
    return sum([category(char) == "Mc" for char in grapheme if not char.isascii()])


def first_part(grapheme: str) -> str:
    """The first of what a character is made of, as a terminal can draw it alone."""
    return grapheme[:1]


def hides(grapheme: str) -> bool:
    """Whether a text that is no picture is joined to something, so that it has no columns of its own."""
    return _JOINER in grapheme and _stray_joiner().search(grapheme) is not None
