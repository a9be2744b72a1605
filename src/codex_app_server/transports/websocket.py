"""The link to a server elsewhere: a WebSocket over TCP, TLS or a Unix socket.

`websockets` supplies the protocol without I/O, anyio the streams, so this runs on asyncio and trio alike. One
text frame carries one message; what came with one wake-up is handed on as lines in one piece. Imported
with the first connection to an endpoint: a client of a child process never loads it.
"""

from __future__ import annotations

import contextlib
import socket
from typing import TYPE_CHECKING

import anyio
from anyio.abc import SocketAttribute
from anyio.streams.tls import TLSStream
from websockets.client import ClientProtocol
from websockets.exceptions import InvalidState, PayloadTooBig
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import State
from websockets.uri import parse_uri

from ..errors import ServerConnectError
from .endpoint import is_loopback
from .refusals import explain_failure, explain_status
from .unix_stream import UnixStream, connect_unix

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

    from anyio.abc import ByteStream

    from ..early_socket import EarlySocket
    from .endpoint import Endpoint

__all__ = ["WebSocketTransport", "open_websocket"]

MAX_MESSAGE_BYTES = 256 * 1024 * 1024
"""The longest line the real server takes, and far beyond what it sends."""

_CHUNK_BYTES = 256 * 1024
_CLOSE_SECONDS = 1.0
_KEEPALIVE_SECONDS = 20.0
_NO_GOODBYE = "without a word, as it does when it is killed, or when a client reads too slowly"
_BROKEN = (anyio.BrokenResourceError, anyio.ClosedResourceError, OSError)


