"""A long column of entries with heights: which entry stands at a line, and at which line an entry begins.

Pure data structure under the transcript's layout. Entries lie in blocks of a few hundred; each block knows the sum
of its heights, and the sums before each block are kept as far as they are still true. So what happens at the end
(streaming) and at the front (older pages) touches one block, and nothing is ever rebuilt as a whole.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BLOCK = 256
"""Entries in a block after a split; a block splits at twice as many."""


class Entry:
    """One member of a column. Its height is changed through the column only."""

    __slots__ = ("_block", "_height")

    def __init__(self, height: int = 1) -> None:
        self._height = height
        self._block: _Block[Any] | None = None

    @property
    def height(self) -> int:
        """Lines that the entry takes."""
        return self._height


EntryT = TypeVar("EntryT", bound=Entry)


class _Block(Generic[EntryT]):
    """Neighbouring entries and the sum of their heights."""

    __slots__ = ("entries", "height", "number")

    def __init__(self, entries: list[EntryT], number: int) -> None:
        self.entries = entries
        self.height = sum(entry.height for entry in entries)
        self.number = number
        """Place among the blocks."""
        for entry in entries:
            entry._block = self


class Column(Generic[EntryT]):
    """Entries in display order with their prefix sums."""

    def __init__(self) -> None:
        self._blocks: list[_Block[EntryT]] = []
        self._tops: list[int] = []
        """First line of each block, as far as known: never longer than the blocks."""
        self._firsts: list[int] = []
        """Index of the first entry of each block; known exactly as far as `_tops`."""
        self._size = 0
        self._height = 0

    def __len__(self) -> int:
        return self._size

    @property
    def height(self) -> int:
        """Lines of all entries together."""
        return self._height

    def __iter__(self) -> Iterator[EntryT]:
        for block in self._blocks:
            yield from block.entries

    def __reversed__(self) -> Iterator[EntryT]:
        for block in reversed(self._blocks):
            yield from reversed(block.entries)

    def __contains__(self, entry: Entry) -> bool:
        block = entry._block
        return block is not None and block.number < len(self._blocks) and self._blocks[block.number] is block

    def __getitem__(self, index: int) -> EntryT:
        """The entry at an index, negative ones from the end.

        Raises:
            IndexError: if there is none.
        """
        if index < 0:
            index += self._size
        if not 0 <= index < self._size:
            raise IndexError(index)
        self._know(len(self._blocks))
        number = bisect_right(self._firsts, index) - 1
        return self._blocks[number].entries[index - self._firsts[number]]

    def top(self, entry: EntryT) -> int:
        """The line at which an entry begins."""
        block = self._block_of(entry)
        self._know(block.number + 1)
        return self._tops[block.number] + sum(
            other.height for other in block.entries[: _position(block, entry)]
        )

    def at_line(self, line: int) -> tuple[EntryT, int]:
        """The entry that covers a line, and which of its lines that is; lines outside give the nearest entry's edge.

        Raises:
            IndexError: if the column is empty.
        """
        if not self._size:
            raise IndexError("empty column")
        line = max(0, min(line, self._height - 1))
        self._know(len(self._blocks))
        # Several blocks may begin at one line if heights are 0; the last of them holds the line.
        number = bisect_right(self._tops, line) - 1
        rest = line - self._tops[number]
        entries = self._blocks[number].entries
        for entry in entries:
            if rest < entry.height:
                return entry, rest
            rest -= entry.height
        return entries[-1], max(0, entries[-1].height - 1)

    def after(self, entry: EntryT) -> EntryT | None:
        """The entry below, if there is one."""
        return self._neighbour(entry, 1)

    def before(self, entry: EntryT) -> EntryT | None:
        """The entry above, if there is one."""
        return self._neighbour(entry, -1)

    def down_from(self, entry: EntryT) -> Iterator[EntryT]:
        """An entry and all below it; the column must not change meanwhile."""
        block = self._block_of(entry)
        yield from block.entries[_position(block, entry) :]
        for number in range(block.number + 1, len(self._blocks)):
            yield from self._blocks[number].entries

    def append(self, entry: EntryT) -> None:
        """Puts an entry at the end."""
        self._insert_into(len(self._blocks) - 1, None, entry)

    def insert(self, index: int, entry: EntryT) -> None:
        """Puts an entry before the one at `index`, or at the end."""
        if index >= self._size:
            self.append(entry)
            return
        below = self[max(0, index)]
        block = self._block_of(below)
        self._insert_into(block.number, _position(block, below), entry)

    def insert_many(self, index: int, entries: Sequence[EntryT]) -> None:
        """Puts entries before the one at `index`; an older page costs its own size only."""
        for shift, entry in enumerate(entries):
            self.insert(index + shift, entry)

    def remove(self, entry: EntryT) -> None:
        """Takes an entry out."""
        block = self._block_of(entry)
        del block.entries[_position(block, entry)]
        block.height -= entry.height
        self._size -= 1
        self._height -= entry.height
        entry._block = None
        if block.entries:
            self._forget(block.number + 1)
        else:
            del self._blocks[block.number]
            self._renumber(block.number)

    def set_height(self, entry: EntryT, height: int) -> None:
        """Gives an entry another height."""
        change = height - entry.height
        if change:
            block = self._block_of(entry)
            entry._height = height
            block.height += change
            self._height += change
            self._forget(block.number + 1)

    def clear(self) -> None:
        """Takes all entries out."""
        for block in self._blocks:
            for entry in block.entries:
                entry._block = None
        self._blocks.clear()
        self._forget(0)
        self._size = self._height = 0

    def _block_of(self, entry: EntryT) -> _Block[EntryT]:
        if entry._block is None:
            raise KeyError("the entry stands in no column")
        return entry._block

    def _neighbour(self, entry: EntryT, step: int) -> EntryT | None:
        block = self._block_of(entry)
        position = _position(block, entry) + step
        if 0 <= position < len(block.entries):
            return block.entries[position]
        number = block.number + step
        if 0 <= number < len(self._blocks):
            return self._blocks[number].entries[0 if step > 0 else -1]
        return None

    def _insert_into(self, number: int, position: int | None, entry: EntryT) -> None:
        if number < 0:
            self._blocks.append(_Block([], 0))
            number = 0
        block = self._blocks[number]
        block.entries.insert(len(block.entries) if position is None else position, entry)
        block.height += entry.height
        entry._block = block
        self._size += 1
        self._height += entry.height
        self._forget(number + 1)
        if len(block.entries) >= 2 * BLOCK:
            lower = _Block(block.entries[BLOCK:], number + 1)
            del block.entries[BLOCK:]
            block.height -= lower.height
            self._blocks.insert(number + 1, lower)
            self._renumber(number + 1)

    def _renumber(self, start: int) -> None:
        for number in range(start, len(self._blocks)):
            self._blocks[number].number = number
        self._forget(start)

    def _forget(self, count: int) -> None:
        """Only the sums of the first `count` blocks still hold."""
        del self._tops[count:]
        del self._firsts[count:]

    def _know(self, count: int) -> None:
        """Makes the sums of the first `count` blocks known."""
        for number in range(len(self._tops), count):
            if number == 0:
                self._tops.append(0)
                self._firsts.append(0)
                continue
            above = self._blocks[number - 1]
            self._tops.append(self._tops[-1] + above.height)
            self._firsts.append(self._firsts[-1] + len(above.entries))


def _position(block: _Block[EntryT], entry: EntryT) -> int:
    # Changes happen at the end of a conversation, so the search begins there.
    entries = block.entries
    for position in range(len(entries) - 1, -1, -1):
        if entries[position] is entry:
            return position
    raise KeyError("the entry is not in its block")
