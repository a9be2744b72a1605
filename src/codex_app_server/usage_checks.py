"""Mistakes in the use of a client that would otherwise show far from where they were made, or not at all."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

__all__ = ["CLIENT_CLOSED", "HomeLoop", "check_params", "in_trio"]

CLIENT_CLOSED = "the client was closed: make a new one"


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
            raise RuntimeError(
                "this client belongs to another event loop: make one AsyncCodex in each asyncio.run() or "
                "trio.run(), or use Codex, which has a loop of its own"
            )


def in_trio() -> bool:
    """Whether the calling task runs on trio."""
    trio = sys.modules.get("trio")
    return trio is not None and bool(trio.lowlevel.in_trio_task())


def check_params(method: str, params: Any) -> None:
    """Look at what is sent with a method of the protocol.

    Raises:
        TypeError: It is the params model of another method, or names one option in both spellings.
    """
    if isinstance(params, BaseModel):
        _check_model(method, params)
        fields = type(params).model_fields
        doubled = [name for name in params.model_extra or () if _names_a_field(name, fields)]
    elif isinstance(params, Mapping):
        doubled = [
            name for name in params if isinstance(name, str) and "_" in name and _camel(name) in params
        ]
    else:
        return
    if doubled:
        both = ", ".join(f"{name} and {_camel(name)}" for name in map(_snake, sorted(doubled)))
        raise TypeError(f"{method} was given one option in two spellings: {both}; leave one out")


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


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _running_loop() -> object:
    if in_trio():
        import trio  # an optional backend: loaded by whoever runs on it

        return trio.lowlevel.current_trio_token()
    return asyncio.get_running_loop()
