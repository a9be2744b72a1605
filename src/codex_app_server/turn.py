"""One turn under way, for blocking code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .async_turn import AsyncTurnHandle
from .blocking import Facade, blocking, iterate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .generated.v2_all import ThreadItem, Turn, TurnInterruptResponse, TurnSteerResponse
    from .notification import Notification
    from .results import RunResult, SteeredInput

__all__ = ["TurnHandle"]


class TurnHandle(Facade[AsyncTurnHandle]):
    """The blocking counterpart of `AsyncTurnHandle`: same methods, same parameters."""

    @property
    def id(self) -> str:
        return self._async.id

    @property
    def thread_id(self) -> str:
        return self._async.thread_id

    @property
    def is_completed(self) -> bool:
        return self._async.is_completed

    @property
    def incomplete_items(self) -> list[ThreadItem]:
        """Items that were begun and are not completed, see `AsyncTurnHandle.incomplete_items`."""
        return self._async.incomplete_items

    @property
    def unconsumed_inputs(self) -> list[SteeredInput]:
        """Input added through this handle that the server has not taken, lost if the turn is over."""
        return self._async.unconsumed_inputs

    @blocking(AsyncTurnHandle.steer)
    def steer(self, response: TurnSteerResponse) -> TurnSteerResponse:
        return response

    @blocking(AsyncTurnHandle.interrupt)
    def interrupt(self, response: TurnInterruptResponse) -> TurnInterruptResponse:
        return response

    def stream(self) -> Iterator[Notification]:
        """Iterate the turn's notifications, from its first to its ``turn/completed``.

        Raises from the iteration:
            RuntimeError: Another turn is being consumed on this client.
            ServerClosedError: The server ended before the turn did.
        """
        return iterate(self._portal, self._async.stream())

    @blocking(AsyncTurnHandle.run)
    def run(self, turn: Turn) -> Turn:
        return turn

    @blocking(AsyncTurnHandle.run_result)
    def run_result(self, result: RunResult) -> RunResult:
        return result

    def __repr__(self) -> str:
        return f"TurnHandle(thread_id={self.thread_id!r}, id={self.id!r})"
