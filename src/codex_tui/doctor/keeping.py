"""Looks at what is kept: who may read it, and how much it is."""

from __future__ import annotations

import os
from contextlib import suppress
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


def sizes(home: Path, state: Path, log: str = "") -> dict[str, int]:
    """Bytes of what grows, by name; of what is there.

    Args:
        home: CODEX_HOME.
        state: where codex-tui keeps drafts and histories.
        log: codex-tui's own log, if the settings name one.
    """
    folders = {
        "sessions": home / "sessions",
        "archive": home / "archived_sessions",
        "logs": home / "log",
        "codex-tui's state": state,
    }
    found = {name: _bytes(folder) for name, folder in folders.items() if os.path.isdir(folder)}
    databases: list[Path] = []
    with suppress(OSError):
        databases = [home / name for name in os.listdir(home) if ".sqlite" in name]
    files = {
        # The server writes its log into a database, beside those with what it knows of threads.
        "logs": (path for path in databases if path.name.startswith("logs_")),
        "databases": (path for path in databases if not path.name.startswith("logs_")),
        "codex-tui's log": map(Path, (log, f"{log}.1") if log else ()),
    }
    for name, paths in files.items():
        if (size := sum(map(_size, paths))) > 0:
            found[name] = found.get(name, 0) + size
    return found


def _mode(path: Path) -> int:
    try:
        return os.stat(path).st_mode
    except OSError:
        return 0


def _size(path: str | Path) -> int:
    with suppress(OSError):
        return os.lstat(path).st_size
    return 0


def _bytes(folder: Path) -> int:
    total, seen = 0, 0
    for place, _, names in os.walk(folder):
        for name in names:
            total += _size(os.path.join(place, name))
        seen += len(names)
        if seen > _MOST_FILES:
            break
    return total
