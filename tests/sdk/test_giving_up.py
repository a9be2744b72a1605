import math
import signal
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    AsyncThread,
    AsyncTurnHandle,
    RequestTimeoutError,
    ServerRequest,
    TransportClosedError,
    TurnStatus,
    launch_server,
)
from codex_app_server.rpc.connection import MAX_IN_FLIGHT
from codex_tui.demo.script import Script, Shell, Text
from codex_tui.demo.server import ScriptedModel
from tests.support.processes import stop

from .conftest import Connect
from .helpers import command_statuses
from .test_streams import completed, open_thread, start_turn, started

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("read", [AsyncTurnHandle.run, AsyncTurnHandle.run_result])
async def test_a_turn_that_is_cut_by_closing_the_client_is_no_result(connect: Connect, read: Any):
    async with connect() as connected:
        codex, _ = connected
        handle = await start_turn(connected, await open_thread(connected), before=(started(),))
        async with anyio.create_task_group() as group:
            group.start_soon(codex.close)
            with pytest.raises(TransportClosedError, match="closed before the turn was completed"):
                await read(handle)


async def test_a_closed_client_cannot_be_connected_or_entered_again(connect: Connect):
    async with connect() as (codex, _):
        await codex.close()
        with pytest.raises(TransportClosedError):
            await codex.connect()
    with pytest.raises(TransportClosedError):
        async with codex:
            pass


async def give_up_turn(connect: Connect, known: tuple[dict[str, Any], ...], *, is_new: bool) -> None:
    """Cancel turn() before the server has named the turn, then ask for the next one."""
    async with connect() as connected:
        codex, peer = connected
        thread = await open_thread(connected)
        everything = codex.notifications(include_turns=True)
        for message in known:
            peer.send(message)
            await anext(everything)
        async with anyio.create_task_group() as group:
            group.start_soon(thread.turn, "given up")
            start = await peer.receive()
            group.cancel_scope.cancel()
        assert start is not None
        async with anyio.create_task_group() as group:
            group.start_soon(thread.turn, "next")
            peer.send({"id": start["id"], "result": {"turn": {"id": "t"}}})
            if is_new:
                peer.send(started())
                interrupt = await peer.receive()
                assert interrupt is not None
                assert interrupt["method"] == "turn/interrupt"
                assert interrupt["params"] == {"threadId": "th", "turnId": "t"}
                peer.send({"id": interrupt["id"], "result": {}}, completed(status="interrupted"))
            following = await peer.receive()
            assert following is not None
            assert following["method"] == "turn/start"
            assert following["params"]["input"] == [{"type": "text", "text": "next"}]
            peer.send({"id": following["id"], "result": {"turn": {"id": "u"}}})


async def test_a_turn_whose_caller_gives_up_before_it_has_a_name_is_stopped_before_the_next(
    connect: Connect,
):
    await give_up_turn(connect, (), is_new=True)


async def test_giving_up_input_to_a_running_turn_does_not_stop_that_turn(connect: Connect):
    await give_up_turn(connect, (started(),), is_new=False)


@pytest.mark.parametrize("ask", [AsyncThread.turn, AsyncThread.run])
async def test_a_turn_that_is_given_up_in_line_is_never_sent(connect: Connect, ask: Any):
    async with connect() as connected:
        codex, peer = connected
        thread = await open_thread(connected)
        async with anyio.create_task_group() as group:
            for _ in range(MAX_IN_FLIGHT):
                group.start_soon(codex.request, "model/list")
            ahead = [await peer.receive() for _ in range(MAX_IN_FLIGHT)]
            with anyio.CancelScope() as given_up:
                async with anyio.create_task_group() as waiting:
                    waiting.start_soon(ask, thread, "given up")
                    await anyio.wait_all_tasks_blocked()
                    given_up.cancel()
            peer.send(
                *({"id": request["id"], "result": {"data": []}} for request in ahead if request is not None)
            )
        async with anyio.create_task_group() as group:
            group.start_soon(thread.turn, "next")
            following = await peer.receive()
            assert following is not None
            assert following["params"]["input"] == [{"type": "text", "text": "next"}]
            peer.send({"id": following["id"], "result": {"turn": {"id": "u"}}})


@pytest.mark.parametrize("call", [AsyncThread.read, lambda thread: thread.set_name("n")])
async def test_a_thread_is_read_and_named_only_when_its_turn_has_begun(connect: Connect, call: Any):
    async with connect() as connected:
        codex, peer = connected
        thread = await open_thread(connected)
        handle = await start_turn(connected, thread)
        async with anyio.create_task_group() as group:
            group.start_soon(call, thread)
            await anyio.wait_all_tasks_blocked()
            group.start_soon(codex.request, "model/list")
            first = await peer.receive()
            peer.send(started(handle.id))
            second = await peer.receive()
            group.cancel_scope.cancel()
    assert first is not None
    assert second is not None
    assert first["method"] == "model/list"
    assert second["method"] in ("thread/read", "thread/name/set")


async def test_an_answer_that_cannot_be_sent_leaves_the_request_open(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on(
        "@@ask", Script([[Shell("echo asked", escalated=True, justification="Because")], [Text("Over.")]])
    )

    async def useless(request: ServerRequest) -> Any:
        return {"decision": object()}

    with anyio.fail_after(30):
        async with AsyncCodex(server_config, server_requests=useless) as codex:
            assert command_statuses(await (await codex.thread_start()).run("@@ask")) == ["declined"]
        async with AsyncCodex(server_config) as codex:
            questions = codex.server_requests()
            handle = await (await codex.thread_start()).turn("@@ask")
            request = await anext(questions)
            with pytest.raises(TypeError, match="decision is object"):
                await request.respond({"decision": object()})
            await request.respond({"decision": "accept"})
            assert (await handle.run()).status == TurnStatus.completed


async def test_numbers_that_json_does_not_have_are_sent_as_null(connect: Connect):
    async with connect() as (codex, peer), anyio.create_task_group() as group:
        group.start_soon(codex.request, "model/list", {"limit": math.nan})
        message = await peer.receive()
        assert message is not None
        assert message["params"] == {"limit": None}
        group.cancel_scope.cancel()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="whether a process has stopped is not told")
async def test_what_is_given_up_before_it_has_left_is_not_carried_out(
    server_config: AppServerConfig, project_dir: Path
):
    with anyio.fail_after(30):
        process = launch_server(server_config)
        async with AsyncCodex(server_config, process=process) as codex, anyio.create_task_group() as group:
            thread = await codex.thread_start()
            await thread.run("@@plain")
            await thread.set_name("named before")
            stop(process.pid)
            try:
                # More than the pipe takes: whatever comes after it stays here.
                group.start_soon(codex.request, "model/list", {"unknown": "x" * 2**20})
                await anyio.wait_all_tasks_blocked()
                late = {"threadId": thread.id, "name": "out of time"}
                with pytest.raises(RequestTimeoutError):
                    await codex.request("thread/name/set", late, request_timeout=0.01)
                async with anyio.create_task_group() as given_up:
                    given_up.start_soon(thread.set_name, "given up")
                    given_up.start_soon(partial(codex.command_exec, ["touch", "given-up"]))
                    await anyio.wait_all_tasks_blocked()
                    given_up.cancel_scope.cancel()
            finally:
                process.popen.send_signal(signal.SIGCONT)
            assert (await thread.read()).thread.name == "named before"
    assert not (project_dir / "given-up").exists()
