"""The server is killed once more while it is coming back: the end is what a person expects, whenever it happens."""

from __future__ import annotations

import os
import signal
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from codex_tui.demo.script import Gate, Script, Shell, Text
from codex_tui.demo.tools import append_config
from codex_tui.model.state import ConnectionState
from codex_tui.options import Options
from codex_tui.start import begin
from tests.support.app import ask, driven, running
from tests.support.processes import kill_server, servers, wait_until_nothing_lives
from tests.support.wire import Wire

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from codex_app_server import AppServerConfig
    from codex_tui.demo.server import ScriptedModel
    from tests.support.app import Running

pytestmark = pytest.mark.anyio

SIZE = (110, 40)
TRIES = 3
MOMENTS = (
    "sent initialize",
    "answered initialize",
    "sent thread/resume",
    "answered thread/turns/list",
    "answered thread/resume",
)


@pytest.fixture
def wire() -> Wire:
    return Wire()


@asynccontextmanager
async def private(config: AppServerConfig, wire: Wire) -> AsyncIterator[Running]:
    async with running(replace(config, wire_log=wire), Options(new=True), size=SIZE) as run:
        yield run


@asynccontextmanager
async def shared(config: AppServerConfig, wire: Wire) -> AsyncIterator[Running]:
    start = begin(Options(folder=str(config.cwd), new=True))
    start.log = wire  # type: ignore[assignment]
    async with driven(start, size=SIZE) as run:
        yield run


QUICK = (private, "sent thread/resume")


@pytest.fixture
def kind(
    request: pytest.FixtureRequest,
    server_config: AppServerConfig,
    codex_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    wire: Wire,
) -> Callable[[], AbstractAsyncContextManager[Running]]:
    """Runs the application with a private server, or with the shared one, which is configured alike."""
    append_config(codex_home, "\n".join(server_config.config_overrides))
    monkeypatch.setenv("CODEX_HOME", str(codex_home))
    return partial(request.param, server_config, wire)


class Killed:
    """Kills the server, and counts how often."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.count = 0

    def __call__(self) -> None:
        for pid in servers(self._folder):  # and what it is about to run, which looks like it for a moment
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.count += 1


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
        and sum(row.startswith("! The ") for row in rows) == 1 + lost  # and above the composer
        and "│ not sent yet" in screen
    )


@pytest.mark.parametrize(
    ("kind", "moment"),
    [
        pytest.param(kind, moment, marks=() if (kind, moment) == QUICK else pytest.mark.long)
        for kind in (private, shared)
        for moment in MOMENTS
    ],
    indirect=["kind"],
)
async def test_once_more(
    kind: Callable[[], AbstractAsyncContextManager[Running]],
    wire: Wire,
    scripted_model: ScriptedModel,
    tmp_path: Path,
    moment: str,
) -> None:
    async with kind() as run:
        gate = await half_way(run, scripted_model)
        killed = Killed(tmp_path)
        wire.once(moment, killed)
        kill_server(tmp_path)
        await run.until(lambda: killed.count > 0)
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
@pytest.mark.parametrize("kind", [private, shared], indirect=True)
async def test_again_and_again(
    kind: Callable[[], AbstractAsyncContextManager[Running]],
    wire: Wire,
    scripted_model: ScriptedModel,
    tmp_path: Path,
    moment: str,
) -> None:
    async with kind() as run:
        gate = await half_way(run, scripted_model)
        killed = Killed(tmp_path)
        wire.at(moment, killed)
        kill_server(tmp_path)
        await run.until(
            lambda: run.says("Reconnect to ") and run.says("alt+r reconnects; your draft is kept")
        )
        assert killed.count == TRIES
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
