"""Folders as a person types them: what was meant, which there are to complete it with, and making one."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 200
"""Folders that are offered."""


def is_path(typed: str) -> bool:
    """Whether a text is the beginning of a path, rather than words to look for."""
    return typed.startswith((".", "~")) or os.sep in typed


def folder_of(typed: str, base: str) -> str:
    """The absolute folder that was typed, seen from another one; ``~`` is the person's home."""
    return os.path.normpath(os.path.join(base, os.path.expanduser(typed.strip())))


def completions(typed: str, base: str) -> list[str]:
    """The folders that a typed path may become, absolute and in order; those with a dot only if one was typed.

    Names are found by what is drawn of them, too: that is what can be typed.
    """
    head, _, tail = os.path.expanduser(typed).rpartition(os.sep)
    if typed in ("~", ".", ".."):
        head, tail = folder_of(typed, base), ""
    parent = os.path.join(base, f"{head}{os.sep}" if head or typed.startswith(os.sep) else "")
    found: list[str] = []
    with suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if not SafeText(entry.name).lower().startswith(SafeText(tail).lower()) or (
                entry.name.startswith(".") and not tail.startswith(".")
            ):
                continue
            with suppress(OSError):
                if entry.is_dir():
                    found.append(os.path.normpath(entry.path))
    return sorted(found, key=str.lower)[:MOST]


def common_start(paths: Sequence[str]) -> str:
    """How all of some paths begin, character by character."""
    first, last = min(paths), max(paths)
    length = next(
        (at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first)
    )
    return first[:length]


def why_not(folder: str) -> str | None:
    """Why no thread can begin in a folder, with what to do; "" where one can, None where it has to be made first."""
    if os.path.isdir(folder):
        return "" if os.access(folder, os.X_OK) else f"{folder} cannot be entered: choose another"
    if os.path.lexists(folder):
        return f"{folder} is no folder: choose another"
    return None


def make(folder: str) -> str:
    """Makes a folder with those above it; gives why that did not work, or ""."""
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        return f"{folder} could not be made: {reason or error}"
    return ""
