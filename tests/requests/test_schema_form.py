"""The forms of MCP servers: what they accept is what the schema asks for, and what they refuse they explain."""

from __future__ import annotations

import json
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.model.schema_fields import FieldKind, fields_of
from codex_tui.model.schema_form import SchemaForm, is_typed, titles_of


def form_of(required=(), **properties):
    return SchemaForm({"type": "object", "properties": properties, "required": list(required)})


def problem_of(schema, text="", *, required=True):
    form = form_of(["it"] if required else [], it=schema)
    form.write(0, text)
    return form.problem(0)


# --- an independent reading of the schema -----------------------------------------------------------------------

JSON_TYPES = {"string": str, "integer": int, "boolean": bool, "array": list}


def is_valid(schema, value):
    """Whether a value is what a schema of the MCP specification asks for."""
    kind = schema["type"]
    if kind == "number":
        right = isinstance(value, int | float) and not isinstance(value, bool)
    else:
        right = type(value) is JSON_TYPES[kind]
    if not right:
        return False
    one_of = [one["const"] for one in schema.get("oneOf", ())] or schema.get("enum", [value])
    if value not in one_of:
        return False
    if kind == "string":
        return (
            schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
            and (bool(schema.get("oneOf") or schema.get("enum")) or bool(value))
            and is_format(schema.get("format"), value)
        )
    if kind in ("integer", "number"):
        return schema.get("minimum", value) <= value <= schema.get("maximum", value)
    if kind == "array":
        items = schema["items"]
        offered = items.get("enum") or [one["const"] for one in items["anyOf"]]
        return (
            schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
            and all(one in offered for one in value)
            and len(set(value)) == len(value)
        )
    return True


def is_format(name, value):
    if name == "email":
        local, _, domain = value.partition("@")
        return bool(local) and bool(domain) and "@" not in domain and " " not in value
    if name == "uri":
        return bool(urlsplit(value).scheme) and value.isascii() and " " not in value
    if name == "date":
        return datetime.strptime(value, "%Y-%m-%d").strftime("%Y-%m-%d") == value.zfill(10)
    if name == "date-time":
        return datetime.strptime(value[:10] + value[11:19], "%Y-%m-%d%H:%M:%S") is not None
    return True


LIMITS = st.tuples(st.integers(-3, 12), st.integers(-3, 12)).map(sorted)
NAMES = st.text(st.characters(codec="utf-8"), max_size=8)
VALUES = st.lists(NAMES, min_size=1, max_size=4, unique=True)


def limited(draw, schema, least, most):
    low, high = draw(LIMITS)
    if draw(st.booleans()):
        schema[least] = low
    if draw(st.booleans()):
        schema[most] = high
    return schema


@st.composite
def schemas(draw):
    kind = draw(st.sampled_from(["text", "integer", "number", "boolean", "enum", "oneOf", "some", "titled"]))
    if kind == "text":
        schema = {"type": "string"}
        if draw(st.booleans()):
            schema["format"] = draw(st.sampled_from(["email", "uri", "date", "date-time"]))
            return schema
        low, high = sorted((draw(st.integers(0, 6)), draw(st.integers(0, 9))))
        return {**schema, "minLength": low, "maxLength": high} if draw(st.booleans()) else schema
    if kind in ("integer", "number"):
        return limited(draw, {"type": kind}, "minimum", "maximum")
    if kind == "boolean":
        return {"type": "boolean"}
    values = draw(VALUES)
    if kind == "enum":
        names = {"enumNames": [f"name of {value}" for value in values]} if draw(st.booleans()) else {}
        return {"type": "string", "enum": values, **names}
    titled = [{"const": value, "title": f"title of {value}"} for value in values]
    if kind == "oneOf":
        return {"type": "string", "oneOf": titled}
    items = {"type": "string", "enum": values} if kind == "some" else {"anyOf": titled}
    low, high = sorted((draw(st.integers(0, 3)), draw(st.integers(0, 4))))
    return {"type": "array", "items": items, "minItems": low, "maxItems": high}


TEXTS = st.one_of(
    st.text(max_size=10),
    st.text("0123456789.eE+-", max_size=8),
    st.integers(-20, 20).map(str),
    st.floats(allow_nan=False).map(str),
    st.emails(),
    st.dates().map(str),
    st.datetimes().map(lambda moment: f"{moment.isoformat()}Z"),
    st.sampled_from(["https://example.com/a?b#c", "mailto:a@b.c", "1e999", "0" * 500, "９", "\ud800"]),
)


@given(data=st.data())
def test_what_the_form_accepts_is_what_the_schema_asks_for(data):
    properties = data.draw(st.dictionaries(st.text(max_size=5), schemas(), min_size=1, max_size=4))
    names = list(properties)
    required = data.draw(st.sets(st.sampled_from(names)))
    form = SchemaForm({"type": "object", "properties": properties, "required": sorted(required)})
    assert [field.raw_name for field in form.fields] == names
    for number, field in enumerate(form.fields):
        if data.draw(st.booleans()):
            continue
        if is_typed(field):
            form.write(number, data.draw(TEXTS))
        else:
            for choice in data.draw(st.sets(st.integers(0, len(titles_of(field)) - 1))):
                form.choose(number, choice)
    wrong = form.first_problem()
    if wrong is not None:
        assert len(form.problem(wrong)) > 5
        return
    content = form.content()
    assert json.loads(json.dumps(content).encode()) == content
    assert required <= content.keys() <= set(names)
    for name, value in content.items():
        assert is_valid(properties[name], value), (properties[name], value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    )
)
def test_no_schema_whatever_breaks_the_form(schema):
    for whole in ({"type": "object", "properties": schema}, {"properties": {"it": schema}}, {"type": schema}):
        form = SchemaForm(whole)
        for number, field in enumerate(form.fields):
            if is_typed(field):
                form.write(number, "1")
            form.problem(number)
            titles_of(field)
        assert isinstance(form.shown(), list)


