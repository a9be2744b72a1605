"""Whoever is cancelled, at whatever await, leaves nothing behind: the next call of the same client is answered."""

import gc
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import anyio
import pytest

from codex_app_server import AppServerConfig, AsyncCodex, AsyncThread, AsyncTurnHandle, MemoryPeer
from codex_app_server.rpc.connection import MAX_IN_FLIGHT

from .conftest import Connect, Connected
from .helpers import TRIO_BEFORE_A_RELEASE
from .test_streams import completed, open_thread, start_turn, started

pytestmark = [pytest.mark.anyio, TRIO_BEFORE_A_RELEASE]


@dataclass
class Opened:
    """A client with a thread whose turn runs."""

    codex: AsyncCodex
    peer: MemoryPeer
    thread: AsyncThread
    handle: AsyncTurnHandle


Call: TypeAlias = Callable[[Opened], Awaitable[Any]]

REQUESTS: dict[str, Call] = {
    "request": lambda o: o.codex.request("model/list"),
    "models": lambda o: o.codex.models(),
    "account": lambda o: o.codex.account(),
    "login_chatgpt": lambda o: o.codex.login_chatgpt(),
    "login_chatgpt_device_code": lambda o: o.codex.login_chatgpt_device_code(),
    "thread_start": lambda o: o.codex.thread_start(),
    "thread_resume": lambda o: o.codex.thread_resume("other"),
    "thread_fork": lambda o: o.codex.thread_fork("other"),
    "thread_list": lambda o: o.codex.thread_list(),
    "thread.read": lambda o: o.thread.read(),
    "thread.set_name": lambda o: o.thread.set_name("name"),
    "thread.compact": lambda o: o.thread.compact(),
    "thread.turn": lambda o: o.thread.turn("more"),
    "thread.run": lambda o: o.thread.run("more"),
    "thread.review": lambda o: o.thread.review({"type": "uncommittedChanges"}),
    "handle.steer": lambda o: o.handle.steer("more"),
    "handle.interrupt": lambda o: o.handle.interrupt(),
}
"""What sends a request and waits for its answer, in line behind the 64 that may be in flight."""

LONG_REQUESTS: dict[str, Call] = {
    "command/exec": lambda o: o.codex.request("command/exec", {"command": ["true"]}),
}
"""What waits in no line."""

WAITS: dict[str, Call] = {
    "handle.run": lambda o: o.handle.run(),
    "handle.run_result": lambda o: o.handle.run_result(),
    "handle.stream": lambda o: anext(o.handle.stream()),
    "notifications": lambda o: anext(o.codex.notifications()),
    "notification_batches": lambda o: anext(o.codex.notification_batches()),
    "server_requests": lambda o: anext(o.codex.server_requests()),
    "connection_states": lambda o: second_state(o.codex),
    "wait_closed": lambda o: o.codex.wait_closed(),
}
"""What waits for something the server has not said."""

_WARNING = {"method": "warning", "params": {"message": "w"}}
_QUESTION = {"id": 0, "method": "item/tool/call", "params": {"threadId": "th", "turnId": "t"}}
NEWS: dict[str, tuple[dict[str, Any], ...]] = {
    "handle.run": (completed(),),
    "handle.run_result": (completed(),),
    "handle.stream": (completed(),),
    "notifications": (_WARNING,),
    "notification_batches": (_WARNING,),
    "server_requests": (_QUESTION,),
}
"""What each of them waits for; the others wait for the end of the connection."""

CALLS = REQUESTS | WAITS


async def second_state(codex: AsyncCodex) -> None:
    states = codex.connection_states()
    await anext(states)  # how it is at present
    await anext(states)


async def open_client(connected: Connected) -> Opened:
    """Open a thread and begin a turn, whose beginning was read."""
    codex, peer = connected
    thread = await open_thread(connected)
    handle = await start_turn(connected, thread, before=(started(),))
    assert (await anext(handle.stream())).method == "turn/started"
    return Opened(codex, peer, thread, handle)


