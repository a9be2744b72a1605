"""Turns whose caller has gone away, and which are being stopped.

Used by the threads of one client. The server adds the input of a new turn to one that is still running, so a
thread's next turn waits until the abandoned one is over: its input would be lost with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

__all__ = ["AbandonedTurns"]


class AbandonedTurns:
    """What is left to do for callers who were cancelled, by thread."""

    def __init__(self, start_task: Callable[..., None]) -> None:
        self._start_task = start_task
        self._pending: dict[str, list[anyio.Event]] = {}

    def add(self, thread_id: str, stop: Callable[..., Awaitable[Any]], *arguments: Any) -> None:
        """Run ``stop`` in the background; it returns when the turn is over."""
        over = anyio.Event()
        self._pending.setdefault(thread_id, []).append(over)
        self._start_task(self._stop, thread_id, over, stop, arguments, name="stop a turn that nobody awaits")

    async def wait(self, thread_id: str) -> None:
        """Wait until nothing of the thread is being stopped."""
        while pending := self._pending.get(thread_id):
            await pending[0].wait()

    async def _stop(
        self,
        thread_id: str,
        over: anyio.Event,
        stop: Callable[..., Awaitable[Any]],
        arguments: tuple[Any, ...],
    ) -> None:
        try:
            await stop(*arguments)
        finally:
            pending = self._pending[thread_id]
            pending.remove(over)
            if not pending:
                del self._pending[thread_id]
            over.set()
