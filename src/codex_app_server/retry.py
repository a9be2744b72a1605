"""Try again what failed only because the server was busy.

Works on plain and on async functions: what the call returns decides.
"""

from __future__ import annotations

import inspect
import random
import time
from typing import TYPE_CHECKING, Any, TypeVar, overload

from .errors import JsonRpcError, ServerBusyError, ServerShuttingDownError, TurnFailedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

__all__ = ["is_retryable_error", "retry_on_overload"]

T = TypeVar("T")

_OVERLOADED = "serverOverloaded"


def is_retryable_error(exc: BaseException) -> bool:
    """Say whether the same call, which was not carried out, may succeed a little later.

    So it is when the server or the model was overloaded, and when the server makes way for the next one.
    """
    if isinstance(exc, (ServerBusyError, ServerShuttingDownError)):
        return True
    if isinstance(exc, JsonRpcError):
        data = exc.data
        return isinstance(data, dict) and data.get("codexErrorInfo") == _OVERLOADED
    return isinstance(exc, TurnFailedError) and exc.codex_error_info == _OVERLOADED


@overload
def retry_on_overload(
    func: Callable[[], Awaitable[T]],
    *,
    max_attempts: int = 3,
    initial_delay: float = 0.25,
    max_delay: float = 2.0,
    jitter: float = 0.2,
) -> Awaitable[T]: ...


@overload
def retry_on_overload(
    func: Callable[[], T],
    *,
    max_attempts: int = 3,
    initial_delay: float = 0.25,
    max_delay: float = 2.0,
    jitter: float = 0.2,
) -> T: ...


def retry_on_overload(
    func: Callable[[], Any],
    *,
    max_attempts: int = 3,
    initial_delay: float = 0.25,
    max_delay: float = 2.0,
    jitter: float = 0.2,
) -> Any:
    """Call ``func`` until it succeeds, fails for good, or has failed ``max_attempts`` times.

    Only errors that `is_retryable_error` accepts are tried again, after pauses that double from
    ``initial_delay`` up to ``max_delay`` seconds.

    Args:
        func: Takes no arguments; if it returns an awaitable, so does this function.
        max_attempts: How often to call it at most, 1 or more.
        initial_delay: Seconds before the second attempt.
        max_delay: Longest pause in seconds.
        jitter: Random part of each pause, as a fraction of it, so that clients do not come back together.

    Returns:
        What ``func`` returns, awaited if it is awaitable.

    Raises:
        Exception: The last error of ``func``.
    """
    if max_attempts < 1:
        raise ValueError("max_attempts must be 1 or more")
    pauses = _pauses(max_attempts, initial_delay, max_delay, jitter)
    while True:
        try:
            result = func()
        except Exception as error:
            pause = next(pauses, None)
            if pause is None or not is_retryable_error(error):
                raise
            time.sleep(pause)
            continue
        if inspect.isawaitable(result):
            return _retry_async(result, func, pauses)
        return result


async def _retry_async(
    awaitable: Awaitable[Any], func: Callable[[], Awaitable[Any]], pauses: Iterator[float]
) -> Any:
    import anyio  # a plain function can be retried without it

    while True:
        try:
            return await awaitable
        except Exception as error:
            pause = next(pauses, None)
            if pause is None or not is_retryable_error(error):
                raise
        await anyio.sleep(pause)
        awaitable = func()


def _pauses(max_attempts: int, initial_delay: float, max_delay: float, jitter: float) -> Iterator[float]:
    delay = initial_delay
    for _ in range(max_attempts - 1):
        yield max(0.0, min(delay, max_delay) * (1 + random.uniform(-jitter, jitter)))
        delay *= 2
