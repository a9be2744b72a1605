"""Folders of which a person said that they are not to be trusted: the server is not told, so it is kept here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_tui.store.json_file import JsonFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class TrustAnswers:
    """The answers, by server and folder.

    Args:
        folder: where the file lies, instead of the user's state folder.
        on_problem: told once if it cannot be written.
    """

    def __init__(
        self, *, folder: Path | None = None, on_problem: Callable[[str], None] | None = None
    ) -> None:
        self._file = JsonFile("untrusted-folders", "That a folder is not trusted", folder, on_problem)

    def load(self, server: str) -> frozenset[str]:
        """The folders on a server that are not trusted."""
        return self._read().get(server, frozenset())

    def refuse(self, server: str, folder: str) -> None:
        """Keeps that a folder is not trusted."""

        def alter() -> object:
            kept = self._read()
            folders = kept.get(server, frozenset()) | {folder}
            return {"folders": {name: sorted(some) for name, some in {**kept, server: folders}.items()}}

        self._file.change(alter)

    def _read(self) -> dict[str, frozenset[str]]:
        return self._file.read(_folders) or {}


def _folders(kept: Any) -> dict[str, frozenset[str]]:
    folders = kept["folders"]
    if not isinstance(folders, dict):
        raise TypeError(folders)
    return {
        server: frozenset(folder for folder in some if isinstance(folder, str))
        for server, some in folders.items()
        if isinstance(some, list)
    }
