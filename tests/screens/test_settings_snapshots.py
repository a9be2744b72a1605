"""How settings, keys and themes look."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from codex_tui.screens.keys import KeysScreen
from codex_tui.screens.settings import SettingsScreen
from codex_tui.screens.themes import ThemesScreen
from codex_tui.settings.loading import Loaded, build
from codex_tui.theming import DARK, LIGHT, theme_name
from tests.screens.support import FakePorts, Host

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen

    from codex_tui.ports import Ports

MINE = Loaded(
    build({"input": {"mouse": False}, "keys": {"actions": {"app.redraw": ["f11"]}}}),
    Path("settings.toml"),
    {"input.mouse": "settings.toml, line 2", "keys.app.redraw": "settings.toml, line 4"},
    (
        "settings.toml, line 7: there is no setting display.thema. Did you mean display.theme? It is left out.",
    ),
)
LOOKS = [
    pytest.param(SettingsScreen, DARK, (100, 26), id="settings-100-dark"),
    pytest.param(SettingsScreen, LIGHT, (40, 14), id="settings-40-light"),
    pytest.param(KeysScreen, theme_name("high-contrast-light"), (80, 20), id="keys-80-high-contrast"),
    pytest.param(ThemesScreen, theme_name("ansi-dark"), (80, 20), id="themes-80-ansi"),
]


@pytest.mark.parametrize(("screen", "theme", "size"), LOOKS)
def test_screen(
    snap_compare: Callable[..., bool],
    screen: Callable[[Ports], Screen[None]],
    theme: str,
    size: tuple[int, int],
):
    ports = FakePorts().ports()
    ports.loaded = MINE
    ports.keys["app.redraw"] = "f11"
    assert snap_compare(Host(lambda: screen(ports), theme), terminal_size=size)
