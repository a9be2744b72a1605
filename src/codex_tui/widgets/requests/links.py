"""Where paths lead that a request names: a link in the workspace may lead out of it. Asked of this machine's files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def links_of(paths: Iterable[str], folder: str) -> list[tuple[str, str]]:
    """Those of the paths that lead elsewhere than they say, each with where.

    Args:
        paths: absolute ones; others are left out.
        folder: the thread's, which may be reached by a link itself: that is no news.
    """
    base = folder.rstrip("/")
    found = []
    for path in paths:
        if not path.startswith("/"):
            continue
        try:
            real = os.path.realpath(path)
            inside = bool(base) and (path == base or path.startswith(base + "/"))
            said = os.path.realpath(base) + path[len(base) :] if inside else path
        except (OSError, ValueError):
            continue
        if real != os.path.normpath(said):
            found.append((path, real))
    return found
