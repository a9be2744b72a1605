import gc
import weakref
from itertools import pairwise
from typing import Any

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_app_server import AppServerConfig, AsyncThread, AsyncTurnHandle, Notification, UnknownNotification
from codex_app_server.generated.v2_all import AgentMessageDeltaNotification
from codex_app_server.rpc import mailbox
from codex_app_server.rpc.mailbox import merge_adjacent_deltas
from codex_app_server.streams import TurnStream

from .conftest import Connect, Connected

pytestmark = pytest.mark.anyio


def delta(text: str, *, item: str = "i", turn: str = "t", thread: str = "th") -> dict[str, Any]:
    params = {"threadId": thread, "turnId": turn, "itemId": item, "delta": text}
    return {"method": "item/agentMessage/delta", "params": params, "emittedAtMs": 1}


def started(turn: str = "t", thread: str = "th") -> dict[str, Any]:
    return {"method": "turn/started", "params": {"threadId": thread, "turn": {"id": turn}}}


def completed(turn: str = "t", thread: str = "th", status: str = "completed") -> dict[str, Any]:
    turn_json = {"id": turn, "items": [], "status": status}
    return {"method": "turn/completed", "params": {"threadId": thread, "turn": turn_json}}


async def start_turn(
    connected: Connected, thread: AsyncThread, turn: str = "t", before: tuple[dict[str, Any], ...] = ()
) -> AsyncTurnHandle:
    """Start a turn whose server says `before` ahead of its answer."""
    _, peer = connected
    handles: list[AsyncTurnHandle] = []

    async def call() -> None:
        handles.append(await thread.turn("hello"))

    async with anyio.create_task_group() as group:
        group.start_soon(call)
        message = await peer.receive()
        assert message is not None
        assert message["method"] == "turn/start"
        peer.send(*before, {"id": message["id"], "result": {"turn": {"id": turn}}})
    return handles[0]


async def open_thread(connected: Connected) -> AsyncThread:
    codex, peer = connected
    threads: list[AsyncThread] = []

    async def call() -> None:
        threads.append(await codex.thread_start())

    async with anyio.create_task_group() as group:
        group.start_soon(call)
        message = await peer.receive()
        assert message is not None
        peer.send({"id": message["id"], "result": {"thread": {"id": "th", "status": {"type": "idle"}}}})
    return threads[0]


async def read_texts(stream: TurnStream) -> list[str | None]:
    return [notification.params.get("delta") async for notification in stream]


async def test_what_comes_before_the_answer_to_turn_start_is_kept(connect: Connect):
    async with connect() as connected:
        thread = await open_thread(connected)
        handle = await start_turn(
            connected, thread, before=(started(), delta("other", turn="older"), delta("early"))
        )
        connected[1].send(delta("late"), completed(), delta("after the end"))
        methods = [(n.method, n.params.get("delta")) async for n in handle.stream()]
    assert methods == [
        ("turn/started", None),
        ("item/agentMessage/delta", "early"),
        ("item/agentMessage/delta", "late"),
        ("turn/completed", None),
    ]


async def test_the_general_stream_has_what_no_handle_gets_and_the_rest_on_request(connect: Connect):
    async with connect() as connected:
        codex, peer = connected
        handle = await start_turn(connected, await open_thread(connected))
        without, with_turns = codex.notifications(), codex.notification_batches(include_turns=True)
        warning = {"method": "warning", "params": {"message": "w"}}
        peer.send(started(), delta("a"), delta("of nobody", turn="u"), warning, completed())
        assert (await anext(without)).params["delta"] == "of nobody"
        assert (await anext(without)).method == "warning"
        assert [n.method for n in await anext(with_turns)] == [
            "turn/started",
            "item/agentMessage/delta",
            "item/agentMessage/delta",
            "warning",
            "turn/completed",
        ]
        assert await read_texts(handle.stream()) == [None, "a", None]


async def test_payloads_are_typed_and_unknown_ones_stay_usable(connect: Connect):
    async with connect() as (codex, peer):
        stream = codex.notifications(include_turns=True)
        peer.send(delta("text"), {"method": "thing/new", "params": {"a": 1}})
        peer.send({"method": "item/agentMessage/delta", "params": {"delta": 5, "threadId": "th"}})
        known, unknown, misfit = [await anext(stream) for _ in range(3)]
    assert isinstance(known.payload, AgentMessageDeltaNotification)
    assert (known.payload.delta, known.payload.item_id, known.emitted_at_ms) == ("text", "i", 1)
    assert (known.thread_id, known.turn_id, known.item_id) == ("th", "t", "i")
    assert known.payload is known.payload
    assert unknown.payload == UnknownNotification({"a": 1})
    assert unknown.raw == {"method": "thing/new", "params": {"a": 1}}
    assert misfit.payload == UnknownNotification({"delta": 5, "threadId": "th"})


async def test_a_second_consumer_is_refused_until_the_first_is_done(connect: Connect):
    async with connect() as connected:
        thread = await open_thread(connected)
        one = await start_turn(connected, thread, "one")
        two = await start_turn(connected, thread, "two")
        connected[1].send(started("one"), completed("one"), started("two"), completed("two"))
        stream = one.stream()
        await anext(stream)
        with pytest.raises(RuntimeError, match="concurrent_turns"):
            await two.run()
        with pytest.raises(RuntimeError, match="concurrent_turns"):
            await thread.run("never sent")
        await anext(stream)
        assert (await two.run()).id == "two"


