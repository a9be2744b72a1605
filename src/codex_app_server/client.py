"""`Codex`: the same client for blocking code.

A facade over `AsyncCodex`, which runs on an event loop in one thread. Streams fetch all that is unread with
one call to that loop.
"""

from __future__ import annotations

import inspect
import weakref
from typing import TYPE_CHECKING, Any

from .async_client import AsyncCodex
from .blocking import Portal, blocking, iterate, iterate_batches
from .blocking_calls.account import BlockingAccountCalls
from .blocking_calls.commands import BlockingCommandCalls
from .blocking_calls.config import BlockingConfigCalls
from .blocking_calls.files import BlockingFileCalls
from .blocking_calls.stored_threads import BlockingStoredThreadCalls
from .blocking_calls.threads import BlockingThreadCalls
from .blocking_calls.tools import BlockingToolCalls
from .config import tell_settings_apart
from .spelling import tell_spelling_of_options
from .sync_server_request import SyncServerRequest

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from types import TracebackType

    from .config import AppServerConfig
    from .connection_state import ConnectionState, ConnectionStateStream
    from .early_socket import EarlySocket
    from .errors import TransportClosedError
    from .generated import v2_all as protocol
    from .generated.requests import RequestTypes as BlockingRequestCalls
    from .launch import ServerProcess
    from .notification import Notification
    from .server_requests import ServerRequest, ServerRequestHandler
    from .streams import ServerRequestStream
    from .transports.base import Transport

    SyncHandler = Callable[[SyncServerRequest], Any] | Callable[[ServerRequest], Awaitable[Any]]
else:
    from .blocking_calls.requests import BlockingRequestCalls

__all__ = ["Codex"]


@tell_settings_apart
@tell_spelling_of_options
class Codex(
    BlockingRequestCalls,
    BlockingThreadCalls,
    BlockingStoredThreadCalls,
    BlockingAccountCalls,
    BlockingConfigCalls,
    BlockingToolCalls,
    BlockingFileCalls,
    BlockingCommandCalls,
):
    """The blocking counterpart of `AsyncCodex`: same methods, same parameters.

    It connects on first use. ``with`` is the standard way, because it pairs start and end; without it, call
    `close`. Ctrl-C ends the call that waits and leaves the client usable.

    Args:
        config: How to start the server and introduce the client.
        server_requests: Called with each `SyncServerRequest` in a worker thread and returns the answer; an
            async function runs on the client's loop and gets a `ServerRequest`. Without it, and without a
            `server_requests()` stream, requests are declined.
        process: A server that `launch_server` has started already; the client adopts and ends it.
        transport: Another link to a server, instead of a child process.
        socket: A connection to ``config.endpoint`` that `connect_early` has made already.
    """

    def __init__(
        self,
        config: AppServerConfig | None = None,
        *,
        server_requests: SyncHandler | None = None,
        process: ServerProcess | None = None,
        transport: Transport | None = None,
        socket: EarlySocket | None = None,
    ) -> None:
        portal = Portal()
        handler = None if server_requests is None else _adapted(server_requests, portal)
        client = AsyncCodex(
            config, server_requests=handler, process=process, transport=transport, socket=socket
        )
        super().__init__(portal, client)
        portal.close_with(client.close)

    def __enter__(self) -> Codex:
        try:
            self.connect()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def metadata(self) -> protocol.InitializeResponse:
        """What the server said about itself.

        Raises:
            RuntimeError: The client has not connected yet.
        """
        return self._async.metadata

    @property
    def is_closed(self) -> bool:
        """Whether the connection is over, for whatever reason."""
        return self._async.is_closed

    @property
    def close_reason(self) -> TransportClosedError | None:
        """Why the connection is over: a `ServerClosedError` if the server ended; None while it is not."""
        return self._async.close_reason

    @property
    def connection_state(self) -> ConnectionState:
        """How the connection is doing at this moment."""
        return self._async.connection_state

    def connection_states(self) -> Iterator[ConnectionState]:
        """Iterate how the connection is doing: now, and after each change; ends when it is closed for good."""
        return _iterate_states(self._portal, self._portal.call(self._async.connection_states))

    @property
    def stderr_tail(self) -> str:
        """The last 64 KiB the server wrote to stderr, without escape sequences."""
        return self._async.stderr_tail

    @property
    def malformed_lines(self) -> list[bytes]:
        """The last lines of the server that could not be read, cut to 2 KiB each; for diagnosis."""
        return self._async.malformed_lines

    @blocking(AsyncCodex.connect)
    def connect(self, result: None) -> None:
        return result

    def close(self) -> None:
        """End the server (if it is ours), every stream and the loop. May be called twice."""
        self._portal.close()

    @blocking(AsyncCodex.wait_closed)
    def wait_closed(self, reason: TransportClosedError) -> TransportClosedError:
        return reason

    def notifications(self, *, include_turns: bool = False) -> Iterator[Notification]:
        """Iterate what the server says unasked, from this call on; see `AsyncCodex.notifications`."""
        stream = self._portal.call(self._async.notifications, include_turns=include_turns)
        return iterate(self._portal, stream)

    def notification_batches(self, *, include_turns: bool = False) -> Iterator[list[Notification]]:
        """Iterate the same, as lists of all that arrived since the last look, in order."""
        stream = self._portal.call(self._async.notifications, include_turns=include_turns)
        return iterate_batches(self._portal, stream)

    def server_requests(self) -> Iterator[SyncServerRequest]:
        """Iterate what the server asks, from this call on; each must be answered by `respond`."""
        return _iterate_requests(self._portal, self._portal.call(self._async.server_requests))

    @blocking(AsyncCodex.models)
    def models(self, response: protocol.ModelListResponse) -> protocol.ModelListResponse:
        return response


def _adapted(handler: Callable[[Any], Any], portal: Portal) -> ServerRequestHandler:
    if not callable(handler) or inspect.iscoroutinefunction(handler):
        return handler

    # Weakly: the client holds the handler, and must not keep its own loop from ending.
    known_portal = weakref.ref(portal)

    def answer(request: ServerRequest) -> Any:
        portal = known_portal()
        return None if portal is None else handler(SyncServerRequest(portal, request))

    return answer


def _iterate_requests(portal: Portal, stream: ServerRequestStream) -> Iterator[SyncServerRequest]:
    try:
        while (request := portal.call(stream.next_request)) is not None:
            yield SyncServerRequest(portal, request)
    finally:
        if not portal.is_closed:
            portal.call(stream.aclose)


def _iterate_states(portal: Portal, stream: ConnectionStateStream) -> Iterator[ConnectionState]:
    try:
        while (state := portal.call(stream.next_state)) is not None:
            yield state
    finally:
        if not portal.is_closed:
            portal.call(stream.aclose)
