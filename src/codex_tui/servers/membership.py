"""Who uses a shared server: each client holds a lock that ends with it, however it ends.

A lock and no count, so that a client that is killed leaves nothing to clean up.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

if sys.platform != "win32":
    import fcntl


class Membership:
    """One client's part in a shared server, from `join` to `leave`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def join(self) -> None:
        """Counts as a client from now on; waits for the moment in which another one ends the server, if it does.

        Where files cannot be locked nobody counts, and nobody ends the server.
        """
        if sys.platform == "win32" or (self._file is not None and self._is_there(self._file)):
            return
        if self._file is not None:  # nobody who comes now would see that lock
            os.close(self._file)
            self._file = None
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_SH)
        except OSError:
            os.close(file)
        else:
            self._file = file

    def _is_there(self, file: int) -> bool:
        """Whether a file that is open is still the one at the path."""
        try:
            return os.path.samestat(os.fstat(file), os.stat(self._path))
        except OSError:
            return False

    def if_alone(self, act: Callable[[], None]) -> bool:
        """Does something while nobody is a client and nobody can become one; False where somebody is."""
        if sys.platform == "win32":
            return False
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            act()
        except BlockingIOError:
            return False
        finally:
            os.close(file)
        return True

    def leave(self, end_server: Callable[[], None] | None) -> None:
        """Counts no more; the last one ends the server, while nobody else can join."""
        file, self._file = self._file, None
        if file is None or sys.platform == "win32":
            return
        try:
            # Unlocked first: of two that leave at once, who asks later finds that nobody is left.
            fcntl.flock(file, fcntl.LOCK_UN)
            if end_server is not None:
                with suppress(OSError):  # there are others
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    end_server()
        finally:
            os.close(file)