class WebSocketTransport:
    """An open WebSocket. Closing it never ends the server.

    Args:
        stream: The connected byte stream.
        protocol: The protocol, past its handshake.
        events: What came together with the answer to the handshake.
        keepalive: Seconds of silence after which the peer is asked for a sign of life, and seconds it has
            for it: a peer whose machine or network went away says nothing.
    """

    def __init__(
        self,
        stream: ByteStream,
        protocol: ClientProtocol,
        events: Iterable[object],
        *,
        keepalive: float = _KEEPALIVE_SECONDS,
    ) -> None:
        self._stream = stream
        self._protocol = protocol
        self._keepalive = keepalive
        self._fragments: list[bytes | bytearray | memoryview] = []
        self._arrived = self._lines(events)
        self._answers: list[bytes] = []
        self._received = 0
        self._receiving = anyio.Lock()
        self._sending = anyio.Lock()
        self._wake_service = anyio.Event()
        self._end_reason: str | None = None
        self._closed = False

    @property
    def stderr_tail(self) -> str:
        return ""

    @property
    def end_reason(self) -> str:
        return self._end_reason or ""

    async def receive(self) -> bytes:
        while not self._arrived and self._end_reason is None:
            await self._pull()
        arrived, self._arrived = self._arrived, b""
        return arrived

    async def send(self, data: bytes) -> None:
        try:
            for line in data.split(b"\n"):
                if line:
                    self._protocol.send_text(line)
            await self._flush()
        except InvalidState as error:
            raise BrokenPipeError("the connection is closed") from error
        except (anyio.BrokenResourceError, anyio.ClosedResourceError) as error:
            raise BrokenPipeError("the server does not read any more") from error

    async def drain_side_channel(self) -> None:
        """Send what the protocol has to say by itself, and notice a peer that has gone away silently.

        Not the reader's business: it must go on reading while the peer is slow to read.
        """
        asked = False
        try:
            while self._end_reason is None:
                received = self._received
                woken = await self._wait_service()
                await self._flush()
                if woken or received != self._received:
                    asked = False
                elif not asked:
                    self._protocol.send_ping(b"")
                    await self._flush()
                    asked = True
                else:
                    self._end(f"no sign of life for {2 * self._keepalive:g} s")
                    await anyio.aclose_forcefully(self._stream)
        except (*_BROKEN, InvalidState):
            pass  # the reader sees it too, and says so

    async def exit_code(self) -> int | None:
        return None

    async def aclose(self) -> None:
        if self._closed:
            return
        self._closed = True
        with anyio.CancelScope(shield=True):
            try:
                # What was sent last must arrive: closing with bytes unread would discard it on the way.
                with anyio.move_on_after(_CLOSE_SECONDS):
                    if self._protocol.state is State.OPEN:
                        self._protocol.send_close(1000)
                    await self._flush()  # or why the protocol gave the peer up
                    while self._end_reason is None:
                        await self._pull()
            except _BROKEN:
                pass  # it was closed for us
            await anyio.aclose_forcefully(self._stream)
            self._end("this client closed it")

    def abort(self) -> None:
        self._closed = True
        self._end("this client closed it")
        # It may have been closed before.
        with contextlib.suppress(OSError):
            self._stream.extra(SocketAttribute.raw_socket).shutdown(socket.SHUT_RDWR)

    async def _pull(self) -> None:
        """Take what the stream has; waits for the first byte."""
        async with self._receiving:
            if self._end_reason is not None:
                return
            try:
                data = await self._stream.receive(_CHUNK_BYTES)
            except anyio.EndOfStream:
                self._protocol.receive_eof()
                inside = "in the middle of a message and " if self._is_inside_message() else ""
                self._end("" if self._protocol.close_rcvd is not None else inside + _NO_GOODBYE)
                return
            except _BROKEN as error:
                self._end(str(error.__cause__ or error))
                return
            self._received += len(data)
            protocol = self._protocol
            protocol.receive_data(data)
            self._arrived += self._lines(protocol.events_received())
            if protocol.state is not State.OPEN:
                self._explain_close()
            answers = protocol.data_to_send()
            if answers:
                self._answers += answers
                self._wake_service.set()

    def _lines(self, events: Iterable[object]) -> bytes:
        messages: list[bytes | bytearray | memoryview] = []
        for frame in events:
            if not isinstance(frame, Frame):
                continue
            opcode = frame.opcode
            if opcode is Opcode.TEXT and frame.fin:
                messages.append(frame.data)
            elif opcode is Opcode.TEXT or opcode is Opcode.CONT:
                self._fragments.append(frame.data)
                if frame.fin:
                    messages.append(b"".join(self._fragments))
                    self._fragments.clear()
        if not messages:
            return b""
        lines = b"\n".join(messages) + b"\n"
        if lines.count(b"\n") > len(messages):
            # In JSON a bare line end is white space; on the lines of the protocol layer it would be a border.
            lines = b"\n".join(bytes(message).replace(b"\n", b" ") for message in messages) + b"\n"
        return lines

    async def _flush(self) -> None:
        async with self._sending:
            data = b"".join(self._answers + self._protocol.data_to_send())
            self._answers.clear()
            if data:
                await self._stream.send(data)

    async def _wait_service(self) -> bool:
        """Wait until there is something to do; return False after the keepalive time."""
        with anyio.move_on_after(self._keepalive):
            await self._wake_service.wait()
        woken = self._wake_service.is_set()
        if woken:
            self._wake_service = anyio.Event()
        return woken

    def _is_inside_message(self) -> bool:
        # The protocol tells the end of the stream in words only; between two frames it is just "unexpected".
        return bool(self._fragments) or str(self._protocol.parser_exc).startswith("stream ends after")

    def _explain_close(self) -> None:
        protocol = self._protocol
        if isinstance(protocol.parser_exc, PayloadTooBig):
            self._end(f"it sent a message of more than {MAX_MESSAGE_BYTES // 2**20} MiB")
        elif protocol.parser_exc is not None:
            self._end(f"it broke the WebSocket protocol: {protocol.parser_exc}")
        elif protocol.close_rcvd is not None and not self._closed:
            self._end(str(protocol.close_rcvd))

    def _end(self, reason: str) -> None:
        if self._end_reason is None:
            self._end_reason = reason
            self._wake_service.set()


async def open_websocket(
    endpoint: Endpoint,
    *,
    bearer_token: str | None = None,
    allow_token_in_clear: bool = False,
    ssl_context: ssl.SSLContext | None = None,
    connect_timeout: float | None = None,
    keepalive: float = _KEEPALIVE_SECONDS,
    early: EarlySocket | None = None,
) -> WebSocketTransport:
    """Connect and shake hands, or go on where an ``early`` connection to the endpoint is.

    Raises:
        ServerConnectError: Nobody listens there, the server refuses us or does not answer in time.
    """
    stream: ByteStream | None = None
    try:
        with anyio.fail_after(connect_timeout):
            if early is not None:
                stream = UnixStream(early.socket)
                return await _adopt(early, stream, endpoint, keepalive)
            stream = await _connect(endpoint, ssl_context)
            if bearer_token is not None and endpoint.scheme == "ws" and not allow_token_in_clear:
                _check_stays_here(endpoint, stream)
            return await _shake_hands(stream, endpoint, bearer_token, keepalive)
    except BaseException as error:
        if stream is not None:
            with anyio.CancelScope(shield=True):
                await anyio.aclose_forcefully(stream)
        if isinstance(error, TimeoutError) and error.errno is None:
            reason = (
                f"no answer within {connect_timeout:g} s; is that a codex app-server, and does it still run?"
            )
            raise _refused(endpoint, reason) from None
        if isinstance(error, _BROKEN):
            raise _refused(endpoint, explain_failure(endpoint, error)) from error
        raise


