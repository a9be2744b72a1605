"""Which threads the list shows, in which section and order: kept sorted as single rows change.

Pure Python under the widget. A board may hold 50,000 rows, so a change of one costs a binary search, and a
filter that grew by a letter looks only at what the shorter one left.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from codex_tui.model.board import Board, ThreadRow, ThreadState
from codex_tui.widgets.thread_list.families import Families
from codex_tui.widgets.thread_list.sections import (
    ARCHIVED,
    RECENT,
    Part,
    Place,
    Section,
    SectionKind,
    part_of,
    sections_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codex_tui.model.keys import ThreadKey
    from codex_tui.widgets.thread_list.families import Branch

__all__ = ["TITLE_LIMIT", "Place", "Section", "SectionKind", "ThreadIndex", "flat_title"]

TITLE_LIMIT = 512
"""Characters of a title that are looked at: a first prompt can be a whole file in one line."""


def flat_title(row: ThreadRow) -> str:
    """The title in one line, white space folded."""
    return " ".join(row.title[:TITLE_LIMIT].split())


class ThreadIndex:
    """The rows of the board's listing by section, newest first, reduced to those that pass the filter."""

    def __init__(self, board: Board, here: str = "") -> None:
        self._board = board
        self._here = here
        self._words: tuple[str, ...] = ()
        self._where: dict[ThreadKey, tuple[Part, Place, float]] = {}
        """Where each row stands, and its own time: a family stands where its newest row would."""
        self._all: dict[Part, list[Place]] = {}
        self._shown = self._all
        self._families = Families(board)
        self._branches: dict[ThreadKey, Branch] = {}
        """How the rows hang that stand under another one."""
        self._texts: dict[ThreadKey, str] = {}
        """What the filter looks at: titles in folded case, made when they are first needed."""
        self._sources: dict[ThreadKey, str] = {}
        """The name or preview that each text was made from."""
        self._texts_checked = False

    @property
    def total(self) -> int:
        """How many rows the listing has, whatever the filter."""
        return len(self._where)

    @property
    def count(self) -> int:
        """How many rows are shown."""
        return sum(len(places) for places in self._shown.values())

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the filter, case-folded."""
        return self._words

    def sections(self) -> list[Section]:
        """The sections that have rows, from top to bottom."""
        return sections_of(self._shown)

    def find(self, key: ThreadKey) -> tuple[Part, Place] | None:
        """The section and the place of a row of the listing; the filter may hide it."""
        found = self._where.get(key)
        return None if found is None else found[:2]

    def since(self, key: ThreadKey) -> float:
        """Unix seconds since when a row runs or waits; of any other row, of its last activity."""
        return self._where[key][2]

    def branch(self, key: ThreadKey) -> Branch:
        """How a row hangs under those above it; empty for one that stands by itself."""
        # The rows that a row hangs under may not be among those that the filter leaves.
        return () if self._words else self._branches.get(key, ())

    def agents_done(self, key: ThreadKey) -> int:
        """How many sub-agents of a thread have done their work; only those that work have a row."""
        return self._families.agents_done(key)

    def rebuild(self, now: float) -> None:
        """Takes every row of the board anew, as after a page was loaded or the listing changed."""
        board, listing = self._board, self._board.listing
        cwd, archived = listing.cwd, listing.archived
        plain, show_hidden = not board.by_folder, board.show_hidden
        worktrees, others = board.worktrees, board.others
        self._texts_checked = False
        before = self._where
        self._where = where = {}
        self._all = {}
        self._families.clear()
        self._branches.clear()
        # The quiet rows are nearly all of them: they get by without a call.
        quiet_part = ARCHIVED if archived else RECENT
        quiet: list[Place] = []
        kin: list[ThreadKey] = []
        agents: list[ThreadKey] = []
        for key, row in board.rows.items():
            if row.forked_from is not None or row.parent is not None:
                self._families.note(key, row)
                kin.append(key)
            # As `Board.lists` has it.
            if row.archived is not archived:
                continue
            if cwd is not None and row.cwd != cwd and row.cwd not in worktrees and key.server not in others:
                continue
            state = row.state
            if row.hidden and not show_hidden:
                continue
            if row.parent is not None and not state.active:
                agents.append(key)
                continue
            if archived or (
                plain and not row.pinned and (state is ThreadState.NOT_LOADED or state is ThreadState.IDLE)
            ):
                time = row.updated_at
                place = (time, key, 0, key)
                where[key] = (quiet_part, place, time)
                quiet.append(place)
            else:
                old = before.get(key)
                part, place, _ = where[key] = self._spot(row, old, row.updated_at if old is None else now)
                self._all.setdefault(part, []).append(place)
        if quiet:
            self._all.setdefault(quiet_part, []).extend(quiet)
        for places in self._all.values():
            places.sort()
        self._shown = self._all
        if board.unfolded:
            for key in sorted(agents):  # an agent may have agents, which are younger
                self._set(key, now)
        self._stand_together(kin)
        self._apply(self._all)

    def _spot(
        self, row: ThreadRow, old: tuple[Part, Place, float] | None, began: float
    ) -> tuple[Part, Place, float]:
        """Where a row belongs by itself, if it `began` then to run or wait.

        What runs or waits keeps its place until that ends: no reflow at every sign of life.
        """
        source = row.source if row.parent is not None and not row.state.active else None
        above = self._where.get(source) if source is not None else None
        time = row.updated_at
        if above is not None:
            return above[0], (time, row.key, 0, row.key), time
        part = part_of(self._board, row, self._here)
        if part.active:
            time = old[2] if old is not None and old[0] == part else began
        return part, (time, row.key, 0, row.key), time

    def update(self, key: ThreadKey, now: float) -> None:
        """Takes one row anew: it may have come, gone, moved, or just look different."""
        related = self._families.relatives(key) if self._families.has_kin(key) else set()
        self._families.note(key, self._board.rows.get(key))
        self._set(key, now)
        if related or self._families.has_kin(key):
            self._stand_together(related | self._families.relatives(key))

    def _set(self, key: ThreadKey, now: float) -> None:
        """Puts a row where it belongs by itself, and with it the agents that are shown because it is."""
        # No server should name agents of each other; one that does hangs nothing.
        done: set[ThreadKey] = set()
        waiting = [key]
        while waiting:
            one = waiting.pop()
            if one in done:
                continue
            done.add(one)
            self._set_one(one, now)
            for child in self._families.children(one):
                agent = self._board.rows.get(child)
                if agent is not None and agent.parent is not None and not agent.state.active:
                    waiting.append(child)

    def _set_one(self, key: ThreadKey, now: float) -> None:
        row = self._board.rows.get(key)
        old = self._where.pop(key, None)
        if old is not None:
            self._take_out(key, old)
        if row is not None and self._board.lists(row):
            if self._texts_checked:
                self._text(row)
            # What is new to the list may long have run: in another folder, or at another client.
            spot = self._where[key] = self._spot(row, old, row.updated_at if old is None else now)
            self._put_in(key, spot)

    def _stand_together(self, keys: Iterable[ThreadKey]) -> None:
        """Puts each family of these rows where its newest row would stand, one row under the other."""
        done: set[ThreadKey] = set()
        for one in keys:
            if one in done:
                continue
            if one not in self._where:
                self._branches.pop(one, None)
                continue
            root = self._families.root(one, self._together)
            family = list(self._families.walk(root, self._together))
            newest = max(self._where[key][2] for key, _ in family)
            for number, (key, branch) in enumerate(family):
                part, place, time = spot = self._where[key]
                wanted = (newest, root, -number, key)
                if wanted != place:
                    self._take_out(key, spot)
                    spot = self._where[key] = (part, wanted, time)
                    self._put_in(key, spot)
                if branch:
                    self._branches[key] = branch
                else:
                    self._branches.pop(key, None)
                done.add(key)

    def _together(self, one: ThreadKey, other: ThreadKey) -> bool:
        """Whether two rows of one tree stand in one part of the list."""
        spots = self._where.get(one), self._where.get(other)
        return spots[0] is not None and spots[1] is not None and spots[0][0] == spots[1][0]

    def _take_out(self, key: ThreadKey, spot: tuple[Part, Place, float]) -> None:
        part, place, _ = spot
        for parts in (self._all,) if self._shown is self._all else (self._all, self._shown):
            places = parts.get(part, [])
            index = bisect_left(places, place)
            if index < len(places) and places[index] == place:
                del places[index]

    def _put_in(self, key: ThreadKey, spot: tuple[Part, Place, float]) -> None:
        part, place, _ = spot
        insort(self._all.setdefault(part, []), place)
        if self._shown is not self._all and self._passes(key):
            insort(self._shown.setdefault(part, []), place)

    def _passes(self, key: ThreadKey) -> bool:
        text = self._text(self._board.rows[key])
        return all(word in text for word in self._words)

    def filter(self, text: str) -> None:
        """Shows only rows whose title holds every word of the text, in any case."""
        before, self._words = self._words, tuple(text.casefold().split())
        narrower = len(before) <= len(self._words) and all(
            new.startswith(old) for old, new in zip(before, self._words, strict=False)
        )
        self._apply(self._shown if narrower else self._all)

    def _apply(self, source: dict[Part, list[Place]]) -> None:
        if not self._words:
            self._shown = self._all
            return
        self._check_texts()
        texts = self._texts
        shown = source
        for word in self._words:
            shown = {
                part: [place for place in places if word in texts[place[3]]] for part, places in shown.items()
            }
        self._shown = shown

    def _check_texts(self) -> None:
        """Sees to it that there is a text for each row of the listing; after that, `update` keeps them right."""
        if not self._texts_checked:
            rows = self._board.rows
            for key in self._where:
                if (row := rows.get(key)) is not None:
                    self._text(row)
                else:
                    # Dropped from the board, which is about to be said.
                    self._texts.setdefault(key, "")
            self._texts_checked = True

    def _text(self, row: ThreadRow) -> str:
        source = row.name or row.preview
        if self._sources.get(row.key) is not source:
            self._sources[row.key] = source
            self._texts[row.key] = flat_title(row).casefold()
        return self._texts[row.key]
