"""PROTOCOL.md, section 1: what a client may send, and how the server's process ends."""

import signal
from collections.abc import Iterator
from typing import Any

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    ServerClosedError,
    TurnStatus,
    launch_listening_server,
    launch_server,
)
from codex_tui.demo.script import Gate, Script, Text
from codex_tui.demo.server import ScriptedModel

from .capabilities import server_lacks
from .test_truth_wire import INITIALIZE, RawServer

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


def test_a_client_is_told_who_answers_and_nothing_that_it_does_not_want_to_hear(
    server_config: AppServerConfig,
):
    unwanted = ["thread/started", "thread/status/changed", "no/such"]
    capabilities = {"optOutNotificationMethods": unwanted, "a capability of the future": True}
    with RawServer(server_config) as server:
        told = server.call(1, "initialize", {**INITIALIZE, "capabilities": capabilities})["result"]
        assert told["userAgent"].startswith("raw/")
        assert told["codexHome"] == (server_config.env or {})["CODEX_HOME"]
        server.write(b'{"method":"initialized"}')
        thread = server.call(2, "thread/start", {})["result"]["thread"]
        if "originator" not in thread:
            server_lacks("a thread does not say who began it")
        assert thread["originator"] == "raw"
        refused = server.call(3, "thread/start", {"historyMode": "legacy"})["error"]
        assert refused["message"] == "thread/start.historyMode requires experimentalApi capability"
        text = {"type": "text", "text": "@@plain"}
        server.call(4, "turn/start", {"threadId": thread["id"], "input": [text]})
        methods: list[str] = []
        while not methods or methods[-1] != "turn/completed":
            methods.append(server.read().get("method"))
        assert "item/completed" in methods
        assert not set(unwanted) & set(methods)


def ids_of_answers(server: RawServer) -> Iterator[Any]:
    while True:
        message = server.read()
        if "method" not in message:
            yield message["id"]


def test_ids_come_back_as_they_were_and_lines_may_be_cut_but_not_shared(server_config: AppServerConfig):
    with RawServer(server_config) as server:
        server.call(1, "initialize", INITIALIZE)
        ask = b'{"id":%b,"method":"model/list","params":{}}'
        server.write(ask % b"7", ask % b"7", ask % b'"7"', ask % b"-1")
        answers = [next(ids_of_answers(server)) for _ in range(4)]
        assert sorted(map(repr, answers)) == sorted(map(repr, [7, 7, "7", -1]))
        server.write(ask % b"8" + ask % b"9")  # neither is read
        line = ask % b"10" + b"\n"
        for part in (line[:5], line[5:]):
            server.process.stdin.write(part)
            server.process.stdin.flush()
        assert next(ids_of_answers(server)) == 10


@pytest.mark.parametrize(
    ("number", "code", "has_end"),
    [(signal.SIGTERM, 0, True), (signal.SIGINT, -2, False), (signal.SIGKILL, -9, False)],
)
async def test_a_server_that_is_ended_by_a_signal_has_its_turn_interrupted(
    server_config: AppServerConfig,
    scripted_model: ScriptedModel,
    number: signal.Signals,
    code: int,
    has_end: bool,
):
    scripted_model.on("@@hold", Script([[Text("whole"), Text(["half ", Gate()])]]))
    process = launch_server(server_config)
    with anyio.fail_after(30):
        async with AsyncCodex(server_config, process=process) as codex:
            thread = await codex.thread_start()
            handle = await thread.turn("@@hold")
            with pytest.raises(ServerClosedError) as caught:
                async for notification in handle.stream():
                    if notification.params.get("delta") == "half ":
                        process.popen.send_signal(number)
            if number is signal.SIGTERM and caught.value.exit_code == -number:
                server_lacks("it dies of SIGTERM")
            assert caught.value.exit_code == code
        async with AsyncCodex(server_config) as codex:
            turn = await anext(codex.thread(thread.id).turns(items_view="full"))
            assert turn.status == TurnStatus.interrupted
            assert (turn.completed_at is not None) is has_end
            assert [item.root.type for item in turn.items] == ["userMessage", "agentMessage"]


async def test_a_server_with_a_socket_is_told_twice_to_end_at_once(
    server_config: AppServerConfig, scripted_model: ScriptedModel, socket_path: str
):
    scripted_model.on("@@hold", Script([[Text(["half ", Gate()])]]))
    with launch_listening_server(server_config, f"unix://{socket_path}") as server:
        with anyio.fail_after(30):
            async with AsyncCodex(AppServerConfig(endpoint=server.endpoint)) as codex:
                handle = await (await codex.thread_start()).turn("@@hold")
                await handle._mailbox.wait_started()
                server.drain()
                assert (await codex.models()).data  # it waits for the turn
                assert server.poll() is None
                reason = None
                while reason is None:  # two signals that come before the server looks at them are one
                    server.drain()
                    with anyio.move_on_after(1):
                        reason = await codex.wait_closed()
                assert isinstance(reason, ServerClosedError)
        assert server.wait(10) == 0
