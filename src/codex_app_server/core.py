"""What the client, its threads and its turns share: one connection, opened once, and who reads from it.

Between the protocol layer (`rpc`) and the public classes. Connecting runs as a task of its own, so that a
caller who gives up does not break it for the others who wait for it.
"""

from __future__ import annotations

import copy
import weakref
from typing import TYPE_CHECKING, Any, Protocol

import anyio
from pydantic_core import PydanticSerializationError

from .abandoned import AbandonedTurns
from .background import BackgroundTasks
from .connection_state import ConnectionState, ConnectionStates
from .errors import (
    ConnectionLostError,
    InternalRpcError,
    InvalidParamsError,
    MethodNotFoundError,
    RequestTimeoutError,
    TransportClosedError,
)
from .first_write import is_first_write, repeat_until_written
from .opening import ConnectionOpener
from .rpc.codec import to_wire
from .rpc.router import Router
from .server_request_broker import ServerRequestBroker
from .usage_checks import CLIENT_CLOSED, HomeLoop, unsendable

if TYPE_CHECKING:
    from .config import AppServerConfig
    from .early_socket import EarlySocket
    from .launch import ServerProcess
    from .notification import Notification
    from .reconnecting.reconnector import Reconnector
    from .rpc.connection import Connection
    from .server_requests import ServerRequestHandler
    from .transports.base import Transport

__all__ = ["ClientCore", "TurnConsumer"]

_LEFTOVER_TASKS_SECONDS = 2.0


class TurnReader(Protocol):
    """A stream or a ``run()``."""

    @property
    def is_done(self) -> bool: ...


class TurnConsumer:
    """Who reads a turn at present: one at a time unless ``concurrent_turns`` is set."""

    def __init__(self, *, concurrent: bool) -> None:
        self._concurrent = concurrent
        self._owner: weakref.ref[TurnReader] | None = None

    def claim(self, owner: TurnReader) -> None:
        """Become the consumer, or stay it.

        Raises:
            RuntimeError: Another one is reading.
        """
        if self._concurrent:
            return
        current = self._owner() if self._owner is not None else None
        if current is not None and current is not owner and not current.is_done:
            raise RuntimeError(
                "another turn is being consumed on this client; finish its run() or stream() first, or use "
                "AppServerConfig(concurrent_turns=True)"
            )
        self._owner = weakref.ref(owner)

    def release(self, owner: TurnReader) -> None:
        if self._owner is not None and self._owner() in (None, owner):
            self._owner = None


