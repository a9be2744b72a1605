"""The client's end of the in-memory server: messages in are handled at once, messages out may come from any thread."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Any

import anyio
from anyio.lowlevel import current_token
from pydantic_core import from_json, to_json

from ..rpc.framing import LineSplitter

if TYPE_CHECKING:
    from collections.abc import Callable

    from anyio.lowlevel import EventLoopToken

__all__ = ["InMemoryTransport"]


class InMemoryTransport:
    """Hand it to ``Codex(transport=...)`` or ``AsyncCodex(transport=...)``; each client needs one of its own.

    Attributes:
        is_introduced: Whether the client has said who it is.
    """

    def __init__(
        self,
        on_message: Callable[[InMemoryTransport, dict[str, Any]], None],
        on_close: Callable[[InMemoryTransport], None],
    ) -> None:
        self._on_message = on_message
        self._on_close = on_close
        self._splitter = LineSplitter()
        self._chunks: deque[bytes] = deque()
        self._closed = False
        self.is_introduced = False
        self._waiting: tuple[anyio.Event, EventLoopToken, int] | None = None

    @property
    def stderr_tail(self) -> str:
        return ""

    @property
    def end_reason(self) -> str:
        return ""

    def deliver(self, message: dict[str, Any]) -> None:
        """Says something to the client."""
        self.deliver_bytes(to_json(message) + b"\n")

    def deliver_bytes(self, data: bytes) -> None:
        """Says something that need not be a message, or not a whole one."""
        if not self._closed:
            self._chunks.append(data)
            self._wake()

    def hang_up(self) -> None:
        """Ends the connection from the server's side; what was said before is still read."""
        self._closed = True
        self._wake()

    async def receive(self) -> bytes:
        while not self._chunks:
            if self._closed:
                return b""
            event = anyio.Event()
            self._waiting = (event, current_token(), threading.get_ident())
            # Another thread may have spoken between the two looks.
            if not self._chunks and not self._closed:
                await event.wait()
        self._waiting = None
        data = b"".join(self._chunks)
        self._chunks.clear()
        return data

    async def send(self, data: bytes) -> None:
        if self._closed:
            raise BrokenPipeError("the in-memory server has hung up")
        for line in self._splitter.feed(data):
            self._on_message(self, from_json(line))

    async def drain_side_channel(self) -> None:
        """Return at once: there is no side channel."""

    async def exit_code(self) -> int | None:
        return None

    async def aclose(self) -> None:
        self.abort()

    def abort(self) -> None:
        if not self._closed:
            self._on_close(self)
        self.hang_up()

    def _wake(self) -> None:
        if self._waiting is None:
            return
        event, token, thread = self._waiting
        if thread == threading.get_ident():
            event.set()
        else:
            anyio.from_thread.run_sync(event.set, token=token)
