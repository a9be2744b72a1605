"""A path that is drawn as safe text and opened as what it is.

What asks the operating system takes `raw_path` of any path; what is told to the server does so by itself (`Link`).
Joined with anything a `SafePath` is a plain text of what is drawn: `within` keeps what it is.
"""

from __future__ import annotations

import posixpath

from codex_tui.model.safe_text import SafeText


class SafePath(SafeText):
    """Safe text of a path, with the path itself, which differs where that has characters that are not drawn."""

    __slots__ = ("raw",)

    raw: str

    def __new__(cls, raw: str = "", drawn: SafeText | None = None) -> SafePath:
        path = str.__new__(cls, SafeText(raw) if drawn is None else drawn)
        path.raw = raw.raw if isinstance(raw, SafePath) else str(raw)
        return path


def raw_path(path: str | None) -> str:
    """What is to be opened, or told to the server; empty where there is no path."""
    return path.raw if isinstance(path, SafePath) else str(path or "")


def within(folder: str, path: str) -> SafePath:
    """A path as a folder sees it."""
    return SafePath(posixpath.join(raw_path(folder), raw_path(path)))
