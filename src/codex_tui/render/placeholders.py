"""The characters by which a terminal with kitty's graphics protocol places a picture that it was sent before.

Each cell is one character with two marks, for its row and its column in the picture; its colour is the number of the
picture. So a picture scrolls, and is cut and overlaid, as any text is.
"""

from __future__ import annotations

import re
from functools import cache

PLACEHOLDER = "\U0010eeee"
_MARKS = (
    "\u0305\u030d\u030e\u0310\u0312\u033d\u033e\u033f\u0346\u034a\u034b\u034c\u0350\u0351\u0352\u0357\u035b\u0363\u0364"
    "\u0365\u0366\u0367\u0368\u0369\u036a\u036b\u036c\u036d\u036e\u036f\u0483\u0484\u0485\u0486\u0487\u0592\u0593\u0594"
    "\u0595\u0597\u0598\u0599\u059c\u059d\u059e\u059f\u05a0\u05a1\u05a8\u05a9\u05ab\u05ac\u05af\u05c4\u0610\u0611\u0612"
    "\u0613\u0614\u0615\u0616\u0617\u0657\u0658"
)
"""What stands for 0, 1, 2 and so on: the protocol's own order (kitty's documentation, rowcolumn-diacritics)."""


def placeholders(row: int, columns: int) -> str:
    """One row of a picture."""
    return "".join(PLACEHOLDER + _MARKS[row] + mark for mark in _MARKS[:columns])


def is_placed(text: str) -> bool:
    """Whether a text is nothing but such characters."""
    return text.startswith(PLACEHOLDER) and _placed().fullmatch(text) is not None


@cache  # no first paint needs it
def _placed() -> re.Pattern[str]:
    return re.compile(f"(?:{PLACEHOLDER}[{_MARKS}]{{2}})+")
