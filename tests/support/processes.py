"""The processes of one test, found by its own folder, which stands in their command lines and environments."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

PATIENCE = 30.0
"""Seconds after which a wait is a failure; never how long a passing test takes."""
_LOOKS = 10_000


def living(folder: Path) -> dict[int, str]:
    """Every process that has to do with a folder, with its command line: clients, servers, what they started."""
    mark = os.fsencode(folder)
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = _command_of(process)
            if (mark in command or mark in (process / "environ").read_bytes()) and _runs(process):
                found[int(process.name)] = os.fsdecode(command.replace(b"\0", b" "))
    return found


def servers(folder: Path) -> list[int]:
    """The app-servers among them."""
    return [
        pid for pid, command in living(folder).items() if " app-server" in command and "keeper" not in command
    ]


def kill_server(folder: Path) -> None:
    """Kills the one app-server, as nothing can prepare for."""
    found = servers(folder)
    # What a server is just about to run looks like it for a moment.
    [pid] = [pid for pid in found if _parent_of(pid) not in found]
    os.kill(pid, signal.SIGKILL)


def stop(pid: int) -> None:
    """Stops a process, and waits until none of its threads runs: they go on for a moment after the signal."""
    os.kill(pid, signal.SIGSTOP)
    deadline = time.monotonic() + PATIENCE
    while any(_state_of(thread) not in "TZ" for thread in Path(f"/proc/{pid}/task").iterdir()):
        assert time.monotonic() < deadline, f"{pid} does not stop"
        time.sleep(0.001)


def commands(folder: Path, name: str) -> list[int]:
    """Those whose command line begins with a name."""
    return [pid for pid, command in living(folder).items() if command.startswith(name)]


def wait_until_nothing_lives(folder: Path) -> None:
    """Waits until nothing of the folder is left."""
    deadline = time.monotonic() + PATIENCE
    while left := living(folder):
        assert time.monotonic() < deadline, f"still there: {left}"
        time.sleep(0.01)


def _command_of(process: Path) -> bytes:
    """Its command line, which is empty for a moment after a process has become another program."""
    for _ in range(_LOOKS):
        command = (process / "cmdline").read_bytes()
        if command:
            return command
        (process / "exe").readlink()  # fails for what never has one: threads of the kernel, the dead
    return b""


def _parent_of(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def _runs(process: Path) -> bool:
    return _state_of(process) != "Z"


def _state_of(process: Path) -> str:
    return (process / "stat").read_text().rpartition(")")[2].split()[0]
