"""The command in a terminal that treats it badly: under a shell with jobs, with signals, at any size."""

from __future__ import annotations

import os
import re
import signal
import sys
import termios
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.terminal import LEAVE_ALTERNATE_SCREEN, PATIENCE, Terminal
from tests.support.trust import leave_untrusted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from codex_app_server import AppServerConfig

COMMAND = (sys.executable, "-m", "codex_tui")
PROMPT = "sh-ready>"
_MODE = re.compile(rb"\x1b\[\?(\d+)([hl])")
_PERSONS = {b"7", b"25"}
"""Modes that a shell wants on: lines wrap, the cursor is shown."""


def command_line(config: AppServerConfig, *arguments: str) -> list[str]:
    """The command on the scripted model, with a server of its own."""
    return [
        *COMMAND,
        "--private",
        *arguments,
        *(part for override in config.config_overrides for part in ("-c", override)),
    ]


def environment(env: Mapping[str, str], folder: Path, **more: str) -> dict[str, str]:
    """What the command finds around it: its state in a folder, and nobody asks whether to trust the project."""
    state = folder / "state"
    leave_untrusted(state, folder / "shop")
    return {**env, "CODEX_TUI_STATE": str(state), **more}


def modes_left_on(received: bytes | bytearray) -> set[bytes]:
    """The private modes of the terminal that are not as a shell wants them, by what was written to it."""
    last = dict(_MODE.findall(bytes(received)))
    return {mode for mode, state in last.items() if (state == b"h") is not (mode in _PERSONS)}


def typing_is_echoed(terminal: Terminal) -> bool:
    flags = terminal.modes[3]
    assert isinstance(flags, int)
    return bool(flags & termios.ECHO and flags & termios.ICANON and flags & termios.ISIG)


def process_state(pid: int) -> str:
    """One letter: T is stopped; nothing if it has ended, though nobody asked for its code yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0].replace("Z", "")
    except OSError:
        return ""


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def until(terminal: Terminal, condition: Callable[[], bool], what: str) -> None:
    """Reads what is printed until a condition holds."""
    import time

    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"never came to that: {what}; the screen was:\n{terminal.text}"
        terminal.read_for(0.02)


class Shell:
    """A shell with jobs in a terminal of its own."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal

    def run(self, command: Sequence[str]) -> None:
        from shlex import join

        self.terminal.type(f"{join(command)}\n")

    @property
    def job(self) -> int:
        """The process id of the one job."""
        (child,) = children_of(self.terminal.process.pid)
        return child

    def stop(self, pid: int, stop: Callable[[], object]) -> bytes:
        """Stops a job until the shell asks what next; gives what was written since the job gave the screen back."""
        terminal = self.terminal
        begun = len(terminal.received)
        stop()
        # In this order: what is continued behind the shell goes on before that asks, and stops later.
        until(terminal, lambda: PROMPT.encode() in terminal.received[begun:], "the shell's prompt")
        until(terminal, lambda: process_state(pid) == "T", "stopped")
        return bytes(terminal.received[begun:].rpartition(LEAVE_ALTERNATE_SCREEN)[2])


@contextmanager
def shell(env: Mapping[str, str], folder: Path, *, columns: int = 100, rows: int = 30) -> Iterator[Shell]:
    """A shell that controls its terminal, and what it ran is ended with it."""
    own = {**env, "PS1": PROMPT, "ENV": ""}
    # Whoever leads a session and opens a terminal has it control that session.
    begin = 'exec sh -i <"$(tty)" >"$(tty)" 2>&1'
    with Terminal(["sh", "-c", begin], cwd=folder / "shop", env=own, columns=columns, rows=rows) as terminal:
        terminal.wait_for(PROMPT)
        shell = Shell(terminal)
        try:
            yield shell
        finally:
            for child in children_of(terminal.process.pid):
                with suppress(ProcessLookupError):  # it ends by itself meanwhile
                    os.kill(child, signal.SIGKILL)
