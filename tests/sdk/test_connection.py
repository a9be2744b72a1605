import json

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    InternalRpcError,
    InvalidParamsError,
    InvalidRequestError,
    MethodNotFoundError,
    RequestTimeoutError,
    ServerBusyError,
    ServerClosedError,
    TransportClosedError,
    memory_transport_pair,
)

from .conftest import Connect, answer_initialize

pytestmark = pytest.mark.anyio


async def test_answers_out_of_order_reach_their_callers(connect: Connect):
    results: dict[str, object] = {}

    async def call(codex: AsyncCodex, method: str) -> None:
        results[method] = await codex.request(method)

    async with connect() as (codex, peer), anyio.create_task_group() as group:
        group.start_soon(call, codex, "a")
        group.start_soon(call, codex, "b")
        first, second = await peer.receive(), await peer.receive()
        assert first is not None
        assert second is not None
        peer.send({"id": second["id"], "result": second["method"]}, {"id": 999, "result": "nobody asked"})
        peer.send({"id": first["id"], "result": first["method"]})
    assert results == {"a": "a", "b": "b"}


async def test_death_in_mid_line_fails_every_pending_call(connect: Connect):
    failures: list[ServerClosedError] = []

    async def call(codex: AsyncCodex) -> None:
        with pytest.raises(ServerClosedError) as caught:
            await codex.request("thread/list")
        failures.append(caught.value)

    async with connect() as (codex, peer):
        async with anyio.create_task_group() as group:
            for _ in range(100):
                group.start_soon(call, codex)
            await peer.receive()
            peer.send_bytes(b'{"id":1,"resu')
            peer.close()
        assert len(failures) == len({id(failure) for failure in failures}) == 100
        assert codex.is_closed
        with pytest.raises(ServerClosedError):
            await codex.request("thread/list")
        assert isinstance(await codex.wait_closed(), ServerClosedError)


async def test_unreadable_lines_are_kept_and_do_no_harm(connect: Connect, caplog: pytest.LogCaptureFixture):
    async with connect() as (codex, peer):
        notifications = codex.notifications()
        peer.send_bytes(b'garbage\n[1,2]\n\n"text"\nnull\n{"neither":1}\n{"id":[],"result":1}\n{"id":true}\n')
        peer.send_bytes(b'{"method":"warning","params":[1]}\n{"method":"thread/closed"}\n')
        peer.send_bytes(b'{"method":"turn/started","params":{"threadId":[],"turn":{"id":{}}}}\n')
        assert (await anext(notifications)).params == {"params": [1]}
        assert (await anext(notifications)).params == {}
        assert (await anext(notifications)).method == "turn/started"
        assert b"garbage" in codex.malformed_lines
    assert "garbage" not in caplog.text  # whatever it was, a log is kept for long


async def test_who_keeps_a_log_of_the_wire_gets_each_line_both_ways_and_may_fail(connect: Connect):
    lines: list[tuple[str, bytes]] = []

    def keep(direction: str, line: bytes) -> None:
        lines.append((direction, line))
        raise OSError("no space left on device")

    async with connect(AppServerConfig(wire_log=keep)) as (codex, peer):
        notifications = codex.notifications()
        peer.send_bytes(b'{"method":"warning","params":{"mess')
        peer.send_bytes(b'age":"one"}}\r\ngarbage\n')
        assert (await anext(notifications)).params["message"] == "one"
        with anyio.move_on_after(0):
            await codex.request("thread/list")
        with pytest.raises(RequestTimeoutError):
            await codex.request("model/list", request_timeout=0.01)
    said = [(direction, json.loads(line).get("method", "answer")) for direction, line in lines[:4]]
    assert said[:2] == [("sent", "initialize"), ("received", "answer")]
    assert ("received", b'{"method":"warning","params":{"message":"one"}}') in lines
    assert ("received", b"garbage") in lines
    assert [b"model/list" in line for direction, line in lines if direction == "sent"][-1]
    assert not [line for _, line in lines if b"thread/list" in line]  # it was never sent


async def test_no_answer_in_time_is_a_timeout_and_a_late_answer_is_ignored(connect: Connect):
    async with connect() as (codex, peer):
        with pytest.raises(RequestTimeoutError, match="thread/list") as caught:
            await codex.request("thread/list", request_timeout=0.01)
        assert isinstance(caught.value, TimeoutError)
        late = await peer.receive()
        assert late is not None
        peer.send({"id": late["id"], "result": {}})

        async def answer() -> None:
            message = await peer.receive()
            assert message is not None
            peer.send({"id": message["id"], "result": "in time"})

        async with anyio.create_task_group() as group:
            group.start_soon(answer)
            assert await codex.request("x/list") == "in time"


async def test_at_most_64_requests_are_in_flight_and_long_calls_do_not_count(connect: Connect):
    async with connect() as (codex, peer), anyio.create_task_group() as group:
        for number in range(64):
            group.start_soon(codex.request, "thread/list", {"number": number})
        for number in range(64, 70):
            await anyio.wait_all_tasks_blocked()
            group.start_soon(codex.request, "thread/list", {"number": number})
        seen = [await peer.receive() for _ in range(64)]
        group.start_soon(codex.request, "command/exec", {})
        long_call = await peer.receive()
        assert long_call is not None
        assert long_call["method"] == "command/exec"
        peer.send({"id": long_call["id"], "result": {}})
        for number in range(64, 70):
            answered = seen.pop()
            assert answered is not None
            peer.send({"id": answered["id"], "result": {}})
            waiting = await peer.receive()
            assert waiting is not None
            assert waiting["params"]["number"] == number
            peer.send({"id": waiting["id"], "result": {}})
        peer.send(*({"id": message["id"], "result": {}} for message in seen if message is not None))


