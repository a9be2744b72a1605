"""A path that is drawn as safe text and opened as what it is."""

from __future__ import annotations

from codex_tui.model.safe_text import SafeText


class SafePath(SafeText):
    """Safe text of a path, with the path itself, which differs where that has characters that are not drawn."""

    __slots__ = ("raw",)

    raw: str

    def __new__(cls, raw: str = "") -> SafePath:
        path = str.__new__(cls, SafeText(raw))
        path.raw = raw.raw if isinstance(raw, SafePath) else str(raw)
        return path


def raw_path(path: str | None) -> str:
    """What is to be opened, or told to the server; empty where there is no path."""
    return path.raw if isinstance(path, SafePath) else str(path or "")
