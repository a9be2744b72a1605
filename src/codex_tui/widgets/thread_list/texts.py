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


class Beside(TypedDict):
    """What of a row the board does not have: its server, if there are several, whether that is away, and its queue."""

    host: str
    away: bool
    queued: str


def beside_of(state: AppState, thread: ThreadKey) -> Beside:
    """The server of a thread, as its row names it, and how many prompts wait in it."""
    queued = _queued(state, thread)
    if not state.is_one_of_several:
        return Beside(host="", away=False, queued=queued)
    server = state.of(thread).server
    return Beside(host=server.label, away=server.away, queued=queued)


def _queued(state: AppState, thread: ThreadKey) -> str:
    """How many prompts wait. Of a thread that is not subscribed to, the server tells nobody."""
    conversation = state.conversations.get(thread)
    count = len(conversation.queue.all) if conversation is not None and conversation.ready else 0
    if conversation is None or not count:
        return ""
    return f"{count} queued{', held' if conversation.queue_is_held else ''}"