async def all_it_says(peer: MemoryPeer) -> list[dict[str, Any]]:
    """What the client sends before it waits for an answer."""
    messages: list[dict[str, Any]] = []

    async def collect() -> None:
        while (message := await peer.receive()) is not None:
            messages.append(message)

    async with anyio.create_task_group() as group:
        group.start_soon(collect)
        await anyio.wait_all_tasks_blocked()
        group.cancel_scope.cancel()
    return messages


async def refuse_late(peer: MemoryPeer, requests: list[dict[str, Any]]) -> None:
    """Answer what was given up, and what the client sends upon it, until it has nothing more to say."""
    while requests:
        error = {"code": -32600, "message": "too late"}
        peer.send(*({"id": request["id"], "error": error} for request in requests))
        requests = await all_it_says(peer)


async def assert_usable(opened: Opened) -> None:
    """Nothing is kept of earlier calls; as many as may be in flight are sent at once and answered."""
    codex, peer = opened.codex, opened.peer
    connection, router = codex._core._connection, codex._core.router
    assert connection is not None
    gc.collect()
    assert connection._calls._calls == {}
    assert router._unnamed == {}
    assert [known for known in router._general if known() is not None] == []
    answers: list[Any] = []

    async def ask() -> None:
        answers.append(await codex.request("model/list", response_model=dict))

    async with anyio.create_task_group() as group:
        for _ in range(MAX_IN_FLIGHT):
            group.start_soon(ask)
        requests = await all_it_says(peer)
        assert [request["method"] for request in requests] == ["model/list"] * MAX_IN_FLIGHT
        peer.send(*({"id": request["id"], "result": {"data": []}} for request in requests))
    assert answers == [{"data": []}] * MAX_IN_FLIGHT


@pytest.mark.parametrize("name", [*CALLS, *LONG_REQUESTS])
async def test_a_call_that_is_cancelled_at_once_asks_for_nothing_and_leaves_the_client_usable(
    connect: Connect, name: str
):
    async with connect() as connected:
        opened = await open_client(connected)
        with anyio.CancelScope() as scope:
            scope.cancel()
            await {**CALLS, **LONG_REQUESTS}[name](opened)
        assert scope.cancelled_caught
        assert await all_it_says(opened.peer) == []
        await assert_usable(opened)


@pytest.mark.parametrize("name", REQUESTS)
async def test_calls_that_are_cancelled_on_the_wire_and_in_line_leave_the_client_usable(
    connect: Connect, name: str
):
    scopes: list[anyio.CancelScope] = []
    async with connect(AppServerConfig(concurrent_turns=True)) as connected:
        opened = await open_client(connected)

        async def call() -> None:
            with anyio.CancelScope() as scope:
                scopes.append(scope)
                await REQUESTS[name](opened)

        async with anyio.create_task_group() as group:
            for _ in range(MAX_IN_FLIGHT + 1):
                group.start_soon(call)
            requests = await all_it_says(opened.peer)
            assert len(requests) == MAX_IN_FLIGHT
            for scope in scopes:
                scope.cancel()
        assert [scope.cancelled_caught for scope in scopes] == [True] * (MAX_IN_FLIGHT + 1)
        await refuse_late(opened.peer, requests + await all_it_says(opened.peer))
        await assert_usable(opened)


async def wait(name: str, opened: Opened) -> None:
    await WAITS[name](opened)


@pytest.mark.parametrize("name", WAITS)
async def test_who_is_cancelled_while_waiting_can_wait_again_and_is_served(connect: Connect, name: str):
    async with connect() as connected:
        opened = await open_client(connected)
        async with anyio.create_task_group() as group:
            group.start_soon(wait, name, opened)
            await anyio.wait_all_tasks_blocked()
            group.cancel_scope.cancel()
        await assert_usable(opened)
        async with anyio.create_task_group() as group:
            group.start_soon(wait, name, opened)
            await anyio.wait_all_tasks_blocked()
            opened.peer.send(*NEWS.get(name, ()))
            if name not in NEWS:
                opened.peer.close()
