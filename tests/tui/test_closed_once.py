"""Keys that close a dialog, typed faster than it closes, close that dialog only."""

from __future__ import annotations

import pytest
from textual.events import Key

from codex_tui.screens.account import AccountScreen
from codex_tui.screens.keys import KeysScreen
from tests.support.app import running
from tests.tui.test_commands import NEW

pytestmark = pytest.mark.anyio


async def test_escape_three_times_at_once_leaves_the_question_for_a_key_and_nothing_below(server_config):
    async with running(server_config, NEW) as run:
        await run.shows("│ Ask ")
        await run.type("/keys")
        await run.press("enter")
        await run.until(lambda: isinstance(run.app.screen, KeysScreen))
        await run.press("enter")
        await run.shows("Any key counts")
        asked = run.app.screen
        for _ in range(3):
            asked._forward_event(Key("escape", None))
        await run.hides("Any key counts")
        await run.pilot.pause()
        assert isinstance(run.app.screen, KeysScreen)


@pytest.mark.parametrize("of", [AccountScreen, pytest.param(KeysScreen, marks=pytest.mark.long)])
async def test_a_page_that_is_closed_before_it_was_made_leaves_what_lies_below_as_it_was(server_config, of):
    async with running(server_config, NEW) as run:
        await run.shows("│ Ask ")
        below = run.app.screen
        page = of(run.app.ports)
        run.app.push_screen(page)
        page.action_close()
        await run.until(lambda: not page.is_attached)
        await run.type("goes on")
        await run.shows("goes on")
        assert run.app.screen is below
