"""A terminal with kitty's graphics protocol, as far as codex-tui uses it: it says its version and takes pictures."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

QUESTION = "\x1b[>q"
_MESSAGE = re.compile("\x1b_G([^;\x1b]*)(?:;([^\x1b]*))?\x1b\\\\")
_OPEN = re.compile("\x1b(?:_[^\x1b]*\x1b?|\\[>?)?\\Z")


@dataclass
class Taken:
    """A picture that the terminal has."""

    keys: dict[str, str]
    png: bytes = b""


@dataclass
class Graphics:
    """Takes messages about pictures out of what is sent; gives the rest.

    Attributes:
        answer: sends to the application.
        version: what the terminal says it is.
        taken: the pictures, by number.
        deleted: the numbers of those that were deleted.
    """

    answer: Callable[[str], object]
    version: str = "kitty(0.41.1)"
    taken: dict[int, Taken] = field(default_factory=dict)
    deleted: list[int] = field(default_factory=list)
    _open: Taken | None = None
    _rest: str = ""

    def read(self, text: str) -> str:
        """The text without messages."""
        text = self._rest + text
        for found in _MESSAGE.finditer(text):
            self._take(dict(part.split("=") for part in found[1].split(",")), found[2] or "")
        text = _MESSAGE.sub("", text)
        if QUESTION in text:
            self.answer(f"\x1bP>|{self.version}\x1b\\")
            text = text.replace(QUESTION, "")
        begun = _OPEN.search(text)
        self._rest = begun.group() if begun is not None else ""
        return text[: len(text) - len(self._rest)]

    def _take(self, keys: dict[str, str], payload: str) -> None:
        if keys.get("a") == "d":
            self.deleted.append(int(keys["i"]))
            del self.taken[int(keys["i"])]
            return
        if self._open is None:
            self._open = self.taken[int(keys["i"])] = Taken(keys)
        # Each piece but the last is of whole groups of four characters.
        self._open.png += base64.b64decode(payload, validate=True)
        if keys["m"] == "0":
            self._open = None


class Filtered:
    """The stream of an emulator, without what it does not know."""

    def __init__(self, graphics: Graphics, feed: Callable[[bytes], object]) -> None:
        self._graphics = graphics
        self._feed = feed

    def feed(self, data: bytes) -> None:
        # What is cut in the midst of a character goes through as it is.
        self._feed(
            self._graphics.read(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        )
