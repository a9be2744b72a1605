"""Which of the options that were sent the server means, when it refuses a request for its form.

The server says what it could not read, not where it stood: ``unknown variant `workspace_write```. What it names is
looked for in what was sent. Loaded with the first refusal.
"""

from __future__ import annotations

import difflib
import json
import re
from typing import TYPE_CHECKING, Any

from .errors import InvalidParamsError, MethodNotFoundError
from .generated.registry import CLIENT_REQUESTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .errors import JsonRpcError

__all__ = ["add_hint"]

_VARIANT = re.compile(r"unknown variant `([^`]*)`")
_VALUE = re.compile(
    r'invalid (?:type|value): (?:string ("(?:[^"\\]|\\.)*")|(?:integer|floating point|boolean) `([^`]*)`)'
)
_RELATIVE = "AbsolutePathBuf deserialized without a base path"


def add_hint(error: JsonRpcError, method: str, params: Any) -> None:
    """Have ``error`` say what it is about, if that can be found in what was sent."""
    if isinstance(error, MethodNotFoundError) and method not in CLIENT_REQUESTS:
        close = difflib.get_close_matches(method, CLIENT_REQUESTS, n=3)
        error.hint = f"did you mean {' or '.join(close)}?" if close else None
    elif isinstance(error, InvalidParamsError):
        if _RELATIVE in error.message:
            names = [name for name, value in _leaves(params) if _is_relative_path(name, value)]
            error.hint = (
                f"{method} takes absolute paths only: make {_listed(names)} absolute" if names else None
            )
        else:
            names = [name for name, value in _leaves(params) if _meant(error.message, value)]
            error.hint = f"this was {_listed(names)} of {method}" if names else None


def _meant(message: str, value: Any) -> bool:
    if (variant := _VARIANT.search(message)) is not None:
        return bool(value == variant[1])
    if (found := _VALUE.search(message)) is None:
        return False
    try:
        named = json.loads(found[1] or found[2])
    except ValueError:
        return False
    return type(named) is type(value) and bool(named == value)


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, f"{name}[{index}]")
    else:
        yield name, value


def _is_relative_path(name: str, value: Any) -> bool:
    is_path = re.search(r"path|cwd|root|folder|directory", name, re.IGNORECASE) is not None
    return is_path and isinstance(value, str) and not value.startswith("/")


def _listed(names: list[str]) -> str:
    return " or ".join(names)
