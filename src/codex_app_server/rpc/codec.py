"""Between Python objects and the lines of the wire."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError, from_json, to_json

__all__ = ["decode_lines", "encode_message", "to_wire"]


# Between the lines that are parsed together. No peer can know the number, so none can write a line whose second
# half is in the next one, or that is two, and have it pass for others.
_BORDER = int.from_bytes(os.urandom(6), "big")
_JOIN = b",%d," % _BORDER


def decode_lines(lines: list[bytes]) -> list[Any]:
    """Parse each line as JSON; None stands for a line that is none.

    What is no Unicode text inside of a string (invalid UTF-8, half of a surrogate pair, a bare control character)
    becomes U+FFFD, so that one such character does not cost what stands around it.
    """
    try:
        # One call for the whole wake-up is faster than one per line.
        values: list[Any] = from_json(b"[" + _JOIN.join(lines) + b"]", cache_strings="keys")
        if len(values) == 2 * len(lines) - 1 and values[1::2] == [_BORDER] * (len(lines) - 1):
            return values[::2]
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
        pass
    try:
        return from_json(_mended(line))
    except ValueError:
        return None


def _mended(line: bytes) -> bytes:
    """Return the line with a replacement for each character that is none, and without a byte order mark."""
    text = _CONTROLS.sub("\ufffd", line.decode("utf-8-sig", "replace"))
    if "\\u" in text:  # looked for in vain in most lines, and much quicker so
        text = _ESCAPES.sub(_mend_escape, text)
    return text.encode()


_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x0c\x0e-\x1f]")
# From the left, so that a backslash which is escaped itself begins nothing; a whole pair is one escape.
_ESCAPES = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.",
    re.DOTALL,
)


def _mend_escape(escape: re.Match[str]) -> str:
    return "\ufffd" if escape[1] is not None else escape[0]


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_surrogates(item) for item in value]
    return value
