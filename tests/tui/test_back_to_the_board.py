"""Back on the board the cursor is on the thread that was left, and keys typed in the same breath go on from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from codex_tui.options import Options
from tests.support.app import ask, running
from tests.tui.test_threads import make_threads

if TYPE_CHECKING:
    from codex_app_server import AppServerConfig

pytestmark = pytest.mark.anyio


def under_the_cursor(text: str) -> str:
    return text.partition("▌")[2].partition("\n")[0]


async def test_keys_typed_behind_the_way_back_move_from_the_thread_that_was_left(
    server_config: AppServerConfig,
):
    await make_threads(server_config, *(f"@@plain number {number}" for number in range(4)))
    async with running(server_config, Options(new=True)) as run:
        await ask(run, "@@plain newest")
        await run.shows("· idle")
        await run.type_all("alt+t", "end")  # for the first time: the board is made meanwhile
        await run.until(lambda: "number 0" in under_the_cursor(run.screen_text()))
        await run.press("k", "enter")
        await run.shows("› @@plain number 1")
        await run.type_all("alt+t", "k", "k")
        await run.until(lambda: "number 3" in under_the_cursor(run.screen_text()))
        await run.press("enter")
        await run.shows("› @@plain number 3")
        await run.type_all("alt+t", "end")
        await run.until(lambda: "number 0" in under_the_cursor(run.screen_text()))
