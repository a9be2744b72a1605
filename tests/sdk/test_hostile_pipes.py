"""A server's three pipes, misused: closed one by one, flooded, or filled with one line that hardly ends."""

import resource
import sys
from typing import Any

import anyio
import pytest

from codex_app_server import AppServerConfig, AsyncCodex, ServerClosedError
from codex_app_server.launch import ServerProcess
from codex_app_server.transports.stdio import StdioTransport

from ..support.byte_peer import (
    Action,
    answer,
    close,
    expect,
    flood_stderr,
    forever,
    handshake,
    leave,
    peer_command,
    raw,
    raw_bytes,
    say,
    until_eof,
)
from .helpers import TRIO_BEFORE_A_RELEASE

pytestmark = [pytest.mark.anyio, TRIO_BEFORE_A_RELEASE]

MEGABYTE = 2**20


def peer(*actions: Action) -> AsyncCodex:
    return AsyncCodex(AppServerConfig(launch_args_override=peer_command(*handshake(), *actions)))


def process_of(codex: AsyncCodex) -> ServerProcess:
    transport = codex._core._connection._transport  # type: ignore[union-attr]
    assert isinstance(transport, StdioTransport)
    return transport._process


async def test_a_server_that_closes_its_stdout_is_gone_though_it_lives_and_is_ended():
    with anyio.fail_after(30):
        async with peer(expect("x"), raw('{"id":1,"res'), close("stdout"), forever()) as codex:
            with pytest.raises(ServerClosedError, match="the server closed the connection"):
                await codex.request("x")
            assert codex.malformed_lines == [b'{"id":1,"res']
            process = process_of(codex)
        assert process.poll() is not None


async def test_a_server_that_closes_its_stdin_fails_the_calls_and_is_ended():
    with anyio.fail_after(30):
        async with peer(close("stdin"), say("warning", message="closed"), forever()) as codex:
            stream = codex.notifications()
            assert (await anext(stream)).params == {"message": "closed"}
            with pytest.raises(ServerClosedError, match="the server does not read any more"):
                await codex.request("x")
            process = process_of(codex)
        assert process.poll() is not None


async def test_a_server_that_closes_its_stderr_goes_on():
    actions = (close("stderr"), expect("x"), answer(1), expect("x"), answer(2), until_eof())
    with anyio.fail_after(30):
        async with peer(*actions) as codex:
            assert [await codex.request("x"), await codex.request("x")] == [1, 2]


async def test_a_hundred_megabytes_on_stderr_hold_nothing_up_and_their_end_is_kept():
    line = "\x1b[31mwhat a server may say\x1b[0m " + "x" * 2000 + "\n"
    flood = flood_stderr(line, 100 * MEGABYTE // len(line))
    actions = (flood, expect("x"), answer(1), flood_stderr("Error: the last word\n", 1), leave(3))
    with anyio.fail_after(60):
        async with peer(*actions) as codex:
            assert await codex.request("x") == 1
            reason = await codex.wait_closed()
            assert isinstance(reason, ServerClosedError)
            assert str(reason) == "the server ended (exit code 3): the last word"
            assert len(codex.stderr_tail) <= 64 * 1024
            assert "\x1b" not in codex.stderr_tail


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="the most that a process has held is read in kilobytes")
async def test_a_line_of_256_megabytes_is_one_message_and_those_behind_it_come():
    def line(before: bytes, after: bytes) -> tuple[Action, ...]:
        return (raw_bytes(before), raw_bytes(b"x", 256 * MEGABYTE), raw_bytes(after))

    actions: tuple[Action, ...] = (
        *line(b'{"method":"warning","params":{"message":"', b'"}}\n'),
        expect("x"),
        *line(b'{"id":2,"result":"', b'\xff"}\n'),  # the least that makes it be read twice
        *line(b'{"id":', b"\n"),
        say("warning", message="behind"),
        until_eof(),
    )
    with anyio.fail_after(300):
        async with peer(*actions) as codex:
            stream = codex.notifications()
            assert len((await anext(stream)).params["message"]) == 256 * MEGABYTE
            result: Any = await codex.request("x")
            assert len(result) == 256 * MEGABYTE + 1
            del result
            assert (await anext(stream)).params == {"message": "behind"}
            assert len(codex.malformed_lines[0]) == 2048
    # Never more than a few copies of one line.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 3 * MEGABYTE
