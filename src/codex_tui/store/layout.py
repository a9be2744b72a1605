"""How a person arranged the screen, kept over restarts: one small file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_tui.store.json_file import JsonFile

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
        self._file = JsonFile("layout", "The layout", folder, on_problem)
        self._known: dict[str, bool] | None = None

    def begin(self, **chosen: bool | None) -> None:
        """Begins with other choices than those that were kept; None for one that nobody made."""
        for name, wanted in chosen.items():
            if wanted is None:
                self._chosen.pop(name, None)
            else:
                self._chosen[name] = wanted

    @property
    def panel(self) -> bool | None:
        """Whether the panel beside the transcript is wanted."""
        return self._chosen.get("panel")

    def keep_panel(self, wanted: bool) -> None:
        self._keep("panel", wanted)

    @property
    def preview(self) -> bool | None:
        """Whether the preview beside the threads is wanted."""
        return self._chosen.get("preview")

    def keep_preview(self, wanted: bool) -> None:
        self._keep("preview", wanted)

    @property
    def by_folder(self) -> bool | None:
        """Whether the threads have a section for each folder."""
        return self._chosen.get("by_folder")

    def keep_by_folder(self, wanted: bool) -> None:
        self._keep("by_folder", wanted)

    @property
    def split(self) -> bool | None:
        """Whether diffs are shown side by side; None leaves it to the width."""
        return self._chosen.get("split")

    def keep_split(self, wanted: bool | None) -> None:
        self._keep("split", wanted)

    @property
    def _chosen(self) -> dict[str, bool]:
        """What the file says; read when it is first asked for."""
        if self._known is None:
            self._known = self._file.read(_choices) or {}
        return self._known

    def _keep(self, name: str, wanted: bool | None) -> None:
        chosen = self._chosen
        if wanted is None:
            chosen.pop(name, None)
        else:
            chosen[name] = wanted
        self._file.write(chosen)


def _choices(kept: Any) -> dict[str, bool]:
    if not all(isinstance(value, bool) for value in kept.values()):
        raise TypeError(kept)
    return dict(kept)
