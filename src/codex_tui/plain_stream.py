"""What is printed to a terminal outside of the screen: errors, tracebacks, what commands of the shell say.

Names of files and folders, texts of a server and of its log are in it. On a terminal none of their characters is
obeyed; a file and a pipe get them as they are, as another program may need the very name. Light.
"""

from __future__ import annotations

import re
import sys
from typing import IO, Any

from codex_tui.model.safe_text import SafeText

_COLOUR = re.compile(r"(\x1b\[(?:(?:[34]8;(?:5;\d+|2;\d+;\d+;\d+)|(?!8[;m])\d+)(?:;(?=\d)|(?=m)))*m)")
"""Colours and weights; concealed text is no weight."""


class PlainStream:
    """A text stream that writes safe text only; all else of it is the stream's own.

    Args:
        stream: a terminal's.
        coloured: Rich writes to it, whose colours stay. It makes no text of its own safe.
    """

    def __init__(self, stream: IO[str], *, coloured: bool = False) -> None:
        self._stream = stream
        self._coloured = coloured

    def write(self, text: str) -> int:
        pieces = _COLOUR.split(text) if self._coloured else [text]
        # Every second one is a colour.
        self._stream.write("".join(piece if at % 2 else SafeText(piece) for at, piece in enumerate(pieces)))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def guard_stderr() -> None:
    """Has nothing that is said of an error obeyed by the terminal, from now on."""
    if _is_terminal(sys.stderr):
        sys.stderr = PlainStream(sys.stderr, coloured=True)


def guard_stdout() -> None:
    """The same of what a command prints."""
    if _is_terminal(sys.stdout):
        sys.stdout = PlainStream(sys.stdout)


def _is_terminal(stream: IO[str] | None) -> bool:
    return stream is not None and not isinstance(stream, PlainStream) and stream.isatty()
