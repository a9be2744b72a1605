"""The help shows every action of its scopes; prompts hand back what was answered."""

from typing import Any

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.screen import Screen
from textual.widgets import Input

from codex_tui.keymap import ACTIONS, Scope, in_scope
from codex_tui.screens.help import HelpScreen, KeyTable
from codex_tui.screens.notice import Notice
from codex_tui.screens.prompt import ConfirmPrompt, TextPrompt
from tests.screens.support import FakePorts, Host, screen_text

pytestmark = pytest.mark.anyio


def help_app(**options: Any) -> Host:
    return Host(lambda: HelpScreen((Scope.COMPOSER, Scope.APP), **options))


async def test_help_shows_every_action_of_its_scopes():
    app = help_app()
    async with app.run_test(size=(100, 90)):
        text = " ".join(screen_text(app).replace("│", " ").split())  # what is long is wrapped
    for action in in_scope(Scope.COMPOSER, Scope.APP):
        assert action.help in text
    assert "shift+enter, New line ctrl+j, alt+enter" in text  # in a column of their own
    assert text.index("COMPOSER") < text.index("ANYWHERE")
    assert "threads.open" not in text
    assert "Fork the thread" not in text


@pytest.mark.parametrize(("width", "column"), [(34, 11), (76, 13)])
async def test_several_keys_of_one_action_take_no_room_from_what_actions_do(width: int, column: int):
    app = help_app()
    async with app.run_test(size=(100, 30)):
        lines = [line.plain for line in app.screen.query_one(KeyTable)._lines(width)]
    at = next(number for number, line in enumerate(lines) if line.startswith("ctrl+z"))
    assert "alt+shift+z" in "\n".join(lines[at : at + 2])
    told = [line for line in lines[at : at + 3] if "Suspend" in line]
    assert told[0].index("Suspend") == column


async def test_help_tells_the_keys_of_other_screens_behind_those_of_this_one():
    app = Host(lambda: HelpScreen((Scope.COMPOSER,), elsewhere=[s for s in Scope if s is not Scope.COMPOSER]))
    async with app.run_test(size=(100, 14)) as pilot:
        table = app.screen.query_one(KeyTable)
        text = "\n".join(line.plain for line in table._lines(400))
        for action in ACTIONS.values():
            assert action.help in text
        assert text.index("COMPOSER\n") < text.index("ELSEWHERE: ANYWHERE")
        await pilot.press("slash", *"fork the thread")
        await pilot.pause()
        shown = screen_text(app)
        assert "ELSEWHERE: THREADS" in shown
        assert "Fork the thread and open the copy" in shown
        assert "COMPOSER\n" not in shown


@pytest.mark.parametrize(("preset", "leaves"), [({}, "q "), ({"app.quit": "ctrl+d,f11"}, "f11")])
async def test_a_key_that_a_screen_takes_is_told_of_the_screen_only(preset: dict[str, str], leaves: str):
    app = Host(lambda: HelpScreen((Scope.THREADS, Scope.APP), keys=preset))
    async with app.run_test(size=(100, 30)):
        lines = [line.plain for line in app.screen.query_one(KeyTable)._lines(90)]
    named = [line for line in lines if "ctrl+d" in line]
    assert len(named) == 1
    assert named[0].endswith("Half a screen down")
    assert any(line.startswith(leaves) and "Leave codex-tui" in line for line in lines)


async def test_what_has_no_key_is_told_by_its_command():
    app = Host(lambda: HelpScreen((Scope.COMPOSER,)))
    async with app.run_test(size=(100, 40)):
        line = next(line for line in screen_text(app).splitlines() if "Mention a file" in line)
        assert "/mention" in line


async def test_help_scrolls_on_a_small_terminal():
    app = help_app()
    async with app.run_test(size=(40, 14)) as pilot:
        assert "COMPOSER" in screen_text(app)
        assert "esc close" in screen_text(app)
        await pilot.press("G")
        await pilot.pause()
        *_, last = in_scope(Scope.APP)
        assert last.help.split()[-1] in screen_text(app)
        await pilot.press("g")
        await pilot.pause()
        assert "COMPOSER" in screen_text(app)


async def test_help_can_be_searched_and_escape_clears_first():
    app = help_app()
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.press("slash", *"archive")
        await pilot.pause()
        assert "Switch the theme between light and dark" not in screen_text(app)
        app.screen.query_one(Input).value = "light"
        await pilot.pause()
        assert "Switch the theme between light and dark" in screen_text(app)
        assert "COMPOSER" not in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "COMPOSER" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(app.screen, HelpScreen)


async def test_a_word_typed_in_one_breath_with_the_key_of_the_filter_is_looked_for():
    app = help_app()
    async with app.run_test(size=(80, 30)) as pilot:
        driver = app._driver
        assert driver is not None
        for character in "/jkgq light":
            driver.send_message(events.Key(_character_to_key(character), character))
        await pilot.pause()
        assert app.screen.query_one(Input).value == "jkgq light"


@pytest.mark.parametrize("closing", ["escape", "q", "question_mark"])
async def test_help_closes(closing):
    app = help_app()
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.press(closing)
        await pilot.pause()
        assert not isinstance(app.screen, HelpScreen)


async def test_help_shows_the_keys_that_the_settings_give():
    app = help_app(keys={"composer.send": "ctrl+j"})
    async with app.run_test(size=(80, 40)):
        line = next(line for line in screen_text(app).splitlines() if "Send; steers" in line)
        assert "ctrl+j" in line


async def answer(prompt: Screen[Any], *keys: str) -> list[object]:
    app = Host(Screen)
    answers: list[object] = []
    async with app.run_test(size=(40, 14)) as pilot:
        app.push_screen(prompt, answers.append)
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
    return answers


async def test_a_prompt_gives_what_was_typed():
    assert await answer(TextPrompt("Name [red]it[/red]", "old"), "right", "e", "r", "enter") == ["older"]


async def test_a_prompt_loses_nothing_of_a_burst_that_ends_with_enter():
    answers: list[str | None] = []
    app = Host(lambda: Screen())
    async with app.run_test() as pilot:
        await app.push_screen(TextPrompt("Name it", "old"), answers.append)
        for key in (*"renamed", "enter"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        while not answers:
            await pilot.pause()
    assert answers == ["renamed"]


async def test_a_prompt_that_was_left_gives_nothing():
    assert await answer(TextPrompt("Name it", "old"), "x", "escape") == [None]


@pytest.mark.parametrize(
    ("pressed", "expected"), [("y", True), ("n", False), ("enter", False), ("escape", False)]
)
async def test_only_the_key_for_yes_means_yes(pressed, expected):
    assert await answer(ConfirmPrompt("Delete it?", "It cannot come back."), pressed) == [expected]


@pytest.mark.parametrize(
    "dialog", [ConfirmPrompt, lambda title, text: Notice(title, text, FakePorts().ports())]
)
async def test_what_is_too_long_for_the_screen_scrolls_and_leaves_the_keys_in_sight(dialog):
    app = Host(lambda: dialog("What?", "".join(f"line {number}\n" for number in range(40)) + "the end"))
    async with app.run_test(size=(40, 14)) as pilot:
        await pilot.pause()
        shown = screen_text(app)
        assert ("y yes" in shown or "esc close" in shown) and "the end" not in shown
        for _ in range(6):
            await pilot.press("pagedown")
        await pilot.pause()
        assert "the end" in screen_text(app)
        await pilot.press("pageup")
        await pilot.pause()
        assert "the end" not in screen_text(app)
