"""PROTOCOL.md, sections 0 and 1: framing, ids, errors, limits. The real server, unless it says no on demand."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    Codex,
    InvalidParamsError,
    InvalidRequestError,
    MethodNotFoundError,
    RequestTimeoutError,
    ServerClosedError,
    TurnStatus,
    launch_server,
)
from codex_app_server.transports.stdio import StdioTransport
from codex_tui.demo.script import Gate, Script, Text
from codex_tui.demo.scripts import PLAIN_ANSWER
from codex_tui.demo.server import ScriptedModel

from .conftest import INITIALIZE_RESULT, Connect
from .test_streams import completed, open_thread, start_turn, started

pytestmark = pytest.mark.anyio

INITIALIZE = {"clientInfo": {"name": "raw", "version": "0"}}


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


class RawServer:
    """A real server and nothing of the client but the pipes."""

    def __init__(self, config: AppServerConfig) -> None:
        self.process = launch_server(config)

    def __enter__(self) -> "RawServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.close()

    def write(self, *lines: bytes) -> None:
        self.process.stdin.write(b"".join(line + b"\n" for line in lines))
        self.process.stdin.flush()

    def read(self) -> Any:
        return json.loads(self.process.stdout.readline())

    def answer(self, request_id: Any) -> Any:
        while (message := self.read()).get("id") != request_id or "method" in message:
            pass
        return message

    def call(self, request_id: Any, method: str, params: Any) -> Any:
        self.write(json.dumps({"id": request_id, "method": method, "params": params}).encode())
        return self.answer(request_id)


def test_messages_have_no_version_member_and_notifications_a_time(server_config: AppServerConfig):
    with RawServer(server_config) as server:
        answer = server.call(1, "initialize", INITIALIZE)
        assert answer.keys() == {"id", "result"}
        error = server.call("two", "no/such", {})
        assert error.keys() == {"id", "error"}
        assert error["error"].keys() >= {"code", "message"}
        server.write(json.dumps({"id": -3, "method": "thread/start", "params": {}}).encode())
        while (message := server.read()).get("method") != "thread/started":
            pass
        assert message.keys() >= {"method", "params"}
        assert "jsonrpc" not in message


def test_what_is_no_request_gets_no_answer_and_does_no_harm(server_config: AppServerConfig):
    with RawServer(server_config) as server:
        server.call(1, "initialize", INITIALIZE)
        server.write(
            b"garbage", b"", b"[]", b'{"a":1}', b'{"id":9,"result":{}}', b'{"method":"unknown/thing"}'
        )
        server.write(b'{"id":null,"method":"model/list","params":{}}', b'{"id":1.5,"method":"model/list"}')
        answers: list[Any] = []
        server.write(b'{"id":2,"method":"model/list","params":{}}\r')
        while not answers or answers[-1].get("id") != 2:
            answers.append(server.read())
        assert [answer["id"] for answer in answers if "method" not in answer] == [2]


async def test_both_answers_to_one_id_and_answers_to_nobody_are_harmless(connect: Connect):
    async with connect() as (codex, peer), anyio.create_task_group() as group:
        results: list[Any] = []

        async def call() -> None:
            results.append(await codex.request("thread/list", {}, dict))

        group.start_soon(call)
        message = await peer.receive()
        assert message is not None
        peer.send({"id": str(message["id"]), "result": "the id as a string"})
        peer.send({"id": message["id"], "result": "first"}, {"id": message["id"], "result": "second"})
        await anyio.wait_all_tasks_blocked()
        assert results == ["first"]


async def test_notifications_around_an_answer_stay_in_order_on_either_side_of_it(connect: Connect):
    async with connect() as connected:
        codex, peer = connected
        stream = codex.notifications()
        status = {"method": "thread/status/changed", "params": {"threadId": "th", "status": {"type": "idle"}}}
        thread = await open_thread(connected)
        handle = await start_turn(connected, thread, before=(status, started()))
        peer.send(completed(), status)
        assert [n.method async for n in handle.stream()] == ["turn/started", "turn/completed"]
        assert [(await anext(stream)).method for _ in range(2)] == ["thread/status/changed"] * 2


async def test_an_answer_may_come_in_pieces_and_among_others(connect: Connect):
    async with connect() as (codex, peer), anyio.create_task_group() as group:
        results: list[Any] = []

        async def call() -> None:
            results.append(await codex.request("thread/list", {}, dict))

        group.start_soon(call)
        message = await peer.receive()
        assert message is not None
        line = json.dumps({"id": message["id"], "result": {"text": "ä" * 1000}}, ensure_ascii=False).encode()
        for start in range(0, len(line), 7):
            peer.send_bytes(line[start : start + 7])
        peer.send_bytes(b'\r\n{"method":"warning"}\n')
        await anyio.wait_all_tasks_blocked()
        assert results == [{"text": "ä" * 1000}]


async def test_text_that_is_no_unicode_reaches_the_real_server_as_valid_utf8(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            result = await thread.run("@@plain name\udcff.txt and half an emoji \ud83d")
            assert result.final_response == PLAIN_ANSWER
            assert (await thread.run("@@plain")).turn is not None
            assert not codex.is_closed
    assert "@@plain name?.txt and half an emoji ?" in scripted_model.requests[0].prompts


async def test_the_real_server_dies_of_one_invalid_byte_and_the_client_says_so(
    server_config: AppServerConfig,
):
    process = launch_server(server_config)
    transport = StdioTransport(process)
    with anyio.fail_after(30):
        async with AsyncCodex(server_config, transport=transport) as codex:
            await transport.send(b'{"id":7,"method":"\xff"}\n')
            reason = await codex.wait_closed()
    assert "UTF-8" in str(reason)


async def test_requests_before_initialize_and_a_second_one_are_refused(server_config: AppServerConfig):
    with RawServer(server_config) as server:
        assert server.call(1, "model/list", {})["error"]["message"] == "Not initialized"
        server.call(2, "initialize", INITIALIZE)
        assert server.call(3, "initialize", INITIALIZE)["error"]["message"] == "Already initialized"
        assert "data" in server.call(4, "model/list", {})["result"]  # although nobody said "initialized"


async def test_a_name_that_is_no_header_value_is_an_error_of_connecting(server_config: AppServerConfig):
    config = AppServerConfig(env=server_config.env, client_name="bad\nname")
    with anyio.fail_after(30), pytest.raises(InvalidParamsError, match=r"clientInfo\.name"):
        async with AsyncCodex(config):
            pass


async def test_without_the_capability_experimental_methods_are_refused(server_config: AppServerConfig):
    config = AppServerConfig(env=server_config.env, experimental_api=False)
    with anyio.fail_after(30):
        async with AsyncCodex(config) as codex:
            thread = await codex.thread_start()
            with pytest.raises(InvalidRequestError, match="requires experimentalApi capability"):
                await codex.request("thread/backgroundTerminals/clean", {"threadId": thread.id})


@pytest.mark.parametrize(
    ("method", "params", "error"),
    [
        ("no/such", {}, MethodNotFoundError),
        ("thread/read", {}, InvalidParamsError),
        ("thread/read", {"threadId": 5}, InvalidParamsError),
        ("thread/read", None, InvalidParamsError),
        ("thread/read", {"threadId": "no uuid"}, InvalidParamsError),
        ("thread/resume", {"threadId": "01a204b4-07f7-7160-a6a8-89bcf5f4c9e1"}, InvalidRequestError),
        (
            "turn/start",
            {"threadId": "01a204b4-07f7-7160-a6a8-89bcf5f4c9e1", "input": []},
            InvalidRequestError,
        ),
    ],
)
async def test_the_real_servers_refusals_have_their_own_classes(
    server_config: AppServerConfig, method: str, params: Any, error: type[Exception]
):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            with pytest.raises(error) as caught:
                await codex.request(method, params)
            assert type(caught.value) is error
            assert (await codex.request("model/list", {"a field of the future": True})).data


async def test_input_that_is_too_large_is_refused_and_the_thread_goes_on(server_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            with pytest.raises(InvalidParamsError) as caught:
                await thread.run("x" * 1_048_577)
            assert caught.value.data["input_error_code"] == "input_too_large"
            assert (await thread.run("@@plain")).final_response == PLAIN_ANSWER


@pytest.mark.parametrize("mebibytes", [2, pytest.param(256, marks=pytest.mark.long)])
async def test_a_long_line_goes_both_ways(server_config: AppServerConfig, tmp_path: Path, mebibytes: int):
    size = mebibytes * 2**20 * 3 // 4  # as base64 it has a third more
    path = tmp_path / "large"
    path.write_bytes(b"x" * size)
    with anyio.fail_after(300):
        async with AsyncCodex(replace(server_config, request_timeout=None)) as codex:
            answer = await codex.request("fs/readFile", {"path": str(path)})
            assert len(answer.data_base64) >= mebibytes * 2**20
            data = {"path": str(tmp_path / "copy"), "dataBase64": answer.data_base64}
            await codex.request("fs/writeFile", data)
    assert (tmp_path / "copy").stat().st_size == size


async def test_every_request_has_a_time_limit_which_can_be_set_and_named(connect: Connect):
    assert AppServerConfig().request_timeout == 60
    async with connect(AppServerConfig(request_timeout=None)) as (codex, _):
        with pytest.raises(RequestTimeoutError, match=r"no answer to thread/list within 0\.01 s") as caught:
            await codex.request("thread/list", {}, request_timeout=0.01)
        assert (caught.value.method, caught.value.timeout) == ("thread/list", 0.01)
        with pytest.raises(RequestTimeoutError, match="command/exec"):
            await codex.request("command/exec", {}, request_timeout=0.01)


async def test_a_client_that_stops_reading_loses_nothing(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    scripted_model.on("@@many", Script([[Text([f"{number} " for number in range(4_000)])]]))
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            handle = await thread.turn("@@many")
            await handle._mailbox.wait_completed()  # nobody has looked at a word until here
            result = await handle.run_result()
    assert result.final_response == "".join(f"{number} " for number in range(4_000))


def test_the_end_of_stdin_ends_the_server_with_a_turn_running(
    server_config: AppServerConfig, scripted_model: ScriptedModel
):
    gate = Gate()
    scripted_model.on("@@hold", Script([[Text(["one ", gate])]]))
    process = launch_server(server_config)
    with Codex(server_config, process=process) as codex:
        thread = codex.thread_start()
        thread.turn("@@hold")
        gate.wait_reached()
    assert process.poll() == 0
    with Codex(server_config) as codex:
        turns = codex.request("thread/read", {"threadId": thread.id, "includeTurns": True}).thread.turns
    assert [turn.status for turn in turns] == [TurnStatus.interrupted]


def test_a_server_that_cannot_start_says_why(server_config: AppServerConfig):
    config = AppServerConfig(config_overrides=("model_providers=5",), env=server_config.env)
    with pytest.raises(ServerClosedError, match="model_providers"), Codex(config):
        pass


def test_the_peer_in_memory_introduces_itself_as_the_real_server_does(server_config: AppServerConfig):
    with RawServer(server_config) as server:
        assert server.call(1, "initialize", INITIALIZE)["result"].keys() == INITIALIZE_RESULT.keys()
