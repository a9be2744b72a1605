"""The short text of a row: its age."""

from __future__ import annotations

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
