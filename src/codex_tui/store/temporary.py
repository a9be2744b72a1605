"""Temporary folders that do not outlive their process for long: if it is killed, the next one takes them away.

Whoever has one holds a lock on a file in it, which ends with the process, however that ends. Where files cannot be
locked nothing is taken away. Light: standard library only.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

PREFIX = "codex-tui-"
OWNER = ".owner"


def owned_folder(kind: str = "") -> Path:
    """Makes a folder that nobody else may look into, and that is left alone while this process lives."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX + kind))
    if sys.platform != "win32":
        # Under its name only once it is locked: whoever finds one that is not may take it all away.
        being_made = folder / f"{OWNER}-new"
        file = os.open(being_made, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with suppress(OSError):  # without a lock it keeps the name that nobody looks for
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            being_made.rename(folder / OWNER)
        # The file stays open: its lock is to last as long as the process.
    return folder


def clear_abandoned() -> None:
    """Takes away folders whose process has ended without doing so. Blocks while it does."""
    if sys.platform == "win32":
        return
    for mark in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{OWNER}"):
        with suppress(OSError):  # it is in use, another user's, or gone meanwhile
            if os.lstat(mark.parent).st_uid != os.geteuid():
                continue
            file = os.open(mark, os.O_RDWR | os.O_NOFOLLOW)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(mark.parent, ignore_errors=True)
            finally:
                os.close(file)
