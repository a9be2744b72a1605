"""What the server keeps nothing of says so while it is there, and is gone when the thread is opened again."""

from __future__ import annotations

import pytest

from codex_tui.demo.script import Drop, Gate, Plan, Script, Shell, Text
from codex_tui.options import Options
from tests.support.app import running

pytestmark = pytest.mark.anyio


async def test_what_was_seen_live_only_is_marked_and_the_rest_is_there_again(server_config, scripted_model):
    gate = Gate("to be interrupted")
    plan = Plan([("Read", "completed"), ("Write", "in_progress")])
    broken = [Text(["Half an ans", Drop()])]
    scripted_model.on(
        "@@all", Script([[plan], broken, [Text("The whole."), Shell("true")], [Text(["On ", gate])]])
    )
    async with running(server_config, Options(new=True), size=(90, 40)) as run:
        await run.shows("│ Ask ")
        await run.type("@@all")
        await run.press("enter")
        await run.shows("The whole.", "• On")
        await run.press("escape")
        shown = await run.shows("─ interrupted", "│ Ask ")
        gate.open()
        rows = [row.strip() for row in shown.splitlines()]
        assert any(row.startswith("☑ Read   ☐ Write") and row.endswith("live only") for row in rows)
        assert (
            rows[rows.index("• Half an ans") + 1] == "broken off; the answer begins again below · live only"
        )
        assert rows[rows.index("• On") + 1] == "interrupted · live only"
        retry = next(number for number, row in enumerate(rows) if row.startswith("↻"))
        assert "live only" in " ".join(rows[retry : rows.index("• The whole.")])
    async with running(server_config, Options(last=True), size=(90, 40)) as run:
        shown = await run.shows("• The whole.", "─ interrupted")
        assert "live only" not in shown
        assert "Half an ans" not in shown
