"""What writes: whole lines, at the end, and none while a person is in the middle of typing one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Callable


class Speaker:
    """Appends lines; while `hold` is in force they wait, in their order."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._waiting: list[str] = []
        self._held = False

    def say(self, text: str) -> None:
        """Says a text, made harmless, as the lines that it has."""
        line = f"{SafeText(text)}\n"
        if self._held:
            self._waiting.append(line)
        else:
            self._write(line)

    def hold(self, held: bool) -> None:
        """A person types a line, or types none any more: then what waited is said."""
        self._held = held
        if not held and self._waiting:
            waited, self._waiting = "".join(self._waiting), []
            self._write(waited)

    def echo(self, text: str) -> None:
        """Shows what is typed, as it is typed; only what goes there by a terminal's own editing is more than text."""
        self._write(text)
