"""Where an export goes: the path that was typed, what stands in its way, and the file written as a whole."""

from __future__ import annotations

import contextlib
import itertools
import os
from pathlib import Path

_counter = itertools.count()


def target_of(typed: str, folder: str) -> Path:
    """The absolute path of what was typed, seen from a folder; ``~`` is the person's home."""
    text = typed.strip()
    with contextlib.suppress(RuntimeError):  # there is no such user
        return Path(folder, Path(text).expanduser())
    return Path(folder, text)


def obstacle(path: Path) -> str:
    """Why no file can be written there, with what to do; "" where one can, be it over another file."""
    # By os.path, which says no where pathlib raises: a name too long, a folder that may not be read.
    if os.path.isdir(path):
        return f"{path} is a folder: name a file in it"
    if not _is_name(path.name):
        return "This cannot be the name of a file"
    if not os.path.isdir(path.parent):
        return f"The folder {path.parent} does not exist: create it, or name another"
    if os.path.exists(path) and not os.path.isfile(path):
        return f"{path} is no plain file: name another"
    if not os.access(path.parent, os.W_OK):
        return f"The folder {path.parent} cannot be written: name another"
    return ""


def _is_name(name: str) -> bool:
    try:
        return bool(name) and b"\0" not in os.fsencode(name)
    except UnicodeEncodeError:
        return False


def write_export(path: Path, data: bytes, *, replace: bool) -> None:
    """Writes a file that is there as a whole or not at all.

    Raises:
        FileExistsError: there is one already, and it is not to be replaced.
        OSError: the disk is full, or the folder cannot be written.
    """
    temporary = path.with_name(f".codex-export.{os.getpid()}.{next(_counter)}")
    try:
        with temporary.open("xb") as file:
            file.write(data)
        if replace:
            os.replace(temporary, path)
        else:
            _put_new(temporary, path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _put_new(temporary: Path, path: Path) -> None:
    """Gives a file its name unless that is taken; a rename would not ask."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if path.exists():
            raise FileExistsError(path) from None
        os.replace(temporary, path)
