"""A question of the server, as blocking code answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .blocking import Facade, blocking
from .server_requests import ServerRequest

if TYPE_CHECKING:
    from .server_requests import ClosedBy

__all__ = ["SyncServerRequest"]


class SyncServerRequest(Facade[ServerRequest]):
    """The blocking counterpart of `ServerRequest`, with the same attributes."""

    @property
    def id(self) -> Any:
        return self._async.id

    @property
    def method(self) -> str:
        return self._async.method

    @property
    def params(self) -> Any:
        return self._async.params

    @property
    def raw_params(self) -> dict[str, Any]:
        return self._async.raw_params

    @property
    def thread_id(self) -> str | None:
        return self._async.thread_id

    @property
    def turn_id(self) -> str | None:
        return self._async.turn_id

    @property
    def item_id(self) -> str | None:
        return self._async.item_id

    @property
    def is_open(self) -> bool:
        return self._async.is_open

    @property
    def closed_by(self) -> ClosedBy | None:
        return self._async.closed_by

    @blocking(ServerRequest.respond)
    def respond(self, result: None) -> None:
        return result

    @blocking(ServerRequest.approve)
    def approve(self, result: None) -> None:
        return result

    @blocking(ServerRequest.answer)
    def answer(self, result: None) -> None:
        return result

    @blocking(ServerRequest.tool_result)
    def tool_result(self, result: None) -> None:
        return result

    @blocking(ServerRequest.cancel)
    def cancel(self, result: None) -> None:
        return result

    @blocking(ServerRequest.reject)
    def reject(self, result: None) -> None:
        return result

    @blocking(ServerRequest.wait_closed)
    def wait_closed(self, closed_by: ClosedBy) -> ClosedBy:
        return closed_by

    def __repr__(self) -> str:
        return f"Sync{self._async!r}"
