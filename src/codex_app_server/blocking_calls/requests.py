"""Any method of the protocol by its name, for blocking code; see `calls.requests`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..async_client import AsyncCodex
from ..blocking import Facade

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = ["BlockingRequestCalls"]


class BlockingRequestCalls(Facade[AsyncCodex]):
    """Base of `Codex`; documented at `RequestCalls`."""

    def request(
        self,
        method: str,
        params: Any = None,
        response_model: type[BaseModel] | type[dict[str, Any]] | None = None,
        *,
        request_timeout: float | None = None,
    ) -> Any:
        """Call any method of the protocol; see `AsyncCodex.request`."""
        call: Any = self._async.request  # what the caller gave is checked there
        return self._portal.call(call, method, params, response_model, request_timeout=request_timeout)
