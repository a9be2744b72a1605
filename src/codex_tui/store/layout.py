"""How a person arranged the screen, kept over restarts: one small file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from codex_tui.store.files import Reporter, keep_aside, state_folder, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class LayoutStore:
    """What a person chose; None for what nobody chose yet.

    Args:
        folder: where the file lies, instead of the user's state folder.
        on_problem: told once if it cannot be written.
    """

    def __init__(
        self, *, folder: Path | None = None, on_problem: Callable[[str], None] | None = None
    ) -> None:
        self._folder = folder
        self._report = Reporter(on_problem)
        self._panel: bool | None = None
        self._read = False

    @property
    def panel(self) -> bool | None:
        """Whether the panel beside the transcript is wanted; read when it is first asked for."""
        if not self._read:
            self._read = True
            self._panel = self._load()
        return self._panel

    def keep_panel(self, wanted: bool) -> None:
        self._read = True
        self._panel = wanted
        try:
            write_atomically(self._path, json.dumps({"panel": wanted}).encode())
        except OSError as error:
            self._report("The layout", error)

    @property
    def _path(self) -> Path:
        return (self._folder or state_folder()) / "layout.json"

    def _load(self) -> bool | None:
        try:
            panel = json.loads(self._path.read_bytes())["panel"]
            if not isinstance(panel, bool):
                raise TypeError(panel)
        except OSError:
            return None  # nobody chose
        except (ValueError, KeyError, TypeError):
            keep_aside(self._path)
            return None
        return panel
