"""One connection: ids, pending calls, one reader and one writer over a transport.

The reader takes what the transport has, cuts it into lines, parses them in one go and hands the notifications
of a wake-up over as one batch. Nothing a peer sends ends it: what cannot be read is kept for diagnosis. When
the peer is gone, every pending call fails. At most 64 requests are in flight, because the real server leaves
some unanswered above a hundred or so; the rest wait in line.
"""

from __future__ import annotations

import contextlib
import copy
import logging
from collections import deque
from typing import TYPE_CHECKING, Any, Protocol

import anyio
from anyio.lowlevel import checkpoint, checkpoint_if_cancelled

from ..errors import RequestTimeoutError, ServerClosedError, TransportClosedError
from ..notification import Notification
from ..stderr_tail import explanation
from .calls import LONG_CALLS, PendingCalls
from .codec import decode_lines, encode_message
from .framing import LineSplitter

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from ..config import WireDirection
    from ..transports.base import Transport
    from .calls import PendingCall

__all__ = ["Connection", "MessageSink"]

MAX_IN_FLIGHT = 64
_KEPT_MALFORMED_LINES = 20
_KEPT_LINE_BYTES = 2048
_BROKEN_WRITER_SECONDS = 2.0
_FLUSH_SECONDS = 1.0

_log = logging.getLogger("codex_app_server")


class MessageSink(Protocol):
    """Who takes what the server says unasked. Called by the reader; must not wait."""

    def on_notifications(self, batch: list[Notification], size: int) -> None:
        """Take the notifications of one wake-up, in their order, ``size`` bytes altogether."""
        ...

    def on_server_request(self, message: dict[str, Any]) -> None: ...

    def on_closed(self, error: TransportClosedError) -> None:
        """Learn that nothing more will come; a plain TransportClosedError means that we closed."""
        ...


