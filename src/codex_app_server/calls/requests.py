"""Any method of the protocol by its name, with the models of the schema.

Type checkers do not see this class: to them ``request`` has one signature for each method, which stand in
``generated/requests.pyi``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..config import check_seconds
from ..models import parse
from ..usage_checks import check_params, check_response_model
from .base import ProtocolCalls

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = ["RequestCalls"]


class RequestCalls(ProtocolCalls):
    """Base of `AsyncCodex`; documented there."""

    async def request(
        self,
        method: str,
        params: Any = None,
        response_model: type[BaseModel] | type[dict[str, Any]] | None = None,
        *,
        request_timeout: float | None = None,
    ) -> Any:
        """Call any method of the protocol.

        The answer is the model that the protocol has for the method, also to type checkers. For a method that
        this version does not know it is the JSON as it came.

        Args:
            method: The protocol's name, such as ``"thread/turns/list"``.
            params: A params model, or JSON values under the protocol's names.
            response_model: Another model for the answer; ``dict`` leaves it as the JSON that came.
            request_timeout: Seconds to wait, instead of the configured ones; ``math.inf`` waits for ever.

        Raises:
            JsonRpcError: The server answered with an error.
            RequestTimeoutError: It did not answer in time.
            ServerClosedError: It ended.
            InvalidResponseError: Its answer does not fit the model; the error carries it.
            TypeError: ``params`` are those of another method, or name an option in both spellings; or
                ``response_model`` is no model.
        """
        from ..generated.registry import CLIENT_REQUESTS, model  # not needed before the first such call

        check_params(method, params)
        check_response_model(response_model)
        check_seconds("request_timeout", request_timeout)
        takes, answers = CLIENT_REQUESTS.get(method, (None, None))
        if params is None and takes is not None:
            params = {}  # the server insists on the member, although each option in it may be left out
        result = await self._core.request(method, params, request_timeout=request_timeout)
        if response_model is None and answers is not None:
            response_model = model(answers)
        if response_model is None or issubclass(response_model, dict):
            return result
        return parse(response_model, result)
