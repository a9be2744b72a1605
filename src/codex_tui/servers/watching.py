"""Waits beside a shared server until nobody uses it any more, in a process as small as Python can be.

A client that leaves ends the server if it is the last one. One that is killed cannot; its lock is let go by the
system, though, and whoever waits for that lock alone is woken. Nothing is looked at meanwhile.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_WAITING: dict[str, tuple[str, subprocess.Popen[bytes]]] = {}
"""What was started here, by the endpoint of the server beside which it waits, with the id of that one's run."""

_WAIT = """
import fcntl, os, sys
clients = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600)
fcntl.flock(clients, fcntl.LOCK_EX)
os.close(clients)
os.execv(sys.executable, [sys.executable, "-m", "codex_tui.servers.keeper", *sys.argv[1:], "again"])
"""
"""Without the site packages, and without anything of ours: some 8 MB, where the keeper has 25."""


def waiting_command(clients: Path, endpoint: str, run_id: str) -> list[str]:
    """The command line of the process that waits."""
    return [sys.executable, "-S", "-c", _WAIT, str(clients), endpoint, run_id]


def watch(clients: Path, endpoint: str, run_id: str) -> None:
    """Starts the process that waits until nobody uses a server, and then sees to its end, if none does so already.

    Args:
        clients: Whose lock its clients hold.
        endpoint: Where it listens.
        run_id: By which what it leaves is found, see `codex_app_server.run_id_of`.
    """
    if sys.platform == "win32":
        return
    before, waiting = _WAITING.get(endpoint, ("", None))
    if waiting is not None and waiting.poll() is None:
        if before == run_id:
            return
        waiting.kill()  # its server is dead, and another one listens there now
        waiting.wait()
    process = subprocess.Popen(
        waiting_command(clients, endpoint, run_id),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=os.sep,
        start_new_session=True,
    )
    _WAITING[endpoint] = run_id, process


def watch_again(clients: Path, endpoint: str, run_id: str) -> None:
    """Turns this process into one that waits."""
    command = waiting_command(clients, endpoint, run_id)
    os.execv(command[0], command)
