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
    op: Callable[[], Awaitable[T]],
    *,
    max_attempts: int = 3,
    initial_delay_s: float = 0.25,
    max_delay_s: float = 2.0,
    jitter_ratio: float = 0.2,
) -> Awaitable[T]: ...


@overload
def retry_on_overload(
    op: Callable[[], T],
    *,
    max_attempts: int = 3,
    initial_delay_s: float = 0.25,
    max_delay_s: float = 2.0,
    jitter_ratio: float = 0.2,
) -> T: ...


def retry_on_overload(
    op: Callable[[], Any],
    *,
    max_attempts: int = 3,
    initial_delay_s: float = 0.25,
    max_delay_s: float = 2.0,
    jitter_ratio: float = 0.2,
) -> Any:
    """Call ``op`` until it succeeds, fails for good, or has failed ``max_attempts`` times.

    Only errors that `is_retryable_error` accepts are tried again, after pauses that double from
    ``initial_delay_s`` up to ``max_delay_s`` seconds.

    Args:
        op: Takes no arguments; if it returns an awaitable, so does this function.
        max_attempts: How often to call it at most, 1 or more.
        initial_delay_s: Seconds before the second attempt.
        max_delay_s: Longest pause in seconds.
        jitter_ratio: Random part of each pause, as a fraction of it, so that clients do not come back together.

    Returns:
        What ``op`` returns, awaited if it is awaitable.

    Raises:
        ValueError: ``max_attempts`` is less than 1.
        Exception: The last error of ``op``.
    """
    if max_attempts < 1:
        raise ValueError("max_attempts must be 1 or more")
    pauses = _pauses(max_attempts, initial_delay_s, max_delay_s, jitter_ratio)
    while True:
        try:
            result = op()
        except Exception as error:
            pause = next(pauses, None)
            if pause is None or not is_retryable_error(error):
                raise
            time.sleep(pause)
            continue
        if inspect.isawaitable(result):
            return _retry_async(result, op, pauses)
        return result


async def _retry_async(
    awaitable: Awaitable[Any], op: Callable[[], Awaitable[Any]], pauses: Iterator[float]
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
        awaitable = op()


def _pauses(
    max_attempts: int, initial_delay_s: float, max_delay_s: float, jitter_ratio: float
) -> Iterator[float]:
    delay = initial_delay_s
    for _ in range(max_attempts - 1):
        yield max(0.0, min(delay, max_delay_s) * (1 + random.uniform(-jitter_ratio, jitter_ratio)))
        delay *= 2
