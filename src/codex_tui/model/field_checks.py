"""Whether what was entered into a field of a form is what the server asks for: the value, or what is wrong with it.

The messages say what is wrong and what is allowed. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from codex_tui.model.schema_fields import FieldKind, Format

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_tui.model.schema_fields import Field

LONGEST_NUMBER = 400
"""Digits; the longest that may be meant is shorter, and the greatest a double can hold has 309."""

_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?\Z")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?\Z")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:([A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_DATE_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})\Z"
)
_HELP = {
    Format.EMAIL: "an e-mail address, like name@example.com",
    Format.URI: "an address with its scheme, like https://example.com/page",
    Format.DATE: "a date as year-month-day, like 2026-01-31",
    Format.DATE_TIME: "date and time with a zone, like 2026-01-31T14:30:00Z",
}
_JSON_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}


class NotAllowedError(ValueError):
    """What was entered does not fit; the message says why and what does."""


class Nothing:
    """The value of a field that was left empty: it is not sent."""


NOTHING = Nothing()


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person entered: text for what is typed, the numbers of choices for what is chosen (yes is 0, no 1)."""

    text: str = ""
    chosen: frozenset[int] = frozenset()


YES, NO = 0, 1


def value_of(field: Field, entry: Entry) -> Any:
    """The value of a field as JSON has it; `NOTHING` if it was left empty and may be.

    Raises:
        NotAllowedError: it does not fit.
    """
    return _CHECKS[field.kind](field, entry)


def allowed(field: Field) -> str:
    """What a field takes, in words; empty if it is plain from the way it is filled in."""
    if field.kind is FieldKind.TEXT:
        lengths = _between(field, "character", "characters")
        return ", ".join(filter(None, (_HELP[field.format] if field.format else "", lengths)))
    if field.kind in (FieldKind.INTEGER, FieldKind.NUMBER):
        what = "a whole number" if field.kind is FieldKind.INTEGER else "a number"
        limits = _limits(field)
        return f"{what} {limits.replace('at ', 'of at ')}" if limits else what
    if field.kind is FieldKind.SOME_OF:
        return _between(field, "choice", "choices")
    if field.kind is FieldKind.JSON:
        return f"JSON, {_a(field.raw_type)}" if field.raw_type in _JSON_TYPES else "JSON"
    return ""


def _empty(field: Field, what: str = "this is needed") -> Nothing:
    if field.required:
        hint = allowed(field)
        raise NotAllowedError(f"{what}: {hint}" if hint else what)
    return NOTHING


# --- what is typed ------------------------------------------------------------------------------------------


def _text(field: Field, entry: Entry) -> Any:
    text = entry.text
    if not text:
        return _empty(field)
    _check_characters(text)
    if field.least is not None and len(text) < field.least:
        raise NotAllowedError(f"too short: {len(text)} of at least {_plain(field.least)} characters")
    if field.most is not None and len(text) > field.most:
        raise NotAllowedError(f"too long: {len(text):,} of at most {_plain(field.most)} characters")
    if field.format is not None and not _FORMATS[field.format](text):
        raise NotAllowedError(f"this is not {_HELP[field.format]}")
    return text


def _check_characters(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotAllowedError("it holds a character that cannot be sent") from error


def _integer(field: Field, entry: Entry) -> Any:
    text = entry.text.strip()
    if not text:
        return _empty(field)
    if not _INTEGER.match(text):
        raise NotAllowedError(f"this is not {allowed(field)}")
    return _in_range(field, text, int)


def _number(field: Field, entry: Entry) -> Any:
    text = entry.text.strip()
    if not text:
        return _empty(field)
    if not _NUMBER.match(text):
        raise NotAllowedError(f"this is not {allowed(field)}")
    return _in_range(field, text, int if _INTEGER.match(text) else float)


def _in_range(field: Field, text: str, kind: type[int] | type[float]) -> int | float:
    try:
        value = kind(text if len(text) <= LONGEST_NUMBER else "inf")
        infinite = float(value) in (float("inf"), float("-inf"))
    except (ValueError, OverflowError):
        infinite = True
    if infinite:
        raise NotAllowedError("the number is too large to be sent")
    if field.least is not None and value < field.least:
        raise NotAllowedError(f"too small: it must be {_limits(field)}")
    if field.most is not None and value > field.most:
        raise NotAllowedError(f"too large: it must be {_limits(field)}")
    return value


def _json(field: Field, entry: Entry) -> Any:
    if not entry.text.strip():
        return _empty(field)
    import json  # hardly ever needed

    try:
        value = json.loads(entry.text, parse_constant=_no_constant, parse_float=_finite, parse_int=_sendable)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise NotAllowedError(
            f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]} at {place}"
        ) from error
    except RecursionError as error:
        raise NotAllowedError("this is nested too deeply") from error
    _check_characters(json.dumps(value, ensure_ascii=False))
    if field.raw_name is None and not isinstance(value, dict):
        raise NotAllowedError('the whole answer must be an object, like {"name": "value"}')
    types = _JSON_TYPES.get(field.raw_type)
    wrong = types is not None and (
        not isinstance(value, types) or (isinstance(value, bool) and bool not in types)
    )
    if wrong:
        raise NotAllowedError(f"this must be {_a(field.raw_type)}")
    return value


