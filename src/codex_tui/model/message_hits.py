"""What a search through the messages of all threads found: one hit a thread, with the place of its first message."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from codex_tui.model.board import Board, ThreadRow
    from codex_tui.model.keys import ItemKey, ThreadKey
    from codex_tui.model.search import Place
    from codex_tui.model.state import AppState

LEAST = 2
"""Columns that a term has at least: a single letter stands in every thread."""


@dataclass(frozen=True, slots=True)
class FoundMessage:
    """A message that holds the term, and where its page of turns begins."""

    item: ItemKey
    place: Place


@dataclass(frozen=True, slots=True)
class MessageHit:
    """A thread in whose messages the term stands."""

    row: ThreadRow
    """The thread as the search gave it; the board's row of it is newer, where it has one."""
    snippet: SafeText
    """What stands around the term, in one line."""
    message: FoundMessage | None
    """None where the server cannot tell: of threads that were never loaded since they were stored here."""

    @property
    def key(self) -> ThreadKey:
        return self.row.key


@dataclass(slots=True)
class MessageSearch:
    """One search: what is looked for and where, and how far it came."""

    term: str
    cwd: str | None
    archived: bool
    hits: list[MessageHit] = field(default_factory=list)
    cursor: str | None = None
    complete: bool = False
    running: bool = False
    error: SafeText | None = None

    def shown(self, board: Board) -> list[MessageHit]:
        """The hits whose threads are where one looks: not archived meanwhile, nor hidden."""
        rows = board.rows
        return [
            hit
            for hit in self.hits
            if (row := rows.get(hit.key, hit.row)).archived is self.archived and not row.hidden
        ]

    def forget(self, key: ThreadKey) -> bool:
        """Drops the hit of a thread that is gone; False if there was none."""
        kept = [hit for hit in self.hits if hit.key != key]
        lost = len(kept) < len(self.hits)
        self.hits = kept
        return lost

    @property
    def goes_on(self) -> bool:
        """Whether there is more to be found."""
        return not self.complete and self.error is None


@dataclass(frozen=True, slots=True)
class Searches:
    """The search of each server for one text, read as one.

    Attributes:
        parts: them by what their server is called, that of the first server first.
    """

    parts: tuple[tuple[str, MessageSearch], ...]

    @property
    def first(self) -> MessageSearch:
        """What tells one search from the next."""
        return self.parts[0][1]

    @property
    def complete(self) -> bool:
        return all(part.complete for _, part in self.parts)

    @property
    def running(self) -> bool:
        return any(part.running for _, part in self.parts)

    @property
    def goes_on(self) -> bool:
        """Whether there is more to be found."""
        return any(part.goes_on for _, part in self.parts)

    @property
    def can_go_on(self) -> bool:
        """Whether more can be asked for now."""
        return not self.running and self.goes_on

    @property
    def problem(self) -> SafeText:
        """What was not searched and why, in words; of several servers, which. Empty if all were."""
        wrong = [(label, part.error) for label, part in self.parts if part.error is not None]
        if not wrong:
            return SafeText("")
        where = f" on {', '.join(label for label, _ in wrong)}" if len(self.parts) > 1 else ""
        return SafeText(f"not searched{where}: {wrong[0][1]}")

    def shown(self, board: Board) -> list[MessageHit]:
        """The hits whose threads are where one looks, the newest first; each server gives its own in that order."""
        found = [part.shown(board) for _, part in self.parts]
        return list(heapq.merge(*found, key=lambda hit: -hit.row.updated_at)) if len(found) > 1 else found[0]


def searches(state: AppState) -> Searches | None:
    """What is looked for on all servers; None if nothing is."""
    first = state.message_search
    if first is None:
        return None
    others = [view for view in state.views.values() if view is not state]
    parts = [(view.server.label, part) for view in others if (part := view.message_search) is not None]
    same = (named for named in parts if named[1].term == first.term)
    return Searches(((state.server.label, first), *same))
