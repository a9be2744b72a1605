"""From an answer's JSON to its model."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from .errors import InvalidResponseError
from .lenient import lenient_validator

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["drop_none", "named_part", "parse"]

ModelT = TypeVar("ModelT", bound=BaseModel)


def parse(model: type[ModelT], value: Any) -> ModelT:
    """Build ``model`` from JSON values. A required field that the server left out is None.

    Raises:
        InvalidResponseError: They do not fit; the error carries them.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        with contextlib.suppress(ValidationError):
            lenient: ModelT = lenient_validator(model).validate_python(value)
            return lenient
        raise InvalidResponseError(f"cannot read a {model.__name__}: {error}", value) from error


def named_part(result: Any, name: str, method: str) -> dict[str, Any]:
    """Return the thread or turn that the answer to ``method`` carries under ``name``: an object with an id.

    Raises:
        InvalidResponseError: It carries none.
    """
    part = result.get(name) if isinstance(result, dict) else None
    if isinstance(part, dict) and isinstance(part.get("id"), str):
        return part
    raise InvalidResponseError(f"the server's answer to {method} holds no {name} with an id", result)


def drop_none(params: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what was not given."""
    return {name: value for name, value in params.items() if value is not None}
