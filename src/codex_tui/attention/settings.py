"""How a person is called in this terminal: what the settings say, and what the terminal understands. Light."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_tui.settings.values import Notifications

_777 = ("foot", "rxvt")
_WITHOUT = ("dumb", "linux", "screen")


class Method(str, Enum):
    """How the terminal is asked for a notification of the desktop."""

    NONE = "off"
    OSC_9 = "osc9"
    OSC_777 = "osc777"
    OSC_99 = "osc99"
    """That of kitty."""


class AttentionSettings(NamedTuple):
    """The settings, with what the terminal is known to understand."""

    bell: bool = True
    method: Method = Method.OSC_9
    title: bool = True
    always: bool = False
    """Also tell while the terminal has the focus, as where it never says whether it has."""
    long_turn: float | None = 30.0
    """Seconds from which on the end of a turn is told; None: never."""
    through_tmux: bool = False


def for_terminal(wanted: Notifications, environment: Mapping[str, str]) -> AttentionSettings:
    """What a person wants, in the terminal of an environment."""
    return AttentionSettings(
        bell=wanted.bell,
        method=_method_of_terminal(environment) if wanted.desktop == "auto" else Method(wanted.desktop),
        title=wanted.title and environment.get("TERM") not in ("dumb", "linux"),
        always=wanted.when == "always",
        long_turn=None if isinstance(wanted.after, str) else wanted.after,
        through_tmux="TMUX" in environment,
    )


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
