"""First step of the model generator: the server's own JSON Schema, brought into one plain shape.

The bundle nests definitions, leaves union variants anonymous and carries upstream's prose. After `normalise`
every definition is an object with properties, an enum or a union of references; newtypes of plain values are
inlined; nothing is described, constrained or closed. So the class generator (datamodel-code-generator) has no
names to invent, and a newer server's values pass.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

REF_PREFIX = "#/definitions/"
# The JSON-RPC envelopes: the registry replaces these tables of methods, and the connection does the framing.
ENVELOPES = (
    "ClientNotification",
    "ClientRequest",
    "JSONRPCError",
    "JSONRPCErrorError",
    "JSONRPCMessage",
    "JSONRPCNotification",
    "JSONRPCRequest",
    "JSONRPCResponse",
    "ServerNotification",
    "ServerRequest",
)
# Limits and number formats are the server's business: a client that checks them breaks when they change.
DROPPED_KEYWORDS = ("$schema", "description", "format", "minimum", "minLength")


@dataclass(frozen=True)
class Union:
    """A definition that is one of several: how its variants are told apart, and what keeps an unknown one."""

    variants: tuple[str, ...]  # rendered as annotations: class names, or str, list[...]
    tag: str | None = None  # the JSON name of the discriminating property
    fallback: str | None = None  # the class that keeps an unknown variant's raw data


@dataclass
class Normalised:
    """What the next steps need: plain definitions, unions, aliases, and the envelopes with their methods."""

    definitions: Json = field(default_factory=dict)
    unions: dict[str, Union] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)  # enums that must refuse unknown values
    envelopes: Json = field(default_factory=dict)


def pascal(name: str) -> str:
    """`openai/form`, `slash_tmp` and `appServer` as parts of a class name."""
    words = re.split(r"[^A-Za-z0-9]+", name)
    return "".join(word[:1].upper() + word[1:] for word in words)


def ref(name: str) -> Json:
    return {"$ref": REF_PREFIX + name}


def ref_name(schema: Any) -> str | None:
    """The definition a schema refers to, through a single-entry allOf too."""
    if not isinstance(schema, dict):
        return None
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if len(schema.get("allOf", ())) == 1:
        return ref_name(schema["allOf"][0])
    return None


def plain(schema: Any) -> Any:
    """A copy without prose, limits and titles of fields; references flattened to one level of definitions."""
    if not isinstance(schema, dict):
        return schema
    name = ref_name(schema)
    if name is not None:
        return {**ref(name), **({"default": schema["default"]} if "default" in schema else {})}
    result: Json = {}
    for key, value in schema.items():
        if key in DROPPED_KEYWORDS:
            continue
        if key == "properties":
            result[key] = {prop: plain(sub) for prop, sub in value.items()}
        elif key in ("oneOf", "anyOf"):
            result["anyOf"] = [plain(sub) for sub in value]
        elif key in ("items", "additionalProperties"):
            result[key] = plain(value)
        else:
            result[key] = value
    if "properties" in result:
        result.pop("additionalProperties", None)  # every model keeps extra fields anyway
    return result


def const_tags(schema: Json) -> dict[str, str]:
    """Properties that can have one string only, with that string."""
    properties = {k: v for k, v in schema.get("properties", {}).items() if isinstance(v, dict)}
    return {name: sub["enum"][0] for name, sub in properties.items() if len(sub.get("enum", ())) == 1}


def nullable(schema: Any) -> bool:
    """Whether null is a value; such a field may be absent as well. An absent property counts as nullable."""
    if schema is None:
        return True
    if not isinstance(schema, dict):
        return False
    return "null" in schema.get("type", ()) or any(map(nullable, schema.get("anyOf", ())))


class _Normaliser:
    def __init__(self, bundle: Json) -> None:
        nested = dict(bundle["definitions"])
        nested.update(nested.pop("v2"))
        self.source: Json = {name: plain(sub) for name, sub in nested.items()}
        self.out = Normalised(envelopes={name: self.source.pop(name) for name in ENVELOPES})
        self.used = set(self.source)
        branches = [branch for schema in self.source.values() for branch in schema.get("anyOf", ())]
        self.untagged = {name for name in map(ref_name, branches) if name}

    def run(self) -> Normalised:
        for name, schema in sorted(self.source.items()):
            if "anyOf" not in schema and schema.get("type") in ("string", "integer"):
                if "enum" not in schema:
                    self.out.aliases[name] = {"string": "str", "integer": "int"}[schema["type"]]
            elif "anyOf" in schema and all(self.scalar(branch) for branch in schema["anyOf"]):
                self.out.aliases[name] = " | ".join(map(self.annotation, schema["anyOf"]))
        for name, schema in sorted(self.source.items()):
            if name not in self.out.aliases:
                self.definition(name, schema)
        self.add_fallbacks()
        return self.out

    @staticmethod
    def scalar(schema: Json) -> bool:
        inner = schema.get("items", schema)
        return "enum" not in inner and inner.get("type") in ("string", "integer")

    def annotation(self, schema: Json) -> str:
        name = ref_name(schema)
        if name is not None:
            return self.out.aliases.get(name, name)
        if schema.get("type") == "array":
            return f"list[{self.annotation(schema['items'])}]"
        return {"string": "str", "integer": "int", "null": "None"}[schema["type"]]

    def definition(self, name: str, schema: Json) -> None:
        if "anyOf" in schema:
            self.union(name, schema)
        elif "properties" in schema:
            self.object(name, schema)
        elif schema.get("type") == "object" and "additionalProperties" not in schema:
            self.object(name, {**schema, "properties": {}})
        elif schema.get("type") == "object" and schema["additionalProperties"] is False:
            self.object(name, {"type": "object", "properties": {}})
        else:
            self.out.definitions[name] = {**self.value(name, "", schema), "title": name}

    def object(self, name: str, schema: Json) -> None:
        properties = {prop: self.value(name, prop, sub) for prop, sub in schema["properties"].items()}
        required = [prop for prop in schema.get("required", ()) if not nullable(properties.get(prop))]
        for branch in schema.get("anyOf", ()):  # alternatives inside one variant: any of them may be there
            extra = {prop: self.value(name, prop, sub) for prop, sub in branch["properties"].items()}
            properties.update(extra)
        self.out.definitions[name] = {
            "title": name,
            "type": "object",
            "properties": dict(sorted(properties.items())),
            "required": required,
        }

    def value(self, owner: str, prop: str, schema: Any) -> Any:
        """A property's schema: newtypes inlined, inline objects named, single values made constants."""
        if not isinstance(schema, dict):
            return schema
        name = ref_name(schema)
        if name is not None:
            return self.reference(owner, name, prop, schema)
        if "properties" in schema:
            return ref(self.hoist(owner, prop, schema))
        result = {key: sub for key, sub in schema.items() if key != "title"}
        if prop and len(result.get("enum", ())) == 1:
            result["const"] = result.pop("enum")[0]
        for key in ("items", "additionalProperties"):
            if key in result:
                result[key] = self.value(owner, prop, result[key])
        if "anyOf" in result:
            result["anyOf"] = [self.value(owner, prop, sub) for sub in result["anyOf"]]
        return result

    def reference(self, owner: str, name: str, prop: str, schema: Json) -> Json:
        target = self.source[name]
        if name in self.out.aliases:
            return {key: sub for key, sub in target.items() if key != "title"}
        # As an open enum, a tag would let the first variant of an untagged union take everything.
        if prop == "type" and "enum" in target and owner in self.untagged:
            self.out.closed.add(name)
        return schema

    def hoist(self, owner: str, prop: str, schema: Json) -> str:
        name = pascal(prop)
        if name in self.used:
            known = self.out.definitions.get(name)
            probe = dict(schema.get("properties", {}))
            if known is None or name in self.source or set(known["properties"]) != set(probe):
                name = owner + name
        if name not in self.out.definitions:
            self.used.add(name)
            self.object(name, schema)
        return name

    def union(self, name: str, schema: Json) -> None:
        shared = {"properties": schema.get("properties", {}), "required": schema.get("required", [])}
        values: list[str] = []
        variants: list[str] = []
        tags: list[dict[str, str]] = []
        for branch in schema["anyOf"]:
            if "enum" in branch:
                values += branch["enum"]
            elif "properties" in branch:
                merged = {
                    **branch,
                    "properties": {**shared["properties"], **branch["properties"]},
                    "required": [*shared["required"], *branch.get("required", ())],
                }
                tags.append(const_tags(branch))
                variant = self.variant_name(name, branch, tags[-1])
                if variant in variants:  # two spellings of one tag: `openai/form` and `openaiForm`
                    variant = f"Alternative{variant}"
                variants.append(variant)
                self.used.add(variants[-1])
                self.object(variants[-1], merged)
            elif not isinstance(branch.get("type"), list):  # a list is the schema's own catch-all
                variants.append(self.annotation(branch))
        if not variants:
            self.out.definitions[name] = {"title": name, "type": "string", "enum": values}
            return
        if values:
            variants.insert(0, f"{name}Value")
            self.out.definitions[variants[0]] = {"title": variants[0], "type": "string", "enum": values}
        common = set.intersection(*map(set, tags)) if tags and len(tags) == len(variants) else set()
        self.out.unions[name] = Union(tuple(variants), tag=min(common, default=None))

    @staticmethod
    def variant_name(name: str, branch: Json, tags: dict[str, str]) -> str:
        if "title" in branch:  # some titles carry a Rust path: `Chatgptv2::LoginAccountParams`
            return pascal(branch["title"].replace("v2::", ""))
        if tags:
            return pascal(min(tags.values())) + name
        return pascal(branch["required"][0]) + name

    def add_fallbacks(self) -> None:
        members = {variant for union in self.out.unions.values() for variant in union.variants}
        for name, union in self.out.unions.items():
            # A fallback takes every object, so inside another union it would hide the variants after it.
            if name in members or "None" in union.variants:
                continue
            fallback = f"Unknown{name}"
            if fallback in self.used:  # the schema has a variant of its own with that name
                fallback = f"Unrecognized{name}"
            self.used.add(fallback)
            self.out.unions[name] = Union(union.variants, union.tag, fallback)
            self.out.definitions[fallback] = self.fallback_schema(fallback, union)

    def fallback_schema(self, name: str, union: Union) -> Json:
        """The tag, and the strings that every known variant requires; what else came stays in the extras."""
        properties: Json = {}
        if union.tag:
            bodies = [self.out.definitions[variant] for variant in union.variants]
            for prop, sub in bodies[0]["properties"].items():
                everywhere = all(prop in body["required"] and prop in body["properties"] for body in bodies)
                if everywhere and all(
                    body["properties"][prop] == sub == {"type": "string"} for body in bodies
                ):
                    properties[prop] = {"type": "string", "default": ""}
            properties[union.tag] = {"type": "string"}
        required = [union.tag] if union.tag else []
        return {"title": name, "type": "object", "properties": properties, "required": required}


def normalise(bundle: Json) -> Normalised:
    """Normalise `codex_app_server_protocol.schemas.json`, the bundle with the v1 names and the v2 names."""
    return _Normaliser(bundle).run()
