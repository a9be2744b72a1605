"""Which process holds a thread that cannot be opened here, in words, as far as this machine tells.

A server locks one file for each thread that it has loaded. On Linux the kernel lists who holds which lock; elsewhere,
and where the process is another user's, it stays "another codex process".
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

UNKNOWN = "another codex process"

_LOCKS = Path("/proc/locks")
_SERVER = "app-server"


def holder_of(home: str, thread: str) -> str:
    """Who has a thread of a codex home open."""
    pid = _process_with_lock(Path(home, "thread-writer-locks", f"{thread}.lock"))
    return _described(pid) if pid is not None else UNKNOWN


def _process_with_lock(path: Path) -> int | None:
    with suppress(OSError):
        found = path.stat()
        for pid, inode in _locks():
            if inode == found.st_ino and _has_open(pid, found):
                return pid
    return None


def _locks() -> Iterator[tuple[int, int]]:
    """Process and inode of each lock; `1: FLOCK  ADVISORY  WRITE 4149 fe:00:2147631 0 EOF` is one."""
    for line in _LOCKS.read_text(encoding="ascii", errors="replace").splitlines():
        match line.split():
            case [_, "FLOCK", _, _, pid, place, *_]:
                with suppress(ValueError):
                    yield int(pid), int(place.rpartition(":")[2])


def _has_open(pid: int, wanted: os.stat_result) -> bool:
    """Whether it is that file: the numbers of devices in the list are not everywhere those of the file system."""
    with suppress(OSError):
        for name in os.listdir(f"/proc/{pid}/fd"):
            with suppress(OSError):
                found = os.stat(f"/proc/{pid}/fd/{name}")
                if stat.S_ISREG(found.st_mode) and os.path.samestat(found, wanted):
                    return True
    return False


def _described(pid: int) -> str:
    """A process as a person would look for it: the program that uses the server rather than the server."""
    words = _command(pid)
    if _SERVER not in words:
        return _named("codex", pid)
    if "--listen" in words:
        return _named("another codex server", pid)
    parent = _parent(pid)
    program = _program(_command(parent)) if parent is not None else ""
    if parent is None or not program:
        return _named("a codex server", pid)
    return _named(program, parent)


def _named(what: str, pid: int) -> str:
    terminal = _terminal(pid)
    return f"{what} (process {pid}{f' on {terminal}' if terminal else ''})"


def _command(pid: int) -> Sequence[str]:
    try:
        text = Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ()
    return tuple(text.rstrip("\0").split("\0"))


def _program(words: Sequence[str]) -> str:
    """What a command line runs; of an interpreter, its script or module."""
    names = [os.path.basename(word) for word in words[:4]]
    if names and names[0].startswith(("python", "node")):
        scripts = [name for name in names[1:] if name and not name.startswith("-")]
        names = [*scripts, *names]
    return names[0].replace("codex_tui", "codex-tui") if names else ""


def _parent(pid: int) -> int | None:
    fields = _stat(pid)
    return int(fields[1]) if len(fields) > 1 and int(fields[1]) > 1 else None


def _terminal(pid: int) -> str:
    fields = _stat(pid)
    device = int(fields[4]) if len(fields) > 4 else 0
    major, minor = os.major(device), os.minor(device)
    return f"pts/{minor + (major - 136) * 256}" if 136 <= major <= 143 else ""


def _stat(pid: int) -> Sequence[str]:
    """The fields of proc(5)'s `stat` behind the name, from the state on."""
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        )
    except OSError:
        return ()
