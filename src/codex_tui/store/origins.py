"""Where threads come from, over restarts: the server tells it once, and in no listing. One small file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from codex_tui.model.kinship import Origin
from codex_tui.model.safe_text import SafeText
from codex_tui.store.files import Reporter, keep_aside, locked, state_folder, write_atomically

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
        self._folder = folder
        self._report = Reporter(on_problem)

    def load(self) -> dict[str, Origin]:
        """The origins as they are kept now."""
        found = {thread: _origin(kept) for thread, kept in self._read().items()}
        return {thread: origin for thread, origin in found.items() if origin is not None}

    def change(self, origins: Mapping[str, Origin | None]) -> None:
        """Adds origins to the file, and takes out those that are None."""
        try:
            with locked(self._path.with_name(".origins.lock")):
                kept = self._read()
                for thread, origin in origins.items():
                    if origin is None:
                        kept.pop(thread, None)
                    else:
                        kept[thread] = _plain(origin)
                newest = sorted(kept)[-KEPT:]
                write_atomically(self._path, json.dumps({thread: kept[thread] for thread in newest}).encode())
        except OSError as error:
            self._report("Whose fork a thread is", error)

    def _read(self) -> dict[str, Any]:
        try:
            kept = json.loads(self._path.read_bytes())
            if not isinstance(kept, dict):
                raise TypeError(kept)
        except OSError:
            return {}  # nothing is kept yet
        except (ValueError, TypeError):
            keep_aside(self._path)
            return {}
        return kept

    @property
    def _path(self) -> Path:
        return (self._folder or state_folder()) / "origins.json"


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
