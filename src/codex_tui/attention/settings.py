"""What a person wants to be told, and how: read from environment variables. Light."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

BELL = "CODEX_TUI_BELL"
NOTIFY = "CODEX_TUI_NOTIFY"
TITLE = "CODEX_TUI_TITLE"
WHEN = "CODEX_TUI_NOTIFY_WHEN"
AFTER = "CODEX_TUI_NOTIFY_AFTER"

LONG_TURN = 30.0
"""Seconds from which on a turn is long enough that somebody has gone elsewhere meanwhile."""
_OFF = frozenset({"0", "off", "no", "false", "never", "none"})
_ON = frozenset({"1", "on", "yes", "true"})
_777 = ("foot", "rxvt")
_WITHOUT = ("dumb", "linux", "screen")


class Method(str, Enum):
    """How the terminal is asked for a notification of the desktop."""

    NONE = "off"
    OSC_9 = "osc9"
    OSC_777 = "osc777"
    OSC_99 = "osc99"
    """That of kitty."""


@dataclass(frozen=True, slots=True)
class AttentionSettings:
    """The settings, and what of them could not be understood."""

    bell: bool = True
    method: Method = Method.OSC_9
    title: bool = True
    always: bool = False
    """Also tell while the terminal has the focus, as where it never says whether it has."""
    long_turn: float | None = LONG_TURN
    """Seconds from which on the end of a turn is told; None: never."""
    through_tmux: bool = False
    problems: tuple[str, ...] = ()


def read_settings(environment: Mapping[str, str]) -> AttentionSettings:
    """The settings of an environment; what is not understood counts as not set, and is named."""
    problems: list[str] = []

    def switch(name: str) -> bool:
        value = environment.get(name, "").strip().lower()
        if value and value not in _OFF | _ON:
            problems.append(f"{name} is {value!r}: it can be on or off, and is taken as on")
        return value not in _OFF

    return AttentionSettings(
        bell=switch(BELL),
        method=_method(environment, problems),
        title=switch(TITLE) and environment.get("TERM") not in ("dumb", "linux"),
        always=_always(environment, problems),
        long_turn=_long_turn(environment, problems),
        through_tmux="TMUX" in environment,
        problems=tuple(problems),
    )


def _method(environment: Mapping[str, str], problems: list[str]) -> Method:
    value = environment.get(NOTIFY, "").strip().lower()
    if value in _OFF:
        return Method.NONE
    known = {method.value: method for method in Method}
    if value in known:
        return known[value]
    if value and value not in _ON | {"auto"}:
        names = ", ".join(("auto", *known))
        problems.append(f"{NOTIFY} is {value!r}: it can be {names}, and is taken as auto")
    return _method_of_terminal(environment)


def _method_of_terminal(environment: Mapping[str, str]) -> Method:
    """What the terminal is known to understand. Sent both ways, some terminals would say everything twice."""
    term = environment.get("TERM", "")
    if "KITTY_WINDOW_ID" in environment or term == "xterm-kitty":
        return Method.OSC_99
    if "VTE_VERSION" in environment or term.startswith(_777):
        return Method.OSC_777
    if term.startswith(_WITHOUT) and "TMUX" not in environment:
        return Method.NONE
    return Method.OSC_9


def _always(environment: Mapping[str, str], problems: list[str]) -> bool:
    value = environment.get(WHEN, "").strip().lower()
    if value not in ("", "unfocused", "always"):
        problems.append(f"{WHEN} is {value!r}: it can be unfocused or always, and is taken as unfocused")
    return value == "always"


def _long_turn(environment: Mapping[str, str], problems: list[str]) -> float | None:
    value = environment.get(AFTER, "").strip().lower()
    if not value:
        return LONG_TURN
    if value in _OFF - {"0"}:
        return None
    if value.replace(".", "", 1).isascii() and value.replace(".", "", 1).isdecimal():
        return float(value)
    problems.append(
        f"{AFTER} is {value!r}: it is a number of seconds, or off, and is taken as {LONG_TURN:.0f}"
    )
    return LONG_TURN
