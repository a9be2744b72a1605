"""Deliver what the server asks, and keep track of what is open.

The reader hands each request to the broker and goes on. The broker gives it to the client's handler, in a
task of its own, or to the streams of `AsyncCodex.server_requests`; without either it declines at once.
"""

from __future__ import annotations

import contextlib
import inspect
import logging
import math
import weakref
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import anyio
from anyio import to_thread

from .errors import ConnectionLostError, ServerRequestClosedError
from .safe_answers import safe_answer
from .server_requests import ServerRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from .notification import Notification
    from .server_requests import ClosedBy, ServerRequestHandler

__all__ = ["ServerRequestBroker", "ServerRequestMailbox"]

METHOD_NOT_FOUND = -32601
_UNFLAGGED = frozenset({"item/tool/call"})
"""Requests of a thread that its status does not show."""

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


class _Answered(NamedTuple):
    """An answer that the server has not confirmed."""

    request: ServerRequest
    send: Callable[[], None]


class ServerRequestBroker:
    """All open server requests of one client."""

    def __init__(
        self,
        handler: ServerRequestHandler | None,
        start_task: Callable[..., None],
        respond: Callable[[Any, Any], None],
        respond_error: Callable[[Any, int, str], None],
        check_loop: Callable[[], None],
    ) -> None:
        self.check_loop: Callable[[], None] = check_loop
        self._handler = handler
        self._start_task = start_task
        self._respond = respond
        self._respond_error = respond_error
        self._open: dict[Any, ServerRequest] = {}
        self._answered: dict[Any, _Answered] = {}
        self._mailboxes: list[weakref.ref[ServerRequestMailbox]] = []
        self._closed = False
        self._threads: anyio.CapacityLimiter | None = None

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
        if known is not None and known.is_same(request):
            return  # sent again because the thread was resumed; the first copy is still being answered
        answered = self._answered.get(request.id)
        if answered is not None and answered.request.is_same(request):
            answered.send()  # likewise; the answer did not arrive, or was on its way
            return
        # Another server may have taken the place of the one that asked before.
        self._close(request.id, "connection")
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
        self.check_loop()
        self._answer(request, partial(self._respond, request.id, result))

    def refuse(self, request: ServerRequest) -> None:
        result = safe_answer(request.method)
        if result is None:
            text = f"this client does not answer {request.method}"
            self._answer(request, partial(self._respond_error, request.id, METHOD_NOT_FOUND, text))
        else:
            self._answer(request, partial(self._respond, request.id, result))

    def _answer(self, request: ServerRequest, send: Callable[[], None]) -> None:
        # Sent first: an answer that cannot be written as JSON must leave the request open. One that meets a
        # broken connection is kept: the server asks again when the thread is resumed.
        self._check_open(request)
        with contextlib.suppress(ConnectionLostError):
            send()
        if request.thread_id is not None:
            self._answered[request.id] = _Answered(request, send)
        self._close(request.id, "answer")
        request.mark_closed("answer")

    def follow(self, batch: list[Notification]) -> None:
        """Close the requests that the notifications of a wake-up say are over."""
        if not self._open and not self._answered:
            return
        for notification in batch:
            if notification.method == "serverRequest/resolved":
                resolved = notification.params.get("requestId")
                if type(resolved) in (int, str):
                    self._forget(resolved, "server")
            elif notification.method == "turn/completed":
                key = (notification.thread_id, notification.turn_id)
                for request in self._known():
                    if (request.thread_id, request.turn_id) == key:
                        self._forget(request.id, "turn")

    def connection_lost(self) -> None:
        """Close what only the connection that broke could answer; the rest is asked again on the next one."""
        for request in self._known():
            if request.thread_id is None:
                self._forget(request.id, "connection")

    def settle(self, thread_id: str, status: dict[str, Any]) -> None:
        """Close what a resumed thread, which has this status, does not wait for any more."""
        is_active = status.get("type") == "active"
        is_waiting = is_active and bool(status.get("activeFlags"))
        for request in self._known():
            waits = is_active if request.method in _UNFLAGGED else is_waiting
            if request.thread_id == thread_id and not waits:
                self._forget(request.id, "server")

    def close(self) -> None:
        """The connection is over."""
        self._closed = True
        self._answered.clear()
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
                # Each in its own: with a limit, those that wait would keep the next question from being seen.
                if self._threads is None:
                    self._threads = anyio.CapacityLimiter(math.inf)
                result = await to_thread.run_sync(
                    handler, request, abandon_on_cancel=True, limiter=self._threads
                )
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

    def _known(self) -> list[ServerRequest]:
        return [*self._open.values(), *(answered.request for answered in self._answered.values())]

    def _forget(self, request_id: Any, closed_by: ClosedBy) -> None:
        self._answered.pop(request_id, None)
        self._close(request_id, closed_by)

    def _close(self, request_id: Any, closed_by: ClosedBy) -> None:
        request = self._open.pop(request_id, None)
        if request is not None:
            request.mark_closed(closed_by)

    def _forget_mailbox(self, ref: weakref.ref[ServerRequestMailbox]) -> None:
        self._mailboxes = [other for other in self._mailboxes if other is not ref]
