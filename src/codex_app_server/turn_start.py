"""Ask the server for a turn, in such a way that a caller who gives up leaves nothing running.

Between `AsyncThread` and the router. The request runs as a task of its own: if its caller is cancelled before
the server has named the turn, somebody must still be there to hear the name and stop it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio

from .async_turn import AsyncTurnHandle, stop_unattended, turn_id_of
from .errors import TransportClosedError

if TYPE_CHECKING:
    from .core import ClientCore

__all__ = ["start_turn"]


async def start_turn(core: ClientCore, thread_id: str, params: dict[str, Any]) -> AsyncTurnHandle:
    """Send ``turn/start`` and return the handle; if the caller is cancelled, the new turn is stopped."""
    await core.abandoned_turns.wait(thread_id)
    start = _TurnStart(core, thread_id)
    core.background.start(start.run, params, name="start a turn")
    try:
        await start.done.wait()
    except anyio.get_cancelled_exc_class():
        core.abandoned_turns.add(thread_id, start.abandon)
        raise
    return start.outcome()


class _TurnStart:
    """One ``turn/start`` under way."""

    def __init__(self, core: ClientCore, thread_id: str) -> None:
        self._core = core
        self._thread_id = thread_id
        self._handle: AsyncTurnHandle | None = None
        self._error: Exception | None = None
        self._is_new = True
        self.done = anyio.Event()

    async def run(self, params: dict[str, Any]) -> None:
        router = self._core.router
        mailbox = router.expect_turn(self._thread_id)
        running_before = router.running_turns(self._thread_id)
        try:
            turn_id = turn_id_of(await self._core.request("turn/start", params))
            self._is_new = running_before is not None and turn_id not in running_before
            router.name_turn(mailbox, turn_id)
            self._handle = AsyncTurnHandle(self._core, mailbox, turn_id)
        except Exception as error:
            self._error = error
        finally:
            router.give_up(mailbox)
            self.done.set()

    def outcome(self) -> AsyncTurnHandle:
        if self._error is not None:
            raise self._error
        if self._handle is None:
            raise TransportClosedError("the client was closed")
        return self._handle

    async def abandon(self) -> None:
        """Stop the turn as soon as it is known, unless the input went to one that was running already."""
        await self.done.wait()
        if self._handle is not None and self._is_new:
            await stop_unattended(self._handle)
