"""A proxy that forwards bytes to a server on a socket, and cuts, stalls or refuses when a test says so.

It runs in the test's own event loop, on asyncio and trio, and knows nothing of frames: a cut may fall anywhere.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import anyio
from anyio.abc import SocketAttribute

from codex_app_server.transports.endpoint import Endpoint, parse_endpoint
from codex_app_server.transports.unix_stream import UnixStream, connect_unix

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from anyio.abc import ByteStream, Listener, TaskGroup

_GONE = (anyio.EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError, OSError)


class CuttingProxy:
    """What a test may do to the links that go through it.

    Attributes:
        endpoint: Where clients connect.
        connections: How many there have been.
        refusing: Hang up on whoever connects.
    """

    def __init__(self, endpoint: str, server: Endpoint) -> None:
        self.endpoint = endpoint
        self.connections = 0
        self.refusing = False
        self._server = server
        self._links: list[tuple[ByteStream, ByteStream]] = []
        self._marker: bytes | None = None
        self._flowing = anyio.Event()
        self._flowing.set()

    async def cut(self) -> None:
        """Break every link now."""
        links, self._links = self._links, []
        for link in links:
            for end in link:
                await anyio.aclose_forcefully(end)

    def cut_inside(self, marker: bytes) -> None:
        """Break the link in the middle of the message from the server that holds these bytes."""
        self._marker = marker

    def stall(self) -> None:
        """Read nothing more from the server until `flow`."""
        self._flowing = anyio.Event()

    def flow(self) -> None:
        self._flowing.set()

    async def serve(self, accepted: ByteStream, group: TaskGroup) -> None:
        self.connections += 1
        client = await self._own(accepted)
        if self.refusing:
            await anyio.aclose_forcefully(client)
            return
        try:
            server = await self._connect()
        except OSError:
            await anyio.aclose_forcefully(client)
            return
        self._links.append((client, server))
        group.start_soon(self._forward, client, server)
        await self._to_client(server, client)

    async def _own(self, accepted: ByteStream) -> ByteStream:
        """The same link without anyio's own stream, which on asyncio raises in a callback if a cut meets data."""
        if self._server.scheme != "unix":
            return accepted
        link = UnixStream(accepted.extra(SocketAttribute.raw_socket).dup())
        await anyio.aclose_forcefully(accepted)
        return link

    async def _connect(self) -> ByteStream:
        if self._server.scheme == "unix":
            return await connect_unix(str(await anyio.Path(self._server.path).resolve()))
        return await anyio.connect_tcp(self._server.host, self._server.port)

    async def _to_client(self, server: ByteStream, client: ByteStream) -> None:
        with contextlib.suppress(*_GONE):
            while True:
                await self._flowing.wait()
                data = await server.receive()
                found = -1 if self._marker is None else data.find(self._marker)
                if found >= 0:
                    self._marker = None
                    await client.send(data[:found])
                    break
                await client.send(data)
        await self._hang_up(client, server)

    async def _forward(self, client: ByteStream, server: ByteStream) -> None:
        with contextlib.suppress(*_GONE):
            while True:
                await server.send(await client.receive())
        await self._hang_up(client, server)

    async def _hang_up(self, client: ByteStream, server: ByteStream) -> None:
        if (client, server) in self._links:
            self._links.remove((client, server))
        for end in (client, server):
            await anyio.aclose_forcefully(end)


@asynccontextmanager
async def cutting_proxy(server_endpoint: str) -> AsyncIterator[CuttingProxy]:
    """Run a proxy in front of the server that listens there, on a socket of the same kind."""
    server = parse_endpoint(server_endpoint)
    folder = tempfile.mkdtemp(prefix="proxy-")  # short: the address of a socket has some 100 bytes
    listener: Listener[Any]
    try:
        if server.scheme == "unix":
            path = os.path.join(folder, "s")
            listener, endpoint = await anyio.create_unix_listener(path), f"unix://{path}"
        else:
            listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
            endpoint = f"ws://127.0.0.1:{listener.extra(SocketAttribute.local_port)}"
        proxy = CuttingProxy(endpoint, server)
        async with listener, anyio.create_task_group() as group:
            group.start_soon(listener.serve, lambda client: proxy.serve(client, group))
            yield proxy
            group.cancel_scope.cancel()
            await proxy.cut()
    finally:
        shutil.rmtree(folder)
