"""Where the lines of a long text begin, and what they say: found in slices, in memory that does not grow with lines.

Pure. Of each block of the text the index keeps how many lines begin in it and which colours hold at its start. A line
is then looked for in its block, which is read again. A line without an end is cut where a whole block has none.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from codex_tui.model.escapes import COLOUR
from codex_tui.model.output_batches import style_after
from codex_tui.model.output_text import parse_line
from codex_tui.model.sgr import PLAIN, Sgr, apply_sgr

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_tui.model.output_lines import OutputLine
    from codex_tui.model.output_log import ByteLog

BLOCK = 64 * 1024
KEPT = 6
"""Blocks whose lines are kept after they were looked at."""
_OPEN_SEQUENCE = re.compile("\x1b(?:\\[[0-?]{0,128})?$")
_SEQUENCE = 132
"""Bytes of the longest sequence."""
_CONTINUED = re.compile(rb"[\x80-\xbf]{0,3}")
"""Bytes that go on with a character that began before."""


class _Block(NamedTuple):
    """The lines that begin in a block: where each does, and the colours that hold there."""

    starts: array[int]
    styles: list[Sgr] | None


class LineIndex:
    """The lines of a log, as far as they are known.

    Attributes:
        log: the text.
        known: bytes that were looked through.
    """

    def __init__(self, log: ByteLog) -> None:
        self.log = log
        self._begin()

    def _begin(self) -> None:
        self._version = self.log.version
        self.known = 0
        self._firsts = array("Q", [1])
        """Number of the first line that begins in each whole block, and in the one after them."""
        self._styles: list[Sgr] = [PLAIN]
        """Colours at the start of each of these blocks."""
        self._open = (0, True)
        """Of the block that is not whole: its newlines, and whether the text ends with one."""
        self._read: OrderedDict[int, _Block] = OrderedDict()

    # --- looking through ----------------------------------------------------------------------------------------

    @property
    def complete(self) -> bool:
        """Whether all that is there was looked through."""
        return self.known == self.log.size and self._version == self.log.version

    @property
    def blocks(self) -> int:
        """How many blocks were looked through, the last one perhaps in part."""
        return -(-self.known // BLOCK)

    @property
    def count(self) -> int:
        """How many lines are known; the last one may still grow."""
        newlines, ended = self._open
        return self._firsts[-1] + newlines - ended if self.known else 0

    def advance(self, timer: Callable[[], float], until: float) -> bool:
        """Looks through more of the text, at least one block; True if there was something new."""
        if self._version != self.log.version or self.log.size < self.known:
            self._begin()
        began = self.known
        while self.known < self.log.size:
            self._look(len(self._styles) - 1)
            if timer() >= until:
                break
        return self.known != began

    def _look(self, number: int) -> None:
        data = self.log.read(number * BLOCK, BLOCK)
        self.known = number * BLOCK + len(data)
        self._read.pop(number, None)
        newlines = data.count(b"\n")
        if len(data) < BLOCK:
            self._open = (newlines, data.endswith(b"\n") if data else self._open[1])
            if not data:  # it cannot be read: there is no more
                self.known = self.log.size
            return
        style = self._styles[number]
        if b"\x1b" in data:
            style = style_after(data.decode("utf-8", "replace"), style)
            begun = _OPEN_SEQUENCE.search(data[-_SEQUENCE:].decode("utf-8", "replace"))
            if begun is not None:
                rest = self.log.read(self.known, _SEQUENCE).decode("utf-8", "replace")
                colour = COLOUR.match(begun.group() + rest)
                style = apply_sgr(style, colour.group(1)) if colour is not None else style
        self._firsts.append(self._firsts[-1] + (newlines or 1))
        self._styles.append(style)
        self._open = (0, data.endswith(b"\n") or not newlines)

    # --- lines --------------------------------------------------------------------------------------------------

    def raw(self, number: int) -> bytes:
        """The bytes of a line, without its newline."""
        start, stop = self._start(number), self._stop(number)
        return self.log.read(start, stop - start).removesuffix(b"\n")

    def line(self, number: int) -> OutputLine:
        """What a line shows."""
        block, place = self._place(number)
        styles = self._lines_of(block).styles if block >= 0 else None
        style = styles[place] if styles is not None else PLAIN
        return parse_line(self.raw(number).decode("utf-8", "replace"), style)

    def lines_of_block(self, number: int) -> tuple[int, bytes]:
        """The first line that counts as a block's own, and the bytes of all of them, newlines in between."""
        first = 0 if number == 0 else self._firsts[number]
        after = self._firsts[number + 1] if number + 1 < len(self._firsts) else self.count
        after = min(after, self.count)
        if first >= after:
            return first, b""
        start = self._start(first)
        data = self.log.read(start, self._stop(after - 1) - start)
        if number == 0 and not data.count(b"\n", 0, BLOCK) and after > 1:
            # A first line that was cut: only here do two lines stand together without a newline in between.
            cut = self._start(1)
            data = data[:cut] + b"\n" + data[cut:]
        return first, data

    def block_of(self, line: int) -> int:
        """The block that a line counts for."""
        return max(0, self._place(line)[0])

    def _place(self, number: int) -> tuple[int, int]:
        if number == 0:
            return -1, 0
        block = bisect_right(self._firsts, number) - 1
        return block, number - self._firsts[block]

    def _start(self, number: int) -> int:
        block, place = self._place(number)
        return self._lines_of(block).starts[place] if block >= 0 else 0

    def _stop(self, number: int) -> int:
        return self._start(number + 1) if number + 1 < self.count else self.known

    def _lines_of(self, number: int) -> _Block:
        found = self._read.get(number)
        if found is None:
            found = self._read[number] = self._read_lines(number)
            if len(self._read) > KEPT:
                self._read.popitem(last=False)
        else:
            self._read.move_to_end(number)
        return found

    def _read_lines(self, number: int) -> _Block:
        base = number * BLOCK
        data = self.log.read(base, min(BLOCK, self.known - base))
        starts = array("Q")
        position = data.find(b"\n")
        while position >= 0:
            starts.append(base + position + 1)
            position = data.find(b"\n", position + 1)
        if not starts:
            # Nothing ends in it: the line is cut at its end, but not inside of a character.
            following = _CONTINUED.match(self.log.read(base + len(data), 3))
            starts.append(base + len(data) + (following.end() if following is not None else 0))
        if b"\x1b" not in data and self._styles[number] == PLAIN:
            return _Block(starts, None)
        styles: list[Sgr] = []
        style, begin = self._styles[number], base
        for start in starts:
            piece = data[begin - base : start - base]
            if b"\x1b" in piece:
                style = style_after(piece.decode("utf-8", "replace"), style)
            styles.append(style)
            begin = start
        return _Block(starts, styles)
