"""What a person iterates: notifications one by one, or in the batches they arrived in.

Between the mailboxes of the router and the user's ``async for``. A stream is registered when it is made, not
when it is first read, so nothing that arrives in between is missed.
"""

from __future__ import annotations

import contextlib
from operator import length_hint
from typing import TYPE_CHECKING

from .errors import CodexError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .core import TurnConsumer
    from .notification import Notification
    from .rpc.mailbox import Mailbox
    from .server_request_broker import ServerRequestBroker
    from .server_requests import ServerRequest

__all__ = ["BatchStream", "NotificationStream", "ServerRequestStream", "TurnStream"]


class NotificationStream:
    """An async iterator of notifications; ends when the client is closed.

    Attributes:
        taken: What was taken from the mailbox and not yet looked at.

    Raises from the iteration:
        ServerClosedError: The server ended, after the last notification.
    """

    def __init__(self, mailbox: Mailbox, check_loop: Callable[[], None]) -> None:
        self._mailbox = mailbox
        self._check_loop = check_loop
        self.taken: Iterator[Notification] = iter(())

    def __aiter__(self) -> NotificationStream:
        return self

    async def __anext__(self) -> Notification:
        for notification in self.taken:
            return notification
        if not await self.fill():
            raise StopAsyncIteration
        return next(self.taken)

    async def next_batch(self) -> list[Notification]:
        """Return all that is unread, waiting for the first; an empty list is the end."""
        return list(self.taken) or await self._next_batch()

    async def fill(self) -> bool:
        """Put all that is unread into `taken`, waiting for the first; return False at the end."""
        batch = await self._next_batch()
        self.taken = iter(batch)
        return bool(batch)

    async def aclose(self) -> None:
        """Stop: nothing more is kept for this stream."""
        self.taken = iter(())
        self._mailbox.end()

    async def _next_batch(self) -> list[Notification]:
        self._check_loop()
        return await self._mailbox.receive()


class TurnStream(NotificationStream):
    """The notifications of one turn, ending with its ``turn/completed``.

    It becomes the client's turn consumer when it is first read, and stays so until the turn is completed, the
    stream is closed or given up. What was not read then is there for the handle's next stream.
    """

    def __init__(self, mailbox: Mailbox, check_loop: Callable[[], None], consumer: TurnConsumer) -> None:
        super().__init__(mailbox, check_loop)
        self._consumer = consumer
        self._done = False

    def __aiter__(self) -> TurnStream:
        return self

    @property
    def is_done(self) -> bool:
        """Whether everything of the turn was handed out."""
        return self._mailbox.is_exhausted and length_hint(self.taken) == 0

    async def aclose(self) -> None:
        self._release()

    async def _next_batch(self) -> list[Notification]:
        if self._done:
            return []
        self._check_loop()
        self._consumer.claim(self)
        try:
            batch = await self._mailbox.receive()
        except Exception:
            self._release()
            raise
        if not batch:
            self._release()
        return batch

    def _release(self) -> None:
        self._done = True
        self._consumer.release(self)
        unread = list(self.taken)
        if unread:
            self._mailbox.put_back(unread)

    def __del__(self) -> None:
        # `async for ...: break` leaves the stream without closing it.
        self._release()


class BatchStream:
    """An async iterator of lists: all that arrived since the last look, in order."""

    def __init__(self, stream: NotificationStream) -> None:
        self._stream = stream

    def __aiter__(self) -> BatchStream:
        return self

    async def __anext__(self) -> list[Notification]:
        batch = await self._stream.next_batch()
        if not batch:
            raise StopAsyncIteration
        return batch

    async def aclose(self) -> None:
        """Stop: nothing more is kept for this stream."""
        await self._stream.aclose()


class ServerRequestStream:
    """An async iterator of the server's open requests; ends with the connection."""

    def __init__(self, broker: ServerRequestBroker) -> None:
        self._broker = broker
        self._mailbox = broker.subscribe()

    def __aiter__(self) -> ServerRequestStream:
        return self

    async def __anext__(self) -> ServerRequest:
        request = await self.next_request()
        if request is None:
            raise StopAsyncIteration
        return request

    async def next_request(self) -> ServerRequest | None:
        """Wait for the next request that is still open; None is the end."""
        self._broker.check_loop()
        return await self._mailbox.receive()

    async def aclose(self) -> None:
        """Stop; requests that were not read are declined."""
        self._broker.unsubscribe(self._mailbox)

    def __del__(self) -> None:
        # A stream that is given up unread would leave the server waiting for ever.
        with contextlib.suppress(CodexError):
            self._broker.unsubscribe(self._mailbox)
