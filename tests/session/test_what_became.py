"""What a row says of a turn that is over, whoever ended it, and whether this client heard of it or not."""

from __future__ import annotations

import os
import signal
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from codex_app_server import AppServerConfig, launch_listening_server
from codex_tui.demo.script import Gate, Script, Shell, Text
from codex_tui.model.board import Ending, ThreadState
from codex_tui.session import row_upkeep

from .conftest import Stage, running
from .test_boards_together import Clients, clients, run_turn, server
from .test_lost_boards import _is_back

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from codex_tui.demo.request import ModelRequest
    from codex_tui.demo.script import Step
    from codex_tui.demo.server import ScriptedModel
    from codex_tui.model.board import ThreadRow
    from codex_tui.model.keys import ThreadKey

__all__ = ["clients", "server"]

pytestmark = pytest.mark.anyio

ASKS = Script([[Shell("touch made", escalated=True, justification="May I?")], [Text("Went on.")]])


def _does(row: ThreadRow, what: str) -> bool:
    return what in row.activity


def _waits(stage: Stage, key: ThreadKey) -> bool:
    return bool(stage.state.inbox.of(key))


def _held(*steps: Step) -> Callable[[ModelRequest], Script]:
    return lambda _request: Script([[*steps]])


async def state_of(stage: Stage, key: ThreadKey, state: ThreadState) -> ThreadRow:
    rows = stage.state.board.rows
    await stage.ears.until(lambda: key in rows and rows[key].state is state)
    return rows[key]


async def said(stage: Stage, row: ThreadRow) -> tuple[str, Ending | None]:
    """What a row says of its last turn once nothing more is asked about it."""
    await stage.ears.until(lambda: not row.state.active and not stage.session._reactions.rows._busy)
    await stage.ears.until(lambda: row.activity and not stage.state.board.unheard)
    return str(row.activity), row.ending


async def test_what_another_client_interrupts_is_said_to_be_interrupted(
    clients: Clients, scripted_model: ScriptedModel
) -> None:
    scripted_model.on("@@sleeps", lambda _request: Script([[Shell("sleep 60")]]))
    one, other = await clients.another(), await clients.another()
    conversation = await one.submit("@@sleeps")
    for stage in (one, other):
        row = await state_of(stage, conversation.key, ThreadState.RUNNING)
        await stage.ears.until(partial(_does, row, "sleep 60"))
    await other.session._link.call("turn/interrupt", {"threadId": conversation.key.thread, "turnId": ""})
    for stage in (one, other):
        assert await said(stage, stage.state.board.rows[conversation.key]) == (
            "interrupted",
            Ending.INTERRUPTED,
        )


async def test_what_is_interrupted_while_it_waits_says_that_it_waited(
    clients: Clients, scripted_model: ScriptedModel
) -> None:
    scripted_model.on("@@touch", ASKS)
    one, other = await clients.another(), await clients.another()
    conversation = await one.submit("@@touch")
    for stage in (one, other):
        await stage.ears.until(partial(_waits, stage, conversation.key))
    one.session.turns.interrupt(conversation.key)
    for stage in (one, other):
        told = await said(stage, stage.state.board.rows[conversation.key])
        assert told == ("interrupted while it waited for you", Ending.INTERRUPTED)
        assert not stage.state.inbox


async def test_archiving_what_runs_leaves_the_word_that_it_was_interrupted(
    clients: Clients, scripted_model: ScriptedModel
) -> None:
    scripted_model.on("@@sleeps", lambda _request: Script([[Shell("sleep 60")]]))
    one, other = await clients.another(), await clients.another()
    conversation = await one.submit("@@sleeps")
    row = await state_of(other, conversation.key, ThreadState.RUNNING)
    await other.ears.until(lambda: "sleep 60" in row.activity)
    await one.session._link.call("thread/archive", {"threadId": conversation.key.thread})
    await other.ears.until(lambda: row.archived)
    assert await said(other, row) == ("interrupted", Ending.INTERRUPTED)


async def test_a_turn_that_nobody_told_of_here_is_asked_about_once_it_is_over(
    clients: Clients, scripted_model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_upkeep, "FOLLOWED", 0)
    ends = Gate("ends")
    scripted_model.on("@@slow", lambda _request: Script([[ends, Text("Long.\n\n**The end** of it.")]]))
    one, other = await clients.another(), await clients.another()
    conversation = await one.submit("@@slow")
    row = await state_of(other, conversation.key, ThreadState.RUNNING)
    ends.open()
    assert await said(other, row) == ("The end of it.", None)


async def test_of_many_that_run_elsewhere_the_next_is_followed_once_one_is_over(
    clients: Clients, scripted_model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_upkeep, "FOLLOWED", 1)
    gates = {name: Gate(name) for name in "ab"}
    for name, gate in gates.items():
        scripted_model.on(f"@@{name}", _held(gate, Text([name, Gate("never")])))
    one, other = await clients.another(), await clients.another()
    first, second = [(await one.submit(f"@@{name}")).key for name in gates]
    rows, upkeep = other.state.board.rows, other.session._reactions.rows
    await other.ears.until(lambda: {first, second} <= rows.keys() and upkeep._followed and upkeep._too_many)
    [followed], [waits] = upkeep._followed, upkeep._too_many
    one.session.turns.interrupt(followed)
    await other.ears.until(lambda: upkeep._followed == {waits} and not upkeep._busy)
    gates["a" if waits == first else "b"].open()
    await other.ears.until(lambda: rows[waits].activity == "writing answer")


async def test_after_a_server_was_killed_rows_say_what_became_of_what_ran_waited_or_had_failed(
    server_config: AppServerConfig, scripted_model: ScriptedModel, project_dir: Path, tmp_path: Path
) -> None:
    scripted_model.on("@@touch", ASKS)
    scripted_model.on("@@sleeps", lambda _request: Script([[Shell("sleep 60")]]))
    endpoint = f"unix://{tmp_path}/s"
    with launch_listening_server(server_config, endpoint) as server:
        stage = Stage(AppServerConfig(endpoint=endpoint), project_dir, tmp_path / "state", time.time)
        async with running(stage):
            await stage.ready()
            done = await run_turn(stage, "first @@plain")
            failed = (await stage.submit("@@400")).key
            runs, waits = (await stage.submit("@@sleeps")).key, (await stage.submit("@@touch")).key
            rows = stage.state.board.rows
            await stage.ears.until(lambda: len(stage.state.inbox) == 1 and rows[runs].activity)
            await stage.ears.until(lambda: rows[failed].ending is Ending.FAILED)
            why = str(rows[failed].activity)
            os.kill(server.pid, signal.SIGKILL)
            server.wait()
            with launch_listening_server(server_config, endpoint) as again:
                again.wait_ready()
                await stage.ears.until(lambda: _is_back(stage))
                waited = "interrupted while it waited for you"
                assert await said(stage, rows[waits]) == (waited, Ending.INTERRUPTED)
                assert await said(stage, rows[runs]) == ("interrupted", Ending.INTERRUPTED)
                assert await said(stage, rows[failed]) == (why, Ending.FAILED)
                assert rows[done].ending is None
                # It is as any other once somebody goes on with it.
                await run_turn(stage, "on @@plain", waits)
                assert rows[waits].ending is None
