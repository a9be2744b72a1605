"""Giving a key to an action: on a small screen, too, all that is said of it is read, and its keys are in sight."""

from __future__ import annotations

import pytest

from codex_tui.keymap import ACTIONS
from codex_tui.screens.key_capture import KeyCapture
from tests.screens.support import Host, screen_text

pytestmark = pytest.mark.anyio

TAKEN = ("threads.reload", "composer.recall", "recall.older", "diff.reload", "picker.reload", "rules.reload")


def capture(*taken: str) -> Host:
    action = ACTIONS["app.model"]
    return Host(
        lambda: KeyCapture(
            "Choose model, effort and tier: press the new key",
            action=action,
            has=("alt+m", "f4"),
            taken=lambda _key: taken,
        )
    )


async def test_the_key_for_a_second_one_is_named_at_40_columns():
    app = capture()
    async with app.run_test(size=(40, 14)) as pilot:
        await pilot.press("ctrl+x")
        await pilot.pause()
        text = screen_text(app)
        for hint in ("enter instead", "a beside", "t then", "r another", "esc leave"):
            assert hint in text


async def test_a_hint_of_the_second_line_is_a_button_too():
    app = capture()
    async with app.run_test(size=(40, 14)) as pilot:
        await pilot.press("ctrl+x")
        await pilot.pause()
        lines = screen_text(app).splitlines()
        row = next(number for number, line in enumerate(lines) if "r another" in line)
        await pilot.click(offset=(lines[row].index("r another"), row))
        await pilot.pause()
        assert "Any key counts" in screen_text(app)


async def test_of_a_key_that_many_actions_have_all_is_read_and_its_keys_stay_in_sight():
    app = capture(*TAKEN)
    async with app.run_test(size=(40, 14)) as pilot:
        await pilot.press("ctrl+r")
        await pilot.pause()
        seen = ""
        for _ in range(6):
            text = screen_text(app)
            assert "enter instead" in text
            assert "esc leave" in text
            assert "pgdn read on" in text
            seen += " ".join(text.replace("│", " ").split())
            await pilot.press("pagedown")
            await pilot.pause()
        for name in TAKEN:
            assert name in seen
