"""The server is killed once more while it is coming back: the end is what a person expects, whenever it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from codex_tui.demo.script import Gate, Script, Shell, Text
from codex_tui.model.state import ConnectionState
from tests.faults.served import KINDS
from tests.support.app import Running, ask
from tests.support.processes import kill_server, servers, wait_until_nothing_lives

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from codex_tui.demo.server import ScriptedModel
    from tests.faults.served import Killer
    from tests.support.wire import Wire

pytestmark = pytest.mark.anyio

TRIES = 3
MOMENTS = (
    "sent initialize",
    "answered initialize",
    "sent thread/resume",
    "answered thread/turns/list",
    "answered thread/resume",
)


QUICK = ("private", "sent thread/resume")


async def half_way(run: Running, model: ScriptedModel) -> Gate:
    """A turn in mid-answer, and something that is not sent."""
    gate = Gate("never")
    model.on("@@slow", Script([[Shell("echo ran")], [Text(["This much was said. ", gate])]]))
    await ask(run, "@@slow")
    await run.shows("This much was said.")
    await run.type("not sent yet")
    await run.shows("│ not sent yet")
    return gate


def is_whole(screen: str, *, lost: bool = False) -> bool:
    """All that was seen, once, with the mark and with what happened."""
    rows = [row.strip() for row in screen.splitlines() if row.strip()]
    return (
        rows.count("• This much was said.") == rows.count("interrupted · live only") == 1
        and screen.count("$ echo ran") == 1
        and rows[rows.index("• This much was said.") + 1] == "interrupted · live only"
        # Above the composer, too. A shared server that is killed in its handshake was never connected to again.
        and sum(row.startswith(("! The ", "! There is no connection ")) for row in rows) == 1 + lost
        and "│ not sent yet" in screen
    )


@pytest.mark.parametrize(
    ("application", "moment"),
    [
        pytest.param(kind, moment, marks=() if (kind, moment) == QUICK else pytest.mark.long)
        for kind in KINDS
        for moment in MOMENTS
    ],
    indirect=["application"],
)
async def test_once_more(
    application: Callable[[], AbstractAsyncContextManager[Running]],
    wire: Wire,
    killer: Killer,
    scripted_model: ScriptedModel,
    tmp_path: Path,
    moment: str,
) -> None:
    async with application() as run:
        gate = await half_way(run, scripted_model)
        wire.once(moment, killer)
        kill_server(tmp_path)
        await run.until(lambda: killer.count > 0)
        server = run.app.state.server
        await run.until(lambda: server.state is not ConnectionState.READY)
        await run.until(lambda: server.state is ConnectionState.READY)
        await run.shows("was started again", "· idle")
        await run.until(lambda: is_whole(run.screen_text()))
        gate.open()
        await run.press("enter")
        await run.shows("› not sent yet", "I am a scripted model", "│ Ask ", "· idle")
    wait_until_nothing_lives(tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("application", KINDS, indirect=True)
async def test_again_and_again(
    application: Callable[[], AbstractAsyncContextManager[Running]],
    wire: Wire,
    killer: Killer,
    scripted_model: ScriptedModel,
    tmp_path: Path,
    moment: str,
) -> None:
    async with application() as run:
        gate = await half_way(run, scripted_model)
        wire.at(moment, killer)
        kill_server(tmp_path)
        await run.until(
            lambda: run.says("Reconnect to ") and run.says("alt+r reconnects; your draft is kept")
        )
        assert killer.count == TRIES
        assert not servers(tmp_path)
        assert is_whole(run.screen_text(), lost=True)
        wire.at(moment, None)
        gate.open()
        await run.press("alt+r")
        await run.until(lambda: "alt+r" not in run.screen_text())
        await run.shows("· idle")
        await run.until(lambda: is_whole(run.screen_text()))
        await run.press("enter")
        await run.shows("› not sent yet", "I am a scripted model", "│ Ask ", "· idle")
    wait_until_nothing_lives(tmp_path)
