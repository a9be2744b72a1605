import gc
import threading
from typing import Any

import anyio
import pytest

from codex_app_server import ServerRequest, ServerRequestClosedError
from codex_app_server.generated.v2_all import (
    CommandExecutionApprovalDecision,
    CommandExecutionRequestApprovalParams,
    CommandExecutionRequestApprovalResponse,
)

from .conftest import Connect

pytestmark = pytest.mark.anyio

COMMAND = "item/commandExecution/requestApproval"
PATCH = "item/fileChange/requestApproval"


def question(request_id: int, method: str = COMMAND, **more: Any) -> dict[str, Any]:
    params = {"threadId": "th", "turnId": "t", "itemId": "i", "startedAtMs": 1, **more}
    return {"id": request_id, "method": method, "params": params}


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        (COMMAND, {"decision": "decline"}),
        (PATCH, {"decision": "decline"}),
        ("item/permissions/requestApproval", {"permissions": {}}),
        ("item/tool/requestUserInput", {"answers": {}}),
        ("mcpServer/elicitation/request", {"action": "decline", "content": None, "_meta": None}),
        ("execCommandApproval", {"decision": "denied"}),
    ],
)
async def test_without_a_handler_the_answer_refuses(connect: Connect, method: str, answer: dict[str, Any]):
    async with connect() as (_, peer):
        peer.send(question(0, method))
        assert await peer.receive() == {"id": 0, "result": answer}


async def test_questions_nobody_knows_are_refused_with_an_error_and_the_time_is_told(connect: Connect):
    async with connect() as (_, peer):
        peer.send(question(0, "brand/new"), question(1, "currentTime/read"), question(2, "item/tool/call"))
        unknown, time, tool = [await peer.receive() for _ in range(3)]
    assert unknown is not None
    assert time is not None
    assert tool is not None
    assert unknown["error"]["code"] == -32601
    assert time["result"]["currentTimeAt"] > 1_700_000_000
    assert tool["result"]["success"] is False


async def test_a_slow_handler_stops_neither_reader_nor_other_questions(connect: Connect):
    release = anyio.Event()

    async def handler(request: ServerRequest) -> Any:
        if request.id == 0:
            await release.wait()
        return {"decision": "accept"}

    async with connect(server_requests=handler) as (codex, peer):
        stream = codex.notifications()
        peer.send(question(0), question(1), {"method": "warning", "params": {"message": "still reading"}})
        assert await peer.receive() == {"id": 1, "result": {"decision": "accept"}}
        assert (await anext(stream)).method == "warning"
        release.set()
        assert await peer.receive() == {"id": 0, "result": {"decision": "accept"}}


async def test_a_plain_handler_may_return_a_model(connect: Connect):
    def handler(request: ServerRequest) -> Any:
        assert isinstance(request.params, CommandExecutionRequestApprovalParams)
        return CommandExecutionRequestApprovalResponse(decision=CommandExecutionApprovalDecision("accept"))

    async with connect(server_requests=handler) as (_, peer):
        peer.send(question(0))
        assert await peer.receive() == {"id": 0, "result": {"decision": "accept"}}


async def test_plain_handlers_that_wait_do_not_keep_the_next_question_from_being_seen(connect: Connect):
    everyone = threading.Barrier(60)

    def handler(request: ServerRequest) -> Any:
        everyone.wait(10)
        return {"decision": "accept"}

    async with connect(server_requests=handler) as (_, peer):
        peer.send(*(question(number) for number in range(60)))
        answers = [await peer.receive() for _ in range(60)]
    assert all(answer["result"] == {"decision": "accept"} for answer in answers if answer)


async def test_a_handler_that_fails_or_says_nothing_declines(
    connect: Connect, caplog: pytest.LogCaptureFixture
):
    async def handler(request: ServerRequest) -> None:
        if request.id == 0:
            raise ZeroDivisionError

    async with connect(server_requests=handler) as (_, peer):
        peer.send(question(0), question(1))
        answers = [await peer.receive(), await peer.receive()]
    assert sorted(answer["id"] for answer in answers if answer) == [0, 1]
    assert all(answer["result"] == {"decision": "decline"} for answer in answers if answer)
    assert "ZeroDivisionError" in caplog.text


async def test_a_question_taken_from_the_stream_is_answered_later_and_once(connect: Connect):
    async with connect() as (codex, peer):
        stream = codex.server_requests()
        peer.send(question(0), question(0))
        request = await anext(stream)
        assert (request.thread_id, request.turn_id, request.item_id) == ("th", "t", "i")
        peer.send(question(0), question(1, PATCH))
        other = await anext(stream)
        assert other.method == PATCH
        await request.respond({"decision": "acceptForSession"})
        assert await peer.receive() == {"id": 0, "result": {"decision": "acceptForSession"}}
        assert await request.wait_closed() == "answer"
        with pytest.raises(ServerRequestClosedError):
            await request.respond({"decision": "accept"})
        await other.reject()
        assert await peer.receive() == {"id": 1, "result": {"decision": "decline"}}


async def test_questions_are_closed_by_the_server_the_end_of_the_turn_and_of_the_connection(connect: Connect):
    async with connect() as (codex, peer):
        stream = codex.server_requests()
        peer.send(question(0), question(1), question(2, turnId="other"))
        resolved, ended, dropped = [await anext(stream) for _ in range(3)]
        peer.send(
            {"method": "serverRequest/resolved", "params": {"threadId": "th", "requestId": 0}},
            {"method": "turn/completed", "params": {"threadId": "th", "turn": {"id": "t", "items": []}}},
        )
        assert await resolved.wait_closed() == "server"
        assert await ended.wait_closed() == "turn"
        assert dropped.is_open
        with pytest.raises(ServerRequestClosedError):
            await resolved.respond({"decision": "accept"})
        peer.close()
        assert await dropped.wait_closed() == "connection"
        assert [request async for request in stream] == []


async def test_questions_left_in_a_closed_stream_are_declined(connect: Connect):
    async with connect() as (codex, peer):
        stream = codex.server_requests()
        peer.send(question(0), question(1))
        taken = await anext(stream)
        await stream.aclose()
        assert await peer.receive() == {"id": 1, "result": {"decision": "decline"}}
        assert taken.is_open
        peer.send(question(2))
        assert await peer.receive() == {"id": 2, "result": {"decision": "decline"}}


async def test_questions_of_a_stream_that_is_given_up_are_declined(connect: Connect):
    async with connect() as (codex, peer):
        stream = codex.server_requests()
        notifications = codex.notifications()
        peer.send(question(0), {"method": "warning", "params": {}})
        await anext(notifications)
        del stream
        gc.collect()
        assert await peer.receive() == {"id": 0, "result": {"decision": "decline"}}


async def test_an_answer_given_just_before_closing_is_sent(connect: Connect):
    async with connect() as (codex, peer):
        stream = codex.server_requests()
        peer.send(question(0))
        request = await anext(stream)
        await request.respond({"decision": "accept"})
        await codex.close()
        assert await peer.receive() == {"id": 0, "result": {"decision": "accept"}}
        assert await peer.receive() is None