# --- what a person reads ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "text", "said"),
    [
        ({"type": "string"}, "", "this is needed"),
        ({"type": "string", "minLength": 3}, "ab", "too short: 2 of at least 3 characters"),
        ({"type": "string", "maxLength": 3}, "abcd", "too long: 4 of at most 3 characters"),
        ({"type": "string", "format": "email"}, "me", "this is not an e-mail address, like name@example.com"),
        ({"type": "string", "format": "uri"}, "example", "this is not an address with its scheme"),
        ({"type": "string", "format": "date"}, "2026-02-30", "this is not a date as year-month-day"),
        ({"type": "string", "format": "date-time"}, "2026-02-03", "this is not date and time with a zone"),
        ({"type": "integer"}, "1.5", "this is not a whole number"),
        ({"type": "integer", "minimum": 1.0, "maximum": 9.0}, "x", "this is not a whole number from 1 to 9"),
        ({"type": "number", "minimum": 0.5}, "0.4", "too small: it must be at least 0.5"),
        ({"type": "number", "maximum": 3}, "4", "too large: it must be at most 3"),
        ({"type": "number", "minimum": 2}, "x", "this is not a number of at least 2"),
        ({"type": "number"}, "1e999", "the number is too large to be sent"),
        ({"type": "integer"}, "1" * 6000, "the number is too large to be sent"),
        ({"type": "boolean"}, "", "choose yes or no"),
        ({"type": "string", "enum": ["a"]}, "", "choose one of them"),
        ({"type": "object"}, "[", "this is not JSON: expecting value at line 1, column 2"),
        ({"type": "object"}, "[]", "this must be an object"),
        ({"type": "array"}, "1", "this must be an array"),
        ({"type": "object"}, '{"a": NaN}', "NaN is no value of JSON"),
        ({"type": "object"}, '{"a": 1e999}', "a number in it is too large to be sent"),
        ({"type": "object"}, '{"a": "\\ud800"}', "it holds a character that cannot be sent"),
        ({"type": "array"}, "[" * 100_000, "this is nested too deeply"),
    ],
)
def test_what_is_wrong_is_said_with_what_is_allowed(schema, text, said):
    assert problem_of(schema, text).startswith(said)


def test_what_is_not_needed_may_be_left_empty_and_is_not_sent():
    form = form_of(
        a={"type": "string", "minLength": 5},
        b={"type": "integer"},
        c={"type": "boolean"},
        d={"type": "string", "enum": ["x"]},
        e={"type": "array", "items": {"enum": ["x"]}, "minItems": 1},
        f={"type": "object"},
    )
    assert form.first_problem() is None
    assert form.content() == {}


def test_a_yes_or_no_is_neither_until_one_says():
    form = form_of(["sure"], sure={"type": "boolean"})
    assert form.problem(0) == "choose yes or no"
    form.choose(0, 1)
    assert form.content() == {"sure": False}
    form.choose(0, 0)
    assert form.content() == {"sure": True}


def test_a_choice_that_need_not_be_given_can_be_taken_back():
    form = form_of(size={"type": "string", "oneOf": [{"const": "s", "title": "Small"}]})
    form.choose(0, 0)
    assert form.content() == {"size": "s"}
    assert form.shown() == [("size", "Small")]
    form.choose(0, 0)
    assert form.content() == {}


def test_several_are_counted():
    items = {"type": "string", "enum": ["a", "b", "c"]}
    form = form_of(["it"], it={"type": "array", "items": items, "minItems": 1, "maxItems": 2})
    assert form.problem(0) == "too few: 0 of at least 1"
    for choice in (2, 0, 1):
        form.choose(0, choice)
    assert form.problem(0) == "too many: 3 of at most 2"
    form.choose(0, 1)
    assert form.content() == {"it": ["a", "c"]}


def test_the_servers_proposals_stand_in_the_fields_and_are_not_called_typed():
    form = form_of(
        ["n"],
        t={"type": "string", "default": "a\u202eb"},
        n={"type": "number", "default": 3.0},
        y={"type": "boolean", "default": True},
        o={"type": "string", "enum": ["a", "b"], "default": "b"},
        s={"type": "array", "items": {"enum": ["a", "b"]}, "default": ["b", "z"]},
        j={"type": "object", "default": {"k": [1]}},
    )
    # What cannot be seen in a proposal is made visible, and what is seen is what is sent.
    assert form.content() == {
        "t": "a‹U+202E›b",
        "n": 3,
        "y": True,
        "o": "b",
        "s": ["b"],
        "j": {"k": [1]},
    }
    assert form.typed() == ""
    form.write(1, "4")
    assert form.typed() == "4"


def test_a_schema_that_is_no_form_asks_for_the_whole_answer():
    form = SchemaForm({"type": "object", "properties": ["a"]})
    assert form.fields[0].kind is FieldKind.JSON
    assert form.problem(0).startswith("this is needed")
    form.write(0, "[1]")
    assert form.problem(0) == 'the whole answer must be an object, like {"name": "value"}'
    form.write(0, '{"a": 1}')
    assert form.content() == {"a": 1}


def test_titles_and_names_cannot_hide_anything_but_go_back_as_they_came():
    form = form_of(**{"a\u200b": {"type": "string", "title": "A\x1b[31m", "enum": ["x\u200b"]}})
    field = fields_of({"properties": {"a\u200b": {"type": "string"}}})[0]
    assert field.title == "a‹U+200B›"
    assert form.fields[0].title == "A␛[31m"
    form.choose(0, 0)
    assert form.content() == {"a\u200b": "x\u200b"}
