"""Settings, keys and themes changed in the application: at once, in the file, and with all else in it left alone."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from textual.events import AppFocus, Key
from textual.keys import _character_to_key

from codex_tui.app import CodexTui
from codex_tui.keymap import keys_of
from codex_tui.messages.settings import BackgroundSeen
from codex_tui.screens.palette import PaletteScreen
from codex_tui.settings.loading import load
from codex_tui.widgets.key_hints import KeyHints

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from textual.pilot import Pilot

pytestmark = pytest.mark.anyio

MINE = """# mine
[display]
animation = true  # it moves
"""


class SettingsFile:
    """The file, as another program sees it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def text(self) -> str:
        return self.path.read_text()

    def write(self, text: str) -> None:
        self.path.write_text(text)

    def remove(self) -> None:
        self.path.unlink()


@pytest.fixture
def file(tmp_path: Path) -> SettingsFile:
    file = SettingsFile(tmp_path / "settings.toml")
    file.write(MINE)
    return file


class Shown:
    """An application without a server, with the settings of a file."""

    def __init__(self, app: CodexTui, pilot: Pilot[str]) -> None:
        self.app, self.pilot = app, pilot

    async def press(self, *keys: str) -> str:
        await self.pilot.press(*keys)
        await self.pilot.pause()
        return self.text

    async def type(self, text: str) -> str:
        """Types in one breath: what is shown for each letter alone nobody looks at."""
        driver = self.app._driver
        assert driver is not None
        for character in text:
            driver.send_message(Key(_character_to_key(character), character))
        await self.pilot.pause()
        return self.text

    async def open(self, name: str) -> str:
        await self.app.run_action(f"show_{name}")
        await self.pilot.pause()
        return self.text

    @property
    def text(self) -> str:
        strips = self.app.screen._compositor.render_strips()  # Textual has no public way to read the screen
        return "\n".join(strip.text.rstrip() for strip in strips)

    @property
    def hints(self) -> str:
        return str(self.app.screen_stack[0].query_one(KeyHints).render())


@asynccontextmanager
async def shown(file: SettingsFile, *, size: tuple[int, int] = (100, 30)) -> AsyncIterator[Shown]:
    app = CodexTui(str(file.path.parent), load(str(file.path)))
    async with app.run_test(size=size) as pilot:
        yield Shown(app, pilot)


async def test_a_switch_holds_at_once_and_is_written_with_the_comments_kept(file: SettingsFile):
    async with shown(file) as run:
        assert run.app.ports.animate
        text = await run.open("settings")
        assert "• display.animation" in text
        assert "settings.toml, line 3" in text
        await run.type("anim")
        await run.press("enter")
        assert not run.app.ports.animate
        assert file.text == MINE.replace("= true", "= false")
        await run.press("ctrl+x")
        assert run.app.ports.animate
        assert "animation" not in file.text


async def test_a_number_is_typed_and_a_wrong_one_changes_nothing(file: SettingsFile):
    async with shown(file) as run:
        await run.open("settings")
        await run.type("prompt_l")
        await run.press("enter", "home", "shift+end", *"900", "enter")
        assert "conversation.prompt_lines takes a number from 1 to 200" in run.text
        assert file.text == MINE
        await run.press("enter", "home", "shift+end", *"12", "enter")
        assert run.app.ports.settings.conversation.prompt_lines == 12
        await run.press("left")
        assert run.app.ports.settings.conversation.prompt_lines == 11


async def test_a_choice_is_made_from_a_list(file: SettingsFile):
    async with shown(file) as run:
        await run.open("settings")
        await run.type("ask_before")
        text = await run.press("enter")
        assert "now  running" in text
        await run.press("down", "enter")
        assert run.app.ports.settings.input.ask_before_leaving == "always"
        await run.press("escape", "escape")
        await run.app.action_quit()
        await run.pilot.pause()
        assert "QuitQuestion" in type(run.app.screen).__name__


async def test_what_is_wrong_is_told_at_the_start_and_stands_first_on_the_screen(file: SettingsFile):
    file.write("[display]\ntheme = 'drak'\n[input]\nmouse = 7\n")
    async with shown(file, size=(160, 30)) as run:
        await run.pilot.pause()
        assert (
            "The first of 2 mistakes, which /settings shows: settings.toml, line 2: there is no theme"
            in run.text
        )
        text = await run.open("settings")
        assert "! settings.toml, line 2: there is no theme 'drak'" in text
        assert "! settings.toml, line 4: input.mouse is 7" in text


