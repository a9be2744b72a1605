"""Several clients of one server: whatever they do, each board ends as one that is listed anew."""

from __future__ import annotations

import random
import time
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from codex_app_server import AppServerConfig, JsonRpcError, ListeningServer, launch_listening_server
from codex_tui.demo.script import Gate, Script, Shell, Text
from codex_tui.model.board import ThreadState

from .conftest import Stage, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from codex_tui.demo.server import ScriptedModel
    from codex_tui.model.board import ThreadRow
    from codex_tui.model.keys import ThreadKey

pytestmark = pytest.mark.anyio


@pytest.fixture
def server(server_config: AppServerConfig) -> Iterator[ListeningServer]:
    with launch_listening_server(server_config) as listening:
        yield listening


class Clients:
    """Makes sessions on the server, each with a folder of its own for what it keeps."""

    def __init__(self, stack: AsyncExitStack, server: ListeningServer, folder: Path, tmp_path: Path) -> None:
        self._stack, self._server, self._folder, self._tmp_path = stack, server, folder, tmp_path
        self._count = 0

    async def another(self) -> Stage:
        self._count += 1
        config = AppServerConfig(endpoint=self._server.endpoint)
        stage = Stage(config, self._folder, self._tmp_path / f"state{self._count}", time.time)
        await self._stack.enter_async_context(running(stage))
        await stage.ready()
        await stage.session.loaded.wait()
        return stage


@pytest.fixture
async def clients(server: ListeningServer, project_dir: Path, tmp_path: Path) -> AsyncIterator[Clients]:
    async with AsyncExitStack() as stack:
        yield Clients(stack, server, project_dir, tmp_path)


def told(row: ThreadRow) -> tuple[Any, ...]:
    return (row.name, row.preview, row.cwd, row.branch, row.model, row.updated_at, row.state, row.archived)


def board_of(stage: Stage) -> dict[ThreadKey, tuple[Any, ...]]:
    return {key: told(row) for key, row in stage.state.board.rows.items() if row.parent is None}


def _same(one: Stage, other: Stage) -> bool:
    return board_of(one) == board_of(other)


def _writes(stage: Stage, key: ThreadKey) -> bool:
    row = stage.state.board.rows.get(key)
    return row is not None and row.activity == "writing answer"


def _waits_for(file: str) -> Shell:
    return Shell(f"until test -e {file}; do sleep 0.02; done")


def _runs(stage: Stage, key: ThreadKey, file: str) -> bool:
    row = stage.state.board.rows.get(key)
    return row is not None and f"test -e {file}" in row.activity


def _came_to(row: ThreadRow) -> bool:
    return (row.state, row.activity) == (ThreadState.IDLE, "The end of it.")


async def listed_anew(clients: Clients) -> Stage:
    stage = await clients.another()
    await stage.session.listing.list_threads(None, archived=True)
    await stage.session.listing.list_threads(None, archived=False)
    return stage


async def ask(stage: Stage, method: str, thread: ThreadKey, **params: str) -> None:
    with suppress(JsonRpcError):  # it may be gone, or archived already
        await stage.session._link.call(method, {"threadId": thread.thread, **params})


async def run_turn(stage: Stage, text: str, thread: ThreadKey | None = None) -> ThreadKey:
    conversation = await stage.submit(text, thread)
    before = len(conversation.turns)
    await stage.ears.until(lambda: len(conversation.turns) >= before and conversation.active_turn is None)
    return conversation.key


@pytest.mark.parametrize(
    "seed", [1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long)]
)
async def test_whatever_two_clients_do_their_boards_end_as_a_fresh_one(clients: Clients, seed: int) -> None:
    chance = random.Random(seed)
    one, other = await clients.another(), await clients.another()
    threads = [await run_turn(one, "first @@plain"), await run_turn(other, "second @@plain")]
    for number in range(14):
        stage = chance.choice((one, other))
        thread = chance.choice(threads)
        row = stage.state.board.rows.get(thread)
        what = chance.choice(("new", "turn", "turn", "fork", "rename", "archive", "unarchive", "delete"))
        if what == "new":
            threads.append(await run_turn(stage, f"thread {number} @@plain"))
        elif what == "turn" and row is not None and not row.archived:
            await run_turn(stage, f"turn {number} @@plain", thread)
        elif what == "fork" and row is not None and not row.archived:
            copy = await stage.session.threads.fork(thread)
            assert copy is not None
            threads.append(await run_turn(stage, f"fork {number} @@plain", copy))
        elif what == "rename":
            await ask(stage, "thread/name/set", thread, name=f"name {number}")
        elif what == "archive":
            await ask(stage, "thread/archive", thread)
        elif what == "unarchive":
            await ask(stage, "thread/unarchive", thread)
        elif what == "delete" and len(threads) > 2:
            await ask(stage, "thread/delete", thread)

    fresh = await listed_anew(clients)
    for stage in (one, other):
        with suppress(TimeoutError):
            await stage.ears.until(partial(_same, stage, fresh))
        assert board_of(stage) == board_of(fresh)


async def test_what_another_client_runs_is_shown_as_it_runs_and_what_came_of_it(
    clients: Clients, scripted_model: ScriptedModel, project_dir: Path
) -> None:
    ends = Gate("ends")
    text = "Long.\n\n**The end** of it."
    # That a command runs is told to those only who listen to the thread by then.
    script = Script([[_waits_for("one")], [_waits_for("two")], [Text(text), ends]])
    scripted_model.on("@@slow", lambda _request: script)
    one, other = await clients.another(), await clients.another()
    conversation = await one.submit("run @@slow")
    rows = other.state.board.rows
    await other.ears.until(partial(_runs, other, conversation.key, "one"))
    (project_dir / "one").touch()
    await other.ears.until(partial(_runs, other, conversation.key, "two"))
    await other.ears.until(lambda: rows[conversation.key].title == "run @@slow")
    assert rows[conversation.key].state is ThreadState.RUNNING

    late = await clients.another()
    await late.ears.until(partial(_runs, late, conversation.key, "two"))
    (project_dir / "two").touch()
    for stage in (other, late):
        await stage.ears.until(partial(_writes, stage, conversation.key))
    ends.open()
    for stage in (one, other, late):
        row = stage.state.board.rows[conversation.key]
        await stage.ears.until(partial(_came_to, row))
    await other.ears.until(lambda: not other.session._reactions.rows._followed)
    assert rows[conversation.key].unread
