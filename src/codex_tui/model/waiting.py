"""Which threads wait for a person, in the order in which they began to. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.state import AppState


def waiting_threads(state: AppState) -> list[ThreadKey]:
    """Those whose requests are here, longest waiting first, then those of which the server only says so."""
    waiting = dict.fromkeys(request.thread for request in state.inbox.all())
    waiting.update(dict.fromkeys(row.key for row in state.board.rows.values() if row.state.needs_you))
    return list(waiting)


def next_waiting(state: AppState, shown: ThreadKey | None) -> ThreadKey | None:
    """The one after the thread that is shown, round and round, so that pressing on comes to all; None: no other."""
    waiting = waiting_threads(state)
    if shown in waiting:
        at = waiting.index(shown) + 1
        waiting = [*waiting[at:], *waiting[: at - 1]]
    return waiting[0] if waiting else None
