"""`AsyncCodex`: the client, natively asynchronous, on asyncio and trio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .calls.account import AccountCalls
from .calls.commands import CommandCalls
from .calls.config import ConfigCalls
from .calls.files import FileCalls
from .calls.stored_threads import StoredThreadCalls
from .calls.threads import ThreadCalls
from .calls.tools import ToolCalls
from .config import AppServerConfig, tell_settings_apart
from .core import ClientCore
from .generated import v2_all as protocol
from .models import parse
from .streams import BatchStream, NotificationStream, ServerRequestStream

if TYPE_CHECKING:
    from types import TracebackType

    from .connection_state import ConnectionState, ConnectionStateStream
    from .early_socket import EarlySocket
    from .errors import TransportClosedError
    from .generated.requests import AsyncRequestTypes as RequestCalls
    from .launch import ServerProcess
    from .server_requests import ServerRequestHandler
    from .transports.base import Transport
else:
    from .calls.requests import RequestCalls

__all__ = ["AsyncCodex"]


@tell_settings_apart
class AsyncCodex(
    RequestCalls,
    ThreadCalls,
    StoredThreadCalls,
    AccountCalls,
    ConfigCalls,
    ToolCalls,
    FileCalls,
    CommandCalls,
):
    """A connection to ``codex app-server``, by default a child process of its own.

    It connects on first use. ``async with`` is the standard way, because it pairs start and end; without it,
    call `close`.

    Args:
        config: How to start the server and introduce the client.
        server_requests: Called with each `ServerRequest` (approvals, questions, ...) in a task of its own;
            may be async or plain (then in a worker thread), and returns the answer. Without it, and without
            a `server_requests()` stream, requests are declined.
        process: A server that `launch_server` has started already; the client adopts and ends it.
        transport: Another link to a server, instead of a child process.
        socket: A connection to ``config.endpoint`` that `connect_early` has made already.
    """

    def __init__(
        self,
        config: AppServerConfig | None = None,
        *,
        server_requests: ServerRequestHandler | None = None,
        process: ServerProcess | None = None,
        transport: Transport | None = None,
        socket: EarlySocket | None = None,
    ) -> None:
        if config is not None and not isinstance(config, AppServerConfig):
            raise TypeError(
                f"config is an AppServerConfig, not {type(config).__name__}: AppServerConfig(cwd=...)"
            )
        if server_requests is not None and not callable(server_requests):
            raise TypeError("server_requests is a function that gets each request and returns the answer")
        if process is not None and transport is not None:
            raise ValueError("a client has one server: pass process or transport, not both")
        super().__init__(
            ClientCore(
                config or AppServerConfig(),
                handler=server_requests,
                process=process,
                transport=transport,
                socket=socket,
            )
        )

    async def __aenter__(self) -> AsyncCodex:
        await self._core.background.open_group()
        try:
            await self._core.connect()
        except BaseException:
            await self._core.close()
            await self._core.background.close_group()
            raise
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            await self._core.close()
        finally:
            await self._core.background.close_group()

    @property
    def metadata(self) -> protocol.InitializeResponse:
        """What the server said about itself.

        Raises:
            RuntimeError: The client has not connected yet.
        """
        if self._core.initialize_result is None:
            raise RuntimeError("the client is not initialized yet: enter its context or make a call first")
        return parse(protocol.InitializeResponse, self._core.initialize_result)

    @property
    def is_closed(self) -> bool:
        """Whether the connection is over, for whatever reason."""
        return self._core.close_reason is not None

    @property
    def close_reason(self) -> TransportClosedError | None:
        """Why the connection is over: a `ServerClosedError` if the server ended; None while it is not."""
        return self._core.close_reason

    @property
    def connection_state(self) -> ConnectionState:
        """How the connection is doing at this moment."""
        return self._core.states.current

    def connection_states(self) -> ConnectionStateStream:
        """Iterate how the connection is doing: now, and after each change; ends when it is closed for good."""
        return self._core.states.subscribe()

    @property
    def stderr_tail(self) -> str:
        """The last 64 KiB the server wrote to stderr, without escape sequences."""
        return self._core.stderr_tail

    @property
    def malformed_lines(self) -> list[bytes]:
        """The last lines of the server that could not be read, cut to 2 KiB each; for diagnosis."""
        return self._core.malformed_lines

    async def connect(self) -> None:
        """Connect now instead of at the first call.

        Raises:
            CodexError: The server cannot be started, or ended before it answered.
        """
        await self._core.connect()

    async def close(self) -> None:
        """End the server (if it is ours) and every stream. May be called twice."""
        await self._core.close()

    async def wait_closed(self) -> TransportClosedError:
        """Wait until the connection is over; return why, see `close_reason`."""
        return await self._core.wait_closed()

    def notifications(self, *, include_turns: bool = False) -> NotificationStream:
        """Iterate what the server says unasked and no turn's handle has claimed, from this call on.

        Any number of streams may be open; each gets everything, in order, and none waits for another: what a
        slow reader has not read is kept for it. Of a stream that is dropped or closed nothing is kept.

        Args:
            include_turns: Also what went to the handle of a turn.
        """
        return NotificationStream(
            self._core.router.subscribe(include_turns=include_turns), self._core.home_loop.check
        )

    def notification_batches(self, *, include_turns: bool = False) -> BatchStream:
        """Iterate the same as `notifications`, as lists of all that arrived since the last look, in order."""
        return BatchStream(self.notifications(include_turns=include_turns))

    def server_requests(self) -> ServerRequestStream:
        """Iterate what the server asks, from this call on; each must be answered."""
        return ServerRequestStream(self._core.broker)

    async def models(
        self, *, include_hidden: bool = False, cursor: str | None = None, limit: int | None = None
    ) -> protocol.ModelListResponse:
        """Return the models the server offers, one page of them; `all_models` iterates all."""
        params = {"includeHidden": include_hidden, "cursor": cursor, "limit": limit}
        return await self._call("model/list", params, protocol.ModelListResponse)
