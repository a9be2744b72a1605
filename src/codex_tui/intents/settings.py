"""What a person wants of settings. They need no session: the app has them."""

from __future__ import annotations

from codex_tui.intents.desk import Desk, handles
from codex_tui.messages.settings import SettingsChosen, SettingsFileWanted, SettingsReload, ThemePreviewed


class SettingsIntents(Desk):
    """What a person wants of settings."""

    @handles(SettingsChosen)
    async def _chosen(self, intent: SettingsChosen) -> None:
        self._stage.choose_settings(intent.changes)

    @handles(SettingsFileWanted)
    async def _file_wanted(self, intent: SettingsFileWanted) -> None:
        # As a task: it lasts as long as the person edits.
        self.do(lambda _session: self._stage.edit_settings())

    @handles(SettingsReload)
    async def _reload(self, intent: SettingsReload) -> None:
        self._stage.reload_settings(always=True)

    @handles(ThemePreviewed)
    async def _previewed(self, intent: ThemePreviewed) -> None:
        self._stage.preview_theme(intent.name)
