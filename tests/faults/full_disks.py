"""A disk that is really full: a small one of the test's own, in a mount namespace, filled and emptied from outside."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOUNT = 'mount -t tmpfs -o size="$1" tmpfs "$2" && cp -r "$3"/. "$2" && shift 3 && exec "$@"'
_FULL = 'dd if=/dev/zero of="$0" bs=4k status=none 2>/dev/null; exec "$@"'
_BLOCK = 4096

can_mount = (
    sys.platform == "linux"
    and shutil.which("unshare") is not None
    and subprocess.run(
        ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True
    ).returncode
    == 0
)
needs_a_disk = pytest.mark.skipif(not can_mount, reason="no disk of its own can be mounted here")


class Disk:
    """A disk in a folder, for one command and what that starts.

    Args:
        folder: where it is; made if there is none.
        size: as `mount` takes it.
        holds: a folder whose files are on it from the start.
    """

    def __init__(self, folder: Path, size: str, holds: Path) -> None:
        folder.mkdir(exist_ok=True)
        holds.mkdir(exist_ok=True)
        self._folder, self._size, self._holds = folder, size, holds

    def command(self, words: Sequence[str], *, full: bool = False) -> list[str]:
        """A command for which it is there, from the start without any room or with some."""
        inner = ["sh", "-c", _FULL, str(self._folder / "filler"), *words] if full else [*words]
        mount = ("unshare", "-rm", "sh", "-c", _MOUNT, "sh")
        return [*mount, self._size, str(self._folder), str(self._holds), *inner]

    def inside(self, pid: int) -> Path:
        """Its folder as the process that runs the command sees it."""
        return Path(f"/proc/{pid}/root{self._folder}")

    def fill(self, pid: int) -> None:
        with open(self.inside(pid) / "filler", "wb", buffering=0) as filler, suppress(OSError):
            while True:
                filler.write(bytes(_BLOCK))

    def make_room(self, pid: int) -> None:
        (self.inside(pid) / "filler").unlink()
