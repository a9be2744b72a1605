"""The questions before full access and of trust: what counts as a yes, and when."""

import pytest
from textual.events import Key
from textual.screen import Screen

from codex_tui.messages.permissions import NextMode
from codex_tui.model.permissions import Mode
from codex_tui.model.trust import TrustQuestion
from codex_tui.one_piece import in_one_piece
from codex_tui.screens.full_access import FullAccessQuestion
from codex_tui.screens.trust import TrustPrompt
from tests.screens.support import SHOP, FakePorts, Host, key, screen_text

pytestmark = pytest.mark.anyio
THREAD = key("7f3a")


async def test_a_letter_that_comes_at_once_is_no_yes():
    fake = FakePorts()
    answers: list[bool | None] = []
    app = Host(Screen)
    async with app.run_test() as pilot:
        await app.push_screen(FullAccessQuestion(fake.ports(), THREAD), answers.append)
        fake.ticks = 0.4
        await pilot.press("y")
        assert "Too soon to be meant" in screen_text(app)
        fake.ticks = 0.8
        await pilot.press("y")
        assert answers == []
        fake.ticks = 1.4
        await pilot.press("y")
        await pilot.pause()
        assert answers == [True]


@pytest.mark.parametrize("pressed", ["n", "escape", "enter"])
async def test_anything_else_is_no_at_once(pressed):
    app = Host(lambda: FullAccessQuestion(FakePorts().ports(), THREAD))
    async with app.run_test() as pilot:
        await pilot.press(pressed)
        await pilot.pause()
        assert not isinstance(app.screen, FullAccessQuestion)
        assert app.intents == []


async def test_the_key_of_the_cycle_passes_it_by():
    app = Host(lambda: FullAccessQuestion(FakePorts().ports(), THREAD))
    async with app.run_test() as pilot:
        await pilot.press("shift+tab")
        await pilot.pause()
    [intent] = app.intents
    assert isinstance(intent, NextMode)
    assert (intent.thread, intent.after) == (THREAD, Mode.FULL_ACCESS)


async def test_on_a_small_screen_it_is_said_whole_that_what_was_typed_is_no_answer():
    question = TrustQuestion(SHOP, SHOP, "config.toml")
    app = Host(lambda: TrustPrompt(FakePorts().ports(), question, print))
    async with app.run_test(size=(40, 14)) as pilot:
        await pilot.press("x")
        await pilot.pause()
        assert "No answer: it is in your prompt" in screen_text(app)


async def test_trust_is_not_answered_by_what_was_typed_before_it_came():
    fake = FakePorts()
    question = TrustQuestion(SHOP, SHOP, "config.toml")
    app = Host(lambda: TrustPrompt(fake.ports(), question, print))
    async with app.run_test() as pilot:
        await pilot.press("y", "enter", "n")
        await pilot.pause()
        assert isinstance(app.screen, TrustPrompt)
        fake.ticks = 0.6
        await pilot.press("enter")
        await pilot.pause()
        assert not isinstance(app.screen, TrustPrompt)


async def test_a_yes_in_one_piece_with_other_keys_is_none():
    """As of something pasted where pastes are not marked."""
    fake = FakePorts()
    question = TrustQuestion(SHOP, SHOP, "config.toml")
    app = Host(Screen)
    answers: list[bool | None] = []
    async with app.run_test() as pilot:
        for screen in (FullAccessQuestion(fake.ports(), THREAD), TrustPrompt(fake.ports(), question, print)):
            await app.push_screen(screen, answers.append)
            fake.ticks += 10
            for pressed in in_one_piece([Key("y", "y"), Key("y", "y")]):
                app.post_message(pressed)
            await pilot.pause()
            await pilot.pause()
            assert answers == []
            fake.ticks += 10
            await pilot.press("y")
            await pilot.pause()
            assert answers.pop() is True
