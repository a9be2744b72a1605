"""Calls that meet the file of a thread in the moment in which the server writes it first.

A new thread gets its file with its first turn, whoever starts that: this client, its queue, a shell command,
another client. For some milliseconds the file is there and empty, and whatever reads it is refused, before
anything was done. So the same call is made again until the server has written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio

from .errors import InternalRpcError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

__all__ = ["is_first_write", "repeat_until_written"]

_FIRST_PAUSE = 0.005
_LONGEST_PAUSE = 0.1
_WRITTEN_SECONDS = 2.0


def is_first_write(error: InternalRpcError) -> bool:
    """Whether a call was refused because the thread's file has been made and has no content yet."""
    return "rollout at " in error.message and error.message.endswith(" is empty")


async def repeat_until_written(call: Callable[[], Awaitable[Any]], error: InternalRpcError) -> Any:
    """Make a call again that failed with ``error``, until it succeeds or fails for another reason.

    Raises:
        InternalRpcError: The file stays empty: its server died in that moment, and the thread has no content.
    """
    give_up_at = anyio.current_time() + _WRITTEN_SECONDS
    pause = _FIRST_PAUSE
    while is_first_write(error) and anyio.current_time() < give_up_at:
        await anyio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
        try:
            return await call()
        except InternalRpcError as again:
            error = again
    raise error
