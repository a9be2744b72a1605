"""Settings of looks that hold at once on whatever is shown, on the real server: glyphs, panel, layout of diffs."""

from __future__ import annotations

import pytest

from codex_tui.demo.script import Patch, Reasoning, Script, Shell, Text
from codex_tui.demo.scripts import NEW_FILE_PATCH
from codex_tui.options import Options
from codex_tui.settings.loading import load
from codex_tui.widgets.diff.pane import DiffPane
from tests.support.app import ask, running

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("repository")]

ANSWER = Script(
    [
        [Reasoning(["**Looking**\n\nAt the cart."]), Shell("ls"), Patch(NEW_FILE_PATCH)],
        [Text("# Done\n\n- one\n- [x] two\n\n> quoted\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")],
    ]
)


async def changed(run):
    """A turn with all kinds of lines, and a patch that was allowed."""
    await ask(run, "@@all of it")
    await run.shows("Make this change?")
    await run.press("alt+a")
    await run.answer("y")
    await run.shows("quoted")


def other_signs(text):
    """What is no ASCII of a screen."""
    return sorted({sign for sign in text if not sign.isascii()})


async def test_glyphs_become_ascii_and_back_at_once_on_every_screen(server_config, scripted_model, tmp_path):
    settings = tmp_path / "settings.toml"
    settings.write_text('[display]\nglyphs = "unicode"\n')
    scripted_model.on("@@all", ANSWER)
    async with running(server_config, Options(new=True), size=(130, 44)) as run:
        run.app.ports.loaded = load(str(settings))
        await changed(run)
        before = await run.shows("quoted", "· idle")
        assert {"›", "•"} <= set(other_signs(before))
        settings.write_text('[display]\nglyphs = "ascii"\n')
        run.app.reload_settings()
        await run.until(lambda: other_signs(run.screen_text()) == [])
        await run.press("alt+d")
        await run.until(lambda: "+first line" in run.screen_text().replace("+ ", "+"))
        assert other_signs(run.screen_text()) == []
        await run.press("escape", "alt+m")
        # Names of keys, too: an arrow is a word there.
        assert other_signs(await run.shows("right effort")) == []
        await run.press("escape", "f1")
        assert not set("←→↑↓") & set(await run.shows("- Keys"))
        assert other_signs(run.screen_text()) == []
        await run.press("escape")
        await run.type("/")
        assert other_signs(await run.shows("Commands -")) == []
        await run.type("status")
        await run.press("enter")
        assert other_signs(await run.shows("Server")) == []
        await run.press("escape")
        await run.app.run_action("show_settings")
        await run.until(lambda: other_signs(run.screen_text()) == [])
        settings.write_text('[display]\nglyphs = "unicode"\n')
        run.app.reload_settings()
        await run.until(lambda: "▌" in run.screen_text())
        await run.press("escape")
        await run.until(lambda: run.screen_text() == before)
        await run.press("alt+t")
        await run.shows("RECENT", "▌")
        settings.write_text('[display]\nglyphs = "ascii"\n')
        run.app.reload_settings()
        await run.until(lambda: other_signs(run.screen_text()) == [])


async def test_the_panel_and_the_layout_of_diffs_are_as_they_are_set_at_once(
    server_config, scripted_model, tmp_path
):
    settings = tmp_path / "settings.toml"
    settings.write_text("")
    scripted_model.on("@@all", ANSWER)

    def set_to(text):
        settings.write_text(text)
        run.app.reload_settings()

    async with running(server_config, Options(new=True), size=(160, 40)) as run:
        run.app.ports.loaded = load(str(settings))
        await changed(run)
        await run.shows("quoted", "· idle", "Model")
        set_to('[conversation]\npanel = "hidden"\n')
        await run.hides("Model")
        # What a person does after that counts.
        await run.press("alt+p")
        await run.shows("Model")
        set_to('[conversation]\npanel = "hidden"\n[input]\nwheel_lines = 5\n')
        await run.shows("Model")
        set_to('[conversation]\npanel = "shown"\n')
        await run.shows("Model")
        await run.press("alt+d")
        await run.shows("first line")
        pane = run.app.screen.query_one(DiffPane)
        assert pane.is_split
        set_to('[diff]\nlayout = "unified"\n')
        await run.until(lambda: not pane.is_split)
        set_to('[diff]\nlayout = "split"\n')
        await run.until(lambda: pane.is_split)
        # That it is as it was left last changes nothing now.
        set_to("")
        assert pane.is_split
