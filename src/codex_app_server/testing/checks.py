"""What the in-memory server refuses for its form: params that the real one could not read, ids that are none.

The models of the protocol know which fields there are; the words are the real server's.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, RootModel, ValidationError
from pydantic_core import to_json

from ..errors import JsonRpcError
from ..generated.registry import client_request_models

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic_core import ErrorDetails

__all__ = ["check_images", "check_length", "check_limit", "check_params", "check_thread_id", "refused"]

_MAX_INPUT_CHARS = 1_048_576
_UUID_DIGITS = 32
_MAX_LIMIT = 2**32 - 1
_FEW = 2
_EXPECTED = {
    "string_type": "a string",
    "bool_type": "a boolean",
    "int_type": "u32",
    "int_from_float": "u32",
    "list_type": "a sequence",
    "dict_type": "a map",
}


def refused(message: str) -> JsonRpcError:
    """Return the error by which the server refuses nearly everything."""
    return JsonRpcError(-32600, message)


def check_params(method: str, params: Mapping[str, Any]) -> None:
    """Look at the form of a request.

    Raises:
        JsonRpcError: A field is missing, or a value is of another type than the protocol says, or unknown.
    """
    models = client_request_models(method)
    if models is None or models[0] is None:
        return
    try:
        read = models[0].model_validate_json(to_json(params), strict=True)
    except ValidationError as error:
        raise refused(f"Invalid request: {_wrong(error.errors()[0])}") from None
    for problem in _unknown_variants(read):
        raise refused(f"Invalid request: {problem}")


def check_limit(params: Mapping[str, Any]) -> None:
    """Look at the size of a page.

    Raises:
        JsonRpcError: It is no number of rows.
    """
    limit = params.get("limit")
    if limit is not None and not 0 <= limit <= _MAX_LIMIT:
        raise refused(f"Invalid request: invalid value: integer `{limit}`, expected u32")


def check_thread_id(thread_id: str, *, of: str) -> None:
    """Look at the form of an id that no thread has.

    Raises:
        JsonRpcError: It is no UUID.
    """
    text = thread_id.removeprefix("urn:uuid:")
    for index, letter in enumerate(text):
        if not re.match("[0-9a-fA-F-]", letter):
            expected = "expected an optional prefix of `urn:uuid:` followed by [0-9a-fA-F-]"
            raise refused(f"invalid {of} id: invalid character: {expected}, found `{letter}` at {index + 1}")
    digits = text.replace("-", "")
    if len(digits) != _UUID_DIGITS:
        expected = f"expected length {_UUID_DIGITS} for simple format"
        raise refused(f"invalid {of} id: invalid length: {expected}, found {len(digits)}")


def check_images(content: Sequence[Mapping[str, Any]]) -> None:
    """Look at the images among what a turn is given.

    Raises:
        JsonRpcError: One is of the web.
    """
    if any(part["type"] == "image" and not part["url"].startswith("data:") for part in content):
        raise refused("remote image URLs are not supported; use an inline data URL instead")


def check_length(content: Sequence[Mapping[str, Any]]) -> None:
    """Look at the length of what a turn is given.

    Raises:
        JsonRpcError: It is too long.
    """
    length = sum(len(part.get("text", "")) for part in content)
    if length > _MAX_INPUT_CHARS:
        data = {"input_error_code": "input_too_large", "max_chars": _MAX_INPUT_CHARS, "actual_chars": length}
        text = f"Input exceeds the maximum length of {_MAX_INPUT_CHARS} characters."
        raise JsonRpcError(-32602, text, data)


def _wrong(error: ErrorDetails) -> str:
    if error["type"] == "missing":
        return f"missing field `{error['loc'][-1]}`"
    expected = _EXPECTED.get(error["type"], error["msg"])
    return f"invalid type: {_named(error['input'])}, expected {expected}"


def _named(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return f"string {to_json(value).decode()}"
    if isinstance(value, (bool, int, float)):
        kind = {bool: "boolean", int: "integer", float: "floating point"}[type(value)]
        return f"{kind} `{to_json(value).decode()}`"
    return "sequence" if isinstance(value, list) else "map"


def _unknown_variants(value: Any) -> Iterator[str]:
    """The models take what a newer server may say; of what a client says it is a mistake."""
    if isinstance(value, Enum):
        if value._value_ not in type(value)._value2member_map_:
            yield _unknown(value.value, [str(member.value) for member in type(value)])
    elif isinstance(value, RootModel):
        if type(value.root).__name__ == f"Unknown{type(value).__name__}":
            yield _no_variant(type(value), value.root)
        else:
            yield from _unknown_variants(value.root)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _unknown_variants(getattr(value, name))
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _unknown_variants(part)


def _no_variant(union: type[RootModel[Any]], given: Any) -> str:
    variants = {
        get_args(variant.model_fields["type"].annotation)[0]: variant
        for variant in _models_in(union.model_fields["root"].annotation)
        if get_args(variant.model_fields["type"].annotation)
    }
    if given.type not in variants:
        return _unknown(given.type, list(variants))
    try:
        variants[given.type].model_validate_json(given.model_dump_json(by_alias=True), strict=True)
    except ValidationError as error:
        return _wrong(error.errors()[0])
    return "data did not match any variant"


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def _unknown(value: str, known: Sequence[str]) -> str:
    words = [f"`{name}`" for name in known]
    expected = " or ".join(words) if len(words) <= _FEW else f"one of {', '.join(words)}"
    return f"unknown variant `{value}`, expected {expected}"