def _check_stays_here(endpoint: Endpoint, stream: ByteStream) -> None:
    """Refuse a name that means this machine and leads to another one: the token would go there unencrypted."""
    address = str(stream.extra(SocketAttribute.remote_address)[0])
    if not is_loopback(address):
        reason = (
            f"{endpoint.host} leads to another machine here ({address}), and bearer_token would go there "
            "unencrypted: use wss://, or ws://127.0.0.1 if this machine is meant"
        )
        raise _refused(endpoint, reason)


async def _connect(endpoint: Endpoint, ssl_context: ssl.SSLContext | None) -> ByteStream:
    if endpoint.scheme == "unix":
        # The server makes a link to a socket with a short name; the link's own path may be too long for one.
        return await connect_unix(str(await anyio.Path(endpoint.path).resolve()))
    stream = await anyio.connect_tcp(endpoint.host, endpoint.port)
    if endpoint.scheme == "ws":
        return stream
    try:
        # A server that hangs up without TLS's own goodbye is no error of its own here: WebSocket has one.
        return await TLSStream.wrap(
            stream,
            server_side=False,
            hostname=endpoint.host,
            ssl_context=ssl_context,
            standard_compatible=False,
        )
    except BaseException:
        with anyio.CancelScope(shield=True):
            await anyio.aclose_forcefully(stream)
        raise


async def _shake_hands(
    stream: ByteStream, endpoint: Endpoint, bearer_token: str | None, keepalive: float
) -> WebSocketTransport:
    protocol = ClientProtocol(parse_uri(endpoint.uri), max_size=MAX_MESSAGE_BYTES)
    request = protocol.connect()
    if bearer_token is not None:
        request.headers["Authorization"] = f"Bearer {bearer_token}"
    protocol.send_request(request)
    await stream.send(b"".join(protocol.data_to_send()))
    return await _finish_handshake(stream, endpoint, protocol, keepalive, bearer_token)


async def _adopt(
    early: EarlySocket, stream: ByteStream, endpoint: Endpoint, keepalive: float
) -> WebSocketTransport:
    protocol = ClientProtocol(parse_uri(endpoint.uri), max_size=MAX_MESSAGE_BYTES)
    protocol.key = early.key
    protocol.send_request(protocol.connect())
    protocol.data_to_send()  # it has left already
    if early.received:
        protocol.receive_data(bytes(early.received))
    transport = await _finish_handshake(stream, endpoint, protocol, keepalive, None)
    lines, early.unsent = early.unsent, b""
    if lines:
        await transport.send(lines)
    return transport


async def _finish_handshake(
    stream: ByteStream,
    endpoint: Endpoint,
    protocol: ClientProtocol,
    keepalive: float,
    bearer_token: str | None,
) -> WebSocketTransport:
    with contextlib.suppress(anyio.EndOfStream):
        while protocol.state is State.CONNECTING and protocol.handshake_exc is None:
            protocol.receive_data(await stream.receive(_CHUNK_BYTES))
    if protocol.state is State.CONNECTING:
        protocol.receive_eof()
    events = protocol.events_received()
    if protocol.handshake_exc is not None:
        response = events[0] if events else None
        if not isinstance(response, Response):
            reason = f"it does not speak WebSocket ({protocol.handshake_exc})"
            raise _refused(endpoint, _without(bearer_token, reason))
        status = response.status_code
        with_token = bearer_token is not None
        said = _without(bearer_token, bytes(response.body).decode("utf-8", "replace"))
        location = _without(bearer_token, (*response.headers.get_all("Location"), "")[0])
        reason = explain_status(status, said, with_token=with_token, location=location)
        raise _refused(endpoint, reason, status)
    return WebSocketTransport(stream, protocol, events[1:], keepalive=keepalive)


def _without(bearer_token: str | None, reason: str) -> str:
    """Return what a server said, which may repeat what it was sent, without the token."""
    return reason if bearer_token is None else reason.replace(bearer_token, "***")


def _refused(endpoint: Endpoint, reason: str, status_code: int | None = None) -> ServerConnectError:
    message = f"cannot connect to {endpoint.url.partition('?')[0]}: {reason}"  # a query may hold a secret
    return ServerConnectError(message, endpoint=endpoint.url, status_code=status_code)
