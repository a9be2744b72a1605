"""Messages of the server made of the schema alone, in which every string that the schema leaves open is a hostile one.

What the pinned server's schema gains is in them from the day it is generated, without anybody writing it down. `filled`
says which strings of the schema have been sent.
"""

from __future__ import annotations

import types
from collections import Counter
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, RootModel

from codex_app_server.generated import v2_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Json = dict[str, Any]

TIES = {
    "threadId": "THREAD",
    "turnId": "TURN",
    "itemId": "ITEM",
    "Thread.id": "THREAD",
    "Thread.sessionId": "THREAD",
    "Turn.id": "TURN",
}
"""Names that tie a message to what it is about: a hostile one is about nothing that is shown."""
LEFT_OUT = frozenset({"Thread.parentThreadId", "Thread.forkedFromId"})
"""What would make the thread another one's: it is not listed by itself then."""
_DEPTH = 9
_PATIENCE = 16
"""Messages in which nothing was new until there is nothing more: what is one of several has its turns."""


class Samples:
    """Makes messages.

    Args:
        text: gives the hostile text for a string, by its name (``Model.field``).
        ties: what the names of `TIES` are in this conversation.
    """

    def __init__(self, text: Callable[[str], str], ties: Mapping[str, str]) -> None:
        self._text = text
        self._ties = ties
        self._arms: Counter[str] = Counter()
        self.filled: set[str] = set()

    def make(self, model: str, **fixed: Any) -> Json:
        """One message of a model; some of its fields are given."""
        made = self._model(getattr(v2_all, model), 0)
        return {**made, **fixed} if isinstance(made, dict) else made

    def all(self, model: str) -> Iterator[Json]:
        """Messages of a model until all that it may carry was in one of them."""
        without_news = 0
        while without_news < _PATIENCE:
            known = len(self.filled) + len(self._arms)
            made = self.make(model)
            if first := not without_news:
                yield made
            without_news += 1
            if known != len(self.filled) + len(self._arms):
                if not first:
                    yield made
                without_news = 1

    def _model(self, model: type[BaseModel], depth: int) -> Any:
        if issubclass(model, RootModel):
            return self._value(model.model_fields["root"].annotation, model.__name__, "", depth)
        made: Json = {}
        for name, field in model.model_fields.items():
            alias = field.alias or name
            place = f"{model.__name__}.{alias}"
            optional = type(None) in get_args(field.annotation)
            if place in LEFT_OUT or (optional and (depth > _DEPTH or is_cursor(alias))):
                continue
            if tie := TIES.get(place, TIES.get(alias)):
                made[alias] = self._ties[tie]
                self.filled.add(place)
            elif alias == "id" and model.__name__.endswith("ThreadItem"):
                made[alias] = f"{model.__name__}-{self._next(place)}"
                self.filled.add(place)
            else:
                made[alias] = self._value(field.annotation, place, alias, depth)
        return made

    def _next(self, place: str) -> int:
        self._arms[place] += 1
        return self._arms[place] - 1

    def _value(self, annotation: Any, place: str, alias: str, depth: int) -> Any:
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self._value(arguments[0], place, alias, depth)
        if origin is Literal:
            return arguments[0]
        if origin in (Union, types.UnionType):
            return self._arm(arguments, place, alias, depth)
        if origin is list:
            return self._list(arguments[0], place, alias, depth)
        if origin is dict:
            values = self._list(arguments[1], place, alias, depth)
            return {f"{self._string(place, alias)} {number}": value for number, value in enumerate(values)}
        if isinstance(annotation, type):
            if issubclass(annotation, BaseModel):
                return self._model(annotation, depth + 1)
            if issubclass(annotation, Enum):
                members = list(annotation)
                return members[self._next(f"{place}=") % len(members)].value
            if issubclass(annotation, bool):
                return self._next(f"{place}=") % 2 == 0
            if issubclass(annotation, (int, float)):
                return 3
        return self._string(place, alias)  # a string, or what may be anything

    def _string(self, place: str, alias: str) -> str:
        self.filled.add(place)
        text = self._text(place)
        is_path = alias.lower().endswith(("path", "cwd", "root", "roots", "folder", "paths"))
        return f"/{text}" if is_path else text

    def _arm(self, arms: tuple[Any, ...], place: str, alias: str, depth: int) -> Any:
        known = [arm for arm in _flat(arms) if arm is not type(None) and not _is_unknown(arm)]
        if depth > _DEPTH:
            known = [arm for arm in known if not _is_deep(arm)] or known
        return self._value(known[self._next(place) % len(known)], place, alias, depth)

    def _list(self, annotation: Any, place: str, alias: str, depth: int) -> list[Any]:
        """One of each that may be in it."""
        if depth > _DEPTH:
            return []
        count = _arms_of(annotation)
        return [self._value(annotation, place, alias, depth + 1) for _ in range(max(1, count))]


def is_cursor(alias: str) -> bool:
    """Whether a field says where the next page begins: lists end with their first page."""
    return alias.lower().endswith("cursor")


def strings_of(annotation: Any, found: set[str], seen: set[type[BaseModel]], place: str = "") -> None:
    """Collects the names of all strings that a type may carry, by what its models are made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation in seen or _is_unknown(annotation):
            return
        seen.add(annotation)
        for name, field in annotation.model_fields.items():
            alias = field.alias or name
            inside = f"{annotation.__name__}.{alias}"
            if issubclass(annotation, RootModel):
                inside = annotation.__name__
            elif inside in LEFT_OUT or is_cursor(alias):
                continue
            strings_of(field.annotation, found, seen, inside)
    elif annotation is str or annotation is Any:
        found.add(place)
    elif get_origin(annotation) is not Literal:
        for argument in get_args(annotation):
            strings_of(argument, found, seen, place)


def _flat(arms: tuple[Any, ...]) -> list[Any]:
    found: list[Any] = []
    for arm in arms:
        inner = get_args(arm)[0] if get_origin(arm) is Annotated else arm
        found += _flat(get_args(inner)) if get_origin(inner) in (Union, types.UnionType) else [inner]
    return found


def _is_unknown(arm: Any) -> bool:
    return isinstance(arm, type) and arm.__name__.startswith("Unknown") and arm.__name__ not in _REAL_UNKNOWN


_REAL_UNKNOWN = frozenset({"UnknownCommandAction"})
"""Kinds that the server calls unknown itself."""


def _is_deep(arm: Any) -> bool:
    return isinstance(arm, type) and issubclass(arm, BaseModel)


def _arms_of(annotation: Any) -> int:
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if isinstance(annotation, type) and issubclass(annotation, RootModel):
        annotation = annotation.model_fields["root"].annotation
    if get_origin(annotation) in (Union, types.UnionType):
        return len(
            [arm for arm in _flat(get_args(annotation)) if arm is not type(None) and not _is_unknown(arm)]
        )
    return 1
