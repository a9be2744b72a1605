"""The bridge from blocking code to the asynchronous client: one event loop in one thread.

`blocking` makes a blocking method from an asynchronous one: same parameters, same documentation. The
decorated function only says how the result is handed out. What both clients can do is therefore written once.
"""

from __future__ import annotations

import functools
import inspect
import os
import weakref
from concurrent.futures import Future
from contextlib import suppress
from threading import Lock, Thread, current_thread
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

import anyio
from anyio.from_thread import BlockingPortal

from .errors import TransportClosedError
from .usage_checks import CLIENT_CLOSED, CLIENT_COPIED

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from .notification import Notification
    from .streams import NotificationStream

__all__ = ["Facade", "Portal", "blocking", "forwarding", "iterate", "iterate_batches"]

P = ParamSpec("P")
AsyncT = TypeVar("AsyncT")
ResultT = TypeVar("ResultT")
ValueT = TypeVar("ValueT")


class Portal:
    """Runs coroutines on an event loop in a thread of its own, which is started with the first call.

    Everything the client has handed out holds the portal; when the last of it is gone, or the interpreter
    exits, the loop is ended as by `close`: its thread is a daemon and would leave the server to its stdin.
    A process that was forked has a copy without that thread: it can neither call nor close, and does not wait.
    """

    def __init__(self) -> None:
        self._loop = _LoopThread()
        self._finalizer: weakref.finalize[Any, Any] | None = None

    @property
    def is_closed(self) -> bool:
        return self._loop.is_closed

    def close_with(self, last_call: Callable[[], Awaitable[Any]]) -> None:
        """Run ``last_call`` at the end. It must not hold the portal."""
        self._finalizer = weakref.finalize(self, self._loop.close, last_call)

    def call(self, function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """Run an async or plain function on the loop and wait for its result.

        Ctrl-C cancels the function, and only that: the loop and everything else on it go on.

        Raises:
            TransportClosedError: The portal was closed.
            RuntimeError: The call comes from the loop itself, which it would wait for.
        """
        if self._loop.is_current:
            raise RuntimeError(
                "a blocking call on the client's own event loop would wait for itself: in an async handler "
                "await the methods of its ServerRequest, or give Codex a plain function"
            )
        future = self._loop.started().start_task_soon(functools.partial(function, *arguments, **options))
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def close(self) -> None:
        """Run the last call if the loop ever ran, and stop it. May be called twice."""
        if self._finalizer is not None:
            self._finalizer()


class _LoopThread:
    """The loop's thread; knows nothing of who uses it, so that it can outlive them for a last call.

    anyio's `start_blocking_portal` is a generator: where it is collected in a forked copy it would wait for the thread.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._portal: BlockingPortal | None = None
        self._thread: Thread | None = None
        self._process = os.getpid()
        self._is_closed = False

    @property
    def is_closed(self) -> bool:
        return self._is_closed or self._is_copy

    @property
    def is_current(self) -> bool:
        """Whether the calling code runs on the loop."""
        return self._thread is current_thread()

    @property
    def _is_copy(self) -> bool:
        """Whether this process was forked from the one with the thread: even the lock may be held for ever here."""
        return os.getpid() != self._process

    def started(self) -> BlockingPortal:
        if self._is_copy:
            raise TransportClosedError(CLIENT_COPIED)
        with self._lock:
            if self._is_closed:
                raise TransportClosedError(CLIENT_CLOSED)
            if self._portal is None:
                ready: Future[BlockingPortal] = Future()
                self._thread = Thread(target=_run_loop, args=(ready,), name="Codex", daemon=True)
                self._thread.start()
                self._portal = ready.result()
            return self._portal

    def close(self, last_call: Callable[[], Awaitable[Any]]) -> None:
        if self._is_copy:
            return
        if self.is_current:
            # The garbage collector found the client while it ran on the loop, which cannot wait for itself.
            Thread(target=self._stop, args=(last_call,), name="close a forgotten Codex").start()
        else:
            self._stop(last_call)

    def _stop(self, last_call: Callable[[], Awaitable[Any]]) -> None:
        with self._lock:
            portal, thread = self._portal, self._thread
            self._is_closed = True
            self._portal = None
        if portal is not None and thread is not None:
            try:
                portal.call(last_call)
            finally:
                with suppress(RuntimeError):  # the loop is over already
                    portal.call(portal.stop)
                thread.join()


def _run_loop(ready: Future[BlockingPortal]) -> None:
    async def serve() -> None:
        async with BlockingPortal() as portal:
            ready.set_result(portal)
            await portal.sleep_until_stopped()

    try:
        anyio.run(serve, backend="asyncio")
    except BaseException as error:
        if not ready.done():  # else what waits for the loop is told of its end
            ready.set_exception(error)


class Facade(Generic[AsyncT]):
    """Base of the blocking classes: an asynchronous object, and the loop it lives on."""

    def __init__(self, portal: Portal, asynchronous: AsyncT) -> None:
        self._portal = portal
        self._async = asynchronous


FacadeT = TypeVar("FacadeT", bound=Facade[Any])


def blocking(
    method: Callable[Concatenate[AsyncT, P], Awaitable[ResultT]],
) -> Callable[[Callable[[FacadeT, ResultT], ValueT]], Callable[Concatenate[FacadeT, P], ValueT]]:
    """Make a blocking method with the parameters of ``method``.

    The decorated function gets the facade and the result of ``method``, and returns what the caller gets.
    """
    decorate: Callable[[Callable[[FacadeT, ResultT], ValueT]], Callable[Concatenate[FacadeT, P], ValueT]] = (
        _bridge(method)
    )
    return decorate


def forwarding(
    method: Callable[Concatenate[AsyncT, P], ResultT],
) -> Callable[[Callable[[FacadeT, ResultT], ValueT]], Callable[Concatenate[FacadeT, P], ValueT]]:
    """Make a method from a plain one of the asynchronous class, which is called on the loop as well."""
    decorate: Callable[[Callable[[FacadeT, ResultT], ValueT]], Callable[Concatenate[FacadeT, P], ValueT]] = (
        _bridge(method)
    )
    return decorate


def _bridge(method: Callable[..., Any]) -> Any:
    def decorate(hand_out: Callable[[Any, Any], Any]) -> Callable[..., Any]:
        def call(self: Facade[Any], /, *args: Any, **kwargs: Any) -> Any:
            return hand_out(self, self._portal.call(method, self._async, *args, **kwargs))

        returned = hand_out.__annotations__.get("return", inspect.Signature.empty)
        functools.update_wrapper(call, hand_out)
        call.__doc__ = method.__doc__
        call.__signature__ = inspect.signature(method).replace(  # type: ignore[attr-defined]
            return_annotation=returned
        )
        return call

    return decorate


def iterate(portal: Portal, stream: NotificationStream) -> Iterator[Notification]:
    """Iterate a stream from blocking code: one call to the loop fetches all that is unread."""
    try:
        while portal.call(stream.fill):
            yield from stream.taken
    finally:
        if not portal.is_closed:
            portal.call(stream.aclose)


def iterate_batches(portal: Portal, stream: NotificationStream) -> Iterator[list[Notification]]:
    """Iterate a stream from blocking code, as lists of all that is unread."""
    try:
        while batch := portal.call(stream.next_batch):
            yield batch
    finally:
        if not portal.is_closed:
            portal.call(stream.aclose)
