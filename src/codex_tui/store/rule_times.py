"""When rules were saved from here: files of rules do not say since when a rule holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from codex_tui.store.files import Reporter, keep_aside, locked, state_folder, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_MOST = 1_000
"""Rules that are remembered; the oldest go first."""


class RuleTimes:
    """Unix seconds by the words of a rule, over restarts.

    Args:
        folder: where the file lies, instead of the user's state folder.
        on_problem: told once if it cannot be written.
    """

    def __init__(
        self, *, folder: Path | None = None, on_problem: Callable[[str], None] | None = None
    ) -> None:
        self._folder = folder
        self._report = Reporter(on_problem)

    def load(self) -> dict[tuple[str, ...], float]:
        """What is noted, by the words of the rule."""
        try:
            noted = json.loads(self._path.read_bytes())["saved"]
            return {tuple(map(str, words)): float(at) for words, at in noted}
        except OSError:
            return {}  # nothing was saved yet
        except (ValueError, KeyError, TypeError):
            keep_aside(self._path)
            return {}

    def note(self, words: Sequence[str], at: float) -> None:
        """Notes that a rule was saved now."""
        try:
            with locked(self._path.with_name(".rule-times.lock")):
                noted = self.load()
                noted.pop(tuple(words), None)
                noted[tuple(words)] = at
                newest = list(noted.items())[-_MOST:]
                write_atomically(self._path, json.dumps({"saved": newest}).encode())
        except OSError as error:
            self._report("When a rule was saved", error)

    @property
    def _path(self) -> Path:
        return (self._folder or state_folder()) / "rule-times.json"
