"""Keys and eyes: what a person has of the application, whether it runs beside the test or in a terminal."""

from __future__ import annotations

import asyncio
import fcntl
import os
import select
import signal
import struct
import termios
import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.app import Running
    from tests.support.terminal import Terminal

PATIENCE = 60.0
"""Seconds after which a wait is a failure; never how long a passing test takes."""

KEPT = 200_000
"""Bytes that are remembered of what was printed: enough for the traceback of an application that ended."""

_SEQUENCES = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "ctrl+end": "\x1b[1;5F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "slash": "/",
    "f9": "\x1b[20~",
}


class Hands(Protocol):
    """What a person does and sees."""

    async def press(self, key: str) -> None: ...

    async def type(self, text: str) -> None: ...

    async def resize(self, columns: int, rows: int) -> None: ...

    def text(self) -> str:
        """The screen, line by line."""
        ...

    async def until(self, condition: Callable[[str], bool], patience: float = PATIENCE) -> bool:
        """Looks at the screen until it is as wanted; gives False if it never comes to that."""
        ...


class PilotHands:
    """On an application in the test's own loop."""

    def __init__(self, run: Running) -> None:
        self.run = run

    async def press(self, key: str) -> None:
        await self.run.press(key)

    async def type(self, text: str) -> None:
        await self.run.type(text)

    async def resize(self, columns: int, rows: int) -> None:
        await self.run.pilot.resize_terminal(columns, rows)

    def text(self) -> str:
        return self.run.screen_text()

    async def until(self, condition: Callable[[str], bool], patience: float = PATIENCE) -> bool:
        deadline = time.monotonic() + patience
        while not condition(self.text()):
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(0.01)
        return True


class TerminalHands:
    """On an application in a pseudo-terminal, in a process of its own."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal

    async def press(self, key: str) -> None:
        if key in _SEQUENCES:
            sequence = _SEQUENCES[key]
        elif key.startswith("alt+"):
            sequence = "\x1b" + key[4:]
        elif key.startswith("ctrl+"):
            sequence = chr(ord(key[5:]) & 0x1F)
        else:
            sequence = key
        self.terminal.type(sequence)
        if key == "escape":
            self.terminal.read_for(0.15)  # what follows at once would make it another key

    async def type(self, text: str) -> None:
        self.terminal.type(text)

    async def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.terminal._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.terminal.screen.resize(rows, columns)
        os.kill(self.terminal.process.pid, signal.SIGWINCH)

    def text(self) -> str:
        return self.terminal.text if self.terminal.process.poll() is None else self.terminal.left_behind

    async def until(self, condition: Callable[[str], bool], patience: float = PATIENCE) -> bool:
        deadline = time.monotonic() + patience
        while not condition(self.terminal.text):
            if time.monotonic() > deadline:
                return False
            self.terminal.read_for(0.2)
            del self.terminal.received[:-KEPT]
        return True

    async def prints(self, words: str, patience: float) -> bool:
        """Waits until words are printed, without an emulator, whose speed would be what is measured."""
        deadline, end, wanted = time.monotonic() + patience, b"", words.encode()
        while wanted not in end:
            if time.monotonic() > deadline:
                return False
            ready, _, _ = select.select([self.terminal._master], [], [], 0.2)
            if ready:
                end = end[-2 * len(wanted) :] + os.read(self.terminal._master, 1 << 20)
        await self.press("ctrl+l")  # the emulator is to see all of it
        return True
