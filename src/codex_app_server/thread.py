"""One conversation on the server, for blocking code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .async_thread import AsyncThread
from .blocking import blocking
from .blocking_calls.history import BlockingHistoryCalls
from .blocking_calls.work import BlockingWorkCalls
from .turn import TurnHandle

if TYPE_CHECKING:
    from .async_turn import AsyncTurnHandle
    from .results import RunResult

__all__ = ["Thread"]


class Thread(BlockingHistoryCalls, BlockingWorkCalls):
    """The blocking counterpart of `AsyncThread`: same methods, same parameters."""

    @property
    def id(self) -> str:
        return self._async.id

    @property
    def opened(self) -> dict[str, Any]:
        return self._async.opened

    @blocking(AsyncThread.run)
    def run(self, result: RunResult) -> RunResult:
        return result

    @blocking(AsyncThread.turn)
    def turn(self, handle: AsyncTurnHandle) -> TurnHandle:
        return TurnHandle(self._portal, handle)

    def follow(self, turn_id: str) -> TurnHandle:
        """Return a handle of a turn that is running already; see `AsyncThread.follow`."""
        return TurnHandle(self._portal, self._portal.call(self._async.follow, turn_id))

    @blocking(AsyncThread.review)
    def review(self, handle: AsyncTurnHandle) -> TurnHandle:
        return TurnHandle(self._portal, handle)

    @blocking(AsyncThread.queue_start)
    def queue_start(self, handle: AsyncTurnHandle) -> TurnHandle:
        return TurnHandle(self._portal, handle)

    def __repr__(self) -> str:
        return f"Thread({self.id!r})"
