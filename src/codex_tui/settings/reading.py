"""Reads and validates the settings: file, environment and command line.

Nothing of it is imported before the first paint, unless something has changed since the last start (`loading`).
Whatever is not understood is named, with the file, the line and what to do, and left out; the rest holds.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from math import inf
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from codex_tui.settings.catalogue import KEYS, SERVERS, THEMES, Row, row_of, rows
from codex_tui.settings.lines import line_of
from codex_tui.settings.own_servers import check_servers
from codex_tui.settings.own_themes import check_themes

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_MOST_MENDED = 50
"""Lines that are no TOML and are left out; with more it is no settings file."""
_AT_LINE = re.compile(r"\(at line (\d+)|at end of document")
_PROBLEM_AT = re.compile(r"[^:]*, line (\d+): ")
_OPENS = re.compile(r"=\s*[\[{]")
_LONGEST = 60
COMMAND_LINE = "command line"
_MARK = object()


@dataclass(slots=True)
class Reading:
    """What was understood."""

    explicit: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What is not left to the default, by table and name."""
    sources: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        return {"explicit": self.explicit, "sources": self.sources, "problems": self.problems}

    def put(self, key: str, value: Any, source: str) -> None:
        table, _, name = key.partition(".")
        self.explicit.setdefault(table, {})[name] = value
        self.sources[key] = source

    def used(self, row: Row) -> str:
        """The value in force so far, in words."""
        table, _, name = row.key.partition(".")
        return row.written(self.explicit.get(table, {}).get(name, row.default))


def read_settings(
    path: Path, variables: Mapping[str, str], overrides: Sequence[str] = (), *, must_exist: bool = False
) -> Reading:
    """The settings of a file, of variables over it, and of the command line over both.

    Args:
        path: the file; one that is not there sets nothing.
        variables: those of the environment that are ours.
        overrides: ``KEY=VALUE`` of the command line.
        must_exist: whether it is a mistake that there is no such file.
    """
    reading = Reading()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if must_exist:
            reading.problems.append(f"{path} does not exist: the defaults are used until you write it.")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        reading.problems.append(f"{path} cannot be read ({why}): the defaults are used.")
    else:
        _read_file(path, text, reading)
    _read_variables(variables, reading)
    _read_overrides(overrides, reading)
    _check_theme_names(reading)
    # In the order of the file, as one mends it; what is of no line stands where it was found, behind.
    reading.problems.sort(key=_line_of_problem)
    return reading


def _line_of_problem(problem: str) -> float:
    at = _PROBLEM_AT.match(problem)
    return int(at[1]) if at is not None else inf


# --- the file --------------------------------------------------------------------------------------------------------


def parse(text: str, name: str, problems: list[str]) -> dict[str, Any]:
    """A TOML text as far as it is one: lines that are not are named and left out."""
    lines = text.split("\n")
    for _ in range(_MOST_MENDED):
        try:
            parsed: dict[str, Any] = tomllib.loads("\n".join(lines))
            return parsed
        except tomllib.TOMLDecodeError as error:  # noqa: PERF203 - each time with a line less
            at = _AT_LINE.search(str(error))
            number = int(at[1]) if at is not None and at[1] else _last(lines)
            number = _last(lines[: max(number, 1)])
            if "nclosed" in str(error):  # found out at a later line than the one that opens it
                opened = [at for at, line in enumerate(lines[:number], 1) if _OPENS.search(line)]
                number = opened[-1] if opened else number
            bad = lines[number - 1].strip()
            if not bad:
                break
            what = "it stands there twice" if "overwrite" in str(error) else _what_is_wrong(bad)
            problems.append(f"{name}, line {number}: {what}. The line is left out.")
            lines[number - 1] = ""
        except (ValueError, RecursionError):  # a number of thousands of digits, lists in lists without end
            break
    problems.append(f"{name} is no TOML: the defaults are used. codex-tui settings --edit opens it.")
    return {}


def _last(lines: Sequence[str]) -> int:
    """The number of the last line with something on it."""
    return max((number for number, line in enumerate(lines, 1) if line.strip()), default=1)


def _what_is_wrong(line: str) -> str:
    name, equals, value = (part.strip() for part in line.partition("="))
    if equals and value and re.fullmatch(r"[A-Za-z][\w .+-]*", value):
        return f'a text stands in quotes: {name} = "{value}"'
    return f"{_shown(line.strip())} is no TOML; a line has the form  name = value"


def _read_file(path: Path, text: str, reading: Reading) -> None:
    parsed = parse(text, path.name, reading.problems)

    def where(*keys: str) -> str:
        line = line_of(text, keys)
        return f"{path.name}, line {line}" if line is not None else path.name

    tables = {row.key.partition(".")[0] for row in rows()} | {THEMES, SERVERS}
    for table, content in parsed.items():
        place = where(table)
        if table not in tables:
            hint = _meant_setting(table, cutoff=1.0) or _meant(table, tables) or _meant_setting(table)
            reading.problems.append(f"{place}: there is no table {table}.{hint} It is left out.")
        elif not isinstance(content, dict):
            reading.problems.append(f"{place}: {table} is a table: write [{table}] above its settings.")
        elif table == THEMES:
            check_themes(content, where, reading)
        elif table == SERVERS:
            check_servers(content, where, reading)
        else:
            _read_table(table, content, where, reading)
    actions = reading.explicit.get(KEYS, {}).pop("raw", {})
    if actions:
        # Knows Textual's names of keys, and with them Textual.
        from codex_tui.settings.key_lines import check_keys

        check_keys(actions, where, reading)


