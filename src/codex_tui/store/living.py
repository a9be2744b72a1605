"""Which codex-tui processes of a user live: each holds a lock on a file of its name, which ends with the process.

Where files cannot be locked none lives, as far as others can tell.
"""

from __future__ import annotations

import os
import sys
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING

from codex_tui.store.files import make_folder

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform != "win32":
    import fcntl


class Living:
    """This process among the others.

    Args:
        folder: where the locks lie.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = os.urandom(8).hex()
        self._shown = False

    def show(self) -> None:
        """Lets the others know that this one lives, from now on; takes away what those left that do not.

        Raises:
            OSError: the folder cannot be written.
        """
        if self._shown or sys.platform == "win32":
            return
        make_folder(self._folder)
        # Under its name only once it is locked: whoever finds one that is not takes it away.
        begun = self._folder / f"{self.name}.new"
        file = os.open(begun, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        begun.rename(self._folder / self.name)
        weakref.finalize(self, os.close, file)
        self._shown = True
        for other in self._folder.iterdir():
            if other.suffix != ".new":  # one that is not locked yet
                self.lives(other.name)

    def lives(self, name: str) -> bool:
        """Whether another one lives; what one that does not has left of its lock goes."""
        if sys.platform == "win32" or name == self.name:
            return False
        try:
            file = os.open(self._folder / name, os.O_RDWR)
        except OSError:
            return False
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        else:
            with suppress(OSError):
                os.unlink(self._folder / name)
            return False
        finally:
            os.close(file)
