"""Settings: what a person wants of them, and that they changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.message import Message

from codex_tui.messages.base import Intent

if TYPE_CHECKING:
    from collections.abc import Mapping


class SettingsChosen(Intent):
    """Write these settings, by their keys, and go by them; None takes one out of the file."""

    def __init__(self, changes: Mapping[str, Any]) -> None:
        super().__init__()
        self.changes = changes


class SettingsFileWanted(Intent):
    """Open the settings file in the person's editor; read it again once that ends."""


class SettingsReload(Intent):
    """Read the settings file again."""


class ThemePreviewed(Intent):
    """Show a theme, by its name in the settings, without keeping it; None goes back to the one that is set."""

    def __init__(self, name: str | None) -> None:
        super().__init__()
        self.name = name


class SettingsChanged(Message):
    """Settings, or where they come from, are others than before."""


class BackgroundSeen(Message):
    """The terminal says whether its background is dark."""

    def __init__(self, dark: bool) -> None:
        super().__init__()
        self.dark = dark