@pytest.mark.parametrize(
    ("code", "message", "kind"),
    [
        (-32600, "Invalid request: unknown variant `no/such`, expected one of ...", MethodNotFoundError),
        (-32600, "Invalid request: unknown variant `on-failure`, expected ...", InvalidParamsError),
        (-32600, "Invalid request: missing field `threadId`", InvalidParamsError),
        (-32600, "invalid thread id: x", InvalidParamsError),
        (-32600, "thread not found: x", InvalidRequestError),
        (-32601, "list_turns is not supported yet", MethodNotFoundError),
        (-32602, "Input exceeds the maximum length", InvalidParamsError),
        (-32603, "failed to read thread", InternalRpcError),
        (-32001, "Server overloaded; retry later.", ServerBusyError),
    ],
)
async def test_error_answers_become_exceptions_of_their_kind(
    connect: Connect, code: int, message: str, kind: type[Exception]
):
    async with connect() as (codex, peer), anyio.create_task_group() as group:

        async def answer() -> None:
            request = await peer.receive()
            assert request is not None
            peer.send({"id": request["id"], "error": {"code": code, "message": message, "data": {"a": 1}}})

        group.start_soon(answer)
        with pytest.raises(kind) as caught:
            await codex.request("no/such")
        assert type(caught.value) is kind
        assert (caught.value.code, caught.value.message) == (code, message)  # type: ignore[attr-defined]
        assert caught.value.data == {"a": 1}  # type: ignore[attr-defined]


async def test_initialises_once_under_concurrency():
    transport, peer = memory_transport_pair()
    codex = AsyncCodex(transport=transport)
    with pytest.raises(RuntimeError, match="not initialized"):
        codex.metadata
    with anyio.fail_after(20):
        async with anyio.create_task_group() as group:
            for _ in range(10):
                group.start_soon(codex.request, "thread/list")
            await answer_initialize(peer)
            for _ in range(10):
                message = await peer.receive()
                assert message is not None
                assert message["method"] == "thread/list"
                peer.send({"id": message["id"], "result": {}})
        assert codex.metadata.user_agent == "peer/0.163.0"
        await codex.close()


async def test_a_caller_who_gives_up_does_not_break_connecting_for_others():
    transport, peer = memory_transport_pair()
    codex = AsyncCodex(transport=transport)
    with anyio.move_on_after(0.01) as impatient:
        await codex.connect()
    assert impatient.cancelled_caught
    with anyio.fail_after(20):
        async with anyio.create_task_group() as group:
            group.start_soon(codex.connect)
            await answer_initialize(peer)
        assert codex.metadata.platform_os == "linux"
        await codex.close()


async def test_closing_ends_streams_and_fails_pending_calls(connect: Connect):
    async with connect() as (codex, _), anyio.create_task_group() as group:
        stream = codex.notifications()

        async def pending() -> None:
            with pytest.raises(TransportClosedError) as caught:
                await codex.request("thread/list")
            assert type(caught.value) is TransportClosedError

        group.start_soon(pending)
        await anyio.wait_all_tasks_blocked()
        await codex.close()
        await codex.close()
        assert [notification async for notification in stream] == []
        with pytest.raises(TransportClosedError):
            await codex.models()


async def test_an_application_may_have_the_server_wait_and_loses_nothing(connect: Connect):
    free = anyio.Event()
    free.set()
    asked = anyio.Event()

    async def pace() -> None:
        asked.set()
        await free.wait()

    async with connect(AppServerConfig(pace=pace)) as (codex, peer):
        stream = codex.notifications()
        free, asked = anyio.Event(), anyio.Event()
        peer.send({"method": "warning", "params": {"message": "one"}})
        await asked.wait()
        peer.send({"method": "warning", "params": {"message": "two"}})
        with anyio.move_on_after(0) as waiting:
            await anext(stream)
        assert waiting.cancelled_caught
        free.set()
        assert [(await anext(stream)).params["message"] for _ in range(2)] == ["one", "two"]


async def test_a_stream_ends_with_the_servers_death_after_its_last_notification(connect: Connect):
    async with connect() as (codex, peer):
        stream = codex.notifications()
        peer.send({"method": "warning", "params": {"message": "last words"}})
        peer.close()
        assert (await anext(stream)).method == "warning"
        with pytest.raises(ServerClosedError):
            await anext(stream)


async def test_an_exception_in_the_context_comes_out_as_it_was():
    transport, peer = memory_transport_pair()

    async def fail() -> None:
        with pytest.raises(ZeroDivisionError):
            async with AsyncCodex(transport=transport):
                raise ZeroDivisionError

    with anyio.fail_after(20):
        async with anyio.create_task_group() as group:
            group.start_soon(fail)
            await answer_initialize(peer)
