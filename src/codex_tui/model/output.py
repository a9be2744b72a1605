"""Output of a command: terminal text becomes logical lines with colours, in bounded memory.

Colours (SGR) are kept; carriage return, backspace and "erase in line" are obeyed, so that a progress bar is
one line; every other escape sequence is dropped, also when it is cut between two deltas. The head and the
tail are kept and what lies between is counted. Whole lines are taken in in batches and made lines when they
are looked at (`output_batches`); only what moves the cursor goes through the writer (`output_lines`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from itertools import chain, groupby
from typing import NamedTuple

from codex_tui.model.output_batches import BATCH, Batch, overwritten, without_sequences
from codex_tui.model.output_lines import LineWriter, OutputLine, Run
from codex_tui.model.sgr import PLAIN
from codex_tui.model.text_buffer import Difference

__all__ = ["HEAD_LIMIT", "LINE_LIMIT", "TAIL_LIMIT", "OutputBuffer", "OutputLine", "Run", "Stretch"]

HEAD_LIMIT = 64 * 1024
TAIL_LIMIT = 512 * 1024
LINE_LIMIT = 16 * 1024
"""Characters after which a line without an end goes on in a new one."""
_REST = 4096
"""Characters of an open line that wait for its end as they came."""
_READ = 8
"""Batches whose lines are kept after they were looked at."""


class Stretch(NamedTuple):
    """Neighbouring kept lines that have ended.

    Attributes:
        first: number of the first line.
        lines: how many they are.
        start: offset of the first line in all that was printed.
        size: characters that they show, newlines included.
    """

    first: int
    lines: int
    start: int
    size: int


class OutputBuffer:
    """Growing output of a command as logical lines; the last one may still be open.

    Lines are numbered from 0 over everything that was printed. Kept are the first `head_count` and those from
    number `tail_first` on.

    Attributes:
        rewrites: counts the times that the whole was replaced by other text.
        head_count: how many lines are kept of the beginning.
    """

    def __init__(self, text: str = "") -> None:
        self.rewrites = 0
        self._clear()
        if text:
            self.append(text)

    def _clear(self) -> None:
        self.head_count = 0
        self._head: list[Batch] = []
        self._head_size = 0
        self._head_full = False
        self._tail: list[Batch] = []
        self._dropped = 0  # batches at the start of _tail that are gone; removed in bulk now and then
        self._tail_size = 0
        self._gone = (0, 0)  # lines and characters of what was dropped
        self._omitted: tuple[int, int] | None = (0, 0)  # the same with the beginning of the next batch
        self._settled = 0
        self._writer = LineWriter(LINE_LIMIT)
        self._rest = ""
        """The beginning of a line, not yet seen by the writer."""
        self._read: deque[Batch] = deque()

    # reading

    @property
    def settled(self) -> int:
        """How many lines have ended and cannot change any more."""
        self._write_rest()
        return self._settled

    @property
    def omitted_lines(self) -> int:
        """How many lines lie between head and tail."""
        return self._between()[0]

    @property
    def omitted_chars(self) -> int:
        """How many characters lie between head and tail."""
        return self._between()[1]

    @property
    def tail_first(self) -> int:
        """The number of the first line after the gap."""
        return self.head_count + self.omitted_lines

    @property
    def line_count(self) -> int:
        """How many lines were printed in all, the open one included."""
        return self.settled + bool(self._writer.open_length)

    @property
    def printed(self) -> int:
        """How many characters were printed in all."""
        self._write_rest()
        return self._writer.start + self._writer.open_length

    def __len__(self) -> int:
        """How many lines are kept."""
        return self.line_count - self.omitted_lines

    def line(self, number: int) -> OutputLine:
        """The line of that number; raises IndexError if it was omitted or never was."""
        if number == self.settled and self._writer.open_length:
            return self._writer.open_line
        if 0 <= number < self.head_count:
            return self._line_of(self._head, 0, number)
        if not self.tail_first <= number < self._settled:
            raise IndexError(number)
        return self._line_of(self._tail, self._dropped, number)

    def __getitem__(self, index: int) -> OutputLine:
        """A kept line by its place among the kept ones; negative counts from the end."""
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(index)
        return self.line(place if place < self.head_count else place + self.omitted_lines)

    def stretches(self) -> tuple[list[Stretch], list[Stretch]]:
        """All kept lines that have ended, of head and tail, some thousand characters together; makes no line.

        A stretch stays as it is until it is omitted, but for the last of each, which may grow.
        """
        self._write_rest()
        head = [Stretch(batch.first, batch.count, batch.start, batch.size) for batch in self._head]
        tail: list[Stretch] = []
        for batch in self._tail[self._dropped :]:
            lines, characters = max(0, self.tail_first - batch.first), self._hidden(batch)
            if lines < batch.count:
                tail.append(
                    Stretch(
                        batch.first + lines,
                        batch.count - lines,
                        batch.start + characters,
                        batch.size - characters,
                    )
                )
        return head, tail

    def text(self) -> str:
        """The kept lines as plain text, with a note where some were omitted."""
        self._write_rest()
        parts = [batch.shown() for batch in self._head]
        if self.omitted_lines:
            parts.append(f"[… {self.omitted_lines:,} lines, {self.omitted_chars:,} characters omitted …]\n")
        parts += [batch.shown()[self._hidden(batch) :] for batch in self._tail[self._dropped :]]
        parts.append(self._writer.open_line.text)
        return "".join(parts)

    def __repr__(self) -> str:
        return f"OutputBuffer({self.text()!r})"

    # writing

    def append(self, delta: str) -> None:
        """Adds what the command printed."""
        self._omitted = None
        text = self._rest + delta
        self._rest = ""
        if self._writer.busy:
            end = text.find("\n") + 1 or len(text)
            self._take_lines(self._writer.feed(text[:end]))
            text = text[end:]
        end = text.rfind("\n") + 1
        position = 0
        while position < end:
            stop = text.rfind("\n", position, min(end, position + BATCH)) + 1
            stop = stop or text.find("\n", position) + 1
            self._take(text[position:stop])
            position = stop
        self._rest = text[end:]
        if len(self._rest) > _REST:
            self._write_rest()

    def replace(self, text: str) -> Difference:
        """Puts the output that the server holds for true in the place of what was streamed."""
        new = OutputBuffer(text)
        if self._equals(new):
            return Difference.NONE
        empty = not len(self)
        rewrites = self.rewrites if empty else self.rewrites + 1
        self.__dict__.update(new.__dict__)
        self.rewrites = rewrites
        return Difference.EXTENDED if empty else Difference.REWRITTEN

    def _equals(self, other: OutputBuffer) -> bool:
        if (self.line_count, self._between(), self.printed) != (
            other.line_count,
            other._between(),
            other.printed,
        ):
            return False
        if self._writer.open_line != other._writer.open_line or self.text() != other.text():
            return False
        batches = chain(self._head, self._tail[self._dropped :], other._head, other._tail[other._dropped :])
        if not any(batch.decorated for batch in batches):
            return True
        return all(self[index] == other[index] for index in range(len(self)))

    def _write_rest(self) -> None:
        """Has the writer obey what waits, since somebody wants to see it."""
        if self._rest:
            rest, self._rest = self._rest, ""
            self._take_lines(self._writer.feed(rest))

    def _take(self, raw: str) -> None:
        """Takes in whole lines."""
        shown = without_sequences(raw)
        if shown is not None and self._fits(shown):
            self._take_text(raw, shown)
            return
        for simple, group in groupby(raw.split("\n")[:-1], self._is_simple):
            some = "\n".join([*group, ""])
            if simple:
                self._take_text(some, without_sequences(some) or "")
                continue
            plain = self._writer.sgr == PLAIN and self._fits(some)
            shown = overwritten(some) if plain else None
            if shown is not None:
                self._take_text(shown, shown)
            else:
                self._take_lines(self._writer.feed(some))

    def _is_simple(self, line: str) -> bool:
        shown = without_sequences(line + "\n")
        return shown is not None and len(shown) <= LINE_LIMIT + 1

    def _fits(self, shown: str) -> bool:
        return len(shown) <= LINE_LIMIT or max(map(len, shown.split("\n"))) <= LINE_LIMIT

    def _take_text(self, raw: str, shown: str) -> None:
        writer = self._writer
        batch = Batch.of_text(self._settled, writer.start, raw, shown, writer.sgr)
        writer.start += batch.size
        writer.sgr = batch.after
        self._keep(batch)

    def _take_lines(self, lines: list[OutputLine]) -> None:
        if lines:
            self._keep(Batch(self._settled, lines[0].start, lines))

    def _keep(self, batch: Batch) -> None:
        self._settled += batch.count
        if not self._head_full:
            if self._head_size + batch.size <= HEAD_LIMIT:
                self._keep_head(batch)
                return
            self._head_full = True
            above, batch = batch.split(HEAD_LIMIT - self._head_size)
            if above.count:
                self._keep_head(above)
        self._tail_size += batch.size
        if len(self._tail) == self._dropped or not self._tail[-1].take(batch):
            self._tail.append(batch)
        self._drop()

    def _keep_head(self, batch: Batch) -> None:
        self._head_size += batch.size
        self.head_count += batch.count
        if not self._head or not self._head[-1].take(batch):
            self._head.append(batch)

    def _drop(self) -> None:
        """Lets go of batches of which no line fits into the tail."""
        lines, characters = self._gone
        while self._tail_size - self._tail[self._dropped].size >= TAIL_LIMIT:
            gone = self._tail[self._dropped]
            self._dropped += 1
            self._tail_size -= gone.size
            lines, characters = lines + gone.count, characters + gone.size
        self._gone = lines, characters
        if self._dropped > 64 and self._dropped * 2 > len(self._tail):
            del self._tail[: self._dropped]
            self._dropped = 0

    # what is between, and what is looked at

    def _between(self) -> tuple[int, int]:
        """Lines and characters that are omitted: batches that are gone, and lines of the first that is kept."""
        self._write_rest()
        if self._omitted is None:
            lines, characters = self._gone
            spare = self._tail_size - TAIL_LIMIT
            if spare > 0:
                more, size = self._tail[self._dropped].beginning(spare)
                lines, characters = lines + more, characters + size
            self._omitted = lines, characters
        return self._omitted

    def _hidden(self, batch: Batch) -> int:
        """How many characters of a batch of the tail are omitted."""
        return max(0, self._head_size + self.omitted_chars - batch.start)

    def _line_of(self, batches: list[Batch], low: int, number: int) -> OutputLine:
        batch = batches[bisect_right(batches, number, lo=low, key=_first) - 1]
        if batch not in self._read:
            self._read.append(batch)
            if len(self._read) > _READ:
                self._read.popleft().forget()
        return batch.lines[number - batch.first]


def _first(batch: Batch) -> int:
    return batch.first
