"""End the sandboxes that a server has left which was killed as it was just starting a command.

The server's sandbox has the system end it with the server, but only once it runs: where the server is killed
before, its processes wait for each other for ever. Each server is therefore started with an id of its run in its
environment, which its commands inherit, and what is a sandbox of that run, without a parent of that run, is an
orphan. Nothing else is ended: what a command has put into the background lives on where no sandbox was around it.

Linux only: elsewhere the environment of a process is not to be had. Where ``shell_environment_policy`` keeps the
variable from commands, their sandboxes do not have it either, and are not found.

Standard library only, and cheap to import.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .config import AppServerConfig

__all__ = ["end_orphaned_sandboxes", "end_orphaned_sandboxes_beside", "run_id_of"]

_VARIABLE = "CODEX_APP_SERVER_RUN_ID"
_HELPER, _BWRAP = b"codex-linux-sandbox", b"bwrap"
_DIES_WITH_PARENT = b"--die-with-parent"
_LOOK_SECONDS = 1.0
"""For how long what is only about to become a sandbox may take for it."""
_PAUSE_SECONDS = 0.2


def server_environment(config: AppServerConfig) -> tuple[dict[str, str], str]:
    """Return the environment of a server that is to be started, and the id of its run in it."""
    run_id = os.urandom(8).hex()
    own: Mapping[str, str] = config.env or {}
    return {**os.environ, **own, _VARIABLE: run_id}, run_id


def run_id_of(pid: int) -> str:
    """Return the id of the run of a server that this SDK has started, in whichever process; else an empty text."""
    mark = os.fsencode(f"{_VARIABLE}=")
    found = (variable for variable in _environment(pid) if variable.startswith(mark))
    return os.fsdecode(next(found, b"")[len(mark) :])


def end_orphaned_sandboxes(run_id: str) -> int:
    """End what is left of the sandboxes of a server that is dead; it blocks for a second.

    Args:
        run_id: The id of its run, see `run_id_of`, which has to be asked while it lives.

    Returns:
        How many processes were ended; 0 for an empty id.
    """
    ended: set[int] = set()
    give_up_at = time.monotonic() + _LOOK_SECONDS
    while run_id and os.path.isdir("/proc/self"):
        is_last = time.monotonic() > give_up_at
        for pid in _orphans(run_id):
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)  # it is the way in which the system would have ended it
                ended.add(pid)
        if is_last:
            break
        time.sleep(_PAUSE_SECONDS)
    return len(ended)


def end_orphaned_sandboxes_beside(run_id: str) -> None:
    """Do so without blocking, in a thread of its own, for which the interpreter waits as it ends.

    Args:
        run_id: As for `end_orphaned_sandboxes`.
    """
    threading.Thread(
        target=end_orphaned_sandboxes, args=(run_id,), name="end orphaned sandboxes", daemon=False
    ).start()


def _orphans(run_id: str) -> Iterator[int]:
    for name in os.listdir("/proc"):
        if (
            name.isdigit()
            and _is_sandbox(int(name))
            and run_id_of(int(name)) == run_id
            and run_id_of(_parent(int(name))) != run_id
        ):
            yield int(name)


def _is_sandbox(pid: int) -> bool:
    arguments = _read(pid, "cmdline").split(b"\0")
    name = os.path.basename(arguments[0])
    return name == _HELPER or (name == _BWRAP and _DIES_WITH_PARENT in arguments)


def _parent(pid: int) -> int:
    # Behind the name of the program, which may hold blanks and parentheses.
    fields = _read(pid, "stat").rpartition(b")")[2].split()
    return int(fields[1]) if len(fields) > 1 else 0


def _environment(pid: int) -> list[bytes]:
    return _read(pid, "environ").split(b"\0")


def _read(pid: int, name: str) -> bytes:
    try:
        with open(f"/proc/{pid}/{name}", "rb") as file:
            return file.read()
    except OSError:
        return b""  # it has ended, or is another user's
