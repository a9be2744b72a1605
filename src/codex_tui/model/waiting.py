"""What waits for a person in all threads, in the order in which it came. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.requests import Request
    from codex_tui.model.state import AppState


class Waiting(NamedTuple):
    """One entry of the inbox: a thread, and what it asks; None while that is on its way here."""

    thread: ThreadKey
    request: Request | None = None


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


def all_waiting(state: AppState, *, by_thread: bool = False) -> list[Waiting]:
    """Everything that waits, oldest first, or what belongs to one thread together.

    Threads of which the server only says that they wait come last.
    """
    asked = [Waiting(request.thread, request) for request in state.inbox.all()]
    threads = waiting_threads(state)
    if by_thread:
        place = {thread: number for number, thread in enumerate(threads)}
        asked.sort(key=lambda entry: place[entry.thread])
    heard = {entry.thread for entry in asked}
    return [*asked, *(Waiting(thread) for thread in threads if thread not in heard)]
