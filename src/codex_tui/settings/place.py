"""Where the settings file lies. Light."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE_VARIABLE = "CODEX_TUI_CONFIG_FILE"
FILE_NAME = "settings.toml"


def settings_path(named: str | None, environment: Mapping[str, str]) -> Path:
    """The settings file: the one that was named, else that of the environment, else the platform's place."""
    if chosen := named or environment.get(FILE_VARIABLE):
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_config_path

    return user_config_path("codex-tui", appauthor=False) / FILE_NAME
