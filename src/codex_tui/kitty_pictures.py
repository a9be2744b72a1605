"""Pictures in the terminal's own points, where it has kitty's graphics protocol and its placeholders: kitty, Ghostty.

Under the driver and the transcript. The points are sent once, out of the text; the text has characters in whose place
the terminal draws them (`render/placeholders.py`). A terminal that may know this, by its name, is asked for its
version, as kitty has placeholders since 0.28. Nobody waits for the answer, and it is taken out of what is typed.
"""

from __future__ import annotations

import base64
import random
import re
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from codex_tui.model.cell_size import CellSize
from codex_tui.taken_out import TakenOut

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_tui.model.pictures import Picture

_QUESTION = "\x1b[>q"
_ANSWER = re.compile(r"\x1bP>\|([^\x1b\x07]{0,100})\x1b\\")
_BEGUN = re.compile(r"\x1bP(?:>(?:\|[^\x1b\x07]{0,100}\x1b?)?)?\Z")
_KITTY = re.compile(r"kitty\((\d+)\.(\d+)")
_FIRST_KITTY = (0, 28)
_PATIENCE = 2.0
"""Seconds in which an escape alone may begin the answer; a key waits a moment for it."""
_PIECE = 4096
"""Characters of one message, as the protocol has it."""
_USUAL_CELL = (10, 20)
"""Points, where the terminal does not say how many."""
_MOST = 1 << 24
"""Numbers of pictures end here: a colour has no more."""


class KittyPictures:
    """What the terminal can do with pictures, and those that it has."""

    def __init__(self) -> None:
        self._can: bool | None = None
        """Unknown before it has answered."""
        self._turn = 0
        self._write: Callable[[str], object] | None = None
        self._fd = -1
        self._until = 0.0
        self._answer = TakenOut(_ANSWER, _BEGUN, self._heard, lone=lambda: time.monotonic() < self._until)
        # Another program may have pictures in the same terminal.
        self._next = random.randrange(1 << 16, _MOST)
        self._there: set[int] = set()

    def taken(self, write: Callable[[str], object], fd: int) -> None:
        """The terminal is ours, from now on or again, and has no picture of ours."""
        self._write, self._fd = write, fd
        self._until = time.monotonic() + _PATIENCE
        self._turn += 1
        self._there.clear()
        if self._can is None:
            write(_QUESTION)

    def given_back(self) -> str:
        """What to write before something else gets the terminal."""
        gone = "".join(map(_deleted, sorted(self._there)))
        self._there.clear()
        self._write = None
        return gone

    def rewrite(self, piece: str) -> str:
        """What was typed without the answer; what may be the beginning of that is held back until more comes."""
        return self._answer.rewrite(piece) if self._can is None else self._answer.silence() + piece

    def silence(self) -> str:
        """What was held back, as nothing followed: it was typed."""
        return self._answer.silence()

    def _heard(self, answer: re.Match[str]) -> None:
        self._can = _places(answer.group(1))

    @property
    def cell(self) -> CellSize | None:
        """The points of a cell; None where pictures have to do with half cells."""
        if not self._can or self._write is None:
            return None
        return CellSize(*_points(self._fd), self._turn)

    def sent(self, picture: Picture) -> Picture:
        """The same by its number, now that the terminal has it; empty where the terminal was given away meanwhile."""
        if self._write is None:
            return replace(picture, png=b"", rows=0)
        number = self._next
        self._next = self._next % (_MOST - 1) + 1
        self._write(_whole(number, picture))
        self._there.add(number)
        return replace(picture, png=b"", number=number)

    def drop(self, picture: Picture) -> None:
        """The terminal needs a picture no longer."""
        if picture.number in self._there and self._write is not None:
            self._there.discard(picture.number)
            self._write(_deleted(picture.number))


def _places(version: str) -> bool:
    if version.startswith("ghostty"):
        return True
    kitty = _KITTY.match(version)
    return kitty is not None and (int(kitty[1]), int(kitty[2])) >= _FIRST_KITTY


def _points(fd: int) -> tuple[int, int]:
    with suppress(ImportError, OSError, ValueError):
        import fcntl
        import struct
        import termios

        told = fcntl.ioctl(fd, termios.TIOCGWINSZ, bytes(8))
        rows, columns, width, height = struct.unpack("HHHH", told)
        if rows and columns and width >= columns and height >= rows:
            return width // columns, height // rows
    return _USUAL_CELL


def _whole(number: int, picture: Picture) -> str:
    """Transmits a picture and has it stand wherever its placeholders are; no answer is wanted (q=2)."""
    content = base64.b64encode(picture.png).decode("ascii")
    pieces = [content[start : start + _PIECE] for start in range(0, len(content), _PIECE)]
    head = f"a=T,U=1,i={number},c={picture.columns},r={picture.rows},f=100,q=2,"
    return "".join(
        f"\x1b_G{'' if count else head}m={int(count < len(pieces) - 1)};{piece}\x1b\\"
        for count, piece in enumerate(pieces)
    )


def _deleted(number: int) -> str:
    return f"\x1b_Ga=d,d=I,i={number},q=2\x1b\\"
