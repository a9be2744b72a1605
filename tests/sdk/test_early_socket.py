"""A server on a Unix socket, joined and asked before there is a client, which finds an introduced server."""

import asyncio
import select
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from anyio.lowlevel import checkpoint

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    EarlySocket,
    ListeningServer,
    ServerConnectError,
    TransportClosedError,
    connect_early,
    launch_listening_server,
)
from codex_app_server.transports.unix_stream import UnixStream

pytestmark = pytest.mark.anyio

PATIENCE = 30
MODELS = ("model/list", {"limit": 1})
ALL_MODELS = ("model/list", {"limit": 50, "includeHidden": True})


@pytest.fixture
def server(server_config: AppServerConfig, tmp_path: Path) -> Iterator[ListeningServer]:
    with launch_listening_server(server_config, f"unix://{tmp_path / 'codex.sock'}") as server:
        yield server


@pytest.fixture
def config(server_config: AppServerConfig, server: ListeningServer) -> AppServerConfig:
    return replace(server_config, endpoint=server.endpoint, client_name="early-bird")


def read_answers(early: EarlySocket) -> None:
    while select.select([early], [], [], PATIENCE)[0] and early.read():
        pass


def test_answers_are_there_without_a_client(config: AppServerConfig, server: ListeningServer):
    early = connect_early(config, [MODELS, ("thread/juggle", {}), ALL_MODELS])
    read_answers(early)
    assert set(early.answers) == {0, 2}  # an error is no answer
    assert len(early.answers[0]["data"]) == 1
    assert len(early.answers[2]["data"]) > 5
    assert early.peer_pid == server.pid
    early.close()


@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
@pytest.mark.parametrize("read", ["all", "the handshake", "nothing"])
async def test_a_client_adopts_the_connection_wherever_it_stands(config: AppServerConfig, read: str):
    early = connect_early(config, [MODELS])
    if read == "all":
        read_answers(early)
    elif read == "the handshake":
        early.read(PATIENCE)
    async with AsyncCodex(config, socket=early) as codex:
        assert codex.metadata.user_agent.startswith("early-bird/")
        thread = await codex.thread_start()
        assert (await thread.run("hello @@plain")).final_response
    assert early.fileno() == -1


async def test_who_reads_too_late_finds_out_that_the_server_is_gone(
    config: AppServerConfig, server: ListeningServer
):
    early = connect_early(config, [MODELS])
    server.kill()
    while early.read():
        pass
    with pytest.raises((ServerConnectError, TransportClosedError)):
        async with AsyncCodex(config, socket=early):
            pass


def test_mistakes_name_their_mend(config: AppServerConfig, tmp_path: Path):
    with pytest.raises(ServerConnectError, match="cannot connect"):
        connect_early(replace(config, endpoint=f"unix://{tmp_path / 'nothing'}"))
    with pytest.raises(ValueError, match="only a Unix socket"):
        connect_early(replace(config, endpoint="ws://127.0.0.1:1"))
    early = connect_early(config)
    with pytest.raises(ValueError, match="give that as config"):
        AsyncCodex(replace(config, endpoint=None), socket=early)
    early.close()
    with pytest.raises(ValueError, match="was closed"):
        AsyncCodex(config, socket=early)


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_a_read_that_is_cancelled_as_data_arrives_breaks_nothing():
    """The loop must not hear of an error in one of its callbacks."""
    loop = asyncio.get_running_loop()
    problems: list[object] = []
    loop.set_exception_handler(lambda _loop, context: problems.append(context))
    (ours, theirs), (first, trigger) = socket.socketpair(), socket.socketpair()
    stream = UnixStream(ours)
    reading = asyncio.ensure_future(stream.receive())
    while not _waits_for(loop, ours):
        await checkpoint()
    loop.add_reader(first, reading.cancel)
    # Both in one look of the loop at what is ready: the cancelling, then the data.
    trigger.send(b"x")
    theirs.send(b"x")
    await asyncio.wait([reading])
    loop.remove_reader(first)
    assert reading.cancelled()
    assert not problems
    assert await stream.receive() == b"x"
    await stream.aclose()
    for link in (theirs, first, trigger):
        link.close()


def _waits_for(loop: asyncio.AbstractEventLoop, link: socket.socket) -> bool:
    selector = loop._selector  # type: ignore[attr-defined]  # asyncio has no public way to ask
    return link.fileno() in selector.get_map()
