"""A person sees what an agent did with its tools, and opens one of them."""

from __future__ import annotations

import pytest

from codex_tui.options import Options
from tests.support.app import running

pytestmark = pytest.mark.anyio


async def test_tools_are_a_line_each_and_open_to_all_of_them(tools_config) -> None:
    async with running(
        tools_config, Options(new=True), size=(60, 100)
    ) as run:  # opened, in any order, all of it
        await run.shows("│ Ask ")
        await run.type("@@tools")
        await run.press("enter")
        await run.shows("The stock is counted", "· idle")
        shown = await run.shows(
            "◦ I look up how shops round",
            "◎ Searched the web  half even rounding in retail prices",
            "◎ Opened a page  https://example.com/rounding",
            "⌐ PreToolUse hook",
            "The stock is read, never written.",
            "blocked",
            "◆ shop.stock  tea  ▸",
            "tea: 41",
            "sales.png",
            "↳ Started an agent",
            "↳ Waited for agents",
            "• The stock is counted",
        )
        assert '"item": "tea"' not in shown
        await run.shows("▀" * 43)  # the picture itself
        await run.press("ctrl+t")
        await run.shows("arguments", '"item": "tea"')
