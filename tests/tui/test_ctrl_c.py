"""ctrl+c closes whatever lies above the conversation or the board, as esc does: fingers of other clients know it so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from codex_tui.app import CodexTui
from codex_tui.demo.script import Script, Shell, Text
from codex_tui.settings.loading import load
from tests.support.app import ask, running
from tests.tui.test_commands import NEW
from tests.tui.test_inbox import start

if TYPE_CHECKING:
    from pathlib import Path

    from codex_app_server import AppServerConfig
    from codex_tui.demo.server import ScriptedModel

pytestmark = pytest.mark.anyio

OPENED = {
    "alt+m": "as default",
    "f1": "/ find",
    "ctrl+p": "esc close",
    "/status": "Y copy all",
    "/settings": "Settings",
    "/theme": "Theme",
    "/login": "Log in",
    "/review": "Review",
}


async def test_it_closes_what_lies_above(server_config: AppServerConfig) -> None:
    async with running(server_config, NEW) as run:
        await run.shows("Ask anything")
        below = run.app.screen
        for opens, shown in OPENED.items():
            if opens.startswith("/"):
                await run.type(opens)
                await run.press("enter")
            else:
                await run.press(opens)
            await run.until(lambda: run.app.screen is not below)
            await run.shows(shown)
            await run.press("ctrl+c")
            await run.until(lambda: run.app.screen is below)
        await run.type("still here")
        await run.shows("still here")


OPENED_IN_A_THREAD = (
    (("/export", "enter"), "Export"),
    (("/map", "enter"), "esc close"),
    (("/rules", "enter"), "Nothing is allowed for good"),
    (("alt+up", "p"), "as it was written"),
    (("alt+up", "."), "This message"),
)


async def test_it_closes_what_lies_above_a_thread(server_config: AppServerConfig) -> None:
    async with running(server_config, NEW) as run:
        await ask(run, "hello @@plain")
        await run.shows("· idle")
        below = run.app.screen
        for keys, shown in OPENED_IN_A_THREAD:
            await run.type_all(*keys)
            await run.until(lambda: run.app.screen is not below)
            await run.shows(shown)
            await run.press("ctrl+c")
            await run.until(lambda: run.app.screen is below)


async def test_it_leaves_the_inbox_and_on_the_board_says_what_leaves(
    server_config: AppServerConfig, scripted_model: ScriptedModel
) -> None:
    scripted_model.on("@@asks", Script([[Shell("touch one", escalated=True)], [Text("Made one.")]]))
    async with running(server_config) as run:
        await run.shows("local")
        await start(run, "@@asks")
        await run.shows("run: touch one")
        await run.press("alt+w")
        await run.shows("Run it outside the sandbox?")
        docked = run.app.screen
        await run.press("alt+a")
        await run.letters_count()
        await run.press("z")
        await run.until(lambda: run.app.screen is not docked)
        await run.press("ctrl+c")
        await run.until(lambda: run.app.screen is docked)
        await run.press("alt+t")
        await run.shows("NEEDS YOU")
        await run.press("i")
        await run.shows("1 waiting")
        await run.press("ctrl+c")
        await run.shows("filter titles")
        await run.press("ctrl+c")
        await run.shows("q leaves codex-tui.")
        await run.shows("run: touch one")


KEYS = """
[keys]
"help.close" = ["f11"]
"picker.close" = []
"palette.close" = ["ctrl+x ctrl+c"]
"threads.quit" = []
"app.quit" = []
"""


@pytest.mark.parametrize("opens", ["f1", "alt+m", "ctrl+p"])
async def test_it_is_a_way_out_where_the_key_for_that_is_another_one_or_none(
    tmp_path: Path, opens: str
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(KEYS)
    app = CodexTui(str(tmp_path), load(str(file)))
    async with app.run_test(size=(80, 24)) as pilot:
        below = app.screen
        await pilot.press(opens)
        await pilot.pause()
        assert app.screen is not below
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is not below
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert app.screen is below


async def test_it_leaves_where_no_key_does(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(KEYS)
    app = CodexTui(str(tmp_path), load(str(file)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert not app.is_running
