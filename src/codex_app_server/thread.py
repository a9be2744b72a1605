"""One conversation on the server, for blocking code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .async_thread import AsyncThread
from .blocking import Facade, blocking
from .turn import TurnHandle

if TYPE_CHECKING:
    from .async_turn import AsyncTurnHandle
    from .generated.v2_all import ThreadCompactStartResponse, ThreadReadResponse, ThreadSetNameResponse
    from .results import RunResult

__all__ = ["Thread"]


class Thread(Facade[AsyncThread]):
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

    @blocking(AsyncThread.read)
    def read(self, response: ThreadReadResponse) -> ThreadReadResponse:
        return response

    @blocking(AsyncThread.set_name)
    def set_name(self, response: ThreadSetNameResponse) -> ThreadSetNameResponse:
        return response

    @blocking(AsyncThread.compact)
    def compact(self, response: ThreadCompactStartResponse) -> ThreadCompactStartResponse:
        return response

    def __repr__(self) -> str:
        return f"Thread({self.id!r})"
