"""What the server reports about one thing that a client asked for: a command, a watched folder, a search.

Between the router and a person's ``async for``. A feed is attached before its call is made, so nothing that
arrives in between is missed, and keeps only what is its own.
"""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import anyio

from .errors import CodexError
from .rpc.router import GeneralMailbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType

    from .core import ClientCore
    from .notification import Notification

__all__ = ["AsyncFeed", "FeedMailbox"]

ValueT = TypeVar("ValueT")
FeedT = TypeVar("FeedT", bound="AsyncFeed[Any]")

_STOP_SECONDS = 5.0


class FeedMailbox(GeneralMailbox):
    """Keeps the notifications of one method for which ``wanted`` says yes, and nothing else."""

    def __init__(self, method: str, wanted: Callable[[Notification], bool]) -> None:
        super().__init__(include_turns=False)
        self._method = method
        self._wanted = wanted

    def put(self, notifications: Iterable[Notification], size: int) -> None:
        mine = [n for n in notifications if n.method == self._method and self._wanted(n)]
        if mine:
            super().put(mine, sum(notification.size for notification in mine))


class AsyncFeed(ABC, Generic[ValueT]):
    """An async iterator of reports. Leave it by ``async with``, or call `close`.

    Raises from the iteration:
        ServerClosedError: The server ended.
    """

    def __init__(self, core: ClientCore, method: str, key: str, value: str) -> None:
        self._core = core
        self._mailbox = FeedMailbox(method, lambda notification: notification.params.get(key) == value)
        self._values: list[ValueT] = []
        self._is_closed = False
        core.router.attach(self._mailbox)

    def __aiter__(self) -> AsyncFeed[ValueT]:
        return self

    async def __anext__(self) -> ValueT:
        if not self._values:
            self._values = (await self.next_batch())[::-1]
        if not self._values:
            raise StopAsyncIteration
        return self._values.pop()

    async def next_batch(self) -> list[ValueT]:
        """Return all that is unread, waiting for the first; an empty list is the end."""
        if self._values:
            values, self._values = self._values[::-1], []
            return values
        self._core.home_loop.check()
        return [self._value(notification) for notification in await self._mailbox.receive()]

    async def __aenter__(self: FeedT) -> FeedT:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Stop it on the server, and end the iteration. May be called twice."""
        self._mailbox.end()
        if self._is_closed:
            return
        self._is_closed = True
        # Also when the caller is being cancelled: the server would go on otherwise. That it is over, or the
        # connection is, is what was asked for.
        with contextlib.suppress(CodexError), anyio.move_on_after(_STOP_SECONDS, shield=True):
            await self._stop()

    @abstractmethod
    def _value(self, notification: Notification) -> ValueT:
        """Return what a notification reports."""

    @abstractmethod
    async def _stop(self) -> None:
        """Tell the server that it is not wanted any more."""
