"""Parts of the conversation used together, as one does: finding in folded groups, actions on them, what is copied."""

from __future__ import annotations

import pytest

from codex_tui.options import Options
from tests.support.app import running
from tests.tui.test_commands import NEW, ask

pytestmark = pytest.mark.anyio


async def explored(run):
    await ask(run, "@@explore")
    await run.shows("Now I know the project.", "· idle")


async def test_a_hit_in_a_folded_group_of_commands_opens_the_group(server_config):
    async with running(server_config, NEW, size=(80, 40)) as run:
        await explored(run)
        shown = run.screen_text()
        assert "grep -rn total" not in shown
        await run.press("f3")
        await run.type("grep -rn")
        await run.shows("$ grep -rn total .", "1 of 1")
