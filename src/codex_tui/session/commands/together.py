"""Several calls at once, but not all of many."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable

_AT_ONCE = 16

ResultT = TypeVar("ResultT")


async def together(calls: Iterable[Coroutine[Any, Any, ResultT]]) -> list[ResultT]:
    """Awaits all of them, and gives what they gave in their order."""
    turnstile = asyncio.Semaphore(_AT_ONCE)

    async def through(call: Coroutine[Any, Any, ResultT]) -> ResultT:
        async with turnstile:
            return await call

    return await asyncio.gather(*(through(call) for call in calls))
