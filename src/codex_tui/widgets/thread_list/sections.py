"""The parts of the list, from top to bottom, and which of them a row belongs to. Pure functions."""

from __future__ import annotations

from bisect import bisect_left
from enum import Enum
from typing import NamedTuple

from codex_tui.model.board import Board, ThreadRow, ThreadState
from codex_tui.model.keys import ThreadKey


class SectionKind(str, Enum):
    """The kinds of parts, with their headings."""

    NEEDS_YOU = "NEEDS YOU"
    PINNED = "PINNED"
    RUNNING = "RUNNING"
    RECENT = "RECENT"
    ARCHIVED = "ARCHIVED"
    FOLDER = "FOLDER"

    @property
    def counted(self) -> bool:
        """Whether the heading says how many rows there are."""
        return self in (SectionKind.NEEDS_YOU, SectionKind.RUNNING)


class Part(NamedTuple):
    """Names a part of the list, in the order in which they stand.

    A section of rows that do different things has several, so that all rows of a part are alike in height.
    """

    rank: int
    folder: str
    level: int
    """0 for what needs somebody, 1 for what runs, 2 for the rest."""

    @property
    def kind(self) -> SectionKind:
        return _KINDS[self.rank]

    @property
    def active(self) -> bool:
        """Whether its rows run or wait, so that what they do is worth a line of its own."""
        return self.level < QUIET

    @property
    def group(self) -> tuple[int, str]:
        """What stands under one heading."""
        return self.rank, self.folder


WAITS, RUNS, QUIET = range(3)
_NEEDS_YOU, _PINNED, _RUNNING, _RECENT, _ARCHIVED, _HERE, _FOLDER = range(7)
_KINDS = (
    SectionKind.NEEDS_YOU,
    SectionKind.PINNED,
    SectionKind.RUNNING,
    SectionKind.RECENT,
    SectionKind.ARCHIVED,
    SectionKind.FOLDER,
    SectionKind.FOLDER,
)
NEEDS_YOU = Part(_NEEDS_YOU, "", WAITS)
RUNNING = Part(_RUNNING, "", RUNS)
RECENT = Part(_RECENT, "", QUIET)
ARCHIVED = Part(_ARCHIVED, "", QUIET)

Place = tuple[float, ThreadKey, int, ThreadKey]
"""Where a row stands in its part, later ones first: the time and the first row of its family, minus the number of its
rows above this one, the row."""


def part_of(board: Board, row: ThreadRow, here: str) -> Part:
    """The part of the list that a row belongs to; the folder `here` is the first one."""
    if board.listing.archived:
        return ARCHIVED
    level = WAITS if row.state.needs_you else RUNS if row.state is ThreadState.RUNNING else QUIET
    if level == WAITS:
        return NEEDS_YOU
    if row.pinned:
        return Part(_PINNED, "", level)
    if board.by_folder:
        return Part(_HERE if row.cwd == here else _FOLDER, row.cwd, level)
    return RUNNING if level == RUNS else RECENT


class Section:
    """One part of the list. Its places stand in rising order and are read from the end: newest first."""

    def __init__(self, part: Part, places: list[Place], heading: str | None, size: int | None) -> None:
        self.part = part
        self._places = places
        self.heading = heading
        """What stands above it; None where the part above has the same heading."""
        self.size = size
        """How many rows stand under the heading, where that is worth a word."""

    def __len__(self) -> int:
        return len(self._places)

    @property
    def kind(self) -> SectionKind:
        return self.part.kind

    def key(self, position: int) -> ThreadKey:
        """The thread at a position, 0 being the top row."""
        return self._places[-1 - position][3]

    def position(self, place: Place) -> int | None:
        """The position of a place, or None if it is not in the section."""
        index = bisect_left(self._places, place)
        if index < len(self._places) and self._places[index] == place:
            return len(self._places) - 1 - index
        return None


def sections_of(parts: dict[Part, list[Place]]) -> list[Section]:
    """The parts that have rows, from top to bottom."""
    sections: list[Section] = []
    group: tuple[int, str] | None = None
    for part in sorted(part for part, places in parts.items() if places):
        kind = part.kind
        heading = None
        if part.group != group:
            heading = part.folder if kind is SectionKind.FOLDER else kind.value
        size = len(parts[part]) if kind.counted else None
        sections.append(Section(part, parts[part], heading, size))
        group = part.group
    return sections
