"""Between Python objects and the lines of the wire."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError, from_json, to_json

__all__ = ["decode_lines", "encode_message", "to_wire"]


def decode_lines(lines: list[bytes]) -> list[Any]:
    """Parse each line as JSON; None stands for a line that is none."""
    try:
        # One call for the whole wake-up is faster than one per line. The count tells a line that holds two
        # values or half of one, which the joined text would hide.
        values: list[Any] = from_json(b"[" + b",".join(lines) + b"]", cache_strings="keys")
        if len(values) == len(lines):
            return values
    except ValueError:
        pass
    return [_decode(line) for line in lines]


def encode_message(message: dict[str, Any]) -> bytes:
    """Return the line for a message; whatever its text holds, the line is valid UTF-8.

    The server exits at the first invalid byte, so lone surrogates (file names that are not UTF-8) become "?".
    It never answers a line that is no JSON, so NaN and infinity become null.
    """
    try:
        return to_json(message, inf_nan_mode="null") + b"\n"
    except PydanticSerializationError:
        return to_json(_without_surrogates(message), inf_nan_mode="null") + b"\n"


def to_wire(value: Any) -> Any:
    """Turn models and dataclasses inside ``value`` into plain JSON values under the protocol's names.

    None inside a model means "not given" and is left out; None inside a dict is kept.
    """
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_none=True)
    if isinstance(value, Mapping):
        return {key: to_wire(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_wire(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_wire(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return value


def _decode(line: bytes) -> Any:
    try:
        return from_json(line)
    except ValueError:
        return None


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_surrogates(item) for item in value]
    return value
