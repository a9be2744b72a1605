"""Where threads come from, over restarts: the server tells it once, and in no listing. One small file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_tui.model.kinship import Origin
from codex_tui.model.safe_text import SafeText
from codex_tui.store.json_file import JsonFile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

KEPT = 20_000
"""Threads that are remembered, the newest: ids are in the order of time."""


class OriginStore:
    """Origins by thread id, which several processes may add to at once.

    Args:
        folder: where the file lies, instead of the user's state folder.
        on_problem: told once if it cannot be written.
    """

    def __init__(
        self, *, folder: Path | None = None, on_problem: Callable[[str], None] | None = None
    ) -> None:
        self._file = JsonFile("origins", "Whose fork a thread is", folder, on_problem)

    def load(self) -> dict[str, Origin]:
        """The origins as they are kept now."""
        found = {thread: _origin(kept) for thread, kept in self._read().items()}
        return {thread: origin for thread, origin in found.items() if origin is not None}

    def change(self, origins: Mapping[str, Origin | None]) -> None:
        """Adds origins to the file, and takes out those that are None."""

        def altered() -> object:
            kept = self._read()
            for thread, origin in origins.items():
                if origin is None:
                    kept.pop(thread, None)
                else:
                    kept[thread] = _plain(origin)
            return {thread: kept[thread] for thread in sorted(kept)[-KEPT:]}

        self._file.change(altered)

    def _read(self) -> dict[str, Any]:
        return self._file.read(_threads) or {}


def _threads(kept: Any) -> dict[str, Any]:
    if not isinstance(kept, dict):
        raise TypeError(kept)
    return kept


def _plain(origin: Origin) -> dict[str, object]:
    told = {"source": origin.source, "agent": origin.agent, "name": origin.name, "prompt": origin.prompt}
    return {name: value for name, value in told.items() if value}


def _origin(kept: Any) -> Origin | None:
    """An origin as it was written; None for what another version of this program wrote."""
    if not isinstance(kept, dict) or not isinstance(kept.get("source"), str):
        return None
    return Origin(
        kept["source"],
        agent=bool(kept.get("agent")),
        name=_text(kept.get("name")),
        prompt=_text(kept.get("prompt")),
    )


def _text(value: Any) -> SafeText | None:
    return SafeText(value) if value and isinstance(value, str) else None
