"""Read answers of servers that leave out what this client's models require.

Used by `models.parse` after the strict model refused an answer. The models come from one version of the server;
an older one does not know a field yet, a newer one may have dropped it. The same classes are built from the
same schema with one difference: a missing or null field is None. Variants of unions that only their fields tell
apart stay strict, or the first of them would take everything.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from pydantic_core import SchemaValidator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic import BaseModel
    from pydantic_core import CoreSchema

__all__ = ["lenient_validator"]


@cache
def lenient_validator(model: type[BaseModel]) -> SchemaValidator:
    """Return what builds ``model`` from JSON values that may lack fields."""
    model.model_rebuild()
    schema = model.__pydantic_core_schema__
    return SchemaValidator(cast("CoreSchema", _lenient(schema, set(_strict_classes(schema)))))


def _nodes(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if "type" in schema:
            yield schema
        for value in schema.values():
            yield from _nodes(value)
    elif isinstance(schema, (list, tuple)):
        for value in schema:
            yield from _nodes(value)


def _strict_classes(schema: Any) -> Iterator[type]:
    definitions: dict[str, Any] = {node["ref"]: node for node in _nodes(schema) if "ref" in node}
    for node in _nodes(schema):
        if node["type"] == "union":
            for choice in node["choices"]:
                variant: Any = choice[0] if isinstance(choice, tuple) else choice
                variant = definitions.get(variant.get("schema_ref"), variant)
                if "cls" in variant:
                    yield variant["cls"]


def _lenient(schema: Any, strict: set[type], *, inside_strict: bool = False) -> Any:
    if isinstance(schema, (list, tuple)):
        return type(schema)(_lenient(value, strict, inside_strict=inside_strict) for value in schema)
    if not isinstance(schema, dict):
        return schema
    kind = schema.get("type")
    if kind == "model":
        inside_strict = schema["cls"] in strict
    copied = {
        key: value if key in _NOT_SCHEMAS else _lenient(value, strict, inside_strict=inside_strict)
        for key, value in schema.items()
    }
    if kind == "model":
        return _built_anew(copied)
    if kind == "model-field" and not inside_strict:
        inner = copied["schema"]
        if inner["type"] not in ("default", "literal"):
            nullable = {"type": "nullable", "schema": inner}
            copied["schema"] = {"type": "default", "schema": nullable, "default": None}
    return copied


def _built_anew(model: dict[str, Any]) -> dict[str, Any]:
    # A "model" node would be taken for a reference to the class's own validator, which is the strict one.
    build = _root_builder if model.get("root_model") else _builder
    node = {
        "type": "function-after",
        "function": {"type": "no-info", "function": build(model["cls"])},
        # What the node's configuration would say: unknown fields are kept.
        "schema": {**model["schema"], **({} if model.get("root_model") else {"extra_behavior": "allow"})},
    }
    if "ref" in model:
        node["ref"] = model["ref"]
    return node


def _builder(cls: type[BaseModel]) -> Callable[[Any], BaseModel]:
    def build(parts: Any) -> BaseModel:
        values, extra, fields_set = parts
        built = cls.__new__(cls)
        built.__setstate__(
            {
                "__dict__": values,
                "__pydantic_extra__": extra,
                "__pydantic_fields_set__": fields_set,
                "__pydantic_private__": None,
            }
        )
        return built

    return build


def _root_builder(cls: type[BaseModel]) -> Callable[[Any], BaseModel]:
    def build(root: Any) -> BaseModel:
        return cls.model_construct(root=root)

    return build


_NOT_SCHEMAS = frozenset({"cls", "config", "metadata", "serialization", "default", "expected", "members"})
