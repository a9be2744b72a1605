"""The general stream of notifications has as many readers as one likes, and none waits for another."""

import anyio
import pytest

from codex_app_server.generated.v2_all import AgentMessageDeltaNotification, ThreadStatusChangedNotification
from codex_app_server.streams import NotificationStream

from .conftest import Connect

pytestmark = pytest.mark.anyio

READERS = 50
COUNT = 200


def changes(count: int) -> list[dict[str, object]]:
    status = {"type": "idle"}
    return [
        {"method": "thread/status/changed", "params": {"threadId": f"thread-{number}", "status": status}}
        for number in range(count)
    ]


async def take(stream: NotificationStream, count: int) -> list[str | None]:
    return [(await anext(stream)).thread_id for _ in range(count)]


async def test_every_reader_gets_everything_in_order_whoever_is_slow(connect: Connect):
    expected = [f"thread-{number}" for number in range(COUNT)]
    async with connect() as (codex, peer):
        idle = codex.notifications()  # read last of all
        streams = [codex.notifications() for _ in range(READERS)]
        results: list[list[str | None]] = []

        async def read(stream: NotificationStream) -> None:
            results.append(await take(stream, COUNT))

        async with anyio.create_task_group() as group:
            for stream in streams:
                group.start_soon(read, stream)
            peer.send(*changes(COUNT))
        assert results == [expected] * READERS
        late = codex.notifications()
        await streams[0].aclose()
        peer.send({"method": "warning", "params": {"message": "late"}})
        assert (await anext(late)).method == "warning"
        assert [notification async for notification in streams[0]] == []
        assert await take(idle, COUNT) == expected
        assert (await anext(idle)).method == "warning"


async def test_readers_get_types_and_what_no_handle_has_claimed(connect: Connect):
    delta = {"threadId": "th", "turnId": "t", "itemId": "i", "delta": "x"}
    message = {"method": "item/agentMessage/delta", "params": delta}
    async with connect() as (codex, peer):
        outside, everything = codex.notifications(), codex.notifications(include_turns=True)
        peer.send(message, *changes(1))
        assert isinstance((await anext(outside)).payload, AgentMessageDeltaNotification)
        assert isinstance((await anext(outside)).payload, ThreadStatusChangedNotification)
        handle = codex.thread("th").follow("t")
        peer.send(message, *changes(1))
        assert isinstance((await anext(outside)).payload, ThreadStatusChangedNotification)
        assert (await anext(handle.stream())).params == delta
        methods = [(await anext(everything)).method for _ in range(4)]
        assert methods == ["item/agentMessage/delta", "thread/status/changed"] * 2


async def test_readers_end_with_the_client(connect: Connect):
    async with connect() as (codex, _):
        streams = [codex.notifications() for _ in range(3)]
        await codex.close()
        for stream in streams:
            assert [notification async for notification in stream] == []