class ClientCore:
    """Connects on first use, routes what arrives, closes for good."""

    def __init__(
        self,
        config: AppServerConfig,
        *,
        handler: ServerRequestHandler | None,
        process: ServerProcess | None,
        transport: Transport | None,
        socket: EarlySocket | None,
    ) -> None:
        self.config = config
        self.home_loop: HomeLoop = HomeLoop()
        self.background: BackgroundTasks = BackgroundTasks()
        self.abandoned_turns: AbandonedTurns = AbandonedTurns(self.background.start)
        self.router: Router = Router()
        self.broker: ServerRequestBroker = ServerRequestBroker(
            handler, self.background.start, self._respond, self._respond_error, self.home_loop.check
        )
        self.turn_consumer: TurnConsumer = TurnConsumer(concurrent=config.concurrent_turns)
        self.initialize_result: dict[str, Any] | None = None
        self.states: ConnectionStates = ConnectionStates(self.home_loop.check)
        self._reconnector: Reconnector | None = None
        self._opener = ConnectionOpener(
            config,
            process=process,
            transport=transport,
            socket=socket,
            start_task=self.background.start,
        )
        self._opening: anyio.CancelScope | None = None
        self._connection: Connection | None = None
        self._ready: anyio.Event | None = None
        self._connect_error: Exception | None = None
        self._closed: anyio.Event | None = None
        self._close_reason: TransportClosedError | None = None

    @property
    def close_reason(self) -> TransportClosedError | None:
        """Why the client is not usable any more; None while it is, or was never connected."""
        return self._close_reason

    @property
    def stderr_tail(self) -> str:
        return "" if self._connection is None else self._connection.stderr_tail

    @property
    def malformed_lines(self) -> list[bytes]:
        return [] if self._connection is None else list(self._connection.malformed_lines)

    async def connect(self) -> None:
        """Start the server and introduce ourselves, once however many callers wait.

        Raises:
            CodexError: The server cannot be started, or ended; or this client was closed.
        """
        self.home_loop.check()
        if self._close_reason is not None and self._connect_error is None:
            raise copy.copy(self._close_reason)
        if self.initialize_result is not None:
            return
        if self._ready is None:
            self._ready = anyio.Event()
            self.background.start(self._connect, self._ready, name="connect to codex app-server")
        await self._ready.wait()
        if self._connect_error is not None:
            raise copy.copy(self._connect_error)

    async def request(
        self,
        method: str,
        params: Any = None,
        *,
        request_timeout: float | None = None,
        to_the_end: bool = False,
    ) -> Any:
        """Connect if need be, send a request, return the raw result; what that means is with `Connection.request`."""
        self.home_loop.check()
        if self.initialize_result is None:
            await self.connect()
        try:
            return await self._request(method, params, request_timeout, to_the_end)
        except InternalRpcError as error:
            if not is_first_write(error):
                raise
            failure = error
        return await repeat_until_written(
            lambda: self._request(method, params, request_timeout, to_the_end), failure
        )

    async def _request(
        self, method: str, params: Any, request_timeout: float | None, to_the_end: bool
    ) -> Any:
        if self._reconnector is not None:
            await self._wait_restored(method, request_timeout)
        connection, wire = self._alive(), to_wire(params)
        try:
            result = await connection.request(
                method, wire, request_timeout=request_timeout, to_the_end=to_the_end
            )
        except (InvalidParamsError, MethodNotFoundError) as error:
            from .refusal_hints import add_hint

            add_hint(error, method, wire)
            raise
        except PydanticSerializationError as error:
            raise TypeError(f"{method} was given what cannot be sent as JSON: {unsendable(wire)}") from error
        if self._reconnector is not None:
            self._reconnector.note_call(connection, method, wire, result)
        return result

    async def close(self) -> None:
        """End the server and every stream. May be called twice and by several tasks."""
        self.home_loop.check_close()
        reason = TransportClosedError(CLIENT_CLOSED)
        if self._close_reason is None:
            self._close_reason = reason
        with anyio.CancelScope(shield=True):
            if self._connection is not None:
                await self._connection.aclose()
            else:
                if self._opening is not None:
                    self._opening.cancel()
                await self._opener.discard()
            if self._ready is not None and not self._ready.is_set():
                await self._ready.wait()
            self._end(None)
            self.background.cancel()
            await self.background.wait_idle(_LEFTOVER_TASKS_SECONDS)

    async def wait_closed(self) -> TransportClosedError:
        """Wait until the connection is over, and return why."""
        self.home_loop.check()
        while self._close_reason is None:
            if self._closed is None:
                self._closed = anyio.Event()
            await self._closed.wait()
        return self._close_reason

    def on_notifications(self, batch: list[Notification], size: int) -> None:
        if self._reconnector is not None:
            admitted = self._reconnector.admit(batch)
            if len(admitted) < len(batch):
                batch, size = admitted, sum(notification.size for notification in admitted)
        self.deliver(batch, size)

    def deliver(self, batch: list[Notification], size: int) -> None:
        """Hand notifications to whoever reads them."""
        self.router.route(batch, size)
        self.broker.follow(batch)

    def on_server_request(self, message: dict[str, Any]) -> None:
        self.broker.accept(message)

    def on_closed(self, error: TransportClosedError) -> None:
        if self._reconnector is not None and self._close_reason is None:
            self._reconnector.lost(error)
        else:
            self.close_for(error)

    def close_for(self, error: TransportClosedError) -> None:
        """The connection is over for good."""
        if self._close_reason is None:
            self._close_reason = error
        # A stream that ends because we closed it has not failed.
        self._end(None if type(error) is TransportClosedError else error)

    def _end(self, error: Exception | None) -> None:
        self.router.close(error)
        self.broker.close()
        self.states.change(ConnectionState("closed", self._close_reason))
        if self._closed is not None:
            self._closed.set()

    async def _connect(self, ready: anyio.Event) -> None:
        try:
            if self._close_reason is not None:
                raise self._close_reason
            self.states.change(ConnectionState("connecting"))
            with anyio.CancelScope() as self._opening:
                connection = await self.open_connection()
                if self.config.reconnect is not None:
                    # Loaded here: a client of a child process does not need it.
                    from .reconnecting.reconnector import Reconnector

                    connection.lost_error = ConnectionLostError
                    self._reconnector = Reconnector(self, self.config.reconnect)
                self.states.change(ConnectionState("connected"))
        except Exception as error:
            self._connect_error = error
            self.close_for(error if isinstance(error, TransportClosedError) else _not_connected(error))
        finally:
            if self.initialize_result is None and self._connect_error is None:
                self._connect_error = TransportClosedError("connecting was cancelled")
            ready.set()

    async def open_connection(self) -> Connection:
        """Make a connection and introduce this client on it; it is the client's from its first moment on."""
        connection, self.initialize_result = await self._opener.open(self, self._use)
        if self._reconnector is not None:
            connection.lost_error = ConnectionLostError
        return connection

    def _use(self, connection: Connection) -> None:
        self._connection = connection

    async def _wait_restored(self, method: str, request_timeout: float | None) -> None:
        """Wait while the connection is being made again, as long as the call may take."""
        if self.states.current.status == "reconnecting":
            seconds = request_timeout or self.config.request_timeout
            with anyio.move_on_after(seconds):
                await self.states.wait_while("reconnecting")
            if seconds is not None and self.states.current.status == "reconnecting":
                raise RequestTimeoutError(method, seconds)

    def _alive(self) -> Connection:
        if self._connection is None or self._close_reason is not None:
            raise copy.copy(self._close_reason) or TransportClosedError("the client is not connected")
        return self._connection

    def _respond(self, request_id: Any, result: Any) -> None:
        self._alive().respond(request_id, result)

    def _respond_error(self, request_id: Any, code: int, message: str) -> None:
        self._alive().respond_error(request_id, code, message)


def _not_connected(error: Exception) -> TransportClosedError:
    reason = TransportClosedError(f"the client could not connect: {error}")
    reason.__cause__ = error
    return reason
