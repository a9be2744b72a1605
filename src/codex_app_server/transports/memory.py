"""A link inside one process: for tests, and for anyone who plays the server's part in Python."""

from __future__ import annotations

from collections import deque
from typing import Any

import anyio
from pydantic_core import from_json, to_json

from ..rpc.framing import LineSplitter

__all__ = ["MemoryPeer", "MemoryTransport", "memory_transport_pair"]


class _Pipe:
    """One direction: what is written waits until it is read; nothing is lost by closing."""

    def __init__(self) -> None:
        self._chunks: deque[bytes] = deque()
        self._closed = False
        self._wake: anyio.Event | None = None

    def write(self, data: bytes) -> None:
        if self._closed:
            raise BrokenPipeError("the other end is closed")
        self._chunks.append(data)
        self._notify()

    def close(self) -> None:
        self._closed = True
        self._notify()

    async def read(self) -> bytes:
        while not self._chunks:
            if self._closed:
                return b""
            self._wake = anyio.Event()
            await self._wake.wait()
        return self._chunks.popleft()

    def _notify(self) -> None:
        if self._wake is not None:
            self._wake.set()


class MemoryTransport:
    """The client's end; hand it to ``AsyncCodex(transport=...)``."""

    def __init__(self, incoming: _Pipe, outgoing: _Pipe) -> None:
        self._incoming = incoming
        self._outgoing = outgoing

    @property
    def stderr_tail(self) -> str:
        return ""

    @property
    def end_reason(self) -> str:
        return ""

    async def receive(self) -> bytes:
        return await self._incoming.read()

    async def send(self, data: bytes) -> None:
        self._outgoing.write(data)

    async def drain_side_channel(self) -> None:
        """Return at once: there is no side channel."""

    async def exit_code(self) -> int | None:
        return None

    async def aclose(self) -> None:
        self.abort()

    def abort(self) -> None:
        self._incoming.close()
        self._outgoing.close()


class MemoryPeer:
    """The server's end: whole messages in, whole messages or raw bytes out."""

    def __init__(self, incoming: _Pipe, outgoing: _Pipe) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._splitter = LineSplitter()
        self._messages: deque[dict[str, Any]] = deque()

    async def receive(self) -> dict[str, Any] | None:
        """Return the client's next message, None when it has closed."""
        while not self._messages:
            chunk = await self._incoming.read()
            if not chunk:
                return None
            self._messages.extend(from_json(line) for line in self._splitter.feed(chunk))
        return self._messages.popleft()

    def send(self, *messages: dict[str, Any]) -> None:
        """Send messages in one piece, so that they arrive in one wake-up."""
        self.send_bytes(b"".join(to_json(message) + b"\n" for message in messages))

    def send_bytes(self, data: bytes) -> None:
        """Send bytes as they are: a part of a line, or what is no JSON.

        Raises:
            BrokenPipeError: One of the two has hung up.
        """
        self._outgoing.write(data)

    def close(self) -> None:
        """Hang up, like a server that dies."""
        self._outgoing.close()
        self._incoming.close()


def memory_transport_pair() -> tuple[MemoryTransport, MemoryPeer]:
    """Return the two ends of a link."""
    to_client, to_server = _Pipe(), _Pipe()
    return MemoryTransport(to_client, to_server), MemoryPeer(to_server, to_client)
