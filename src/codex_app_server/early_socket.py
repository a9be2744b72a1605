"""Join a server on a Unix socket before there is a client, with calls that are answered until there is one.

Bottom layer: standard library only, the counterpart of `launch` for a server that runs already. What is spoken here is
the least of WebSocket that this takes: the handshake, text frames out, text frames in. The client that adopts the
connection afterwards finds the server introduced, and is given every byte that was read before it.
"""

from __future__ import annotations

import base64
import contextlib
import os
import select
import socket
import struct
import sys
from typing import TYPE_CHECKING, Any

from .early_calls import EarlyAnswers, opening_lines
from .errors import ServerConnectError
from .transports.endpoint import parse_endpoint

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .config import AppServerConfig

__all__ = ["EarlySocket", "connect_early"]

_CHUNK_BYTES = 256 * 1024
_TEXT, _CONTINUATION = 0x1, 0x0
_END_OF_HEADERS = b"\r\n\r\n"
_SWITCHING = b"HTTP/1.1 101 "


class EarlySocket:
    """A connection to a server that listens, not adopted by any client yet.

    Reading is up to the application: when `fileno` is readable, call `read` and look at `answers`. The calls
    leave with the answer to the handshake, so that one who never reads has them sent by the client.

    Attributes:
        endpoint: The address that was connected to.
        key: The key of the handshake, which the client needs to check its answer.
        peer_pid: Process id of the server, where the system tells it.
        answers: Results by the place of their call; an error is no answer.
        received: Every byte read so far.
        sent: The lines that it was asked with, or will be.
        unsent: What is still to be sent as frames; empty once the handshake was answered.
    """

    def __init__(self, link: socket.socket, endpoint: str, lines: bytes, count: int) -> None:
        self.socket = link
        self.endpoint = endpoint
        self.key: str = base64.b64encode(os.urandom(16)).decode()
        self.peer_pid: int | None = _peer_pid(link)
        self.received: bytearray = bytearray()
        self.sent: bytes = lines
        self.unsent: bytes = lines
        self._expected = EarlyAnswers(count)
        self.answers: dict[int, Any] = self._expected.answers
        self._parsed = 0
        self._fragments = b""
        link.sendall(_handshake(self.key))

    def fileno(self) -> int:
        """The file descriptor to wait for; -1 once it is closed."""
        return self.socket.fileno()

    def read(self, timeout: float = 0.0) -> bool:
        """Take what there is, waiting at most ``timeout`` seconds for the first of it.

        Returns:
            False once there is no use in reading on: everything is answered, or the server is gone.
        """
        if timeout and not select.select([self.socket], [], [], timeout)[0]:
            return True
        self.socket.setblocking(False)
        try:
            chunk = self.socket.recv(_CHUNK_BYTES)
        except BlockingIOError:
            return not self._expected.complete
        except OSError:
            return False
        self.received += chunk
        if self._parsed == 0 and not self._take_handshake():
            return bool(chunk)
        self._take_frames()
        return bool(chunk) and not self._expected.complete

    def close(self) -> None:
        """End the connection, unless a client has it."""
        self.socket.close()

    def _take_handshake(self) -> bool:
        """Sends what waits for the answer to the handshake. One that is refused is the client's to explain."""
        end = self.received.find(_END_OF_HEADERS)
        if end < 0 or not self.received.startswith(_SWITCHING):
            return False
        self._parsed = end + len(_END_OF_HEADERS)
        lines, self.unsent = self.unsent, b""
        with contextlib.suppress(OSError):  # a server that is gone is found out by the client
            self.socket.setblocking(True)
            self.socket.sendall(b"".join(_frame(line) for line in lines.splitlines()))
        self.socket.setblocking(False)
        return True

    def _take_frames(self) -> None:
        while (frame := _next_frame(self.received, self._parsed)) is not None:
            opcode, is_last, payload, self._parsed = frame
            if opcode not in (_TEXT, _CONTINUATION):
                continue  # the client reads all of it again, and answers what wants an answer
            self._fragments += payload
            if is_last:
                self._expected.look_at(self._fragments)
                self._fragments = b""


def connect_early(
    config: AppServerConfig, early_calls: Sequence[tuple[str, Mapping[str, Any]]] = ()
) -> EarlySocket:
    """Connect to the Unix socket of ``config.endpoint``, introduce the client that will adopt it, and make calls.

    Args:
        config: Where to connect to, and how to introduce the client.
        early_calls: Methods and their parameters, as JSON; `EarlySocket.read` takes their answers.

    Raises:
        ValueError: The endpoint is no Unix socket.
        ServerConnectError: Nobody listens there, or it is another user's.
        TypeError: An early call cannot be sent.
    """
    endpoint = parse_endpoint(config.endpoint or "")
    if endpoint.scheme != "unix":
        raise ValueError(f"only a Unix socket can be joined early, not {endpoint.url}")
    lines = opening_lines(config, early_calls)
    link = socket.socket(socket.AF_UNIX)
    try:
        # The server makes a link to a socket with a short name; the link's own path may be too long for one.
        link.connect(os.path.realpath(endpoint.path))
        _check_owner(link)
        return EarlySocket(link, endpoint.url, lines, len(early_calls))
    except OSError as error:
        link.close()
        message = f"cannot connect to {endpoint.url}: {error.strerror or error}"
        raise ServerConnectError(message, endpoint=endpoint.url) from error


def _handshake(key: str) -> bytes:
    lines = (
        "GET / HTTP/1.1",
        "Host: localhost",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
    )
    return "\r\n".join(lines).encode() + _END_OF_HEADERS


def _frame(payload: bytes) -> bytes:
    """A whole text message; what a client sends is masked, which protects nothing here."""
    size = len(payload)
    if size < 126:
        head = struct.pack(">BB", 0x80 | _TEXT, 0x80 | size)
    elif size < 65_536:
        head = struct.pack(">BBH", 0x80 | _TEXT, 0x80 | 126, size)
    else:
        head = struct.pack(">BBQ", 0x80 | _TEXT, 0x80 | 127, size)
    return head + b"\0\0\0\0" + payload


def _next_frame(data: bytearray, at: int) -> tuple[int, bool, bytes, int] | None:
    """The frame that begins at a place: opcode, whether it ends its message, payload, where the next one begins."""
    if len(data) < at + 2:
        return None
    first, size = data[at], data[at + 1] & 0x7F
    at += 2
    if size >= 126:
        width, code = (2, ">H") if size == 126 else (8, ">Q")
        if len(data) < at + width:
            return None
        (size,) = struct.unpack_from(code, data, at)
        at += width
    if len(data) < at + size:
        return None
    return first & 0x0F, bool(first & 0x80), bytes(data[at : at + size]), at + size


def _peer_pid(link: socket.socket) -> int | None:
    if sys.platform == "linux":
        (pid, _, _) = struct.unpack("3i", link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        return int(pid) or None
    if sys.platform == "darwin":
        return link.getsockopt(0, 2) or None  # SOL_LOCAL, LOCAL_PEERPID; not tried
    return None


def _check_owner(link: socket.socket) -> None:
    """What one types is for a server of one's own, whoever put a socket there."""
    if sys.platform == "linux":
        (_, owner, _) = struct.unpack("3i", link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        if owner not in (os.geteuid(), 0):
            raise PermissionError(0, f"the server there runs as another user ({owner})")
