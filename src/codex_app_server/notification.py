"""One notification of the server: raw at once, typed when asked for.

Made by the connection for each line that carries one and shared by all who read it. Building the pydantic
model is put off to the first look at `payload`: a reader of the raw params does not pay for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = ["Notification", "UnknownNotification"]


@dataclass(frozen=True)
class UnknownNotification:
    """The payload of a notification this client has no fitting model for, as it came."""

    params: dict[str, Any]


class Notification:
    """A message of the server that wants no answer.

    Attributes:
        method: The protocol's name, such as ``"item/agentMessage/delta"``.
        params: The parameters as they came (JSON values, the protocol's names). Shared: do not change them.
        emitted_at_ms: When the server sent it, in milliseconds since the epoch.
        size: Bytes of the line it came in, for accounting; 0 if it never was one.
    """

    __slots__ = ("_payload", "emitted_at_ms", "method", "params", "size")

    def __init__(
        self, method: str, params: dict[str, Any], emitted_at_ms: int | None = None, size: int = 0
    ) -> None:
        self.method: str = method
        self.params: dict[str, Any] = params
        self.emitted_at_ms: int | None = emitted_at_ms
        self.size: int = size
        self._payload: BaseModel | UnknownNotification | None = None

    @property
    def payload(self) -> BaseModel | UnknownNotification:
        """The typed parameters; `UnknownNotification` if this client knows no model that fits them."""
        payload = self._payload
        if payload is None:
            payload = self._payload = _typed(self.method, self.params)
        return payload

    @property
    def thread_id(self) -> str | None:
        value = self.params.get("threadId")
        if value is None:
            value = _nested_id(self.params.get("thread"))
        return value if isinstance(value, str) else None

    @property
    def turn_id(self) -> str | None:
        value = self.params.get("turnId")
        if value is None:
            value = _nested_id(self.params.get("turn"))
        return value if isinstance(value, str) else None

    @property
    def item_id(self) -> str | None:
        value = self.params.get("itemId")
        if value is None:
            value = _nested_id(self.params.get("item"))
        return value if isinstance(value, str) else None

    @property
    def raw(self) -> dict[str, Any]:
        """The message as it came."""
        message: dict[str, Any] = {"method": self.method, "params": self.params}
        if self.emitted_at_ms is not None:
            message["emittedAtMs"] = self.emitted_at_ms
        return message

    def __repr__(self) -> str:
        return f"Notification({self.method!r}, {self.params!r})"


def _nested_id(value: Any) -> Any:
    return value.get("id") if isinstance(value, dict) else None


def _typed(method: str, params: dict[str, Any]) -> BaseModel | UnknownNotification:
    validate = _validators.get(method)
    if validate is None:
        validate = _validators[method] = _validator(method)
    try:
        payload: BaseModel | UnknownNotification = validate(params)
    except ValueError:
        # pydantic's ValidationError is one. A newer server may have changed the shape.
        return UnknownNotification(params)
    return payload


_validators: dict[str, Any] = {}


def _validator(method: str) -> Any:
    # The models are imported with the first payload: the raw side of this module stays free of pydantic.
    from .generated.registry import notification_model

    model = notification_model(method)
    if model is None:
        return UnknownNotification
    return model.__pydantic_validator__.validate_python
