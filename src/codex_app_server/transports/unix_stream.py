"""A Unix socket as a byte stream that a WebSocket can run on, whoever connected it.

Readiness of the socket is waited for by anyio; its own stream for asyncio raises in a callback of the loop when a
read is cancelled in the moment in which data arrives.
"""

from __future__ import annotations

import contextlib
import socket
from typing import TYPE_CHECKING, Any

from anyio import (
    BrokenResourceError,
    ClosedResourceError,
    EndOfStream,
    notify_closing,
    sleep,
    wait_readable,
    wait_writable,
)
from anyio.abc import ByteStream, SocketAttribute
from anyio.lowlevel import checkpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["UnixStream", "connect_unix"]

_BUSY_SECONDS = 0.01


class UnixStream(ByteStream):
    """Owns a connected socket from now on."""

    def __init__(self, link: socket.socket) -> None:
        link.setblocking(False)
        self._socket = link

    @property
    def extra_attributes(self) -> Mapping[Any, Callable[[], Any]]:
        return {SocketAttribute.raw_socket: lambda: self._socket}

    async def receive(self, max_bytes: int = 65_536) -> bytes:
        await checkpoint()
        while True:
            self._check_open()
            try:
                data = self._socket.recv(max_bytes)
            except BlockingIOError:
                await wait_readable(self._socket)
            except OSError as error:
                raise self._broken() from error
            else:
                if not data:
                    raise EndOfStream
                return data

    async def send(self, item: bytes) -> None:
        await checkpoint()
        view = memoryview(item)
        while view:
            self._check_open()
            try:
                view = view[self._socket.send(view) :]
            except BlockingIOError:
                await wait_writable(self._socket)
            except OSError as error:
                raise self._broken() from error

    async def send_eof(self) -> None:
        self._check_open()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    async def aclose(self) -> None:
        if self._socket.fileno() >= 0:
            notify_closing(self._socket)
            self._socket.close()
        await checkpoint()

    def _check_open(self) -> None:
        if self._socket.fileno() < 0:
            raise ClosedResourceError

    def _broken(self) -> Exception:
        return ClosedResourceError() if self._socket.fileno() < 0 else BrokenResourceError()


async def connect_unix(path: str) -> UnixStream:
    """Connect to a socket by its real path.

    Raises:
        OSError: Nobody listens there, or it is not there.
    """
    await checkpoint()
    link = socket.socket(socket.AF_UNIX)
    link.setblocking(False)
    try:
        while not _is_connected(link, path):  # noqa: ASYNC110 - of a queue that is not full any more nothing tells
            await sleep(_BUSY_SECONDS)
    except BaseException:
        link.close()
        raise
    return UnixStream(link)


def _is_connected(link: socket.socket, path: str) -> bool:
    try:
        link.connect(path)
    except BlockingIOError:
        return False
    return True
