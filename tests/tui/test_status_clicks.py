"""The last line of the conversation under the mouse: hints are keys, and facts lead to where they are set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.app import running
from tests.tui.test_commands import NEW

if TYPE_CHECKING:
    from tests.support.app import Running

pytestmark = pytest.mark.anyio


async def click(run: Running, text: str) -> None:
    """Clicks into the middle of what stands in the last line."""
    rows = run.screen_text().split("\n")
    await run.pilot.click(offset=(rows[-1].index(text) + len(text) // 2, len(rows) - 1))


async def test_a_hint_is_a_key_and_model_and_permissions_lead_to_where_they_are_chosen(server_config):
    async with running(server_config, NEW, size=(100, 30)) as run:
        await run.shows("alt+m model", "read only", "gpt-5.5 medium")
        for text, shows in (
            ("alt+m model", "Effort"),
            ("gpt-5.5 medium", "Effort"),
            ("read only", "Sandbox"),
            ("? help", "/ to find"),
        ):
            await click(run, text)
            await run.shows(shows)
            await run.press("escape")
            await run.hides(shows)
        await run.type("@@plain")
        await run.shows("│ @@plain")
        await click(run, "enter send")
        await run.shows("Hello from the scripted model.", "· idle")
        before = run.screen_text()
        await click(run, "idle")  # where nothing leads anywhere, a click does nothing
        await click(run, " · ")
        assert run.screen_text() == before
