"""The WebSocket below the protocol: frames in every shape, closes, silence, and what the client says of them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest
from websockets.frames import Opcode

from codex_app_server import AppServerConfig, AsyncCodex, ServerClosedError
from codex_app_server.transports import websocket
from codex_app_server.transports.endpoint import parse_endpoint
from codex_app_server.transports.websocket import MAX_MESSAGE_BYTES, open_websocket

from ..support.websocket_peer import WebSocketPeer, websocket_peer
from .conftest import INITIALIZE_RESULT
from .helpers import TRIO_BEFORE_A_RELEASE

pytestmark = [pytest.mark.anyio, TRIO_BEFORE_A_RELEASE]

WARNING = '{"method":"warning","params":{"message":"snow is \\u2744, ❄"}}'


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[AsyncCodex, WebSocketPeer]]:
    """A client whose server is played, frame by frame, by the test."""
    with anyio.fail_after(20):
        async with websocket_peer() as (endpoint, peers), anyio.create_task_group() as group:
            codex = AsyncCodex(AppServerConfig(endpoint=endpoint))
            group.start_soon(codex.connect)
            peer = await peers.receive()
            await peer.shake_hands()
            await peer.answer_initialize(INITIALIZE_RESULT)
            await codex.connect()
            yield codex, peer
            await anyio.aclose_forcefully(peer.stream)
            await codex.close()


async def test_pings_are_answered_with_nobody_reading_or_calling():
    async with connected() as (_, peer):
        for data in (b"", b"are you there", bytes(range(125))):
            await peer.ping(data)
            assert (await peer.frame(Opcode.PONG)).data == data


async def test_a_message_in_several_frames_arrives_whole_with_pings_in_between():
    async with connected() as (codex, peer):
        stream = codex.notifications()
        await peer.say_in_pieces(WARNING[:5], "", WARNING[5:30], WARNING[30:])
        assert (await anext(stream)).params == {"message": "snow is ❄, ❄"}
        for answered in (b"1", b"2", b"3"):
            assert (await peer.frame(Opcode.PONG)).data == answered
        # A line end between two tokens is white space in JSON.
        await peer.say_in_pieces(WARNING.replace(',"', ',\n"'), " \n")
        await peer.say_in_pieces(WARNING)
        assert [(await anext(stream)).method for _ in range(2)] == ["warning", "warning"]
        assert codex.malformed_lines == []


async def send_bytes(peer: WebSocketPeer, data: bytes) -> None:
    await peer.stream.send(data)
    await anyio.aclose_forcefully(peer.stream)


def text_frame_header(length: int) -> bytes:
    return b"\x81\x7f" + length.to_bytes(8, "big")


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (lambda peer: peer.close(1001, "moving out"), r"1001 \(going away\) moving out"),
        (lambda peer: peer.close(1011, "no memory"), r"1011 \(internal error\) no memory"),
        (lambda peer: peer.close(4000, ""), "4000"),
        (lambda peer: peer.stream.send(b"\x83\x00"), "broke the WebSocket protocol: .*opcode"),
        (
            lambda peer: peer.stream.send(b"\x81\x82\x00\x00\x00\x00hi"),
            "broke the WebSocket protocol: .*mask",
        ),
        (
            lambda peer: peer.stream.send(text_frame_header(MAX_MESSAGE_BYTES + 1)),
            "a message of more than 256 MiB",
        ),
        (lambda peer: send_bytes(peer, text_frame_header(MAX_MESSAGE_BYTES)), "in the middle of a message"),
        (lambda peer: send_bytes(peer, b"\x01\x02hi"), "in the middle of a message"),
    ],
)
async def test_the_end_of_a_connection_says_why(end: Callable[[WebSocketPeer], Awaitable[Any]], reason: str):
    async with connected() as (codex, peer):
        await end(peer)
        with pytest.raises(ServerClosedError, match=reason):
            raise await codex.wait_closed()
        with pytest.raises(ServerClosedError, match=reason):
            await codex.models()


async def test_a_connection_that_ends_between_two_messages_is_not_said_to_end_inside_of_one():
    async with connected() as (codex, peer):
        await anyio.aclose_forcefully(peer.stream)
        reason = str(await codex.wait_closed())
        assert "the server closed the connection (without a word" in reason
        assert "in the middle" not in reason


async def test_an_oversize_message_is_refused_with_its_code():
    async with connected() as (_, peer):
        await peer.stream.send(text_frame_header(MAX_MESSAGE_BYTES + 1))
        assert (await peer.frame(Opcode.CLOSE)).data[:2] == (1009).to_bytes(2, "big")


async def test_a_message_whose_pieces_are_too_much_together_is_refused_at_the_piece_that_is(
    monkeypatch: pytest.MonkeyPatch,
):
    piece = "x" * 2**16
    monkeypatch.setattr(websocket, "MAX_MESSAGE_BYTES", 2**20)
    async with connected() as (codex, peer):
        stream = codex.notifications()
        filler = WARNING[:-1] + " " * (2**20 - len(WARNING.encode())) + "}"
        await peer.say_in_pieces(*(filler[start : start + 2**16] for start in range(0, len(filler), 2**16)))
        assert (await anext(stream)).method == "warning"  # just not too much
        await peer.say_in_pieces(*[piece] * 16, "x", piece)
        assert (await peer.frame(Opcode.CLOSE)).data[:2] == (1009).to_bytes(2, "big")
        with pytest.raises(ServerClosedError, match="it sent a message of more than 1 MiB"):
            await anext(stream)


async def test_a_silent_peer_is_asked_for_a_sign_of_life_and_given_up_without_one():
    with anyio.fail_after(20):
        async with websocket_peer() as (endpoint, peers), anyio.create_task_group() as group:

            async def play() -> None:
                peer = await peers.receive()
                await peer.shake_hands()
                for _ in range(3):  # the protocol answers the ping when it is read
                    await peer.frame(Opcode.PING)
                    await peer.flush()
                await peer.frame(Opcode.PING)

            group.start_soon(play)
            transport = await open_websocket(parse_endpoint(endpoint), keepalive=0.01)
            group.start_soon(transport.drain_side_channel)
            assert await transport.receive() == b""
            assert "no sign of life" in transport.end_reason
            await transport.aclose()


async def test_frames_that_are_cut_at_every_byte_are_the_same_messages():
    async with connected() as (codex, peer):
        stream = codex.notifications()
        text = WARNING.encode()
        frame = b"\x81" + bytes([len(text)]) + text
        ping, first, last = b"\x89\x01p", b"\x01\x03" + text[:3], b"\x80" + bytes([len(text) - 3]) + text[3:]
        pieces = first + ping + last + frame
        for byte in pieces:
            await peer.stream.send(bytes([byte]))
        for cut in range(1, len(pieces)):
            await peer.stream.send(pieces[:cut])
            await peer.stream.send(pieces[cut:])
        for _ in range(2 * len(pieces)):
            assert (await anext(stream)).params == {"message": "snow is ❄, ❄"}
        assert codex.malformed_lines == []


async def test_a_binary_frame_and_text_that_is_none_do_not_end_the_connection():
    async with connected() as (codex, peer):
        stream = codex.notifications()
        for frame in (b"\x82\x02{}", b"\x81\x01\xff", b"\x81\x00", b"\x81\x02[]", b"\x8a\x00"):
            await peer.stream.send(frame)
        await peer.say({"method": "warning", "params": {"message": "behind"}})
        assert (await anext(stream)).params == {"message": "behind"}
