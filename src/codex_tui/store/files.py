"""Files that survive crashes, full disks and other processes: place, atomic writing, locks, bad ones kept.

Light: standard library only, but for platformdirs when the folder is asked for.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STATE_VARIABLE = "CODEX_TUI_STATE"
"""Environment variable that names another folder for everything kept here."""

_counter = itertools.count()


def state_folder() -> Path:
    """Where codex-tui keeps drafts and histories for this user."""
    named = os.environ.get(STATE_VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_state_path  # not needed where the folder is named

    return user_state_path("codex-tui", appauthor=False)


def name_for(key: str) -> str:
    """A file name for any key."""
    from hashlib import sha256  # 2 ms, and it brings OpenSSL

    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def make_folder(path: Path) -> None:
    """Makes a folder, with those above it, that only this user can look into; those that are there stay as they are.

    Raises:
        OSError: it cannot be made, or something else has its name.
    """
    try:
        path.mkdir(mode=0o700, exist_ok=True)
    except FileNotFoundError:
        make_folder(path.parent)  # pathlib would make that one for everybody
        path.mkdir(mode=0o700, exist_ok=True)


def write_atomically(path: Path, data: bytes) -> None:
    """Replaces a file as a whole: readers see the old or the new one, whoever else writes, whatever breaks.

    Raises:
        OSError: the disk is full, or the folder cannot be written.
    """
    make_folder(path.parent)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{next(_counter)}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def keep_aside(path: Path) -> None:
    """Moves a file that cannot be read out of the way, for a person to look at."""
    with contextlib.suppress(OSError):
        os.replace(path, path.with_name(f"{path.name}.corrupt"))


TOLD_AGAIN = 60.0
"""Seconds after which a new failure is told, where something was kept in between."""


def copy_aside(path: Path) -> None:
    """The same, but it stays where it is until it is replaced: on a full disk that may fail."""
    aside = path.with_name(f"{path.name}.corrupt")
    with contextlib.suppress(OSError):
        aside.unlink(missing_ok=True)
        os.link(path, aside)


class Reporter:
    """Tells a person once that something cannot be kept, why and what to do, and not again with every key they press.

    Args:
        what: is not kept, as a sentence begins.
        tell: takes the sentence.
        clock: seconds.
    """

    def __init__(
        self, what: str, tell: Callable[[str], None] | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._what = what
        self._tell = tell
        self._clock = clock
        self._told_at: float | None = None
        self._works = True

    def failed(self, error: OSError, path: Path) -> None:
        """A file could not be written."""
        again = self._told_at is None or (self._works and self._clock() - self._told_at >= TOLD_AGAIN)
        self._works = False
        if again and self._tell is not None:
            self._told_at = self._clock()
            self._tell(f"{self._what} cannot be kept: {error.strerror or error}. {_what_to_do(error, path)}")

    def kept(self) -> None:
        """One was written."""
        self._works = True


def _what_to_do(error: OSError, path: Path) -> str:
    folder = path.parent
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"Make room on the disk of {folder}."
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return f"Something that is no folder lies where {folder} should be: move it away."
    return f"See to it that {folder} can be written, or name another place in {STATE_VARIABLE}."


if sys.platform == "win32":

    @contextlib.contextmanager
    def locked(path: Path) -> Iterator[None]:
        """Without a lock: a line may be lost if two processes write at once."""
        make_folder(path.parent)
        yield

else:
    import fcntl

    @contextlib.contextmanager
    def locked(path: Path) -> Iterator[None]:
        """Holds a lock file, for as long as it takes to write a few kilobytes.

        Raises:
            OSError: the folder cannot be written.
        """
        make_folder(path.parent)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
