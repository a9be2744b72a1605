"""What is typed before there is a screen: kept, in order, and with its Enter.

Until a terminal is told otherwise it echoes what is typed and turns the carriage return of Enter into a line feed,
which a prompt takes for a new line. So the command takes the terminal's input over before it imports or starts
anything. What came still earlier, while Python itself started, is read here and handed to Textual's driver; what comes
later waits in the terminal, untouched, until that driver reads it.

Imported first of all: nothing here but modules that Python has loaded or that are compiled in.
"""

from __future__ import annotations

import os
import sys

# The module `typing` would take 8 ms of those in which the terminal is not ours yet; checkers know this name.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def in_foreground(fd: int = 0) -> bool:
    """Whether a terminal is this job's: so it is where no shell controls jobs."""
    try:
        return os.tcgetpgrp(fd) == os.getpgrp()
    except (OSError, AttributeError):  # no terminal that controls; Windows has no jobs at all
        return True


class TypedAhead:
    """The terminal's input between the first moment and Textual's; `give_back` undoes `take`."""

    def __init__(self) -> None:
        self._before: list[Any] | None = None
        self._bytes = b""

    @property
    def modes(self) -> list[Any] | None:
        """The terminal's modes as the shell had them, as of `termios.tcgetattr`; None if they were not changed."""
        return self._before

    def take(self, fd: int = 0) -> None:
        """No more echo and no more translation; ctrl+c still interrupts."""
        if sys.platform == "win32" or not os.isatty(fd):
            return
        import select
        import termios

        modes = termios.tcgetattr(fd)
        before = [*modes[:6], list(modes[6])]
        modes[0] &= ~(termios.ICRNL | termios.INLCR | termios.IGNCR)
        modes[3] &= ~(termios.ECHO | termios.ICANON)
        modes[6][termios.VMIN], modes[6][termios.VTIME] = 1, 0
        termios.tcsetattr(fd, termios.TCSANOW, modes)
        self._before = before
        if select.select([fd], [], [], 0)[0]:
            self._bytes = os.read(fd, 1 << 16)
            if before[0] & termios.ICRNL:
                # Nobody asks for a new line in the first moments of Python's life: it was Enter.
                self._bytes = self._bytes.replace(b"\n", b"\r")

    def give_back(self, fd: int = 0) -> None:
        """The terminal's modes are the shell's again."""
        if sys.platform == "win32" or self._before is None:
            return
        import termios

        before, self._before = self._before, None
        if not in_foreground(fd):
            return  # another job has it as it wants it, and to change that would stop this process
        try:  # noqa: SIM105 - contextlib would be one more import before the first
            termios.tcsetattr(fd, termios.TCSADRAIN, before)
        except termios.error:
            pass  # the terminal is gone, and nobody is left to get it back

    def look(self, fd: int = 0) -> None:
        """Reads what waits in the terminal now, if that is ours."""
        if self._before is None:
            return
        import select

        if select.select([fd], [], [], 0)[0]:
            self._bytes += os.read(fd, 1 << 16)

    def peek(self) -> bytes:
        """What was typed so far."""
        return self._bytes

    def replace(self, data: bytes) -> None:
        """Goes on with this as what was typed so far."""
        self._bytes = data

    def read(self) -> bytes:
        """What was typed before the terminal was taken; a second time, nothing."""
        read, self._bytes = self._bytes, b""
        return read
