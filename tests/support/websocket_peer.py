"""The server's end of a WebSocket, for what a real server does not do on demand: odd frames, closes, silence.

It runs in the test's own event loop, on asyncio and trio, on a loopback port.
"""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import anyio
from anyio.abc import SocketAttribute
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from anyio.abc import ByteStream


class WebSocketPeer:
    """One connection to a client.

    Attributes:
        stream: The bytes below, for a test that breaks the protocol.
    """

    def __init__(self, stream: ByteStream) -> None:
        self.stream = stream
        self._protocol = ServerProtocol()
        self._frames: list[Frame] = []

    async def shake_hands(self) -> None:
        request = await self._next_event()
        assert isinstance(request, Request)
        self._protocol.send_response(self._protocol.accept(request))
        await self.flush()

    async def answer_initialize(self, result: dict[str, Any]) -> None:
        message = json.loads(bytes((await self.frame(Opcode.TEXT)).data))
        assert message["method"] == "initialize"
        await self.say({"id": message["id"], "result": result})
        assert json.loads(bytes((await self.frame(Opcode.TEXT)).data)) == {"method": "initialized"}

    async def say(self, message: dict[str, Any]) -> None:
        self._protocol.send_text(json.dumps(message).encode())
        await self.flush()

    async def say_in_pieces(self, *pieces: str) -> None:
        """Send one message as several frames, with a ping before each but the first."""
        for index, piece in enumerate(pieces):
            is_last = index == len(pieces) - 1
            if index:
                self._protocol.send_ping(str(index).encode())
                self._protocol.send_continuation(piece.encode(), is_last)
            else:
                self._protocol.send_text(piece.encode(), is_last)
            await self.flush()

    async def ping(self, data: bytes) -> None:
        self._protocol.send_ping(data)
        await self.flush()

    async def close(self, code: int, reason: str) -> None:
        self._protocol.send_close(code, reason)
        await self.flush()

    async def frame(self, opcode: Opcode) -> Frame:
        """Return the client's next frame of this kind; others are swallowed."""
        while True:
            event = await self._next_event()
            if isinstance(event, Frame) and event.opcode is opcode:
                return event

    async def flush(self) -> None:
        data = b"".join(self._protocol.data_to_send())
        if data:
            await self.stream.send(data)

    async def _next_event(self) -> Frame | Request:
        while not self._frames:
            self._protocol.receive_data(await self.stream.receive())
            self._frames += self._protocol.events_received()  # type: ignore[arg-type]
        return self._frames.pop(0)


@asynccontextmanager
async def websocket_peer() -> AsyncIterator[tuple[str, anyio.abc.ObjectReceiveStream[WebSocketPeer]]]:
    """Listen; return the address, and the clients that connect to it, one after the other."""
    arrive, arrived = anyio.create_memory_object_stream[WebSocketPeer](10)
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    port = listener.extra(SocketAttribute.local_port)

    streams: list[ByteStream] = []

    async def serve(stream: ByteStream) -> None:
        streams.append(stream)
        await arrive.send(WebSocketPeer(stream))

    async with listener, arrive, arrived, anyio.create_task_group() as group:
        group.start_soon(listener.serve, serve)
        try:
            yield f"ws://127.0.0.1:{port}", arrived
        finally:
            for stream in streams:
                await anyio.aclose_forcefully(stream)
            group.cancel_scope.cancel()
