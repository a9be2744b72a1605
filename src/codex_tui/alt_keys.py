"""Keys with alt, told apart from a sequence before Textual's parser sees them. Pure; under the keyboard's driver.

Most terminals send alt+a as an escape and an a. Textual's parser takes that for alt+a only after a silence: if another
sequence follows at once, such as that of a second alt+a, of an arrow, or of the focus, it makes ``^`` and ``a`` of it,
two letters that a request would take for an answer. Here such a pair becomes the sequence that says alt+a by itself.
An escape in what is pasted, of which it makes keys as well, becomes the picture of one.
"""

from __future__ import annotations

import re

_REST = r"(?:\[(?:2(?:0[01]?)?)?)?\Z"
"""Of the marks around a paste, all that a piece may end with behind their escape."""
_BEGUN = re.compile(f"\x1b{_REST}")
_PAIR_OR_PASTE = re.compile(f"\x1b(?:([A-Za-z,.])|\\[20([01])~|(?!{_REST}))")
_AMBIGUOUS = frozenset("OPX")
"""Letters behind an escape with which a sequence begins."""
_KNOWN = frozenset("bf")
"""Letters behind an escape that Textual takes at once, as what they mean in a shell."""
_ALT, _ALT_SHIFT = 3, 4
_PICTURE = "\u241b"


class AltKeys:
    """Rewrites what a terminal sends, piece by piece."""

    def __init__(self) -> None:
        self._pasting = False
        self._begun = ""
        """What the last piece ended with, if nobody knows yet what becomes of it; it was handed on."""

    def rewrite(self, piece: str) -> str:
        """The same keys, with those of alt as sequences of their own, and the same pastes without an escape."""
        if not piece:
            return piece
        text = self._begun + piece
        written = _PAIR_OR_PASTE.sub(self._rewritten, text)[len(self._begun) :]
        begun = _BEGUN.search(text)
        self._begun = begun.group() if begun is not None else ""
        return written

    def silence(self) -> None:
        """What was begun is over: an escape that nothing follows is the key of that name."""
        self._begun = ""

    def _rewritten(self, found: re.Match[str]) -> str:
        letter, paste = found.groups()
        if paste is not None:
            self._pasting = paste == "0"
        elif self._pasting:
            return f"{_PICTURE}{letter or ''}"
        elif letter and letter not in _AMBIGUOUS and letter not in _KNOWN:
            return f"\x1b[{ord(letter.lower())};{_ALT_SHIFT if letter.isupper() else _ALT}u"
        return found.group()
