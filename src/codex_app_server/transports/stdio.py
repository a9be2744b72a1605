"""The link to a child process: non-blocking pipes read in large chunks on the event loop.

Works on asyncio and trio by `anyio.wait_readable`; no thread, no executor. It adopts a process that is
already running, see `launch_server`. Not tried on Windows, whose pipes cannot be waited for this way.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import anyio
from anyio import ClosedResourceError, notify_closing, wait_readable, wait_writable

from ..stderr_tail import StderrTail

if TYPE_CHECKING:
    from typing import IO

    from ..launch import ServerProcess

__all__ = ["StdioTransport"]

_CHUNK_BYTES = 256 * 1024
_GRACE_SECONDS = 2.0
_TERMINATE_SECONDS = 1.0
_KILL_SECONDS = 5.0


class StdioTransport:
    """Owns a `ServerProcess` from now on: it is reaped when the transport is closed."""

    def __init__(self, process: ServerProcess) -> None:
        self._process = process
        self._tail = StderrTail()
        self._closed = False
        self._ended: anyio.Event | None = None
        """Of a close that is under way: when the process has ended."""
        self._read_before = b"" if process.early is None else bytes(process.early.received)
        self._stderr_ended = anyio.Event()
        for stream in (process.stdin, process.stdout, process.stderr):
            os.set_blocking(stream.fileno(), False)

    @property
    def stderr_tail(self) -> str:
        return self._tail.text()

    @property
    def end_reason(self) -> str:
        return ""

    async def receive(self) -> bytes:
        if self._read_before:
            before, self._read_before = self._read_before, b""
            return before
        return await self._read(self._process.stdout)

    async def send(self, data: bytes) -> None:
        stream = self._process.stdin
        view = memoryview(data)
        while view:
            if stream.closed:
                raise BrokenPipeError("the server's stdin is closed")
            try:
                view = view[os.write(stream.fileno(), view) :]
            except BlockingIOError:
                try:
                    await wait_writable(stream.fileno())
                except ClosedResourceError as error:
                    raise BrokenPipeError("the server's stdin is closed") from error

    async def drain_side_channel(self) -> None:
        try:
            while chunk := await self._read(self._process.stderr):
                self._tail.append(chunk)
        finally:
            self._stderr_ended.set()

    async def exit_code(self) -> int | None:
        if await self._exited_within(_GRACE_SECONDS):
            # What a dying server said last is the explanation; a grandchild may keep the pipe open, though.
            with anyio.move_on_after(_TERMINATE_SECONDS):
                await self._stderr_ended.wait()
        return self._process.poll()

    async def aclose(self) -> None:
        if self._closed:
            if self._ended is not None:
                await self._ended.wait()  # a server that is to take its place must find nothing held by it
            return
        self._closed = True
        self._ended = anyio.Event()
        # A cancelled close would leave an orphan behind.
        with anyio.CancelScope(shield=True):
            try:
                self._close(self._process.stdin)
                if not await self._exited_within(_GRACE_SECONDS):
                    self._process.terminate()
                    if not await self._exited_within(_TERMINATE_SECONDS):
                        self._process.kill()
                        await self._exited_within(_KILL_SECONDS)
            finally:
                self._close(self._process.stdout)
                self._close(self._process.stderr)
                self._process.close()  # has nothing left to do unless Ctrl-C broke in
                self._ended.set()

    def abort(self) -> None:
        if not self._closed:
            self._closed = True
            self._process.close()

    async def _exited_within(self, seconds: float) -> bool:
        # Polled: a wait for a child without a thread differs on every platform and backend, and this happens
        # once, at the end, where the server needs some 30 ms.
        pause = 0.002
        with anyio.move_on_after(seconds):
            while self._process.poll() is None:
                await anyio.sleep(pause)
                pause = min(pause * 1.5, 0.05)
        return self._process.poll() is not None

    @staticmethod
    async def _read(stream: IO[bytes]) -> bytes:
        try:
            while not stream.closed:
                chunk = _read_now(stream)
                if chunk is not None:
                    return chunk
                await wait_readable(stream.fileno())
        except (OSError, ClosedResourceError):
            pass  # broken, or closed while we waited: the end either way
        return b""

    @staticmethod
    def _close(stream: IO[bytes]) -> None:
        if not stream.closed:
            notify_closing(stream.fileno())
            stream.close()


def _read_now(stream: IO[bytes]) -> bytes | None:
    try:
        return os.read(stream.fileno(), _CHUNK_BYTES)
    except BlockingIOError:
        return None
