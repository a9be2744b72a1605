"""Connect again when the connection to an endpoint breaks, and bring every followed thread up to date.

Owned by the core. Consumers notice nothing but a pause: streams stay open, what was missed comes from the
history, and only calls that were waiting fail.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Protocol

import anyio

from ..connection_state import ConnectionState
from ..errors import (
    CodexError,
    ConnectionLostError,
    JsonRpcError,
    ServerClosedError,
    ServerConnectError,
    TransportClosedError,
)
from ..notification import Notification
from .following import FollowedThreads
from .history import missed_turns

if TYPE_CHECKING:
    from ..background import BackgroundTasks
    from ..connection_state import ConnectionStates
    from ..reconnect_policy import ReconnectPolicy
    from ..rpc.connection import Connection
    from ..rpc.router import Router
    from ..server_request_broker import ServerRequestBroker
    from .following import FollowedThread

__all__ = ["Reconnector"]

_BEGINNING_CALLS = frozenset(
    {
        "review/start",
        "thread/compact/start",
        "thread/goal/set",
        "thread/queue/add",
        "thread/queue/start",
        "thread/shellCommand",
        "turn/start",
    }
)
_STORED_SECONDS = 5.0
_STORED_PAUSE = 0.02

_log = logging.getLogger("codex_app_server")


class Reconnectable(Protocol):
    """What the reconnector needs of the core."""

    background: BackgroundTasks
    broker: ServerRequestBroker
    router: Router
    states: ConnectionStates

    async def open_connection(self) -> Connection: ...

    def deliver(self, batch: list[Notification], size: int) -> None: ...

    def close_for(self, error: TransportClosedError) -> None: ...


class Reconnector:
    """Keeps one client connected."""

    def __init__(self, core: Reconnectable, policy: ReconnectPolicy) -> None:
        self._core = core
        self._policy = policy
        self._followed = FollowedThreads()
        self._is_restoring = False

    def note_call(self, connection: Connection, method: str, params: Any, result: Any) -> None:
        """Learn from an answered call what is followed."""
        self._followed.note_call(method, params, result)
        if method in _BEGINNING_CALLS:
            thread = self._followed.get(params["threadId"])
            if thread is not None and thread.is_dormant:
                thread.is_dormant = False
                self._core.background.start(self._wake, connection, thread, name="follow a thread again")

    def admit(self, batch: list[Notification]) -> list[Notification]:
        """Return what of a batch is to be delivered now."""
        return self._followed.admit(batch)

    def lost(self, error: TransportClosedError) -> None:
        """Begin to connect again, unless that is under way: an attempt notices by itself that it failed."""
        if not self._is_restoring:
            self._is_restoring = True
            self._core.broker.connection_lost()
            self._core.states.change(ConnectionState("reconnecting", error))
            self._core.background.start(self._restore, error, name="connect to codex app-server again")

    async def _restore(self, error: CodexError) -> None:
        began = anyio.current_time()
        for attempt, delay in enumerate(self._policy.delays(), 1):
            seconds = self._policy.for_seconds
            if seconds is not None and anyio.current_time() + delay - began > seconds:
                self._give_up(error, f"gave up after {seconds:g} s")
                return
            self._core.states.change(ConnectionState("reconnecting", error, attempt, delay))
            await anyio.sleep(delay)
            try:
                self._followed.hold_back()
                connection = await self._core.open_connection()
                lost_threads = await self._heal(connection)
            except CodexError as failure:
                error = failure
                if isinstance(failure, ServerConnectError) and failure.status_code in (401, 403):
                    self._give_up(failure, "trying again would not help")
                    return
            except Exception as failure:
                # Whatever a server answers, it must not leave the client waiting for ever.
                _log.exception("cannot restore the connection to codex app-server")
                error = ServerClosedError(f"the connection could not be restored: {failure!r}")
            else:
                if connection.closed_error is None:
                    self._is_restoring = False
                    self._core.states.change(ConnectionState("connected", lost_threads=tuple(lost_threads)))
                    return
                error = connection.closed_error

    def _give_up(self, error: CodexError, why: str) -> None:
        self._is_restoring = False
        reason = ServerClosedError(f"{error}; {why}")
        reason.__cause__ = error
        self._core.close_for(reason)

    async def _heal(self, connection: Connection) -> list[str]:
        """Resume and complete every followed thread; return those that cannot be."""
        lost_threads: list[str] = []
        failures: list[Exception] = []

        async def heal(thread: FollowedThread) -> None:
            try:
                await self._heal_thread(connection, thread)
            except JsonRpcError as error:
                self._lose(thread, error)
                if thread.is_explicit:
                    lost_threads.append(thread.thread_id)
            except Exception as error:
                failures.append(error)

        async with anyio.create_task_group() as group:
            for thread in self._followed.threads():
                group.start_soon(heal, thread)
        if failures:
            raise failures[0]
        return lost_threads

    async def _heal_thread(self, connection: Connection, thread: FollowedThread) -> None:
        params = {"threadId": thread.thread_id, "excludeTurns": True}
        try:
            opened = await connection.request("thread/resume", params)
        except JsonRpcError:
            if not thread.is_new or thread.turns:
                raise
            # Without a turn there is nothing the server could resume. With the first one there will be.
            thread.is_dormant = True
            self._deliver(self._followed.release(thread, []))
            return
        status = opened["thread"].get("status") or {}
        missed = await missed_turns(connection.request, thread)
        story = [Notification("thread/status/changed", {"threadId": thread.thread_id, "status": status})]
        self._deliver(story + self._followed.release(thread, missed))
        self._core.broker.settle(thread.thread_id, status)

    async def _wake(self, connection: Connection, thread: FollowedThread) -> None:
        """Follow a thread that has just got its first turn; the server needs a moment to store it."""
        self._followed.hold_back_thread(thread)
        give_up_at = anyio.current_time() + _STORED_SECONDS
        while True:
            try:
                await connection.request(
                    "thread/resume", {"threadId": thread.thread_id, "excludeTurns": True}
                )
                break
            except JsonRpcError as error:
                if anyio.current_time() > give_up_at:
                    self._lose(thread, error)
                    return
            await anyio.sleep(_STORED_PAUSE)
        self._deliver(self._followed.release(thread, await missed_turns(connection.request, thread)))

    def _lose(self, thread: FollowedThread, error: JsonRpcError) -> None:
        self._followed.forget(thread.thread_id)
        message = (
            f"the connection was made again, but thread {thread.thread_id} could not be resumed: {error}"
        )
        self._core.router.end_thread(thread.thread_id, ConnectionLostError(message))
        self._core.broker.settle(thread.thread_id, {})

    def _deliver(self, batch: list[Notification]) -> None:
        if batch:
            self._core.deliver(batch, sum(notification.size for notification in batch))
