"""When rules were saved from here: files of rules do not say since when a rule holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_tui.store.json_file import JsonFile

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
        self._file = JsonFile("rule-times", "When a rule was saved", folder, on_problem)

    def load(self) -> dict[tuple[str, ...], float]:
        """What is noted, by the words of the rule."""
        return self._file.read(_times) or {}

    def note(self, words: Sequence[str], at: float) -> None:
        """Notes that a rule was saved now."""

        def altered() -> object:
            noted = self.load()
            noted.pop(tuple(words), None)
            noted[tuple(words)] = at
            return {"saved": list(noted.items())[-_MOST:]}

        self._file.change(altered)


def _times(kept: Any) -> dict[tuple[str, ...], float]:
    return {tuple(map(str, words)): float(at) for words, at in kept["saved"]}
