"""Open a connection to whatever the client was told to use, and introduce the client on it.

Between the core and the transports: a transport that was handed in, a process that was handed in or is
launched now, or an endpoint, which alone can be opened again.
"""

from __future__ import annotations

import contextlib
import weakref
from typing import TYPE_CHECKING, Any, Protocol

import anyio

from .early_calls import INTRODUCTION_ID, introduction
from .errors import InvalidResponseError
from .launch import launch_server
from .rpc.connection import Connection
from .transports.stdio import StdioTransport

if TYPE_CHECKING:
    from collections.abc import Callable

    from .config import AppServerConfig
    from .early_socket import EarlySocket
    from .launch import ServerProcess
    from .rpc.connection import MessageSink
    from .transports.base import Transport
    from .transports.endpoint import Endpoint

__all__ = ["ConnectionOpener", "OpenedBy"]

_TAKEN: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
"""The processes and transports that belong to a client, by `id`: a transport need not have a hash."""


class OpenedBy(Protocol):
    """Learns of a connection as soon as there is one, so that it can be closed while it is introduced."""

    def __call__(self, connection: Connection) -> None: ...


class ConnectionOpener:
    """Knows how to reach the server.

    Raises:
        ValueError: What is configured does not fit together.
    """

    def __init__(
        self,
        config: AppServerConfig,
        *,
        process: ServerProcess | None,
        transport: Transport | None,
        socket: EarlySocket | None,
        start_task: Callable[..., None],
    ) -> None:
        self._config = config
        self._process = process
        self._transport = transport
        self._socket = socket
        self._start_task = start_task
        self._introduced = False
        self._sent_before = b""
        self._endpoint: Endpoint | None = None
        if config.endpoint is not None:
            if process is not None or transport is not None:
                raise ValueError("a client has one server: give config.endpoint, process= or transport=")
            # Loaded here and below: a client of a child process needs nothing of it.
            from .transports.endpoint import checked_endpoint

            self._endpoint = checked_endpoint(config.endpoint, config)
        if socket is not None:
            mend = "connect one for each client, by connect_early(config)"
            if socket.endpoint != config.endpoint:
                raise ValueError(f"this socket leads to {socket.endpoint}: give that as config.endpoint")
            _take(socket, "socket", mend)
            if socket.fileno() < 0:
                raise ValueError(f"this socket was closed: {mend}")
        if process is not None:
            mend = "start one for each client, by launch_server(config)"
            _take(process, "process", mend)
            if process.stdin.closed:
                raise ValueError(f"this process was closed: {mend}")
        if transport is not None:
            _take(transport, "transport", "make one for each client")

    async def open(self, sink: MessageSink, opened: OpenedBy) -> tuple[Connection, dict[str, Any]]:
        """Return a connection that is ready for requests, and what the server said about itself.

        Raises:
            CodexError: It cannot be reached or started, or ended, or does not answer.
        """
        connection = Connection(
            await self._link(),
            sink,
            request_timeout=self._config.request_timeout,
            pace=self._config.pace,
            wire_log=self._config.wire_log,
        )
        opened(connection)
        connection.tell_wire("sent", self._sent_before.splitlines())
        introduced = connection.expect(INTRODUCTION_ID, "initialize") if self._introduced else None
        self._start_task(connection.read, name="read from codex app-server")
        self._start_task(connection.write, name="write to codex app-server")
        self._start_task(connection.drain, name="serve the transport to codex app-server")
        try:
            if introduced is not None:
                result = await introduced
            else:
                result = await connection.request("initialize", introduction(self._config))
                connection.notify("initialized")
            if not isinstance(result, dict):
                text = "what answers there is no codex app-server: its answer to initialize is no object"
                raise InvalidResponseError(text, result)
        except BaseException:
            with anyio.CancelScope(shield=True):
                await connection.aclose()
            raise
        return connection, result

    async def discard(self) -> None:
        """Close what was handed in and never used."""
        if self._transport is not None:
            await self._transport.aclose()
        elif self._process is not None:
            await StdioTransport(self._process).aclose()
        elif self._socket is not None:
            self._socket.close()
        self._transport = self._process = self._socket = None

    async def _link(self) -> Transport:
        if self._endpoint is not None:
            from .transports.websocket import open_websocket

            config = self._config
            early, self._socket = self._socket, None
            self._introduced = early is not None
            self._sent_before = early.sent if early is not None else b""
            return await open_websocket(
                self._endpoint,
                bearer_token=config.bearer_token,
                allow_token_in_clear=config.allow_token_in_clear,
                ssl_context=config.ssl_context,
                connect_timeout=config.connect_timeout,
                early=early,
            )
        if self._transport is not None:
            transport, self._transport = self._transport, None
            return transport
        process, self._process = self._process, None
        self._introduced = process is not None and process.early is not None
        self._sent_before = process.early.sent if process is not None and process.early is not None else b""
        return StdioTransport(process or launch_server(self._config))


def _take(server: Any, option: str, mend: str) -> None:
    # A client ends what it was given, so a second one would speak to a closed pipe.
    if _TAKEN.get(id(server)) is server:
        raise ValueError(f"this {option} belongs to a client already, which ends it: {mend}")
    with contextlib.suppress(TypeError):  # some objects cannot be held weakly
        _TAKEN[id(server)] = server
