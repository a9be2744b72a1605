"""Where the rows stand: lines of the list to threads and back, by arithmetic over a handful of sections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from codex_tui.widgets.thread_list.sections import SectionKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codex_tui.model.keys import ThreadKey
    from codex_tui.widgets.thread_list.sections import Part, Place, Section


class Heading(NamedTuple):
    """The line above a section."""

    name: str
    size: int | None
    """How many rows the section has, where that is worth a word."""
    is_folder: bool
    """Whether the name is that of a folder."""


class RowLine(NamedTuple):
    """A line of a row; most have one only."""

    key: ThreadKey
    line: int


@dataclass(frozen=True, slots=True)
class _Block:
    section: Section
    heading: int | None
    """Line of the heading; None for a part without one of its own."""
    first: int
    """Line of the first row."""
    ordinal: int
    """Number of rows above the section."""
    row_height: int

    @property
    def end(self) -> int:
        return self.first + len(self.section) * self.row_height


class ListLayout:
    """The sections one under the other. All rows of a section are equally high, so nothing is summed up."""

    def __init__(self, sections: Sequence[Section], *, two_lines: bool, spaced: bool) -> None:
        self._blocks: list[_Block] = []
        line = ordinal = 0
        for section in sections:
            headed = section.heading is not None
            if self._blocks and spaced and headed:
                line += 1
            height = 2 if two_lines and section.part.active else 1
            block = _Block(section, line if headed else None, line + headed, ordinal, height)
            self._blocks.append(block)
            line = block.end
            ordinal += len(section)
        self.lines = line
        self.rows = ordinal

    def at(self, line: int) -> Heading | RowLine | None:
        """What stands on a line; None for a blank one."""
        for block in self._blocks:
            if line == block.heading:
                section = block.section
                folder = section.kind is SectionKind.FOLDER
                return Heading(section.heading or "", section.size, folder)
            if block.first <= line < block.end:
                position, part = divmod(line - block.first, block.row_height)
                return RowLine(block.section.key(position), part)
        return None

    def key(self, ordinal: int) -> ThreadKey | None:
        """The thread of a row, counted from the top."""
        for block in self._blocks:
            if block.ordinal <= ordinal < block.ordinal + len(block.section):
                return block.section.key(ordinal - block.ordinal)
        return None

    def ordinal(self, part: Part, place: Place) -> int | None:
        """The number of a row by its section and place, or None if the filter hides it."""
        for block in self._blocks:
            if block.section.part == part:
                position = block.section.position(place)
                return None if position is None else block.ordinal + position
        return None

    def span(self, ordinal: int) -> tuple[int, int]:
        """The first line of a row and its height."""
        for block in self._blocks:
            if block.ordinal <= ordinal < block.ordinal + len(block.section):
                return block.first + (ordinal - block.ordinal) * block.row_height, block.row_height
        raise IndexError(ordinal)

    def threads(self, first: int, count: int) -> tuple[ThreadKey, ...]:
        """The threads that stand on some lines."""
        lines = (entry for _, entry in self.entries(first, count))
        return tuple(dict.fromkeys(entry.key for entry in lines if isinstance(entry, RowLine)))

    def entries(self, first: int, count: int) -> Iterator[tuple[int, Heading | RowLine | None]]:
        """What stands on each of some lines."""
        for line in range(first, first + count):
            yield line, self.at(line)
