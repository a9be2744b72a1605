"""What a server may get wrong on its lines: it costs the line, or the call that it answers, and nothing else."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest

from codex_app_server import (
    InvalidResponseError,
    JsonRpcError,
    MemoryPeer,
    Notification,
    UnknownNotification,
)
from codex_app_server.reconnecting.following import FollowedThreads

from .conftest import Connect

pytestmark = pytest.mark.anyio

DEEP = b'{"a":' * 10_000 + b"1" + b"}" * 10_000


async def next_id(peer: MemoryPeer) -> Any:
    message = await peer.receive()
    assert message is not None
    return message["id"]


async def outcome(
    call: Callable[[], Awaitable[Any]], peer: MemoryPeer, answer: Callable[[Any], bytes]
) -> Any:
    """What becomes of a call whose request gets these bytes: its result, or what it raises."""
    got: list[Any] = []

    async def ask() -> None:
        try:
            got.append(await call())
        except Exception as error:
            got.append(error)

    async with anyio.create_task_group() as group:
        group.start_soon(ask)
        peer.send_bytes(answer(await next_id(peer)))
    return got[0]


@pytest.mark.parametrize(
    "rest",
    [b'"result":' + DEEP, b'"result":{"n":' + b"9" * 10_000 + b"}", b'"error":{"code":1', b'"result":\xff'],
    ids=["too deep", "too large a number", "unfinished", "no value"],
)
async def test_an_answer_that_cannot_be_read_fails_its_call_at_once(connect: Connect, rest: bytes):
    async with connect() as (codex, peer):
        line = b'{"id":%d,' + rest + b"}\n"
        failure = await outcome(lambda: codex.request("x/list"), peer, lambda number: line % number)
        assert isinstance(failure, InvalidResponseError)
        assert "answer to x/list cannot be read" in str(failure)
        assert failure.raw == codex.malformed_lines[-1]
        assert len(failure.raw) <= 2048
        assert (
            await outcome(lambda: codex.request("x"), peer, lambda number: b'{"id":%d,"result":2}\n' % number)
            == 2
        )


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        ("no", 0, "unreadable error: 'no'"),
        ([1], 0, "unreadable error: [1]"),
        ({}, 0, ""),
        ({"code": "x", "message": {"a": 1}}, 0, "{'a': 1}"),
        ({"code": 10**30, "message": None}, 10**30, "None"),
        ({"code": True, "message": "m", "data": "d"}, 0, "m"),
    ],
)
async def test_an_error_of_another_shape_is_an_error_all_the_same(
    connect: Connect, error: Any, code: int, said: str
):
    async with connect() as (codex, peer):
        failure = await outcome(
            lambda: codex.request("x"),
            peer,
            lambda number: json.dumps({"id": number, "error": error}).encode() + b"\n",
        )
        assert isinstance(failure, JsonRpcError)
        assert (failure.code, failure.message) == (code, said)


async def test_an_error_that_is_null_is_none(connect: Connect):
    async with connect() as (codex, peer):
        line = b'{"id":%d,"error":null,"result":{"a":1}}\n'
        assert await outcome(lambda: codex.request("x"), peer, lambda number: line % number) == {"a": 1}


@pytest.mark.parametrize("result", [None, 5, [], {}, {"thread": 5, "turn": []}, {"thread": {"id": 1}}])
async def test_an_answer_of_another_shape_is_said_to_be_one(connect: Connect, result: Any):
    line = b'{"id":%d,"result":' + json.dumps(result).encode() + b"}\n"
    async with connect() as (codex, peer):
        thread = codex.thread("a")
        calls: list[Callable[[], Awaitable[Any]]] = [
            codex.thread_start,
            lambda: codex.thread_resume("a"),
            lambda: codex.thread_fork("a"),
            lambda: thread.turn("hi"),  # which resumes it before
            lambda: codex.git_diff_to_remote("/"),
        ]
        for call in calls:
            failure = await outcome(call, peer, lambda number: line % number)
            assert isinstance(failure, InvalidResponseError), failure
            assert failure.raw == result


async def test_doubled_stray_and_late_answers_reach_nobody_else(connect: Connect):
    async with connect() as (codex, peer):
        with anyio.move_on_after(0.01):
            await codex.request("given/up")
        late = await next_id(peer)
        results: list[Any] = []

        async def ask() -> None:
            results.append(await codex.request("x"))

        async with anyio.create_task_group() as group:
            group.start_soon(ask)
            number = await next_id(peer)
            strays: list[Any] = [
                late,
                number + 1,
                -1,
                0,
                str(number),
                float(number),
                10**40,
                True,
                None,
                [number],
            ]
            peer.send(*({"id": stray, "result": "stray"} for stray in strays))
            peer.send({"id": number, "result": "first"}, {"id": number, "result": "second"})
            peer.send({"id": number, "error": {"code": 1, "message": "third"}})
        assert results == ["first"]
        # An answer is nobody's before its call: the next call has the number that was answered ahead of it.
        assert (
            await outcome(lambda: codex.request("y"), peer, lambda n: b'{"id":%d,"result":"own"}\n' % n)
            == "own"
        )
        assert codex._core._connection._calls._calls == {}  # type: ignore[union-attr]


async def test_a_known_notification_of_another_shape_is_given_as_it_came_and_the_stream_goes_on(
    connect: Connect,
):
    shapes: list[Any] = [
        None,
        5,
        "x",
        [],
        {},
        {"threadId": 5, "turnId": {}, "turn": 3, "item": [], "itemId": None},
    ]
    shapes += [{"threadId": "t", "turnId": "u", "itemId": "i", "item": 5, "delta": {}, "turn": {"id": []}}]
    methods = ["turn/started", "turn/completed", "item/started", "item/completed", "item/agentMessage/delta"]
    methods += ["thread/started", "thread/closed", "thread/status/changed", "serverRequest/resolved", "error"]
    async with connect() as (codex, peer):
        stream = codex.notifications(include_turns=True)
        sent = [{"method": method, "params": shape} for method in methods for shape in shapes]
        peer.send(*sent, {"method": "warning", "params": {"message": "last"}})
        for message in sent:
            notification = await anext(stream)
            shape = message["params"]
            as_object = shape if isinstance(shape, dict) else {} if shape is None else {"params": shape}
            assert (notification.method, notification.params) == (message["method"], as_object)
            fits = notification.method == "thread/closed" and shape == shapes[-1]
            assert isinstance(notification.payload, UnknownNotification) is not fits
        assert (await anext(stream)).params == {"message": "last"}


async def test_what_no_client_understands_does_not_end_the_connection(connect: Connect):
    nested = (
        b'{"method":"warning","params":{"message":"m","deep":' + b'{"a":' * 180 + b"1" + b"}" * 182 + b"\n"
    )
    async with connect() as (codex, peer):
        stream = codex.notifications()
        asked = codex.server_requests()
        peer.send_bytes(
            b'[{"method":"warning"},{"id":1,"result":2}]\n\r\n \n\0\n' + DEEP + b"\n\xff\xfe\n" + nested
        )
        peer.send_bytes(
            b'{"id":[],"method":"currentTime/read"}\n{"id":{},"method":5}\n{"id":null,"method":"x"}\n'
        )
        peer.send_bytes(b'{"id":7,"method":"item/tool/call","params":[]}\n{"id":7,"method":5,"params":{}}\n')
        assert (await anext(stream)).params["message"] == "m"
        request = await anext(asked)
        assert (request.id, request.raw_params, request.params) == (7, {}, {})
        await request.respond({"contentItems": [], "success": False})
        answer = await peer.receive()
        assert answer is not None
        assert answer["id"] == 7
        assert not codex.is_closed


async def test_lines_that_come_byte_by_byte_are_the_same_lines(connect: Connect):
    async with connect() as (codex, peer):
        stream = codex.notifications()
        line = '{"method":"warning","params":{"message":"ä\\u2744❄😀"}}\r\n'.encode()
        for byte in line:
            peer.send_bytes(bytes([byte]))
        for cut in range(1, len(line)):
            peer.send_bytes(line[:cut])
            peer.send_bytes(line[cut:] + line)
        for _ in range(2 * len(line) - 1):
            assert (await anext(stream)).params == {"message": "ä❄❄😀"}
        assert codex.malformed_lines == []


async def test_a_client_that_reconnects_loses_no_neighbour_of_a_notification_of_another_shape():
    odd: list[Any] = [
        {"threadId": "t", "turnId": "u", "itemId": "i"},
        {"threadId": "t", "turnId": "u", "itemId": "i", "item": 5},
    ]
    odd += [
        {"threadId": "t", "turnId": "u", "item": {"id": "i"}},
        {"threadId": "t", "turnId": "u", "item": {"id": "i", "type": []}},
    ]
    followed = FollowedThreads()
    for method in ("item/started", "item/completed", "turn/started", "turn/completed", "thread/reverted"):
        batch = [Notification(method, params) for params in odd] + [Notification("warning", {})]
        assert followed.admit(batch) == batch
    followed.hold_back()
    held = [Notification("item/completed", params) for params in odd]
    assert followed.admit(held) == []
    (thread,) = followed.threads()
    assert followed.release(thread, []) == held
