"""How paths of a thread are written: short where they lie in its folder, whole where they do not.

Pure text, under the renderers of commands, changes and approvals. Where something happens is told by what
differs: a path outside the thread's folder stays absolute, and stands out.
"""

from __future__ import annotations

import posixpath


def path_in(path: str, folder: str) -> str:
    """A path as seen from a folder: relative if it lies inside, else as it is.

    Args:
        path: as the server tells it, mostly absolute.
        folder: the thread's folder; empty where it is not known.
    """
    base = folder.rstrip("/")
    if not base or not path.startswith(base + "/"):
        return path
    rest = path[len(base) + 1 :]
    # Only what normalises to itself surely lies inside: "shop/../../x" does not.
    return rest if rest and posixpath.normpath(rest) == rest.rstrip("/") and rest[:2] != ".." else path


def is_folder(path: str, folder: str) -> bool:
    """Whether a path is that folder itself, however its end is written."""
    return bool(folder) and path.rstrip("/") == folder.rstrip("/")


def short_folder(path: str, home: str) -> str:
    """The folder as people write it: with ``~`` for the home."""
    if path == home:
        return "~"
    return "~" + path[len(home) :] if home and path.startswith(home.rstrip("/") + "/") else path


def with_ends(path: str) -> str:
    """A path whose first and last blanks can be seen: "shop " is another folder than "shop"."""
    bare = path.strip(" ")
    if len(bare) == len(path):
        return path
    before = len(path) - len(path.lstrip(" ")) if bare else 0
    after = len(path) - len(bare) - before
    return f"{_blanks(before)}{bare}{_blanks(after)}"


def _blanks(count: int) -> str:
    return f"‹{count} {'blank' if count == 1 else 'blanks'}›" if count else ""
