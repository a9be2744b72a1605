"""Looks at what is kept: who may read it, and how much it is."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_MOST_FILES = 50_000
"""Files that are counted; a folder with more is large enough to be said."""
_SECRET = ("auth.json", "sessions", "history.jsonl")


def open_to_others(home: Path, state: Path) -> tuple[str, ...]:
    """What holds keys or texts and can be read by others; nothing, where the folder around it is closed."""
    found = []
    for folder, names in ((home, _SECRET), (state, (".",))):
        if _mode(folder) & 0o011:  # only then can others reach what is in it
            found += [str(folder / name) for name in names if _mode(folder / name) & 0o044]
    return tuple(found)


def sizes(home: Path, state: Path) -> dict[str, int]:
    """Bytes of the folders that grow, by name; those that are there."""
    folders = {
        "sessions": home / "sessions",
        "archive": home / "archived_sessions",
        "logs": home / "log",
        "codex-tui's state": state,
    }
    return {name: _bytes(folder) for name, folder in folders.items() if folder.is_dir()}


def _mode(path: Path) -> int:
    try:
        return os.stat(path).st_mode
    except OSError:
        return 0


def _bytes(folder: Path) -> int:
    total, seen = 0, 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(place, name)).st_size
        seen += len(names)
        if seen > _MOST_FILES:
            break
    return total
