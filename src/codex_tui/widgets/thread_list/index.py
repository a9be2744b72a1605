"""Which threads the list shows, in which section and order: kept sorted as single rows change.

Pure Python under the widget. A board may hold 50,000 rows, so a change of one costs a binary search, and a
filter that grew by a letter looks only at what the shorter one left.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from enum import Enum

from codex_tui.model.board import Board, ThreadRow, ThreadState
from codex_tui.model.keys import ThreadKey

TITLE_LIMIT = 512
"""Characters of a title that are looked at: a first prompt can be a whole file in one line."""


class SectionKind(str, Enum):
    """The parts of the list, from top to bottom."""

    NEEDS_YOU = "NEEDS YOU"
    RUNNING = "RUNNING"
    RECENT = "RECENT"
    ARCHIVED = "ARCHIVED"

    @property
    def active(self) -> bool:
        return self in (SectionKind.NEEDS_YOU, SectionKind.RUNNING)


Place = tuple[float, ThreadKey]
"""Where a row stands in its section: a time in Unix seconds, later ones first, then the key."""


def flat_title(row: ThreadRow) -> str:
    """The title in one line, white space folded."""
    return " ".join(row.title[:TITLE_LIMIT].split())


class Section:
    """One part of the list. Its places stand in rising order and are read from the end: newest first."""

    def __init__(self, kind: SectionKind, places: list[Place]) -> None:
        self.kind = kind
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    def key(self, position: int) -> ThreadKey:
        """The thread at a position, 0 being the top row."""
        return self._places[-1 - position][1]

    def position(self, place: Place) -> int | None:
        """The position of a place, or None if it is not in the section."""
        index = bisect_left(self._places, place)
        if index < len(self._places) and self._places[index] == place:
            return len(self._places) - 1 - index
        return None


class ThreadIndex:
    """The rows of the board's listing by section, newest first, reduced to those that pass the filter."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._words: tuple[str, ...] = ()
        self._where: dict[ThreadKey, tuple[SectionKind, Place]] = {}
        self._all: dict[SectionKind, list[Place]] = {kind: [] for kind in SectionKind}
        self._shown = self._all
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
        return [Section(kind, self._shown[kind]) for kind in SectionKind if self._shown[kind]]

    def find(self, key: ThreadKey) -> tuple[SectionKind, Place] | None:
        """The section and the place of a row of the listing; the filter may hide it."""
        return self._where.get(key)

    def since(self, key: ThreadKey) -> float:
        """Unix seconds since when a row runs or waits; of any other row, of its last activity."""
        return self._where[key][1][0]

    def rebuild(self, now: float) -> None:
        """Takes every row of the board anew, as after a page was loaded or the listing changed."""
        listing = self._board.listing
        cwd, archived = listing.cwd, listing.archived
        self._texts_checked = False
        before = self._where
        self._where = where = {}
        self._all = {kind: [] for kind in SectionKind}
        # The quiet rows are nearly all of them: they get by without a call and without hashing an enum.
        quiet_kind = SectionKind.ARCHIVED if archived else SectionKind.RECENT
        quiet = self._all[quiet_kind]
        for key, row in self._board.rows.items():
            if row.archived is not archived or (cwd is not None and row.cwd != cwd):
                continue
            state = row.state
            if archived or state is ThreadState.NOT_LOADED or state is ThreadState.IDLE:
                place = (row.updated_at, key)
                where[key] = (quiet_kind, place)
                quiet.append(place)
            else:
                old = before.get(key)
                kind, place = where[key] = self._put(row, old, row.updated_at if old is None else now)
                self._all[kind].append(place)
        for places in self._all.values():
            places.sort()
        self._apply(self._all)

    def _put(
        self, row: ThreadRow, old: tuple[SectionKind, Place] | None, began: float
    ) -> tuple[SectionKind, Place]:
        """Where a row belongs, if it `began` then to run or wait.

        What runs or waits keeps its place until that ends: no reflow at every sign of life.
        """
        if self._board.listing.archived:
            kind = SectionKind.ARCHIVED
        elif row.state.needs_you:
            kind = SectionKind.NEEDS_YOU
        elif row.state is ThreadState.RUNNING:
            kind = SectionKind.RUNNING
        else:
            kind = SectionKind.RECENT
        if not kind.active:
            return kind, (row.updated_at, row.key)
        return kind, old[1] if old is not None and old[0] is kind else (began, row.key)

    def update(self, key: ThreadKey, now: float) -> None:
        """Takes one row anew: it may have come, gone, moved, or just look different."""
        old = self._where.pop(key, None)
        if old is not None:
            _take_out(self._all[old[0]], old[1])
            if self._shown is not self._all:
                _take_out(self._shown[old[0]], old[1])
        row = self._board.rows.get(key)
        if row is None or not self._belongs(row):
            return
        if self._texts_checked:
            self._text(row)
        kind, place = self._put(row, old, now)
        self._where[key] = (kind, place)
        insort(self._all[kind], place)
        if self._shown is not self._all and all(word in self._text(row) for word in self._words):
            insort(self._shown[kind], place)

    def filter(self, text: str) -> None:
        """Shows only rows whose title holds every word of the text, in any case."""
        before, self._words = self._words, tuple(text.casefold().split())
        narrower = len(before) <= len(self._words) and all(
            new.startswith(old) for old, new in zip(before, self._words, strict=False)
        )
        self._apply(self._shown if narrower else self._all)

    def _apply(self, source: dict[SectionKind, list[Place]]) -> None:
        if not self._words:
            self._shown = self._all
            return
        self._check_texts()
        texts = self._texts
        shown = source
        for word in self._words:
            shown = {
                kind: [place for place in places if word in texts[place[1]]] for kind, places in shown.items()
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

    def _belongs(self, row: ThreadRow) -> bool:
        listing = self._board.listing
        return row.archived is listing.archived and (listing.cwd is None or row.cwd == listing.cwd)


def _take_out(places: list[Place], place: Place) -> None:
    index = bisect_left(places, place)
    if index < len(places) and places[index] == place:
        del places[index]
