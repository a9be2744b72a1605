"""What writes: whole lines, at the end, and none while a person is in the middle of typing one.

On a terminal a line that is too long is broken between words: what reads the screen aloud reads it row by row.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from rich.cells import cell_len

from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def write_out(text: str) -> None:
    """Writes to stdout, at once."""
    with suppress(BrokenPipeError):  # whoever read has enough
        sys.stdout.write(text)
        sys.stdout.flush()


def columns_of_stdout() -> int:
    """Those of the terminal that lines go to; 0 if they go to none."""
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):  # ValueError: what stands for stdout has no descriptor
        return 0


class Speaker:
    """Appends lines; while `hold` is in force they wait, in their order.

    Args:
        write: takes text as it is.
        columns: gives those of the terminal; 0 where it goes to none, and lines stay as long as they are.
    """

    def __init__(self, write: Callable[[str], None], columns: Callable[[], int] = int) -> None:
        self._write = write
        self._columns = columns
        self._waiting: list[str] = []
        self._held = False

    def say(self, text: str) -> None:
        """Says a text, made harmless, as the lines that it has."""
        line = "".join(f"{row}\n" for line in SafeText(text).split("\n") for row in self._rows(line))
        if self._held:
            self._waiting.append(line)
        else:
            self._write(line)

    def _rows(self, line: str) -> Iterator[str]:
        columns = self._columns()
        if columns <= 0 or "\t" in line or cell_len(line) <= columns:
            yield line
            return
        from codex_tui.render.layout import breaks  # not before a line is that long

        for start, end in breaks(line, columns):
            yield line[start:end]

    def hold(self, held: bool) -> None:
        """A person types a line, or types none any more: then what waited is said."""
        self._held = held
        if not held and self._waiting:
            waited, self._waiting = "".join(self._waiting), []
            self._write(waited)

    def echo(self, text: str) -> None:
        """Shows what is typed, as it is typed; only what goes there by a terminal's own editing is more than text."""
        self._write(text)