class Connection:
    """Speaks JSON-RPC over a transport.

    `read`, `write` and `drain` are run by the owner as background tasks until they return.

    Attributes:
        lost_error: Kind of error that calls fail with when the peer is gone.
        malformed_lines: The last lines that could not be read, cut short.
    """

    def __init__(
        self,
        transport: Transport,
        sink: MessageSink,
        *,
        request_timeout: float | None,
        pace: Callable[[], Awaitable[None]] | None = None,
        wire_log: Callable[[WireDirection, bytes], object] | None = None,
    ) -> None:
        self._transport = transport
        self._sink = sink
        self._request_timeout = request_timeout
        self._pace = pace
        self._wire_log = wire_log
        self._calls = PendingCalls()
        self._slots = anyio.Semaphore(MAX_IN_FLIGHT, fast_acquire=True)
        self._outbox: deque[bytes] = deque()
        self._outbox_filled = anyio.Event()
        self._leaving: list[anyio.Event] = []
        """Set when all that is in the outbox has left it."""
        self._reader_done = anyio.Event()
        self._writer_done = anyio.Event()
        self._closing = False
        self._closed_error: TransportClosedError | None = None
        self.lost_error: type[ServerClosedError] = ServerClosedError
        self.malformed_lines: deque[bytes] = deque(maxlen=_KEPT_MALFORMED_LINES)

    @property
    def closed_error(self) -> TransportClosedError | None:
        """Why the connection is over; None while it is not."""
        return self._closed_error

    @property
    def stderr_tail(self) -> str:
        return self._transport.stderr_tail

    async def request(
        self, method: str, params: Any, *, request_timeout: float | None = None, to_the_end: bool = False
    ) -> Any:
        """Send a request and return the ``result`` of its answer.

        Who is cancelled, or out of time, before the request has left has asked for nothing. What has left cannot be
        taken back: the server carries it out, and its answer is nobody's.

        Args:
            method: The protocol's name.
            params: JSON values, or None for none.
            request_timeout: Seconds instead of the connection's default.
            to_the_end: Once it has left, wait for the answer even if cancelled: somebody has to know it.

        Raises:
            JsonRpcError: The server answered with an error.
            RequestTimeoutError: No answer in time, counted from sending.
            TransportClosedError: The connection is over.
        """
        if method in LONG_CALLS:
            await checkpoint_if_cancelled()  # as the line does: who was cancelled before asks for nothing
            return await self._call(method, params, request_timeout, to_the_end)
        async with self._slots:
            return await self._call(method, params, request_timeout or self._request_timeout, to_the_end)

    def expect(self, request_id: str, method: str) -> Awaitable[Any]:
        """Give what is to be awaited for the answer to a call that was sent before there was this connection.

        To be called before `read` runs. Awaiting it raises what `request` raises.
        """
        return self._outcome(self._calls.open(method, request_id), self._request_timeout)

    def notify(self, method: str, params: Any = None) -> None:
        """Send a notification."""
        self._post({"method": method} if params is None else {"method": method, "params": params})

    def respond(self, request_id: Any, result: Any) -> None:
        """Answer a server request."""
        self._post({"id": request_id, "result": result})

    def respond_error(self, request_id: Any, code: int, message: str) -> None:
        """Answer a server request with an error."""
        self._post({"id": request_id, "error": {"code": code, "message": message}})

    async def _call(self, method: str, params: Any, seconds: float | None, to_the_end: bool) -> Any:
        call = self._calls.open(method)
        message = {"id": call.request_id, "method": method}
        if params is not None:
            message["params"] = params
        try:
            line = self._post(message)
        except BaseException:
            self._calls.forget(call)
            raise
        try:
            if to_the_end:
                left = anyio.Event()
                self._leaving.append(left)
                await left.wait()
            with anyio.CancelScope(shield=to_the_end):
                return await self._outcome(call, seconds)
        finally:
            self._calls.forget(call)
            if not call.done.is_set() and line in self._outbox:
                self._outbox.remove(line)

    async def _outcome(self, call: PendingCall, seconds: float | None) -> Any:
        try:
            with anyio.move_on_after(seconds):
                await call.done.wait()
        finally:
            self._calls.forget(call)
        if seconds is not None and not call.done.is_set():
            raise RequestTimeoutError(call.method, seconds)
        return call.outcome()

    def _post(self, message: dict[str, Any]) -> bytes:
        if self._closed_error is not None:
            raise copy.copy(self._closed_error)
        line = encode_message(message)
        self._outbox.append(line)
        self._outbox_filled.set()
        return line

    async def read(self) -> None:
        """Read until the peer is gone, then fail everything that still waits."""
        splitter = LineSplitter()
        try:
            while chunk := await self._transport.receive():
                if self._pace is not None:
                    await self._pace()
                lines = splitter.feed(chunk)
                if self._wire_log is not None:
                    self.tell_wire("received", lines)
                if lines and self._closed_error is None:
                    self._take(lines)
                # A transport with data at hand returns without waiting; consumers must get their turn.
                await checkpoint()
            if splitter.rest():
                self.malformed_lines.append(splitter.rest()[:_KEPT_LINE_BYTES])
            if not self._closing:
                await self._peer_gone()
        finally:
            # Also reached when the event loop ends under us: no server may stay behind then.
            self._reader_done.set()
            if not self._closing:
                self._transport.abort()
            self._finish(TransportClosedError("the client was closed"))

    async def write(self) -> None:
        """Send what is posted, in order, until the connection is over."""
        try:
            while self._outbox or not self._closing:
                if self._outbox:
                    if self._wire_log is not None:
                        self.tell_wire("sent", self._outbox)
                    data = b"".join(self._outbox)
                    self._outbox.clear()
                    self._tell_left()
                    await self._transport.send(data)
                else:
                    self._outbox_filled = anyio.Event()
                    await self._outbox_filled.wait()
        except OSError:
            # The reader knows better why: it sees the end of the stream and the exit status.
            with anyio.move_on_after(_BROKEN_WRITER_SECONDS):
                await self._reader_done.wait()
            self._finish(self._lost("the server does not read any more", None))
        finally:
            self._writer_done.set()

    def tell_wire(self, direction: WireDirection, lines: Iterable[bytes]) -> None:
        """Hand lines to who keeps a log of the wire, if anybody does."""
        if self._wire_log is not None:
            for line in lines:
                with contextlib.suppress(Exception):  # a log is no reason to lose the connection
                    self._wire_log(direction, line.rstrip(b"\r\n"))

    def _tell_left(self) -> None:
        leaving, self._leaving = self._leaving, []
        for left in leaving:
            left.set()

    async def drain(self) -> None:
        """Keep the transport's side channel empty."""
        await self._transport.drain_side_channel()

    async def aclose(self) -> None:
        """Send what is posted, close the transport, fail everything that waits. May be called twice."""
        self._closing = True
        try:
            if self._closed_error is None:
                self._outbox_filled.set()
                with anyio.move_on_after(_FLUSH_SECONDS):
                    await self._writer_done.wait()
        finally:
            self._finish(TransportClosedError("the client was closed"))
            await self._transport.aclose()

    def _take(self, lines: list[bytes]) -> None:
        # The hot path: some 2 µs for each notification, so plain ones take no further call.
        batch: list[Notification] = []
        size = 0
        for message, line in zip(decode_lines(lines), lines, strict=True):
            if type(message) is not dict:
                self._keep_malformed(line)
                continue
            method = message.get("method")
            if type(method) is not str:
                self._take_response(message, line)
            elif "id" in message:
                self._guard(self._sink.on_server_request, message)
            else:
                length = len(line)
                size += length
                params = message.get("params")
                if type(params) is not dict:
                    params = {} if params is None else {"params": params}
                batch.append(Notification(method, params, message.get("emittedAtMs"), length))
        if batch:
            self._guard(self._sink.on_notifications, batch, size)

    def _take_response(self, message: dict[str, Any], line: bytes) -> None:
        if "id" in message:
            self._calls.resolve(message)
        else:
            self._keep_malformed(line)

    def _keep_malformed(self, line: bytes) -> None:
        kept = line[:_KEPT_LINE_BYTES]
        self.malformed_lines.append(kept)
        self._calls.refuse_unreadable(line, kept)
        # Of what it says nothing: that might be anything, and a log is kept for long.
        _log.warning("unreadable line of %d bytes from the server", len(line))

    @staticmethod
    def _guard(take: Any, *arguments: Any) -> None:
        # The last line of defence: a surprise in one message must not end the reader for all others.
        try:
            take(*arguments)
        except Exception:
            _log.exception("cannot deliver what the server sent")

    async def _peer_gone(self) -> None:
        code = await self._transport.exit_code()
        self._closing = True
        reason = self._transport.end_reason
        what = "the server closed the connection"
        self._finish(self._lost(f"{what} ({reason})" if reason else what, code))
        await self._transport.aclose()

    def _lost(self, what: str, code: int | None) -> ServerClosedError:
        tail = self._transport.stderr_tail
        if code is not None:
            what = f"the server ended (exit code {code})"
        if tail:
            what = f"{what}: {explanation(tail)}"
        return self.lost_error(what, exit_code=code, stderr_tail=tail)

    def _finish(self, error: TransportClosedError) -> None:
        if self._closed_error is not None:
            return
        self._closed_error = error
        self._outbox_filled.set()
        self._tell_left()
        self._calls.fail_all(error)
        self._guard(self._sink.on_closed, error)
