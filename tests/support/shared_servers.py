"""Shared servers of a test: found by their sockets, and ended, so that none outlives it."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from codex_app_server import AppServerConfig, ServerConnectError, connect_early

PATIENCE = 30.0
"""Seconds after which a wait is a failure; never how long a passing test takes."""


def shared_servers(runtime: Path) -> list[int]:
    """The process ids of the servers that listen in a runtime folder."""
    found = []
    for socket in (runtime / "codex-tui").glob("*.sock"):
        with suppress(ServerConnectError):
            early = connect_early(AppServerConfig(endpoint=f"unix://{socket}"))
            if early.peer_pid is not None:
                found.append(early.peer_pid)
            early.close()
    return found


def end_shared_servers(runtime: Path) -> None:
    """Ends what a test has left, also what is only about to listen."""
    if not (runtime / "codex-tui").is_dir():
        return
    for pid in _begun(runtime):
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)


def wait_for_no_server(runtime: Path) -> None:
    """Waits until of the runtime folder's servers none is left, not even one that does not listen yet."""
    for pid in _begun(runtime):
        wait_until_ended(pid)
    assert not shared_servers(runtime)


def _begun(runtime: Path) -> list[int]:
    """Servers and what looks after them, by their command lines, which name the folder."""
    mark = os.fsencode(runtime / "codex-tui")
    found = []
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if mark in command.read_bytes():
                found.append(int(command.parent.name))
    return found


def wait_until_ended(pid: int) -> None:
    """Waits for the end of a process, also of a child that nobody has asked for yet."""
    deadline = time.monotonic() + PATIENCE
    while is_running(pid):
        assert time.monotonic() < deadline, f"process {pid} still runs"
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    """Whether any of its threads does: the main one of a killed process is dead a while before the last is."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            fields = stat.read().rpartition(")")[2].split()
    except OSError:
        return False
    state, threads = fields[0], int(fields[17])
    return state != "Z" or threads > 1
