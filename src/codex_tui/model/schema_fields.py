"""The fields of a form, read from the JSON Schema with which an MCP server asks for values.

The schemas are those of the MCP specification: an object of strings, numbers, yes-or-no values and choices. What is
anything else becomes a field for JSON, so that it can be answered all the same. Titles and descriptions are safe
text; names and values stay as they came, since they go back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from codex_tui.model.safe_text import SafeText

Raw = Mapping[str, Any]


class FieldKind(Enum):
    """What a field takes, and so how it is filled in."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    YES_NO = "yes or no"
    ONE_OF = "one of"
    SOME_OF = "some of"
    JSON = "JSON"


class Format(Enum):
    """What a text must be; the values are those of the schema."""

    EMAIL = "email"
    URI = "uri"
    DATE = "date"
    DATE_TIME = "date-time"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values that a field offers; `raw` is what goes back."""

    title: SafeText
    raw: Any


@dataclass(frozen=True, slots=True)
class Field:
    """One value that is asked for.

    Attributes:
        raw_name: its name in the answer; None if the answer is this value as a whole.
        title: what people call it.
        least: the least number, length of the text or count of choices; None without a limit.
        most: the same at the other end.
        raw_default: what the server proposes; None for nothing.
        raw_type: the name of the type that JSON must have; empty for any.
    """

    raw_name: str | None
    title: SafeText
    kind: FieldKind
    description: SafeText = SafeText()
    required: bool = False
    choices: tuple[Choice, ...] = ()
    format: Format | None = None
    least: float | None = None
    most: float | None = None
    raw_default: Any = None
    raw_type: str = ""


def fields_of(schema: Raw) -> tuple[Field, ...]:
    """The fields of a schema, in its order; of one that is no form, a single field for the whole answer."""
    properties = schema.get("properties")
    if schema.get("type", "object") != "object" or not isinstance(properties, Mapping):
        if schema.get("type") == "object" and properties is None:
            return ()
        return (Field(None, SafeText("The whole answer"), FieldKind.JSON, required=True),)
    required = schema.get("required")
    needed = {name for name in required if isinstance(name, str)} if isinstance(required, list) else set()
    fields = [_field(str(name), raw, str(name) in needed) for name, raw in properties.items()]
    # A name that is asked for and not described can still be given.
    fields += [
        Field(name, SafeText(name), FieldKind.JSON, required=True)
        for name in sorted(needed - {str(name) for name in properties})
    ]
    return tuple(fields)


def _field(name: str, raw: Any, required: bool) -> Field:
    schema: Raw = raw if isinstance(raw, Mapping) else {}
    title = _text(schema, "title") or SafeText(name)
    about: dict[str, Any] = {
        "raw_name": name,
        "title": title,
        "description": _text(schema, "description"),
        "required": required,
        "raw_default": schema.get("default"),
    }
    wanted = schema.get("type")
    read = _READERS.get(wanted) if isinstance(wanted, str) else None
    if wanted is None and _choices(schema):
        read = _text_field
    field = read(about, schema) if read is not None else None
    if field is not None:
        return field
    return Field(**about, kind=FieldKind.JSON, raw_type=wanted if isinstance(wanted, str) else "")


def _text_field(about: dict[str, Any], schema: Raw) -> Field | None:
    choices = _choices(schema)
    if choices:
        return Field(**about, kind=FieldKind.ONE_OF, choices=choices)
    if any(name in schema for name in ("enum", "oneOf", "anyOf", "allOf", "const", "$ref")):
        return None
    try:
        wanted = Format(schema.get("format"))
    except ValueError:
        wanted = None
    least, most = _number(schema, "minLength"), _number(schema, "maxLength")
    return Field(**about, kind=FieldKind.TEXT, format=wanted, least=least, most=most)


def _integer_field(about: dict[str, Any], schema: Raw) -> Field | None:
    return _numeric(about, schema, FieldKind.INTEGER)


def _number_field(about: dict[str, Any], schema: Raw) -> Field | None:
    return _numeric(about, schema, FieldKind.NUMBER)


def _numeric(about: dict[str, Any], schema: Raw, kind: FieldKind) -> Field | None:
    choices = _choices(schema)
    if choices:
        return Field(**about, kind=FieldKind.ONE_OF, choices=choices)
    least, most = _number(schema, "minimum"), _number(schema, "maximum")
    return Field(**about, kind=kind, least=least, most=most)


def _yes_no_field(about: dict[str, Any], schema: Raw) -> Field | None:
    return Field(**about, kind=FieldKind.YES_NO)


def _array_field(about: dict[str, Any], schema: Raw) -> Field | None:
    items = schema.get("items")
    choices = _choices(items) if isinstance(items, Mapping) else ()
    if not choices:
        return None
    least, most = _number(schema, "minItems"), _number(schema, "maxItems")
    return Field(**about, kind=FieldKind.SOME_OF, choices=choices, least=least, most=most)


_READERS = {
    "string": _text_field,
    "integer": _integer_field,
    "number": _number_field,
    "boolean": _yes_no_field,
    "array": _array_field,
}


def _choices(schema: Raw) -> tuple[Choice, ...]:
    """The values of an enumeration, in each of the shapes that the specification knows; empty if it has none."""
    values = schema.get("enum")
    if isinstance(values, list) and values:
        names = schema.get("enumNames")
        named = names if isinstance(names, list) and len(names) == len(values) else values
        return tuple(
            Choice(SafeText(name if isinstance(name, str) else _shown(value)), value)
            for value, name in zip(values, named, strict=True)
        )
    for keyword in ("oneOf", "anyOf"):
        parts = schema.get(keyword)
        if isinstance(parts, list) and parts and all(_is_constant(part) for part in parts):
            return tuple(
                Choice(_text(part, "title") or SafeText(_shown(part["const"])), part["const"])
                for part in parts
            )
    return ()


def _is_constant(part: Any) -> bool:
    return isinstance(part, Mapping) and "const" in part


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value
    import json  # hardly ever needed

    return json.dumps(value)


def _text(schema: Any, name: str) -> SafeText:
    value = schema.get(name)
    return SafeText(value) if isinstance(value, str) else SafeText()


def _number(schema: Raw, name: str) -> float | None:
    value = schema.get(name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
