"""A real pseudo-terminal with an emulated screen: the command runs as a person would run it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from typing import TYPE_CHECKING

import pyte

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType

PATIENCE = 30.0
"""Seconds after which a wait is a failure; never how long a passing test takes."""

ENTER_ALTERNATE_SCREEN = b"\x1b[?1049h"
LEAVE_ALTERNATE_SCREEN = b"\x1b[?1049l"


class Terminal:
    """Runs a command on a pseudo-terminal of a given size; `screen` is what a person sees."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 100,
        rows: int = 30,
        cwd: str | os.PathLike[str] | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.received = bytearray()
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.shell_modes = self.modes
        """How the terminal treats what is typed before the command has changed that."""
        self.process = subprocess.Popen(
            list(command),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=cwd,
            env=dict(env) if env is not None else None,
            start_new_session=True,
            close_fds=True,
        )
        self._slave_name = os.ttyname(slave)
        os.close(slave)
        self._hung_up = False

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        if not self._hung_up:
            os.close(self._master)

    def type(self, keys: str) -> None:
        """Sends keys as the terminal would: text, or escape sequences."""
        self.send(keys.encode())

    def send(self, data: bytes) -> None:
        """Sends bytes that may be only a part of what a key is."""
        os.write(self._master, data)

    def resize(self, columns: int, rows: int) -> None:
        """Another size. The command's session has no controlling terminal, so that no signal says so."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)

    def hang_up(self) -> None:
        """The terminal is gone, and no signal says so, as the command's session has no controlling terminal."""
        os.close(self._master)
        self._hung_up = True

    def wait_typed(self) -> None:
        """Waits until keys lie ready for a command that reads them one by one and has not done so yet.

        The system hands them over in its own time, and echoes them by the modes that hold then.
        """
        slave = os.open(self._slave_name, os.O_RDONLY | os.O_NOCTTY)
        try:
            ready, _, _ = select.select([slave], [], [], PATIENCE)
        finally:
            os.close(slave)
        assert ready, "what was typed never arrived"

    @property
    def text(self) -> str:
        """The screen, line by line, without what is blank at the ends."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    @property
    def modes(self) -> list[object]:
        """How the terminal treats what is typed: echo, translation, signals."""
        return termios.tcgetattr(self._master)

    @property
    def left_behind(self) -> str:
        """What was printed after the screen was given back, as it stands in the person's shell."""
        return self.received.rpartition(LEAVE_ALTERNATE_SCREEN)[2].decode(errors="replace")

    def wait_for(self, wanted: str | Callable[[str], bool]) -> str:
        """Reads until the screen shows a text, or satisfies a condition; gives the screen."""
        satisfied = wanted if callable(wanted) else (lambda text: wanted in text)
        deadline = time.monotonic() + PATIENCE
        while not satisfied(self.text):
            if not self._read(deadline):
                raise AssertionError(f"never showed {wanted!r}; the screen was:\n{self.text}")
        return self.text

    def read_for(self, seconds: float) -> None:
        """Takes what is printed next, within some seconds, for what is tried until it counts."""
        self._read(time.monotonic() + seconds)

    def wait_for_exit(self) -> int:
        """Reads until the command has ended; gives its exit code."""
        deadline = time.monotonic() + PATIENCE
        while self._read(deadline):
            pass
        return self.process.wait(PATIENCE)

    def _read(self, deadline: float) -> bool:
        """Takes in what the command printed next; False once it has closed the terminal or time is up."""
        ready, _, _ = select.select([self._master], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:  # Linux reports the end of a pseudo-terminal as an input/output error
            return False
        self.received += data
        self._stream.feed(data)
        return bool(data)
