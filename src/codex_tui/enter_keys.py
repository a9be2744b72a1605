"""Whether the terminal tells shift+enter from enter, which decides the key that hints name for a new line.

Terminals with the keyboard protocol of kitty do; Textual asks them to, and says nothing of whether they can, so that
they are asked. Konsole has a sequence of its own for the key, which elsewhere is the enter of the number pad. Other
terminals send enter for it, and hints that named it would have people send what they have begun to write. Under the
driver.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_tui.keymap import tell_enter_keys_apart
from codex_tui.taken_out import TakenOut

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ASKS_FOR_PROTOCOL = "\x1b[?u"
_ANSWER = re.compile(r"\x1b\[\?\d{1,4}u")
_BEGUN = re.compile(r"\x1b\[\?\d{0,4}\Z")
_OF_KONSOLE, _SHIFT_ENTER = "\x1bOM", "\x1b[13;2u"


class EnterKeys:
    """What the terminal can tell, and its keys as Textual knows them.

    Args:
        environment: of the process.
        changed: called when hints are to name another key than they did.
    """

    def __init__(self, environment: Mapping[str, str], changed: Callable[[], object]) -> None:
        self._in_konsole = "KONSOLE_VERSION" in environment
        self._changed = changed
        self._apart = self._in_konsole
        self._answer = TakenOut(_ANSWER, _BEGUN, self._heard)
        tell_enter_keys_apart(self._apart)

    def rewrite(self, piece: str) -> str:
        """What was typed without the answer, with the key of Konsole by the name that others have for it."""
        text = self._answer.rewrite(piece)
        return text.replace(_OF_KONSOLE, _SHIFT_ENTER) if self._in_konsole else text

    def silence(self) -> str:
        """What was held back, as nothing followed: it was typed."""
        return self._answer.silence()

    def _heard(self, _answer: re.Match[str]) -> None:
        if not self._apart:
            self._apart = True
            tell_enter_keys_apart(True)
            self._changed()
