"""The command palette: what it lists on which screen, how it is found, and that it can be used in any terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from codex_tui.app import CodexTui
from codex_tui.options import Options
from codex_tui.screens.help import HelpScreen, KeyTable
from codex_tui.screens.palette import PaletteScreen
from codex_tui.settings.loading import load
from codex_tui.slash import COMMANDS
from tests.support.app import running

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("glyphs", ["unicode", "ascii"])
async def test_a_small_terminal_shows_its_frame_its_cursor_its_keys_and_no_sign_that_it_has_not(
    tmp_path: Path, glyphs: str
):
    file = tmp_path / "settings.toml"
    file.write_text(f'[display]\nglyphs = "{glyphs}"\n')
    app = CodexTui(str(tmp_path), load(str(file)))
    async with app.run_test(size=(40, 14)) as pilot:
        await pilot.press("ctrl+p", "down", "down")
        await pilot.pause()
        strips = app.screen._compositor.render_strips()  # Textual has no public way to read the screen
        lines = [strip.text.rstrip() for strip in strips]
        cursor, frame = ("> Start", "+- A") if glyphs == "ascii" else ("▌ Start", "╭─ A")
        assert lines[0].startswith(frame)
        assert lines[-1][0] in "+╰"
        assert any(cursor in line for line in lines)
        assert "Start a new thread in another folder." in " ".join(
            " ".join(lines).replace("|", "").replace("│", "").split()
        )
        assert "enter do it  esc close" in lines[-2]
        assert glyphs == "unicode" or "\n".join(lines).isascii()


async def test_over_a_dialog_it_has_what_the_dialog_does_and_nothing_of_what_lies_below(tmp_path: Path):
    app = CodexTui(str(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await app.run_action("show_themes")
        await pilot.press("ctrl+p")
        await pilot.pause()
        palette = app.screen
        assert isinstance(palette, PaletteScreen)
        offered = {row.about for row in palette.rows.rows}
        assert {"Keep the theme", "Leave codex-tui"} <= offered
        assert (
            not {"Open the thread", "Choose model, effort and tier", "Show all settings, and change them"}
            & offered
        )
        was = app.theme
        await pilot.press(*"next theme", "enter")
        await pilot.pause()
        assert app.theme != was


@pytest.mark.parametrize("dialog", ["show_settings", "show_keys", "show_themes", "command_palette"])
async def test_the_key_for_help_names_the_keys_of_a_dialog_and_leads_back_to_it(tmp_path: Path, dialog: str):
    app = CodexTui(str(tmp_path))
    async with app.run_test(size=(40, 14)) as pilot:
        await app.run_action(dialog)
        shown = app.screen
        await pilot.press("f1")
        assert isinstance(app.screen, HelpScreen)
        (table,) = app.screen.query(KeyTable)
        first = next(table._lines(34)).plain
        assert first in {"SETTINGS", "KEYS", "THEMES", "ALL ACTIONS"}
        told = "\n".join(line.plain for line in table._lines(90))
        assert "Leave codex-tui" in told
        assert "Choose model, effort and tier" not in told  # which does nothing under a dialog
        await pilot.press("f1")
        assert app.screen is shown


async def test_a_second_press_of_its_key_closes_it(tmp_path: Path):
    app = CodexTui(str(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p", "x", "ctrl+p")
        await pilot.pause()
        assert not isinstance(app.screen, PaletteScreen)


async def test_on_the_board_what_commands_do_is_found_by_their_names(tmp_path: Path):
    app = CodexTui(str(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p")
        palette = app.screen
        assert isinstance(palette, PaletteScreen)
        for typed, about in {
            "exit": "Leave codex-tui",
            "login": "Log in: with ChatGPT, a code, or an API key",
            "rename": "Give the thread a name",
        }.items():
            await pilot.press("ctrl+u", *typed)
            await pilot.pause()
            row = palette.rows.current
            assert row is not None
            assert row.about == about
            assert not any(key.startswith("/") for key in row.keys)  # none can be typed here


async def test_what_is_typed_behind_a_choice_is_meant_for_what_it_leads_to(server_config):
    async with running(server_config) as run:
        await run.shows("enter open")
        await run.press("ctrl+p")
        await run.type_all("new thread here", "enter", "hello there")
        await run.shows("│ hello there")


async def test_what_a_conversation_can_do_is_found_by_words_keys_commands_and_their_other_names(
    server_config,
):
    async with running(server_config, Options(new=True)) as run:
        await run.shows("enter send")
        await run.press("ctrl+p")
        palette = run.app.screen
        assert isinstance(palette, PaletteScreen)
        names = {key.split()[0] for row in palette.rows.rows for key in row.keys if key.startswith("/")}
        assert names == {f"/{command.name}" for command in COMMANDS}

        async def found(text: str) -> str:
            await run.press("ctrl+u")
            await run.type(text)
            await run.pilot.pause()
            row = palette.rows.current
            return row.about if row is not None else ""

        assert await found("a theme") == "Choose a theme, with a preview"  # rather than "the theme ... and"
        assert await found("theme") == "Choose a theme, with a preview"
        assert await found("summarise context") == "Compact: summarise the conversation to free context"
        assert await found("ctrl+t") == "Open or fold every cell"
        assert await found("preferences") == "Show all settings, and change them"
        assert await found("/wt") == "Start a new thread in a new git worktree"
        assert not await found("undo")
        # Typed in one breath with the key that takes it.
        await run.press("ctrl+u")
        await run.type_all("/mention", "enter")
        await run.shows("│ @")
        assert not isinstance(run.app.screen, PaletteScreen)