async def test_a_change_from_outside_is_taken_over_when_one_comes_back(file: SettingsFile):
    async with shown(file) as run:
        file.write("[display]\ntheme = 'light'\n[keys]\n'threads.new' = ['c']\n")
        run.app.post_message(AppFocus())
        await run.pilot.pause()
        assert run.app.theme == "codex-light"
        assert "c new" in run.hints
        file.remove()
        run.app.post_message(AppFocus())
        await run.pilot.pause()
        assert run.app.theme == "codex-dark"
        assert "n new" in run.hints


async def test_a_key_is_given_by_pressing_it_and_works_and_is_named_everywhere(file: SettingsFile):
    async with shown(file) as run:
        await run.open("keys")
        await run.type("section for each")
        await run.press("enter")
        assert "A section for each folder, or by what threads do: press the new" in run.text
        text = await run.press("f11")
        assert "Until now: g" in text
        await run.press("enter")
        assert file.text == MINE + '\n[keys]\n"threads.group" = ["f11"]\n'
        await run.press("escape", "escape")
        assert not run.app.state.board.by_folder
        await run.press("f11")
        assert run.app.state.board.by_folder
        await run.press("g")
        assert run.app.state.board.by_folder
        await run.press("question_mark")
        assert "f11" in run.text
        await run.press("escape", "ctrl+p")
        text = await run.type("section for each")
        assert "A section for each folder, or by what threads do" in text
        assert "f11" in text


async def test_a_key_that_another_action_has_is_said_and_goes_over_to_the_new_one(file: SettingsFile):
    async with shown(file) as run:
        await run.open("keys")
        await run.type("threads.rename")
        await run.press("enter")
        text = await run.press("f")
        assert "It is that of threads.fork (Fork the thread and open the copy)," in text
        await run.press("enter")
        assert keys_of("threads.rename", run.app.ports.keys) == ("f",)
        assert keys_of("threads.fork", run.app.ports.keys) == ()
        assert "f rename" in run.hints
        assert " fork" not in run.hints
        assert load(str(file.path)).problems == ()


async def test_any_key_can_be_asked_what_it_does_and_none_is_a_command_then(file: SettingsFile):
    async with shown(file) as run:
        await run.open("keys")
        theme = run.app.theme
        text = await run.press("tab", "f6")
        assert run.app.theme == theme
        assert "Keys: f6" in text
        assert "Switch the theme between light and dark" in text
        assert "Draw the whole screen again" not in text
        text = await run.press("escape", "tab", "ctrl+y")
        assert "Put in what was cut last" in text


@pytest.mark.long
async def test_a_key_that_types_is_not_taken_where_one_types(file: SettingsFile):
    async with shown(file) as run:
        await run.open("keys")
        await run.type("conversation.fork")
        await run.press("enter")
        text = await run.press("x")
        assert "x types a character there" in text
        await run.press("enter")
        assert file.text == MINE


@pytest.mark.long
async def test_a_preset_is_chosen_on_the_screen_of_keys(file: SettingsFile):
    async with shown(file) as run:
        await run.open("keys")
        await run.press("ctrl+t", "ctrl+t")
        assert run.app.ports.settings.keys.preset == "emacs"
        assert keys_of("app.palette", run.app.ports.keys)[0] == "alt+x"
        await run.press("escape")
        await run.press("alt+x")
        assert isinstance(run.app.screen, PaletteScreen)


async def test_a_key_that_two_actions_share_stays_with_the_one_that_keeps_it(file: SettingsFile):
    # In a request escape leaves it for later, and in its second step goes back: one widget has both.
    file.write('[keys]\n"approval.later" = ["f11"]\n')
    async with shown(file) as run:
        bound = run.app._keymap
        assert bound["approval.later"] == "f11"
        from codex_tui.widgets.requests.approval import ApprovalBody

        assert ApprovalBody._merged_bindings is not None
        bindings = ApprovalBody._merged_bindings.copy()
        bindings.apply_keymap(bound)
        assert {binding.id for binding in bindings.key_to_bindings["escape"]} == {"rule.no"}


