"""Rows with text from the right, in terminals that turn it around: what stands beside it is not turned along.

GNOME Terminal and others of its kind (VTE), Konsole and mlterm draw a row in the order that Unicode gives it. What is
between two words from the right, such as the rule of a table or a gap, is for them a part of one text, and so they
draw the second column before the first, and a number before the title that it follows. A left-to-right mark, which has
no columns, behind what separates keeps each part in its place. Other terminals draw letters in the order in which
they come, and get no marks. Under the driver, since nothing else is to know of it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from codex_tui.taken_out import TakenOut

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ASKS_WHETHER_IT_TURNS = "\x1b[8$p"
"""The mode of ECMA-48 for that (BDSM), which VTE has."""
_ANSWER = re.compile(r"\x1b\[8;([0-4])\$y")
_BEGUN = re.compile(r"\x1b\[8(?:;(?:[0-4]\$?)?)?\Z")
_ON = ("1", "3")
_MARK = "\u200e"


# Made when they are first needed: no first paint has such letters.


@cache
def _from_right() -> re.Pattern[str]:
    return re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001eeff]")


@cache
def _rows() -> re.Pattern[str]:
    """Where the parts of a frame begin: a place on the screen."""
    return re.compile(r"(?=\x1b\[\d+;\d+H)")


@cache
def _separators() -> re.Pattern[str]:
    """What ends a part of a row: rules, frames and signs between facts, gaps, the end; or a link, to be left alone.

    With a blank behind it if there is one: a rule that has a mark itself is drawn as a letter, and ends at each row.
    """
    link, colours = r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)", r"(?:\x1b\[[\d;]*m)*"
    signs = rf"[\u2500-\u259f\u2022\u00b7]+{colours} ?"
    return re.compile(rf"(?P<link>{link})|{signs}|(?: {colours}){{2,}}| {colours}\Z")


class TurnedText:
    """What the terminal does, and what is sent to it.

    Args:
        environment: of the process; terminals that do not answer are known by it.
        again: called where text from the right was sent before the terminal had answered that it turns it.
    """

    def __init__(self, environment: Mapping[str, str], again: Callable[[], object]) -> None:
        self._turns = environment.get("TERM", "").startswith("mlterm") or "KONSOLE_VERSION" in environment
        self._again = again
        self._sent_bare = False
        self.answered = False
        """It has the mode, and by default it is on: that is VTE."""
        self._answer = TakenOut(_ANSWER, _BEGUN, self._heard)

    def rewrite(self, piece: str) -> str:
        """What was typed without the answer."""
        return self._answer.rewrite(piece)

    def silence(self) -> str:
        """What was held back, as nothing followed: it was typed."""
        return self._answer.silence()

    def sent(self, data: str) -> str:
        """What to send, with the marks that are needed."""
        if data.isascii() or _from_right().search(data) is None:
            return data
        if not self._turns:
            self._sent_bare = True
            return data
        before, *rows = _rows().split(data)
        from_right = _from_right()
        return before + "".join(
            _separators().sub(_marked, row) if from_right.search(row) is not None else row for row in rows
        )

    def _heard(self, answer: re.Match[str]) -> None:
        if answer.group(1) in _ON:
            self._turns = self.answered = True
            if self._sent_bare:
                self._sent_bare = False
                self._again()


def _marked(separator: re.Match[str]) -> str:
    return separator.group() + ("" if separator["link"] else _MARK)
