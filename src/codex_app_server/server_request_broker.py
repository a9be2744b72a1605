"""Deliver what the server asks, and keep track of what is open.

The reader hands each request to the broker and goes on. The broker gives it to the client's handler, in a
task of its own, or to the streams of `AsyncCodex.server_requests`; without either it declines at once.
"""

from __future__ import annotations

import inspect
import logging
import weakref
from collections import deque
from typing import TYPE_CHECKING, Any

import anyio
from anyio import to_thread

from .errors import ServerRequestClosedError
from .safe_answers import safe_answer
from .server_requests import ServerRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from .notification import Notification
    from .server_requests import ClosedBy, ServerRequestHandler

__all__ = ["ServerRequestBroker", "ServerRequestMailbox"]

METHOD_NOT_FOUND = -32601

_log = logging.getLogger("codex_app_server")


class ServerRequestMailbox:
    """Requests for one stream."""

    def __init__(self) -> None:
        self._unread: deque[ServerRequest] = deque()
        self._wake: anyio.Event | None = None
        self._ended = False

    def put(self, request: ServerRequest) -> None:
        self._unread.append(request)
        self._notify()

    def end(self) -> None:
        self._ended = True
        self._notify()

    def take_unread(self) -> list[ServerRequest]:
        taken = [request for request in self._unread if request.is_open]
        self._unread.clear()
        return taken

    async def receive(self) -> ServerRequest | None:
        """Return the next request that is still open, None at the end."""
        while True:
            while self._unread:
                request = self._unread.popleft()
                if request.is_open:
                    return request
            if self._ended:
                return None
            if self._wake is None:
                self._wake = anyio.Event()
            await self._wake.wait()

    def _notify(self) -> None:
        if self._wake is not None:
            self._wake.set()
            self._wake = None


class ServerRequestBroker:
    """All open server requests of one client."""

    def __init__(
        self,
        handler: ServerRequestHandler | None,
        start_task: Callable[..., None],
        respond: Callable[[Any, Any], None],
        respond_error: Callable[[Any, int, str], None],
    ) -> None:
        self._handler = handler
        self._start_task = start_task
        self._respond = respond
        self._respond_error = respond_error
        self._open: dict[Any, ServerRequest] = {}
        self._mailboxes: list[weakref.ref[ServerRequestMailbox]] = []
        self._closed = False

    def subscribe(self) -> ServerRequestMailbox:
        """Return a mailbox that gets every request from now on."""
        mailbox = ServerRequestMailbox()
        if self._closed:
            mailbox.end()
        else:
            self._mailboxes.append(weakref.ref(mailbox, self._forget_mailbox))
        return mailbox

    def unsubscribe(self, mailbox: ServerRequestMailbox) -> None:
        """End a stream; what it has not read is declined unless another stream has it."""
        mailbox.end()
        self._mailboxes = [ref for ref in self._mailboxes if ref() not in (None, mailbox)]
        if not self._mailboxes:
            for request in mailbox.take_unread():
                self.refuse(request)

    def accept(self, message: dict[str, Any]) -> None:
        """Take a request from the reader."""
        request = ServerRequest(self, message)
        if type(request.id) not in (int, str):
            return
        known = self._open.get(request.id)
        if known is not None and known.method == request.method:
            return  # sent again because the thread was resumed; the first copy is still being answered
        self._open[request.id] = request
        mailboxes = [mailbox for ref in self._mailboxes if (mailbox := ref()) is not None]
        if self._handler is not None:
            self._start_task(self._handle, self._handler, request, name=f"handler of {request.method}")
        elif mailboxes:
            for mailbox in mailboxes:
                mailbox.put(request)
        else:
            self.refuse(request)

    def answer(self, request: ServerRequest, result: Any) -> None:
        # Sent first: an answer that cannot be written as JSON must leave the request open.
        self._check_open(request)
        self._respond(request.id, result)
        self._close_for_answer(request)

    def refuse(self, request: ServerRequest) -> None:
        self._check_open(request)
        result = safe_answer(request.method)
        if result is None:
            self._respond_error(request.id, METHOD_NOT_FOUND, f"this client does not answer {request.method}")
        else:
            self._respond(request.id, result)
        self._close_for_answer(request)

    def follow(self, batch: list[Notification]) -> None:
        """Close the requests that the notifications of a wake-up say are over."""
        if not self._open:
            return
        for notification in batch:
            if notification.method == "serverRequest/resolved":
                resolved = notification.params.get("requestId")
                if type(resolved) in (int, str):
                    self._close(resolved, "server")
            elif notification.method == "turn/completed":
                key = (notification.thread_id, notification.turn_id)
                for request in list(self._open.values()):
                    if (request.thread_id, request.turn_id) == key:
                        self._close(request.id, "turn")

    def close(self) -> None:
        """The connection is over."""
        self._closed = True
        for request_id in list(self._open):
            self._close(request_id, "connection")
        for ref in self._mailboxes:
            mailbox = ref()
            if mailbox is not None:
                mailbox.end()

    async def _handle(self, handler: ServerRequestHandler, request: ServerRequest) -> None:
        try:
            if inspect.iscoroutinefunction(handler):
                result = await handler(request)
            else:
                # A plain function may wait for a person; in a thread it stops neither reader nor loop.
                result = await to_thread.run_sync(handler, request, abandon_on_cancel=True)
                # An object with an async __call__, or a partial of an async function.
                if inspect.isawaitable(result):
                    result = await result
            if result is not None and request.is_open:
                await request.respond(result)
        except Exception:
            _log.exception("the handler of %s failed; the request is declined", request.method)
        if request.is_open:
            self.refuse(request)

    @staticmethod
    def _check_open(request: ServerRequest) -> None:
        if not request.is_open:
            raise ServerRequestClosedError(f"{request.method} is not open any more: {request.closed_by}")

    def _close_for_answer(self, request: ServerRequest) -> None:
        self._close(request.id, "answer")
        request.mark_closed("answer")

    def _close(self, request_id: Any, closed_by: ClosedBy) -> None:
        request = self._open.pop(request_id, None)
        if request is not None:
            request.mark_closed(closed_by)

    def _forget_mailbox(self, ref: weakref.ref[ServerRequestMailbox]) -> None:
        self._mailboxes = [other for other in self._mailboxes if other is not ref]
