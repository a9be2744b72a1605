"""Whether each terminal's background was dark when it was last heard of, for a start at which its answer comes late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_tui.store.json_file import JsonFile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_MOST = 50


class TerminalStore:
    """What was seen, by the name that a terminal gives itself.

    Args:
        environment: where the terminal says what it is.
        folder: where the file lies, instead of the user's state folder.
        on_problem: told once if it cannot be written.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        *,
        folder: Path | None = None,
        on_problem: Callable[[str], None] | None = None,
    ) -> None:
        self._file = JsonFile("terminals", "The background of the terminal", folder, on_problem)
        self._name = environment.get("TERM_PROGRAM") or environment.get("TERM") or "?"

    @property
    def dark(self) -> bool | None:
        """Whether its background was dark; None where it was never heard of."""
        return (self._file.read(_seen) or {}).get(self._name)

    def keep(self, dark: bool) -> None:
        seen = self._file.read(_seen) or {}
        if seen.get(self._name) is not dark:
            seen.pop(self._name, None)
            self._file.write({**dict(list(seen.items())[1 - _MOST :]), self._name: dark})


def _seen(kept: Any) -> dict[str, bool]:
    if not all(isinstance(value, bool) for value in kept.values()):
        raise TypeError(kept)
    return dict(kept)
