"""How the connection is doing, for applications that show it or act on it.

Filled by the core, read through `AsyncCodex.connection_state` and `AsyncCodex.connection_states`.
"""

from __future__ import annotations

import weakref
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import anyio

if TYPE_CHECKING:
    from collections.abc import Callable

    from .errors import CodexError

__all__ = ["ConnectionState", "ConnectionStateStream", "ConnectionStates", "ConnectionStatus"]

ConnectionStatus: TypeAlias = Literal["idle", "connecting", "connected", "reconnecting", "closed"]


@dataclass(frozen=True)
class ConnectionState:
    """One moment in the life of a connection.

    Attributes:
        status: ``"idle"`` before the first call, ``"connecting"``, ``"connected"``, ``"reconnecting"`` while
            it is broken and being made again, ``"closed"`` for good.
        reason: Why it is reconnecting or closed: what broke it, then what the last attempt failed with.
        attempt: Number of the attempt that is made or waited for, counted from 1; 0 unless reconnecting.
        retry_in: Seconds until that attempt.
        lost_threads: When connected again: threads this client followed and the server could not resume.
    """

    status: ConnectionStatus
    reason: CodexError | None = None
    attempt: int = 0
    retry_in: float = 0.0
    lost_threads: tuple[str, ...] = ()


class ConnectionStateStream:
    """An async iterator of states: the present one first, then each change; ends after ``"closed"``."""

    def __init__(self, first: ConnectionState, check_loop: Callable[[], None]) -> None:
        self._check_loop = check_loop
        self._unread: deque[ConnectionState] = deque([first])
        self._wake: anyio.Event | None = None
        self._ended = False

    def __aiter__(self) -> ConnectionStateStream:
        return self

    async def __anext__(self) -> ConnectionState:
        state = await self.next_state()
        if state is None:
            raise StopAsyncIteration
        return state

    async def next_state(self) -> ConnectionState | None:
        """Wait for the next state; None is the end."""
        self._check_loop()
        while not self._unread:
            if self._ended:
                return None
            self._wake = anyio.Event()
            await self._wake.wait()
        state = self._unread.popleft()
        if state.status == "closed":
            self._ended = True
        return state

    async def aclose(self) -> None:
        """Stop."""
        self._unread.clear()
        self._ended = True
        self._notify()

    def put(self, state: ConnectionState) -> None:
        """Called by the client: this is the state from now on."""
        self._unread.append(state)
        self._notify()

    def _notify(self) -> None:
        if self._wake is not None:
            self._wake.set()


class ConnectionStates:
    """The present state, and who watches it."""

    def __init__(self, check_loop: Callable[[], None]) -> None:
        self._check_loop = check_loop
        self.current: ConnectionState = ConnectionState("idle")
        self._streams: weakref.WeakSet[ConnectionStateStream] = weakref.WeakSet()
        self._changed: anyio.Event | None = None

    def change(self, state: ConnectionState) -> None:
        """Move on; nothing follows ``"closed"``."""
        if self.current.status == "closed":
            return
        self.current = state
        for stream in list(self._streams):
            stream.put(state)
        if self._changed is not None:
            self._changed.set()
            self._changed = None

    def subscribe(self) -> ConnectionStateStream:
        stream = ConnectionStateStream(self.current, self._check_loop)
        self._streams.add(stream)
        return stream

    async def wait_while(self, status: ConnectionStatus) -> None:
        """Wait until the state is another one."""
        while self.current.status == status:
            if self._changed is None:
                self._changed = anyio.Event()
            await self._changed.wait()
