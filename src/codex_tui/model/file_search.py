"""The files that are looked for while a prompt is written: what is asked, and the newest answer to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_FOUND = 50
"""Files that the server gives for a query, the best ones."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file or a folder that matches.

    Attributes:
        path: as the server names it, below the folder that is searched.
        shown: the same, safe to draw; of a folder with a slash at its end.
        indices: the characters of `shown` that match.
        is_folder: whether it is one.
    """

    path: str
    shown: SafeText
    indices: tuple[int, ...] = ()
    is_folder: bool = False


@dataclass(slots=True)
class FileSearch:
    """A search through one folder that follows what a person types."""

    folder: str
    query: str
    files: tuple[FoundFile, ...] = field(default=())
    """For `query` once it is `answered`; until then for what was looked for before."""
    answered: bool = False
    left_out: int = 0
    """How many that matched lie in the folder of git itself."""
    problem: SafeText = SafeText()


def found_file(path: str, indices: Iterable[int], *, is_folder: bool) -> FoundFile:
    """A match as the server tells it; the marks are left out where the path cannot be shown as it is."""
    shown = SafeText(path)
    marks = tuple(indices) if shown == path else ()
    return FoundFile(path, SafeText(f"{shown}/") if is_folder else shown, marks, is_folder)


def in_git_folder(path: str) -> bool:
    """Whether a path is git's own folder, or lies in it."""
    return ".git" in path.split("/")
