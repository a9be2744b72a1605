"""A terminal that sends alt+a as the letter á is asked to send the key, until it is given back. Pure; under the driver.

xterm does so unless its user has told it otherwise (eightBitInput, metaSendsEscape). It is asked how it is set, so that
it is given back as it was, and a terminal that knows no such setting is left alone.
"""

from __future__ import annotations

import re

MODES = ("1036", "1039")
"""What meta and alt send, by xterm's numbers: an escape before the letter where they are set."""
QUESTION = "".join(f"\x1b[?{mode}$p" for mode in MODES)
_NOT_SET = re.compile(rf"\x1b\[\?({'|'.join(MODES)});2\$y")
_LONGEST = len("\x1b[?1036;2$y")


class AltModes:
    """Listens to what the terminal sends, piece by piece, and says what to send to it."""

    def __init__(self) -> None:
        self._before = ""
        self._changed: set[str] = set()

    def heard(self, piece: str) -> str:
        """What to write, given what came; mostly nothing."""
        text = self._before + piece
        self._before = text[1 - _LONGEST :]
        if "$y" not in text:
            return ""
        wanted = [mode for mode in _NOT_SET.findall(text) if mode not in self._changed]
        self._changed.update(wanted)
        return "".join(f"\x1b[?{mode}h" for mode in wanted)

    def given_back(self) -> str:
        """What to write before something else gets the terminal."""
        changed, self._changed, self._before = sorted(self._changed), set(), ""
        return "".join(f"\x1b[?{mode}l" for mode in changed)
