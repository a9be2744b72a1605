"""What the classes of calls have in common: a connection, and one way to make a typed call on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from ..models import drop_none, parse
from ..spelling import tell_spelling_of_options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

    from ..core import ClientCore

    ModelT = TypeVar("ModelT", bound=BaseModel)

__all__ = ["ProtocolCalls"]


class ProtocolCalls:
    """Base of the classes of calls."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        tell_spelling_of_options(cls)

    def __init__(self, core: ClientCore) -> None:
        self._core = core

    async def _call(self, method: str, params: Mapping[str, Any] | None, model: type[ModelT]) -> ModelT:
        """Send what is not None of ``params``; return the answer as ``model``."""
        wire = None if params is None else drop_none(params)
        return parse(model, await self._core.request(method, wire))
