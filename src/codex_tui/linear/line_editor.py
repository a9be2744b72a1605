"""A line that is being typed: the editing that every terminal's own lines have, and no cursor movement but backwards.

Pure: keys in, the line and its echo out. Done here rather than by the terminal, because only who reads every key knows
that somebody is typing, and keeps what is said meanwhile from cutting the line in two.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ERASE = "\b \b"
_KEY = re.compile(r"\x1b\[[0-9;?<=>]*[ -/]*[@-~]|\x1bO.|\x1b.|[\s\S]")
_UNFINISHED = re.compile(r"\x1b(\[[0-9;?<=>]*[ -/]*|O)?\Z")
"""The beginning of what a special key sends, cut off."""


_PASTE_BEGINS, _PASTE_ENDS = "\x1b[200~", "\x1b[201~"


class EndOfInput(Exception):
    """There is no more to come."""


class LineEditor:
    """Takes what the terminal sends and gives the lines that are complete.

    Args:
        echo: shows what changes of the line.
        width: gives the columns of a text.
    """

    def __init__(self, echo: Callable[[str], None], width: Callable[[str], int]) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._echo = echo
        self._width = width
        self._rest = ""
        self._before = ""
        self._line: list[str] = []
        self._pasting = False
        self._pasted = False
        self.secret = False
        """What is typed is not shown."""

    @property
    def typing(self) -> bool:
        """Whether a line has been begun."""
        return bool(self._line or self._before)

    @property
    def text(self) -> str:
        return self._before + "".join(self._line)

    def clear(self) -> None:
        """Forgets the line, and goes on in a new one."""
        self._pasting = self._pasted = False
        if self.typing:
            self._before = ""
            self._line = []
            self._echo("\n")

    def feed(self, data: bytes) -> Iterator[str]:
        """Takes bytes; gives each line that they end.

        Raises:
            EndOfInput: ctrl+d where no line was begun.
        """
        text = self._rest + self._decoder.decode(data)
        self._rest = ""
        if cut := _UNFINISHED.search(text):
            self._rest, text = cut.group(), text[: cut.start()]
        for key in _KEY.findall(text):
            if key in (_PASTE_BEGINS, _PASTE_ENDS):
                self._pasting = key == _PASTE_BEGINS
                self._pasted = True
            elif self._pasting and key in "\r\n":
                self._break()
            elif key in "\r\n":
                yield from self._enter()
            elif self._pasting and not (key.isprintable() or key == "\t"):
                pass  # a key that edits was not pressed
            elif key in "\x7f\b":
                self._erase(1)
            elif key == "\x15":
                self._erase(len(self._line))
            elif key == "\x17":
                self._erase(self._word())
            elif key == "\x04":
                if not self.typing:
                    raise EndOfInput
            elif key[0] != "\x1b" and (key.isprintable() or key == "\t"):
                self._line.append(key)
                self._show(key)

    def _break(self) -> None:
        """A line end within a paste is one of the prompt; a secret has none."""
        if not self.secret:
            self._before += "".join(self._line) + "\n"
            self._line = []
            self._echo("\n")

    def _enter(self) -> Iterator[str]:
        self._echo("\n")
        line = "".join(self._line)
        self._line = []
        if line.endswith("\\") and not self.secret:
            self._before += line[:-1] + "\n"
            return
        whole, self._before = self._before + line, ""
        if self._pasted:
            whole, self._pasted = whole.rstrip("\n"), False  # what was copied ends with a line end, mostly
        yield whole

    def _show(self, key: str) -> None:
        if not self.secret:
            self._echo(SafeText(key))

    def _erase(self, count: int) -> None:
        for _ in range(min(count, len(self._line))):
            gone = self._line.pop()
            if not self.secret:
                self._echo(_ERASE * self._width(SafeText(gone)))

    def _word(self) -> int:
        """How many characters ctrl+w takes."""
        text = "".join(self._line)
        return len(text) - len(re.sub(r"\S+\s*\Z|\s+\Z", "", text))
