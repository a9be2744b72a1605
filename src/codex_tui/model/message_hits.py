"""What a search through the messages of all threads found: one hit a thread, with the place of its first message."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codex_tui.model.board import Board, ThreadRow
    from codex_tui.model.keys import ItemKey, ThreadKey
    from codex_tui.model.safe_text import SafeText
    from codex_tui.model.search import Place

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