@pytest.mark.long
async def test_the_composer_goes_by_a_key_that_it_gets_while_it_is_there(file: SettingsFile):
    async with shown(file) as run:
        await run.app.action_new_thread()
        await run.pilot.pause()
        run.app.choose_settings({"keys.composer.help": ("%",)})
        await run.press("question_mark", "%")
        assert type(run.app.screen).__name__ == "ConversationScreen"  # behind text it is text
        await run.press("backspace", "backspace", "%")
        assert type(run.app.screen).__name__ == "HelpScreen"


async def test_a_theme_is_seen_before_it_is_kept(file: SettingsFile):
    async with shown(file) as run:
        await run.open("themes")
        await run.press("j")
        assert run.app.theme == "codex-light"
        await run.press("escape")
        assert (run.app.theme, file.text) == ("codex-dark", MINE)
        await run.open("themes")
        await run.press("G", "enter")
        assert run.app.theme == "codex-ansi-dark"
        assert load(str(file.path)).settings.display.theme == "ansi-dark"


@pytest.mark.long
async def test_looking_at_themes_and_other_settings_leave_the_one_that_a_key_switched_to(file: SettingsFile):
    async with shown(file) as run:
        await run.press("f6")
        assert run.app.theme == "codex-light"
        await run.open("themes")
        await run.press("j", "j", "escape")
        assert run.app.theme == "codex-light"
        run.app.choose_settings({"display.animation": False})
        assert run.app.theme == "codex-light"
        await run.open("themes")
        await run.press("enter")
        assert run.app.theme == "codex-dark"


async def test_a_theme_of_ones_own_is_there_and_follows_its_colours(file: SettingsFile):
    file.write("[display]\ntheme = 'mine'\n[themes.mine]\nbase = 'light'\nbackground = '#fffbe6'\n")
    async with shown(file) as run:
        assert run.app.screen.styles.background.hex == "#FFFBE6"
        text = await run.open("themes")
        assert "● mine" in text
        file.write(file.text.replace("#fffbe6", "#e6fbff"))
        run.app.post_message(AppFocus())
        await run.pilot.pause()
        assert run.app.screen_stack[0].styles.background.hex == "#E6FBFF"


async def test_the_background_decides_where_the_settings_leave_it_to_it(file: SettingsFile):
    async with shown(file) as run:
        run.app.post_message(BackgroundSeen(False))
        await run.pilot.pause()
        assert run.app.theme == "codex-light"
    file.write("[display]\ntheme_on_dark = 'high-contrast-dark'\n")
    async with shown(file) as run:  # the terminal says nothing this time: it is as it was
        assert run.app.theme == "codex-light"
        run.app.post_message(BackgroundSeen(True))
        await run.pilot.pause()
        assert run.app.theme == "codex-high-contrast-dark"
    file.write("[display]\ntheme = 'light'\n")
    async with shown(file) as run:
        run.app.post_message(BackgroundSeen(True))
        await run.pilot.pause()
        assert run.app.theme == "codex-light"


@pytest.mark.parametrize("name", ["settings", "keys", "themes"])
async def test_every_screen_can_be_used_at_forty_columns(file: SettingsFile, name: str):
    async with shown(file, size=(40, 14)) as run:
        text = await run.open(name)
        assert all(len(line) <= 40 for line in text.splitlines())
        assert "esc" in text
        before = text
        assert await run.press("down") != before
        await run.press("escape")
        assert len(run.app.screen_stack) == 1


async def test_without_colours_nothing_is_coloured_and_what_is_selected_stands_reversed(
    file: SettingsFile, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NO_COLOR", "1")
    async with shown(file) as run:
        await run.app.action_new_thread()
        await run.press(*"word", "shift+left")
        styles = {
            segment.text: segment.style
            for strip in run.app.screen._compositor.render_strips()
            for segment in strip
            if segment.style is not None
        }
        assert {style.color.name for style in styles.values() if style.color is not None} == {"default"}
        assert {style.bgcolor.name for style in styles.values() if style.bgcolor is not None} == {"default"}
        assert styles["d"].reverse
        assert not styles["wor"].reverse
