"""The file of a log: its user's alone, appended to, bounded, and no reason for anything else to fail.

Standard library only.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 100 * 10**6
"""Size from which on a log begins anew; what was written until then is kept beside it, once."""
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)


class LogError(Exception):
    """A log cannot be written there: why, and what to do."""


class LogFile:
    """Lines at the end of a file.

    A line that the disk refuses is lost, and how many were is written with the next one that fits.

    Args:
        path: made if it is not there; never a link, and nobody else's.
        most: bytes from which on it is named ``….1`` and begins anew.

    Raises:
        LogError: it cannot be opened.
    """

    def __init__(self, path: Path, *, most: int = MOST_BYTES) -> None:
        self.path = path
        self._most = most
        self._lost = 0
        self._torn = False
        self._file = _opened(path)

    def write(self, line: bytes) -> None:
        """Appends a line, which has no line end yet. Never raises."""
        if self._file < 0:
            return
        try:
            self._begin_anew_if_large()
            said = b'{"level": "warning", "lost": %d}\n' % self._lost if self._lost else b""
            data = (b"\n" if self._torn else b"") + said + line + b"\n"
            written = os.write(self._file, data)
            self._torn = written < len(data)
            self._lost = 1 if self._torn else 0
        except OSError:
            self._lost += 1

    def close(self) -> None:
        file, self._file = self._file, -1
        if file >= 0:
            with suppress(OSError):
                os.close(file)

    def _begin_anew_if_large(self) -> None:
        held = os.fstat(self._file)
        if held.st_size < self._most:
            return
        with suppress(OSError):  # another process that writes to it may have done so
            there = os.lstat(self.path)
            if (there.st_dev, there.st_ino) == (held.st_dev, held.st_ino):
                os.replace(self.path, self.path.with_name(f"{self.path.name}.1"))
        try:
            file = _opened(self.path)
        except LogError:
            return  # goes on in the file that it has
        os.close(self._file)
        self._file, self._torn = file, False


def _opened(path: Path) -> int:
    flags = os.O_WRONLY | os.O_APPEND | _NOFOLLOW | os.O_NONBLOCK
    try:
        try:
            file = os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            file = os.open(path, flags)
    except OSError as error:
        why = "it is a link" if path.is_symlink() else error.strerror or str(error)
        raise LogError(f"The log {path} cannot be written: {why}. Name another file with --log.") from None
    try:
        why = _unfit(file)
        if not why:
            os.fchmod(file, 0o600)  # an older file of one's own may have been for everybody to read
    except OSError as error:
        why = error.strerror or str(error)
    if why:
        os.close(file)
        raise LogError(f"The log {path} cannot be written: {why}. Name another file with --log.")
    return file


def _unfit(file: int) -> str:
    found = os.fstat(file)
    if not stat.S_ISREG(found.st_mode):
        return "it is no file"
    if found.st_uid != os.geteuid():
        return "it belongs to another user"
    if found.st_nlink > 1:
        return "it has another name, too, where somebody else may read it"
    return ""