async def test_a_stream_left_early_frees_the_client_and_loses_nothing(connect: Connect):
    async with connect() as connected:
        thread = await open_thread(connected)
        handle = await start_turn(connected, thread)
        connected[1].send(started(), delta("a"), delta("b"), completed())
        async for notification in handle.stream():
            assert notification.method == "turn/started"
            break
        gc.collect()
        rest = [n.method async for n in handle.stream()]
    assert rest == ["item/agentMessage/delta", "item/agentMessage/delta", "turn/completed"]


async def test_concurrent_turns_have_their_own_streams(connect: Connect):
    async with connect(AppServerConfig(concurrent_turns=True)) as connected:
        thread = await open_thread(connected)
        one = await start_turn(connected, thread, "one")
        two = await start_turn(connected, thread, "two")
        streams = one.stream(), two.stream()
        for number in range(3):
            connected[1].send(delta(f"a{number}", turn="one"), delta(f"b{number}", turn="two"))
        connected[1].send(completed("one"), completed("two"))
        texts = [await read_texts(stream) for stream in streams]
    assert texts == [["a0", "a1", "a2", None], ["b0", "b1", "b2", None]]


async def test_a_joined_turn_counts_as_started_and_has_two_views(connect: Connect):
    async with connect(AppServerConfig(concurrent_turns=True)) as connected:
        peer = connected[1]
        thread = await open_thread(connected)
        first = await start_turn(connected, thread, before=(started(),))
        second = await start_turn(connected, thread)
        async with anyio.create_task_group() as group:
            group.start_soon(second.interrupt)
            message = await peer.receive()
            assert message is not None
            assert message["method"] == "turn/interrupt"
            peer.send({"id": message["id"], "result": {}})
        peer.send(delta("for both"), completed(status="interrupted"))
        assert [n.method async for n in first.stream()] == [
            "turn/started",
            "item/agentMessage/delta",
            "turn/completed",
        ]
        assert [n.method async for n in second.stream()] == ["item/agentMessage/delta", "turn/completed"]


async def test_interrupt_waits_for_the_start_and_takes_the_end_of_the_turn_for_an_answer(connect: Connect):
    async with connect() as connected:
        peer = connected[1]
        handle = await start_turn(connected, await open_thread(connected))
        async with anyio.create_task_group() as group:
            group.start_soon(handle.interrupt)
            await anyio.wait_all_tasks_blocked()
            peer.send(started())
            message = await peer.receive()
            assert message is not None
            assert message["method"] == "turn/interrupt"
            assert message["params"] == {"threadId": "th", "turnId": "t"}
            peer.send(completed(status="interrupted"))  # and no answer, as the real server may do
        await handle.interrupt()
        assert (await handle.run()).status == "interrupted"


async def test_mail_of_handles_that_are_given_up_is_released(connect: Connect):
    async with connect() as connected:
        thread = await open_thread(connected)
        handle = await start_turn(connected, thread, before=(started(),))
        box = weakref.ref(handle._mailbox)
        del handle
        gc.collect()
        assert box() is None
        stream = connected[0].notifications(include_turns=True)
        connected[1].send(delta("a"))
        assert (await anext(stream)).method == "item/agentMessage/delta"


async def test_a_backlog_past_the_limit_merges_text_and_nothing_else(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(mailbox, "MERGE_ABOVE_BYTES", 20_000)
    async with connect() as (codex, peer):
        stream, other = (
            codex.notification_batches(include_turns=True),
            codex.notifications(include_turns=True),
        )
        messages = [delta(f"{number} ", item=f"i{number // 400}") for number in range(1000)]
        messages[500:500] = [{"method": "warning", "params": {"message": str(n)}} for n in range(3)]
        last = {"method": "thread/closed", "params": {"threadId": "th"}}
        for message in messages:
            peer.send(message)
        peer.send(last)
        while (notification := await anext(other)).method != "thread/closed":
            pass
        received: list[Notification] = []
        while not received or received[-1].method != "thread/closed":
            received += await anext(stream)
    assert notification.method == "thread/closed"
    assert len(received) < 500
    assert [n.params for n in received if n.method == "warning"] == [{"message": str(n)} for n in range(3)]
    for item, numbers in (("i0", range(400)), ("i1", range(400, 800)), ("i2", range(800, 1000))):
        text = "".join(n.params["delta"] for n in received if n.params.get("itemId") == item)
        assert text == "".join(f"{number} " for number in numbers)


METHODS = st.sampled_from(["item/agentMessage/delta", "item/started"])


@given(story=st.lists(st.tuples(METHODS, st.sampled_from("ab"), st.text())))
def test_merging_keeps_order_and_text(story: list[tuple[str, str, str]]):
    notifications = [
        Notification(method, {"itemId": item, "delta": text}, size=len(text) + 50)
        for method, item, text in story
    ]
    merged = merge_adjacent_deltas(notifications)
    assert flatten(merged) == flatten(notifications)
    kinds = [(n.method, n.params["itemId"]) for n in merged]
    assert not any(one == other and one[0] != "item/started" for one, other in pairwise(kinds))


def flatten(notifications: list[Notification]) -> list[list[str]]:
    flat: list[list[str]] = []
    for n in notifications:
        item, text = n.params["itemId"], n.params["delta"]
        if flat and n.method != "item/started" and flat[-1][:2] == [n.method, item]:
            flat[-1][2] += text
        else:
            flat.append([n.method, item, text])
    return flat
