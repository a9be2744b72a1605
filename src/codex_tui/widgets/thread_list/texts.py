"""The short texts of a row: its age, and where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.state import AppState

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_WEEK = 7 * _DAY
_YEAR = 365 * _DAY


def age_text(seconds: float, *, exact: bool = False) -> str:
    """How long ago, in at most three cells; the first minute is "now", or in seconds where `exact`."""
    seconds = max(0.0, seconds)
    if seconds < _MINUTE:
        return f"{int(seconds)}s" if exact else "now"
    for limit, unit, letter in (
        (_HOUR, _MINUTE, "m"),
        (_DAY, _HOUR, "h"),
        (2 * _WEEK, _DAY, "d"),
        (_YEAR, _WEEK, "w"),
    ):
        if seconds < limit:
            return f"{int(seconds // unit)}{letter}"
    return f"{int(seconds // _YEAR)}y"


class Host(TypedDict):
    """Where a thread is, if there are several servers, and whether that is away."""

    host: str
    away: bool


def host_of(state: AppState, thread: ThreadKey) -> Host:
    """The server of a thread, as its row names it."""
    if not state.is_one_of_several:
        return Host(host="", away=False)
    server = state.of(thread).server
    return Host(host=server.label, away=server.away)