def _no_constant(name: str) -> float:
    raise NotAllowedError(f"{name} is no value of JSON")


def _finite(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise NotAllowedError("a number in it is too large to be sent")
    return value


def _sendable(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise NotAllowedError("a number in it is too large to be sent")
    _finite(text)
    return int(text)


# --- what is chosen -----------------------------------------------------------------------------------------


def _yes_no(field: Field, entry: Entry) -> Any:
    if not entry.chosen:
        return _empty(field, "choose yes or no")
    return min(entry.chosen) == YES


def _one_of(field: Field, entry: Entry) -> Any:
    if not entry.chosen:
        return _empty(field, "choose one of them")
    return field.choices[min(entry.chosen)].raw


def _some_of(field: Field, entry: Entry) -> Any:
    count = len(entry.chosen)
    if not count and not field.required:
        return NOTHING
    if field.least is not None and count < field.least:
        raise NotAllowedError(f"too few: {count} of at least {_plain(field.least)}")
    if field.most is not None and count > field.most:
        raise NotAllowedError(f"too many: {count} of at most {_plain(field.most)}")
    return [field.choices[number].raw for number in sorted(entry.chosen)]


_CHECKS: dict[FieldKind, Callable[[Field, Entry], Any]] = {
    FieldKind.TEXT: _text,
    FieldKind.INTEGER: _integer,
    FieldKind.NUMBER: _number,
    FieldKind.YES_NO: _yes_no,
    FieldKind.ONE_OF: _one_of,
    FieldKind.SOME_OF: _some_of,
    FieldKind.JSON: _json,
}


# --- formats ------------------------------------------------------------------------------------------------


def _is_email(text: str) -> bool:
    domain = text.rpartition("@")[2]
    return bool(_EMAIL.match(text)) and ".." not in domain


def _is_uri(text: str) -> bool:
    return bool(_URI.match(text))


def _is_date(text: str) -> bool:
    return bool(_DATE.match(text)) and _parses(date.fromisoformat, text)


def _is_date_time(text: str) -> bool:
    found = _DATE_TIME.match(text)
    if found is None:
        return False
    zone = "+00:00" if found[4] in "Zz" else found[4]
    return _parses(datetime.fromisoformat, f"{found[1]}T{found[2]}{zone}")


def _parses(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


_FORMATS = {
    Format.EMAIL: _is_email,
    Format.URI: _is_uri,
    Format.DATE: _is_date,
    Format.DATE_TIME: _is_date_time,
}


# --- words --------------------------------------------------------------------------------------------------


def _between(field: Field, one: str, many: str) -> str:
    least, most = field.least or 0, field.most
    if most is None:
        return f"at least {_plain(least)} {one if least == 1 else many}" if least else ""
    if least == most:
        return f"exactly {_plain(most)} {one if most == 1 else many}"
    if not least:
        return f"at most {_plain(most)} {one if most == 1 else many}"
    return f"{_plain(least)} to {_plain(most)} {many}"


def _limits(field: Field) -> str:
    if field.least is None and field.most is None:
        return ""
    if field.most is None:
        return f"at least {_plain(field.least)}"
    if field.least is None:
        return f"at most {_plain(field.most)}"
    return f"from {_plain(field.least)} to {_plain(field.most)}"


def _plain(value: float | None) -> str:
    """A limit as people write it; the server sends whole ones as 1.0 too."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _a(kind: str) -> str:
    return kind if kind == "null" else f"{'an' if kind[:1] in 'aeiou' else 'a'} {kind}"
