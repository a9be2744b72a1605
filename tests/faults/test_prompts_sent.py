"""The server is killed at each moment of a prompt's way: the prompt is sent, or in the composer, which is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from codex_tui.demo.script import Gate, Script, Text
from codex_tui.model.state import ConnectionState
from codex_tui.session import returning
from tests.faults.served import KINDS
from tests.support.app import Running, ask

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from codex_tui.demo.server import ScriptedModel
    from tests.faults.served import Killer
    from tests.support.wire import Wire

pytestmark = pytest.mark.anyio

UP = "answered initialize"
PROMPT = "please be early"
BEGINS = ("sent turn/start", "answered turn/start", "told turn/started", "told item/completed")
BEFORE = (
    *("sent config/read", "sent fs/getMetadata", "answered fs/getMetadata"),
    "sent thread/start",
)
MOMENTS = {
    "new": (*BEFORE, "answered thread/start", "told thread/started", *BEGINS),
    "open": BEGINS,
    "running": ("sent turn/steer", "answered turn/steer"),
}
QUICK = {("private", "sent thread/start"), ("private", "answered turn/start")}


@pytest.mark.parametrize(
    ("application", "where", "moment"),
    [
        pytest.param(kind, where, moment, marks=() if (kind, moment) in QUICK else pytest.mark.long)
        for kind in KINDS
        for where, moments in MOMENTS.items()
        for moment in moments
    ],
    indirect=["application"],
)
async def test_killed(
    application: Callable[[], AbstractAsyncContextManager[Running]],
    wire: Wire,
    killer: Killer,
    scripted_model: ScriptedModel,
    where: str,
    moment: str,
) -> None:
    gate = Gate("never")
    scripted_model.on("early", Script([[gate, Text("Here I am.")]]))
    scripted_model.on("@@long", Script([[Text(["It takes. ", gate])]]))
    async with application() as run:
        if where == "open":
            await ask(run, "@@plain")
            await run.shows("Hello from", "· idle")
        elif where == "running":
            await ask(run, "@@long")
            await run.shows("It takes.")
        server = run.app.state.server
        await run.until(lambda: server.state is ConnectionState.READY)
        wire.once(moment, killer)
        await run.type(PROMPT)
        await run.press("enter")
        await run.until(lambda: killer.count > 0)
        await run.until(lambda: wire.moments.count(UP) == 2 and server.state is ConnectionState.READY)
        gate.open()

        def stands() -> list[str]:
            return [mark for mark in (f"› {PROMPT}", f"│ {PROMPT}") if mark in run.screen_text()]

        # What was not begun goes on with the next server; what may have begun is not sent again by itself.
        if moment in BEFORE:
            await run.shows(f"› {PROMPT}", "Here I am.", "│ Ask ", "· idle")
            return
        await run.until(lambda: len(stands()) == 1)
        if stands() == [f"│ {PROMPT}"]:
            await run.until(lambda: run.says("in the composer"))
            await run.until(lambda: "opening" not in run.screen_text())
            await run.press("enter")
            await run.shows(f"› {PROMPT}", "Here I am.", "│ Ask ", "· idle")
        assert run.screen_text().count(f"› {PROMPT}") == 1


@pytest.mark.parametrize(
    "application", ["private", pytest.param("shared", marks=pytest.mark.long)], indirect=True
)
@pytest.mark.parametrize("where", ["new", "open"])
async def test_sent_while_the_server_is_away_for_a_moment(
    application: Callable[[], AbstractAsyncContextManager[Running]],
    wire: Wire,
    killer: Killer,
    scripted_model: ScriptedModel,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
) -> None:
    scripted_model.on("early", Script([[Text("Here I am.")]]))
    monkeypatch.setattr(returning, "PAUSES", (1.0,))
    async with application() as run:
        if where == "open":
            await ask(run, "@@plain")
            await run.shows("Hello from", "· idle")
        await run.type(PROMPT)
        await run.shows(f"│ {PROMPT}")
        server = run.app.state.server
        await run.until(lambda: server.state is ConnectionState.READY)
        killer()
        await run.until(lambda: server.state is ConnectionState.LOST)
        await run.press("enter")
        if where == "open":
            await run.shows(f"│ {PROMPT}", "Not sent: the server is away for a moment")
            await run.shows("was started again", "· idle")
            await run.press("enter")
        else:
            await run.shows(f"› {PROMPT}", "Sent as soon as the server is up")
        await run.shows(f"› {PROMPT}", "Here I am.", "│ Ask ", "· idle")


@pytest.mark.long
@pytest.mark.parametrize("application", KINDS, indirect=True)
async def test_a_first_prompt_that_no_server_lives_to_take_is_in_the_composer(
    application: Callable[[], AbstractAsyncContextManager[Running]],
    wire: Wire,
    killer: Killer,
    scripted_model: ScriptedModel,
) -> None:
    scripted_model.on("early", Script([[Text("Here I am.")]]))
    async with application() as run:
        wire.at("sent thread/start", killer)
        await ask(run, PROMPT)
        await run.until(lambda: run.says("alt+r reconnects; your draft is kept"))
        await run.shows(f"│ {PROMPT}", "No thread could be started")
        assert killer.count == 4  # the first one, and three tries
        wire.at("sent thread/start", None)
        await run.press("alt+r")
        await run.until(lambda: run.app.state.server.state is ConnectionState.READY)
        await run.press("enter")
        await run.shows(f"› {PROMPT}", "Here I am.", "│ Ask ", "· idle")
