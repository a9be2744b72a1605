"""Run a client's service tasks: in its own task group, or plainly in the background.

``async with AsyncCodex()`` owns a task group. A client that is used without a context manager may not open
one inside a call (the group's scope would be left in another task than it was entered in), so its tasks are
plain asyncio tasks or trio system tasks. Either way a task's failure is logged and never raised elsewhere.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import anyio

from .usage_checks import in_trio

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from anyio.abc import TaskGroup

    Task = Callable[..., Coroutine[Any, Any, None]]

__all__ = ["BackgroundTasks"]

_log = logging.getLogger("codex_app_server")


class BackgroundTasks:
    """Starts tasks and ends them all."""

    def __init__(self) -> None:
        self._group: TaskGroup | None = None
        self._scopes: set[anyio.CancelScope] = set()
        self._plain_tasks: set[asyncio.Task[None]] = set()
        self._idle: anyio.Event | None = None
        self._running = 0

    async def open_group(self) -> None:
        """Run the tasks started from now on in a task group that belongs to the calling task."""
        group = anyio.create_task_group()
        self._group = await group.__aenter__()

    async def close_group(self) -> None:
        """Leave the group again, in the task that opened it."""
        if self._group is not None:
            group, self._group = self._group, None
            group.cancel_scope.cancel()
            await group.__aexit__(None, None, None)

    def start(self, function: Callable[..., Awaitable[Any]], *arguments: Any, name: str) -> None:
        """Start a task; it is cancelled by `cancel`."""
        self._running += 1
        if self._group is not None:
            run: Task = _without_ctrl_c(self._run) if in_trio() else self._run
            self._group.start_soon(run, function, arguments, name, name=name)
        elif in_trio():
            import trio  # an optional backend: loaded by whoever runs on it

            trio.lowlevel.spawn_system_task(self._run, function, arguments, name, name=name)
        else:
            task = asyncio.create_task(self._run(function, arguments, name), name=name)
            # The event loop holds tasks weakly.
            self._plain_tasks.add(task)
            task.add_done_callback(self._plain_tasks.discard)

    def cancel(self) -> None:
        for scope in list(self._scopes):
            scope.cancel()

    async def wait_idle(self, seconds: float) -> None:
        """Wait until every task has ended, at most ``seconds``."""
        with anyio.move_on_after(seconds):
            while self._running:
                self._idle = anyio.Event()
                await self._idle.wait()

    async def _run(
        self, function: Callable[..., Awaitable[Any]], arguments: tuple[Any, ...], name: str
    ) -> None:
        try:
            with anyio.CancelScope() as scope:
                self._scopes.add(scope)
                try:
                    await function(*arguments)
                except Exception:
                    _log.exception("%s failed", name)
                finally:
                    self._scopes.discard(scope)
        finally:
            self._running -= 1
            if self._idle is not None:
                self._idle.set()


def _without_ctrl_c(run: Task) -> Task:
    """Have trio raise KeyboardInterrupt in the program's own code, as asyncio does, and not in this task.

    It raises it wherever the program is at that moment, and from here it would come out as an exception group.
    """
    import trio

    @trio.lowlevel.enable_ki_protection
    async def protected(*arguments: Any) -> None:
        await run(*arguments)

    return protected
