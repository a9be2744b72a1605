"""What is seen as one character is one, for the keys, for the mouse and as it is drawn: in lines as in the composer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from codex_tui.screens.prompt import TextPrompt
from codex_tui.widgets.line_input import LineInput
from codex_tui.widgets.readline import word_end, word_start
from tests.conversation.host import ConversationApp, idle_state, settle
from tests.screens.support import Host

if TYPE_CHECKING:
    from textual.strip import Strip

pytestmark = pytest.mark.anyio

FAMILY = "👩\u200d👩\u200d👧\u200d👦"
WHOLE = [FAMILY, "👍🏽", "1\ufe0f\u20e3", "🇫🇷", "❤\ufe0f", "好"]


def the_line(app: Host) -> LineInput:
    return app.screen.query_one(LineInput)


def marked(strip: Strip) -> str:
    """The text that stands on another background than the first character."""
    backgrounds = [(text, style.bgcolor if style is not None else None) for text, style, _ in strip]
    return "".join(text for text, background in backgrounds if background != backgrounds[0][1])


@pytest.mark.parametrize("whole", WHOLE)
async def test_a_character_of_a_line_is_one_step_and_goes_with_one_key(whole: str):
    app = Host(lambda: TextPrompt("Name", f"🇩🇪{whole}b"))
    async with app.run_test() as pilot:
        line = the_line(app)
        await pilot.press("end", "left", "left", "a")
        assert line.value == f"🇩🇪a{whole}b"
        await pilot.press("right", "backspace")
        assert line.value == "🇩🇪ab"
        await pilot.press("home", "delete")
        assert line.value == "ab"


@pytest.mark.parametrize("whole", WHOLE)
async def test_characters_of_a_line_are_selected_whole(whole: str):
    app = Host(lambda: TextPrompt("Name", f"a{whole}b"))
    async with app.run_test() as pilot:
        line = the_line(app)
        await pilot.press("end", "left", "shift+left")
        assert line.selected_text == whole
        await pilot.press("home", "right", "shift+right")
        assert line.selected_text == whole
        await pilot.press("x")
        assert line.value == "axb"


async def test_a_mark_in_a_line_goes_before_its_letter():
    app = Host(lambda: TextPrompt("Name", "caf" + "e\u0301"))
    async with app.run_test() as pilot:
        await pilot.press("end", "backspace")
        assert the_line(app).value == "cafe"


async def test_a_click_in_a_line_goes_before_what_it_points_at():
    app = Host(lambda: TextPrompt("Name", f"{FAMILY}好b"))
    async with app.run_test() as pilot:
        line = the_line(app)
        for column, before in ((1, ""), (2, FAMILY), (3, FAMILY), (4, f"{FAMILY}好"), (9, f"{FAMILY}好b")):
            await pilot.click(LineInput, offset=(column, 0))
            assert line.value[: line.cursor_position] == before


async def test_the_dots_of_a_secret_are_a_step_each():
    app = Host(lambda: TextPrompt("Key"))
    async with app.run_test() as pilot:
        line = the_line(app)
        line.password = True
        line.value = f"a{FAMILY}"
        await pilot.press("end", "backspace")
        assert len(line.value) == len(FAMILY)


async def test_the_cursor_of_a_line_lies_on_the_whole_character():
    app = Host(lambda: TextPrompt("Name", f"a{FAMILY}b"))
    async with app.run_test() as pilot:
        line = the_line(app)
        await pilot.press("home", "right")
        assert marked(line.render_line(0)) == FAMILY
        await pilot.press("shift+right")
        assert marked(line.render_line(0)) == f"{FAMILY}b"


async def test_the_cursor_of_the_composer_lies_on_the_whole_character():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        composer.type_text(f"a{FAMILY}b")
        await pilot.press("left", "left")
        await settle(pilot, lambda: marked(composer.render_line(0)).rstrip() == FAMILY)


async def test_from_the_line_above_one_comes_before_a_character_and_not_into_it():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        composer.type_text(f"abcd\n{FAMILY}")
        await pilot.press("up", "home", "right", "right", "right", "down", "x")
        assert composer.text in (f"abcd\nx{FAMILY}", f"abcd\n{FAMILY}x")


async def test_a_letter_with_its_marks_is_of_its_word():
    text = "un cafe\u0301s noir"
    assert text[word_start(text, 9) :] == "cafe\u0301s noir"
    assert text[: word_end(text, 3)] == "un cafe\u0301s"
