"""Ends what commands have started that ran as their server was killed: nobody else would, and nobody sees it any more.

A server that ends in order ends the process groups of its commands. One that is killed cannot: the system ends the
commands themselves then, but not what those have started, unless a sandbox was around them. The server gives each
command its thread and its call in the environment, so that they are found by that. Linux only: elsewhere the
environment of a process is not to be had.
"""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_THREAD, _CALL = b"CODEX_THREAD_ID=", b"CODEX_TOOL_CALL_ID="
_GRACE = 1.0
"""Seconds between asking and killing."""
_PAUSE = 0.02


def end_left_behind(commands: Collection[tuple[str, str]]) -> int:
    """Ends the processes of commands, by thread and call; gives how many there were. Blocks for up to a second."""
    wanted = {(os.fsencode(thread), os.fsencode(call)) for thread, call in commands}
    found: set[int] = set()
    give_up_at = time.monotonic() + _GRACE
    while left := set(_processes(wanted)):
        late = time.monotonic() > give_up_at
        for pid in left if late else left - found:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL if late else signal.SIGTERM)
        found |= left
        if late:
            break
        time.sleep(_PAUSE)
    return len(found)


def _processes(wanted: Collection[tuple[bytes, bytes]]) -> Iterator[int]:
    with suppress(OSError):
        for name in os.listdir("/proc"):
            if name.isdigit() and _command(name) in wanted:
                yield int(name)


def _command(process: str) -> tuple[bytes, bytes]:
    """The thread and the call for which a process runs; empty where it does not say."""
    try:
        with open(f"/proc/{process}/environ", "rb") as file:
            environment = file.read().split(b"\0")
    except OSError:
        return b"", b""
    thread = call = b""
    for variable in environment:
        if variable.startswith(_THREAD):
            thread = variable[len(_THREAD) :]
        elif variable.startswith(_CALL):
            call = variable[len(_CALL) :]
    return thread, call
