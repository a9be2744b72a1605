"""Mistakes in the use of a client that would otherwise show far from where they were made, or not at all."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError, to_json

from .spelling import snake_case

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

__all__ = [
    "CLIENT_CLOSED",
    "CLIENT_COPIED",
    "HomeLoop",
    "check_output_schema",
    "check_params",
    "check_response_model",
    "in_trio",
    "optional_word_list",
    "unsendable",
    "word_list",
]

CLIENT_CLOSED = "the client was closed: make a new one"
CLIENT_COPIED = (
    "this process was forked from the client's own, and has no part in its connection: make a new client"
)


_ANOTHER_LOOP = (
    "this client belongs to another event loop: make one AsyncCodex in each asyncio.run() or trio.run(), or use "
    "Codex, which has a loop of its own"
)


class HomeLoop:
    """Knows the event loop that a client belongs to, from its first use on."""

    def __init__(self) -> None:
        self._loop: object = None

    def check(self) -> None:
        """Note the running loop, or compare it.

        Raises:
            RuntimeError: The client is used from another event loop than before.
        """
        loop = _running_loop()
        if self._loop is None:
            self._loop = loop
        elif self._loop is not loop:
            raise RuntimeError(_ANOTHER_LOOP)

    def check_close(self) -> None:
        """Like `check`, but a loop that is over may be left to another one to clean up after."""
        if isinstance(self._loop, asyncio.AbstractEventLoop) and self._loop.is_running():
            self.check()


def in_trio() -> bool:
    """Whether the calling task runs on trio."""
    trio = sys.modules.get("trio")
    return trio is not None and bool(trio.lowlevel.in_trio_task())


def check_params(method: str, params: Any) -> None:
    """Look at what is sent with a method of the protocol.

    Raises:
        TypeError: It is the params model of another method or no params at all, or names one option in both
            spellings or in one that the server would not see.
    """
    if isinstance(params, BaseModel):
        _check_model(method, params)
        fields = type(params).model_fields
        doubled = [name for name in params.model_extra or () if _names_a_field(name, fields)]
    elif isinstance(params, Mapping):
        snake = [name for name in params if isinstance(name, str) and "_" in name]
        doubled = [name for name in snake if _camel(name) in params]
        if not doubled:
            _check_spelling(method, snake)
    elif params is not None:
        raise TypeError(
            f"params of {method} are a params model or a dict of JSON values, not {_kind(params)}"
        )
    else:
        return
    if doubled:
        both = ", ".join(f"{name} and {_camel(name)}" for name in map(snake_case, sorted(doubled)))
        raise TypeError(f"{method} was given one option in two spellings: {both}; leave one out")


def check_response_model(model: Any) -> None:
    """Look at what an answer shall be made into, before it is asked for.

    Raises:
        TypeError: It is neither a pydantic model nor ``dict``.
    """
    if model is not None and not (isinstance(model, type) and issubclass(model, (BaseModel, dict))):
        raise TypeError(
            f"response_model is a pydantic model or dict, as a class, not {_kind(model)}: leave it out for the "
            "protocol's own model"
        )


def check_output_schema(schema: Any) -> None:
    """Look at a schema for the final answer: the server takes anything, and only the model's provider refuses it.

    Raises:
        TypeError: It is no JSON Schema.
    """
    if schema is not None and not isinstance(schema, Mapping):
        raise TypeError(
            f"output_schema is a JSON Schema as a dict, not {_kind(schema)}: parse text with json.loads(), and ask "
            "a pydantic model for its model_json_schema()"
        )


def word_list(name: str, values: Any, mend: str = "put it in brackets if one is meant") -> list[Any]:
    """Return ``values`` as a list.

    Raises:
        TypeError: It is one string, which would be taken for a list of its letters.
    """
    if isinstance(values, (str, bytes)):
        raise TypeError(f"{name} is a list, not {_kind(values)}: {mend}")
    return list(values)


def optional_word_list(name: str, values: Any) -> list[Any] | None:
    """Like `word_list`, for an option that may be left out."""
    return None if values is None else word_list(name, values)


def unsendable(params: Any) -> str:
    """Say which member of ``params`` is no JSON value, and what to give instead."""
    values = params.items() if isinstance(params, Mapping) else [("the whole", params)]
    name, value = next(((name, value) for name, value in values if not _is_json(value)), ("", params))
    mend = f"; give its id ({value.id!r})" if isinstance(getattr(value, "id", None), str) else ""
    return f"{name} is {_kind(value)}{mend}"


def _is_json(value: Any) -> bool:
    try:
        to_json(value)
    except PydanticSerializationError:
        return False
    return True


def _check_spelling(method: str, snake: list[str]) -> None:
    if not snake:
        return
    from .generated.registry import client_request_models

    models = client_request_models(method)
    fields = models[0].model_fields if models is not None and models[0] is not None else {}
    for name in snake:
        alias = fields[name].alias if name in fields else None
        if alias is not None and alias != name:
            raise TypeError(
                f"{method} does not know {name}: in JSON it is spelled {alias} (a params model takes {name})"
            )


def _kind(value: Any) -> str:
    return f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__


def _check_model(method: str, params: BaseModel) -> None:
    from .generated.registry import CLIENT_REQUESTS  # with the first call that brings a model

    kind = type(params).__name__
    expected = CLIENT_REQUESTS.get(method, (kind, ""))[0]
    if kind != expected and kind in {names[0] for names in CLIENT_REQUESTS.values()}:
        raise TypeError(f"{method} takes {expected or 'no params'}, not {kind}")


def _names_a_field(name: str, fields: Mapping[str, FieldInfo]) -> bool:
    return name in fields or any(field.alias == name for field in fields.values())


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)


def _running_loop() -> object:
    if in_trio():
        import trio  # an optional backend: loaded by whoever runs on it

        return trio.lowlevel.current_trio_token()
    return asyncio.get_running_loop()
