"""Keys that close a dialog, typed faster than it closes, close that dialog only."""

from __future__ import annotations

import pytest
from textual.events import Key

from codex_tui.screens.account import AccountScreen
from codex_tui.screens.around.status import StatusScreen
from codex_tui.screens.diff import DiffScreen
from codex_tui.screens.keys import KeysScreen
from tests.support.app import ask, open_line, running
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


@pytest.mark.parametrize("closes", ["q", "escape"])
async def test_what_is_typed_behind_the_key_that_closes_a_page_is_meant_for_what_lies_below(
    server_config, closes
):
    async with running(server_config, NEW) as run:
        await run.shows("│ Ask ")
        await run.type("/status")
        await run.press("enter")
        await run.until(lambda: isinstance(run.app.screen, StatusScreen))
        driver = run.app._driver
        assert driver is not None
        for character in (closes, *"quite"):
            driver.send_message(Key(character, character if len(character) == 1 else None))
        await run.shows("│ quite ")


async def test_what_is_typed_behind_the_key_that_closes_the_changes_is_a_command(server_config, repository):
    async with running(server_config, NEW) as run:
        await ask(run, "hello @@plain")
        await run.shows("· idle")
        await run.press("alt+d")
        await run.until(lambda: isinstance(run.app.screen, DiffScreen))
        await run.type_all("q/status", "enter")
        await run.until(lambda: isinstance(run.app.screen, StatusScreen))


@pytest.mark.parametrize(
    ("command", "typed", "shows"),
    [
        ("/export", ("escape", "goes on"), ""),
        ("/export", ("ctrl+u", "thread.md", "enter", "goes on"), "thread.md"),
        ("/export", ("ctrl+u", "thread.md", "enter", "enter", "goes on"), "thread.md"),
        pytest.param("/keys", ("escape", "goes on"), "", marks=pytest.mark.long),
        pytest.param("/map", ("escape", "goes on"), "", marks=pytest.mark.long),
    ],
)
async def test_what_is_typed_behind_the_key_that_closes_a_line_is_meant_for_what_lies_below(
    server_config, command, typed, shows
):
    async with running(server_config, NEW) as run:
        await ask(run, "hello @@plain")
        await run.shows("· idle")
        await open_line(run, command)
        await run.type_all(*typed)
        await run.shows("│ goes on ", shows)


async def test_what_is_typed_behind_a_key_that_closes_nothing_stays_in_the_line(server_config):
    async with running(server_config, NEW) as run:
        await ask(run, "hello @@plain")
        await run.shows("· idle")
        line = await open_line(run, "/keys")
        # It empties the line first.
        await run.type_all("send", "escape", "quit")
        await run.until(lambda: line.value == "quit")
        assert run.app.focused is line
