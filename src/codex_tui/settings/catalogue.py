"""Every setting as a row: its key, what it takes, what it is for. Made from the types in `values`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from codex_tui.settings.values import Open, Settings, Span

KEYS, THEMES, SERVERS = "keys", "themes", "servers"
ACTIONS = "keys.actions"
_SWITCH = ("on", "off")


@dataclass(frozen=True, slots=True)
class Row:
    """One setting."""

    key: str
    """Table and name, as in ``display.theme``."""
    default: Any
    help: str
    variable: str
    """The environment variable that sets it too; empty where there is none."""
    type: Any
    """What pydantic validates it by."""
    choices: tuple[str, ...] = ()
    """What it can be, in words, where that is a few."""
    closed: bool = True
    """Whether nothing else than the choices will do."""
    span: Span | None = None

    @property
    def takes(self) -> str:
        """What it can be, in words."""
        if self.span is not None:
            number = f"a number from {_number(self.span.least)} to {_number(self.span.most)}"
            return " or ".join((number, *self.choices))
        if self.choices and self.closed:
            return _either(self.choices)
        if self.choices:
            return f"{_either(self.choices)}, or the name of a theme of your own"
        return "a text"

    def written(self, value: Any) -> str:
        """A value in words, as the environment and the command line take it."""
        if isinstance(value, bool):
            return _SWITCH[0] if value else _SWITCH[1]
        if isinstance(value, float):
            return _number(value)
        return str(value)


def _number(value: float) -> str:
    """A number as one writes it, and not with an exponent."""
    return str(int(value)) if value == int(value) else f"{value:g}"


@cache
def rows() -> tuple[Row, ...]:
    """All settings that have one value, in the order of the tables; themes and single keys have none."""
    found: list[Row] = []
    for table, kind in get_type_hints(Settings).items():
        if table in (THEMES, SERVERS):
            continue
        hints = get_type_hints(kind, include_extras=True)
        found += [
            _row(f"{table}.{item.name}", item, hints[item.name]) for item in fields(kind) if item.metadata
        ]
    return tuple(found)


@cache
def row_of(key: str) -> Row | None:
    """The row of a key, if it is one of a setting."""
    return next((row for row in rows() if row.key == key), None)


def _row(key: str, item: Any, hint: Any) -> Row:
    choices: tuple[str, ...] = ()
    span: Span | None = None
    closed = True
    parts = get_args(hint) if get_origin(hint) not in (Annotated, Literal, None) else (hint,)
    for part in parts:
        if part is bool:
            choices = _SWITCH
        elif get_origin(part) is Literal:
            choices += get_args(part)
        elif get_origin(part) is Annotated:
            for extra in get_args(part)[1:]:
                if isinstance(extra, Span):
                    span = extra
                elif isinstance(extra, Open):
                    choices, closed = extra.known, False
    return Row(key, item.default, item.metadata["help"], item.metadata["env"], hint, choices, closed, span)


def _either(words: tuple[str, ...]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))
