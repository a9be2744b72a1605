"""PROTOCOL.md, 2.1: a new thread is stored with its first turn; what asks for it in that moment still succeeds."""

from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest

from codex_app_server import AppServerConfig, AsyncCodex, AsyncThread, InternalRpcError, InvalidRequestError
from codex_tui.demo.script import Gate, Script, Text
from codex_tui.demo.server import ScriptedModel

from .conftest import Connect
from .test_streams import open_thread

pytestmark = pytest.mark.anyio

ROUNDS = 4
"""How often the moment is looked for before a release; what the client does in it is played below."""
EMPTY = "failed to read thread: rollout at /somewhere/rollout-1.jsonl is empty"

Call = Callable[[AsyncCodex, AsyncThread], Awaitable[Any]]

CALLS: dict[str, Call] = {
    "read": lambda codex, thread: thread.read(),
    "name": lambda codex, thread: thread.set_name("The name"),
    "turns": lambda codex, thread: thread.turns().next_page(),
    "resume": lambda codex, thread: codex.thread_resume(thread.id),
    "fork": lambda codex, thread: codex.thread_fork(thread.id),
    "archive": lambda codex, thread: codex.thread_archive(thread.id),
    "settings": lambda codex, thread: thread.update_settings(effort="low"),
    "delete": lambda codex, thread: codex.thread_delete(thread.id),
}


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.parametrize("rounds", [1, pytest.param(ROUNDS, marks=pytest.mark.long)])
async def test_directly_after_its_first_turn_was_started_a_thread_can_be_used(
    server_config: AppServerConfig, scripted_model: ScriptedModel, rounds: int
):
    scripted_model.on("@@hold", Script([[Text(["one ", Gate()])]]))
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            for call in [*CALLS.values()] * rounds:
                thread = await codex.thread_start()
                handle = await thread.turn("@@hold")
                await call(codex, thread)
                await handle.interrupt()


@pytest.mark.parametrize("rounds", [1, pytest.param(ROUNDS, marks=pytest.mark.long)])
async def test_a_turn_that_was_not_started_by_turn_is_no_obstacle_either(
    server_config: AppServerConfig, rounds: int
):
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            for _ in range(rounds):
                thread = await codex.thread_start()
                await thread.shell_command("true")
                assert (await thread.read()).thread.id == thread.id
                await codex.request("thread/name/set", {"threadId": thread.id, "name": "The name"})


async def test_before_its_first_turn_a_thread_has_no_history_to_resume_or_fork(
    server_config: AppServerConfig,
):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            assert (await thread.read()).thread.turns == []
            for call in (codex.thread_resume, codex.thread_fork):
                with pytest.raises(InvalidRequestError, match="no rollout found"):
                    await call(thread.id)


@pytest.mark.parametrize("failures", [1, 3])
async def test_a_call_that_meets_an_empty_file_is_made_again(connect: Connect, failures: int):
    async with connect() as connected, anyio.create_task_group() as group:
        thread, peer = await open_thread(connected), connected[1]
        answers: list[Any] = []

        async def name() -> None:
            answers.append(await thread.set_name("x"))

        group.start_soon(name)
        for number in range(failures + 1):
            message = await peer.receive()
            assert message is not None
            assert message["method"] == "thread/name/set"
            refused = {"error": {"code": -32603, "message": EMPTY}}
            peer.send({"id": message["id"], **(refused if number < failures else {"result": {}})})
    assert len(answers) == 1


async def test_another_failure_of_the_server_is_told_at_once(connect: Connect):
    async with connect() as connected, anyio.create_task_group() as group:
        thread, peer = await open_thread(connected), connected[1]

        async def read() -> None:
            with pytest.raises(InternalRpcError, match="disk"):
                await thread.read()

        group.start_soon(read)
        message = await peer.receive()
        assert message is not None
        peer.send({"id": message["id"], "error": {"code": -32603, "message": "the disk is full"}})