def _read_table(table: str, content: Mapping[str, Any], where: Any, reading: Reading) -> None:
    names = {row.key.partition(".")[2] for row in rows() if row.key.startswith(f"{table}.")}
    for name, value in content.items():
        row = row_of(f"{table}.{name}")
        place = where(table, name)
        if row is not None:
            _take(row, value, place, reading)
        elif table == KEYS:
            reading.explicit.setdefault(KEYS, {}).setdefault("raw", {})[name] = value
        else:
            close = _meant(name, names)
            hint = close.replace("mean ", f"mean {table}.") if close else _meant_setting(name)
            reading.problems.append(f"{place}: there is no setting {table}.{name}.{hint} It is left out.")


# --- environment and command line ----------------------------------------------------------------------------------


def _read_variables(variables: Mapping[str, str], reading: Reading) -> None:
    known = {row.variable: row for row in rows() if row.variable}
    tokens = {server.get("token_env") for server in reading.explicit.get(SERVERS, {}).values()}
    for name, text in variables.items():
        if name in tokens:
            continue
        row = known.get(name)
        if row is None:
            hint = _meant(name, known)
            reading.problems.append(f"{name} is no setting of codex-tui.{hint} It is left out.")
        elif text.strip():
            _take(row, text.strip(), name, reading)


def _read_overrides(overrides: Sequence[str], reading: Reading) -> None:
    for override in overrides:
        key, equals, text = override.partition("=")
        row = row_of(key.strip())
        if row is None and equals:
            hint = _meant(key.strip(), [row.key for row in rows()]) or _meant_setting(key.strip())
            reading.problems.append(
                f"{COMMAND_LINE}: there is no setting {key.strip()}.{hint} It is left out."
            )
        elif row is None or not equals:
            hint = _meant(key.strip(), [row.key for row in rows()]) or _meant_setting(key.strip())
            reading.problems.append(
                f"{COMMAND_LINE}: {_shown(override)} is not of the form SETTING=VALUE.{hint} It is left out."
            )
        else:
            _take(row, text.strip(), COMMAND_LINE, reading)


# --- values --------------------------------------------------------------------------------------------------------


def understood(row: Row, value: Any) -> Any:
    """A value of a setting as pydantic takes it, however it was written.

    Raises:
        ValidationError: it is none.
    """
    if isinstance(value, str):
        lowered = value.lower()
        if row.closed and row.choices:
            value = lowered
        if row.variable and lowered in _OTHER_WORDS.get(row.key, {}):
            value = _OTHER_WORDS[row.key][lowered]
    elif isinstance(value, bool) and row.type is not bool:
        value = _OTHER_WORDS.get(row.key, {}).get("on" if value else "off", _MARK)
    return _validator(row.key).validate_python(value)


_OFF = ("0", "off", "no", "false", "never", "none")
_OTHER_WORDS: dict[str, dict[str, str]] = {
    "notifications.desktop": {
        **dict.fromkeys(_OFF, "off"),
        **dict.fromkeys(("1", "on", "yes", "true"), "auto"),
    },
    "notifications.after": dict.fromkeys(_OFF[1:], "off"),
    "notifications.bell": {"never": "off", "none": "off"},
    "notifications.title": {"never": "off", "none": "off"},
}
"""What else was said before there was a file."""


@cache
def _validator(key: str) -> TypeAdapter[Any]:
    row = row_of(key)
    assert row is not None
    return TypeAdapter(row.type)


def _take(row: Row, value: Any, place: str, reading: Reading) -> None:
    try:
        reading.put(row.key, understood(row, value), place)
    except ValidationError:
        hint = _meant(str(value), row.choices) if row.choices else ""
        what = place if place == row.variable else f"{place}: {row.key}"
        reading.problems.append(
            f"{what} is {_shown(value)}, but takes {row.takes}.{hint}"
            f" {reading.used(row) or 'nothing'} is used."
        )


def _check_theme_names(reading: Reading) -> None:
    """Names of themes are known only once those of the file are."""
    own = reading.explicit.get(THEMES, {})
    for row in rows():
        if row.closed or not row.choices:
            continue
        table, _, name = row.key.partition(".")
        value = reading.explicit.get(table, {}).get(name)
        if value is None or value in row.choices or value in own:
            continue
        place = reading.sources.pop(row.key)
        del reading.explicit[table][name]
        hint = _meant(value, (*row.choices, *own))
        reading.problems.append(
            f"{place}: there is no theme {_shown(value)}; {row.key} takes {row.takes}.{hint}"
            f" {row.written(row.default)} is used."
        )


def _meant(word: str, known: Any) -> str:
    close = get_close_matches(word, list(known), n=1)
    return f" Did you mean {close[0]}?" if close else ""


def _meant_setting(name: str, cutoff: float = 0.6) -> str:
    """A setting of that name, or of one like it, in any table."""
    names = {row.key.rpartition(".")[2]: row.key for row in rows()}
    close = get_close_matches(name.rpartition(".")[2], names, n=1, cutoff=cutoff)
    return f" Did you mean {names[close[0]]}?" if close else ""


def _shown(value: Any) -> str:
    """A value from outside, short and harmless."""
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
