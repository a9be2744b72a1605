"""Options that are spelled as in JSON: Python's own error would only say that there is no such argument.

Bottom layer: standard library only. To type checkers the methods are what they were.
"""

from __future__ import annotations

import functools
import inspect
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    ClassT = TypeVar("ClassT", bound=type)

__all__ = ["snake_case", "tell_spelling_of_options"]


def tell_spelling_of_options(cls: ClassT) -> ClassT:
    """Have a class and its public methods tell an option in camelCase, with or without the right one beside it.

    Raises from the methods:
        TypeError: It is called with such an option.
    """
    for name, member in list(vars(cls).items()):
        if isinstance(member, FunctionType) and (name == "__init__" or not name.startswith("_")):
            setattr(cls, name, _telling(member, cls.__name__ if name == "__init__" else name))
    return cls


def snake_case(name: str) -> str:
    """Return a name of the protocol as Python spells it."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _telling(method: FunctionType, name: str) -> Callable[..., Any]:
    code = method.__code__
    known = frozenset(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])

    if inspect.iscoroutinefunction(method):

        @functools.wraps(method)
        async def call(*args: Any, **options: Any) -> Any:
            _check(name, options, known)
            return await method(*args, **options)

    else:

        @functools.wraps(method)
        def call(*args: Any, **options: Any) -> Any:
            _check(name, options, known)
            return method(*args, **options)

    return call


def _check(method: str, given: Iterable[str], known: frozenset[str]) -> None:
    for name in given:
        if name in known:
            continue
        spelled = snake_case(name)
        if spelled in known and spelled in given:
            raise TypeError(
                f"{method}() was given one option in two spellings: {spelled} and {name}; leave one out"
            )
        if spelled in known:
            raise TypeError(f"{method}() does not know {name}: in Python it is spelled {spelled}")
