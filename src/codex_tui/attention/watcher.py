"""What to tell somebody who looks elsewhere, and when: a state machine over the facts of all threads, without a clock.

Only what needs a person is told: something new waits for an answer, or a long turn is over. What comes within a
moment is told as one, and soon after that nothing more is.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from codex_tui.model.board import ThreadState
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import ConnectionState
from codex_tui.render.durations import whole_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from codex_tui.attention.settings import AttentionSettings
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.state import AppState

GATHER = 0.5
"""Seconds in which several things become one notification."""
PAUSE = 10.0
"""Seconds between two notifications."""
NAMED = 3
"""Threads that a notification about several names."""


class Why(Enum):
    """Why a person should look."""

    WAITS = "waits"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told: a headline and one line."""

    title: str
    body: str


class Watcher:
    """Hears what changed, and gives what is to be told.

    Args:
        state: the model, read only.
        settings: what is wanted.
        monotonic: seconds.
    """

    def __init__(self, state: AppState, settings: AttentionSettings, monotonic: Callable[[], float]) -> None:
        self._state = state
        self._settings = settings
        self._monotonic = monotonic
        self._since: dict[ThreadKey, float] = {}
        self._waiting: set[ThreadKey] = set()
        self._pending: dict[ThreadKey, tuple[Why, float]] = {}
        self._first_at = 0.0
        self._told_at = float("-inf")

    def use(self, settings: AttentionSettings) -> None:
        """Goes by other settings from now on."""
        self._settings = settings

    # --- facts ----------------------------------------------------------------------------------------------

    def status_changed(self, thread: ThreadKey, *, away: bool) -> None:
        """A thread began or ended to run or to wait; `away`: the person looks elsewhere."""
        row = self._state.board.rows.get(thread)
        if row is None:
            self._since.pop(thread, None)
            return
        now = self._monotonic()
        if row.state.needs_you:
            self._waits(thread, away=away)
        elif not self._state.inbox.of(thread):
            self._waiting.discard(thread)
        if row.state.active:
            self._since.setdefault(thread, now)
            return
        since = self._since.pop(thread, None)
        long_turn = self._settings.long_turn
        if not away or since is None or long_turn is None or row.parent is not None:
            return  # what a sub-agent has done is its parent's matter
        if now - since >= long_turn:
            self._add(thread, Why.OVER, now - since)

    def asked(self, thread: ThreadKey, *, away: bool) -> None:
        """A request came: also a second one of a thread that waits already."""
        self._waiting.discard(thread)
        self._waits(thread, away=away)

    def answered(self, thread: ThreadKey) -> None:
        """A request waits no more."""
        row = self._state.board.rows.get(thread)
        if not self._state.inbox.of(thread) and (row is None or not row.state.needs_you):
            self._waiting.discard(thread)

    def back(self) -> None:
        """The person looks here again, and sees it."""
        self._pending.clear()

    def _waits(self, thread: ThreadKey, *, away: bool) -> None:
        if thread not in self._waiting:
            self._waiting.add(thread)
            if away:
                self._add(thread, Why.WAITS, 0.0)

    def _add(self, thread: ThreadKey, why: Why, seconds: float) -> None:
        if not self._pending:
            self._first_at = self._monotonic()
        self._pending[thread] = why, seconds

    # --- what is told ---------------------------------------------------------------------------------------

    def wait(self) -> float | None:
        """Seconds until there is something to tell; None if there is nothing."""
        if not self._pending:
            return None
        due = max(self._first_at + GATHER, self._told_at + PAUSE)
        return max(0.0, due - self._monotonic())

    def take(self, told_elsewhere: float | None = None) -> Notice | None:
        """What is to be told now; None if all of it is settled by now.

        Args:
            told_elsewhere: for how many seconds another client hears the same and tells it in the place of this one.
        """
        pending, self._pending = self._pending, {}
        if told_elsewhere is not None:
            # It does not know how long a turn takes that began before it was there.
            pending = {
                thread: (why, seconds)
                for thread, (why, seconds) in pending.items()
                if why is Why.OVER and seconds > told_elsewhere
            }
        waiting = [thread for thread, (why, _) in pending.items() if why is Why.WAITS and self._still(thread)]
        over = [(thread, seconds) for thread, (why, seconds) in pending.items() if why is Why.OVER]
        if not waiting and not over:
            return None
        self._told_at = self._monotonic()
        if len(waiting) + len(over) > 1:
            return self._of_several(waiting, [thread for thread, _ in over])
        if waiting:
            return Notice(self._title(waiting[0]), f"needs you: {self._activity(waiting[0]) or 'an answer'}")
        thread, seconds = over[0]
        return Notice(self._title(thread), self._end(thread, seconds))

    def title(self, shown: ThreadKey | None) -> str:
        """What the title of the window says: how it stands, and where one is."""
        state = self._state
        count = len({request.thread for request in state.inbox.all()})
        row = state.board.rows.get(shown) if shown is not None else None
        if state.of(shown).server.state is ConnectionState.LOST:
            now = "server lost"
        elif count:
            now = f"{count} {'needs' if count == 1 else 'need'} you"
        else:
            now = "running" if row is not None and row.state.active else ""
        place = self._title(shown) if shown is not None else os.path.basename(state.folder) or state.folder
        return " · ".join(filter(None, ("codex-tui", now, place)))

    def _still(self, thread: ThreadKey) -> bool:
        row = self._state.board.rows.get(thread)
        return bool(self._state.inbox.of(thread)) or (row is not None and row.state.needs_you)

    def _of_several(self, waiting: Sequence[ThreadKey], over: Sequence[ThreadKey]) -> Notice:
        counts = []
        if waiting:
            counts.append(f"{len(waiting)} {'needs' if len(waiting) == 1 else 'need'} you")
        if over:
            counts.append(f"{len(over)} {'is' if len(over) == 1 else 'are'} done")
        threads = [*waiting, *over]
        names = ", ".join(self._title(thread) for thread in threads[:NAMED])
        more = f" and {len(threads) - NAMED} more" if len(threads) > NAMED else ""
        return Notice(f"codex-tui: {', '.join(counts)}", names + more)

    def _end(self, thread: ThreadKey, seconds: float) -> str:
        row = self._state.board.rows.get(thread)
        took = whole_seconds(int(seconds * 1000))
        if row is not None and row.activity.startswith("failed"):
            return f"{row.activity} (after {took})"
        if row is not None and row.state is ThreadState.FAILED:
            return f"failed after {took}"
        if row is not None and row.state is ThreadState.NOT_LOADED:
            return f"stopped after {took}"
        return f"done after {took}"

    def _title(self, thread: ThreadKey) -> SafeText:
        row = self._state.board.rows.get(thread)
        return row.title if row is not None else SafeText(f"Thread {thread.short}")

    def _activity(self, thread: ThreadKey) -> SafeText:
        row = self._state.board.rows.get(thread)
        return row.activity if row is not None else SafeText()
