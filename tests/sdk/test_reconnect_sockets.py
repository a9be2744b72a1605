"""Connections that break on other sockets and for other reasons than in `test_reconnect`."""

from collections.abc import Iterator

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    ListeningServer,
    Notification,
    ServerClosedError,
    launch_listening_server,
)
from codex_app_server.streams import TurnStream
from codex_tui.demo.script import Gate, Script, Text
from codex_tui.demo.scripts import PLAIN_ANSWER
from codex_tui.demo.server import ScriptedModel

from ..support.cutting_proxy import cutting_proxy
from .helpers import TRIO_BEFORE_A_RELEASE
from .test_reconnect import client_of, completed_items, until

pytestmark = [pytest.mark.anyio, TRIO_BEFORE_A_RELEASE]

WORDS = 45_000
"""More than the server keeps for a client that does not read; 20,000 it does keep."""


@pytest.fixture
def tcp_server(server_config: AppServerConfig) -> Iterator[ListeningServer]:
    with launch_listening_server(server_config, "ws://127.0.0.1:0") as running:
        yield running


async def read_until_delta(stream: TurnStream, delta: str, story: list[Notification]) -> None:
    while not any(note.params.get("delta") == delta for note in story):
        story.append(await anext(stream))


async def test_a_turn_over_tcp_goes_on_after_cuts_between_and_inside_of_messages(
    tcp_server: ListeningServer, scripted_model: ScriptedModel
):
    gate = Gate()
    scripted_model.on("@@half", Script([[Text("first"), Text(["one ", gate, "two"]), Text("last")]]))
    with anyio.fail_after(30):
        async with cutting_proxy(tcp_server.endpoint) as proxy, client_of(proxy.endpoint) as codex:
            assert proxy.endpoint.startswith("ws://")
            thread = await codex.thread_start()
            handle = await thread.turn("@@half")
            stream, story = handle.stream(), list[Notification]()
            await read_until_delta(stream, "one ", story)
            await proxy.cut()
            assert (await until(codex, "reconnecting")).reason is not None
            await until(codex, "connected")
            proxy.cut_inside(b"last")
            gate.open()
            story.extend([notification async for notification in stream])
            texts = [text for _, text in completed_items(story)]
            assert texts == ["userMessage", "first", "one two", "last"]
            assert [note.method for note in story].count("turn/completed") == 1
            assert proxy.connections == 3
            assert (await thread.run("@@plain")).final_response == PLAIN_ANSWER


@pytest.mark.long
async def test_a_client_that_reads_too_slowly_is_told_so_and_loses_and_doubles_nothing_if_it_reconnects(
    server: ListeningServer, scripted_model: ScriptedModel
):
    gate = Gate()
    words = [f"w{number} " for number in range(WORDS)]
    whole = "begin " + "".join(words)
    scripted_model.on("@@flood", Script([[Text("first"), Text(["begin ", gate, *words])]]))
    with anyio.fail_after(120):
        async with (
            cutting_proxy(server.endpoint) as proxy,
            client_of(proxy.endpoint) as codex,
            client_of(proxy.endpoint, reconnect=None) as giving_up,
            AsyncCodex(AppServerConfig(endpoint=server.endpoint)) as watcher,
        ):
            thread = await codex.thread_start()
            handle = await thread.turn("@@flood")
            stream, story = handle.stream(), list[Notification]()
            await read_until_delta(stream, "begin ", story)
            watched, lost = [
                (await client.thread_resume(thread.id)).follow(handle.id) for client in (watcher, giving_up)
            ]
            proxy.stall()
            gate.open()
            # The server drops those who do not read; whoever reads notices nothing.
            assert (await watched.run_result()).final_response == whole
            proxy.flow()
            with pytest.raises(ServerClosedError, match="reads too slowly"):
                await lost.run_result()
            story.extend([notification async for notification in stream])
            assert proxy.connections == 3
            texts = [text for _, text in completed_items(story)]
            assert texts == ["userMessage", "first", whole]
            assert [note.method for note in story].count("turn/completed") == 1
            assert (await thread.run("@@plain")).final_response == PLAIN_ANSWER
