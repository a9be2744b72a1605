"""Finding words in a long text, in slices: which lines hold them, and how many lines do.

Pure. Counted block by block from the beginning; going to a match looks through the blocks from where one is, so that
it need not wait for the count. Any case is meant unless the words have a capital.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_tui.model.output_text import shown_text
from codex_tui.widgets.pager.index import BLOCK

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_tui.widgets.pager.index import LineIndex


class Search:
    """One search in one text."""

    def __init__(self, index: LineIndex, words: str) -> None:
        self.words = words
        self._index = index
        self._any_case = words == words.lower()
        self._needle = words.lower() if self._any_case else words
        self.pattern = re.compile(re.escape(words), re.IGNORECASE if self._any_case else 0)
        self._version = index.log.version
        self._counts: list[int] = []
        """Matching lines of each block that was looked through."""
        self._open: tuple[int, int, int] | None = None
        """Of the block that may still grow: its number, how far it was looked through, and its matching lines."""
        self.going: tuple[int, int] | None = None
        """From which line on a match is looked for, and in which direction."""
        self._wraps = False

    @property
    def complete(self) -> bool:
        """Whether all that is known of the text was looked through."""
        whole = self._index.known // BLOCK
        if len(self._counts) < whole:
            return False
        return whole == self._index.blocks or (self._open is not None and self._open[1] == self._index.known)

    @property
    def total(self) -> int:
        """Matching lines found so far."""
        return sum(self._counts) + (self._open[2] if self._open is not None else 0)

    def go(self, line: int, direction: int) -> None:
        """Looks for the next match from a line on, and behind the last line from the first one again."""
        self.going = (line, direction)
        self._wraps = True

    def advance(self, timer: Callable[[], float], until: float) -> int | None:
        """Goes on looking; gives the line one wants to go to, once it is found."""
        if self._version != self._index.log.version:
            self._version, self._counts, self._open = self._index.log.version, [], None
        found = self._go(timer, until) if self.going is not None else None
        while found is None and self.going is None and not self.complete and timer() < until:
            number = len(self._counts)
            hits = len(self._matches(number))
            if (number + 1) * BLOCK <= self._index.known:
                self._counts.append(hits)
                self._open = None
            else:
                self._open = (number, self._index.known, hits)
        return found

    def rank(self, line: int) -> int | None:
        """Which of the matches a line is, from 1; None while not all before it are counted."""
        block = self._index.block_of(line)
        if block > len(self._counts):
            return None
        before = sum(self._counts[:block])
        matches = self._matches(block)
        return before + matches.index(line) + 1 if line in matches else None

    def _go(self, timer: Callable[[], float], until: float) -> int | None:
        assert self.going is not None
        line, direction = self.going
        while True:
            if not 0 <= line < self._index.count:
                if not self._wraps or not self._index.count:
                    self.going = None
                    return None
                self._wraps = False
                line = 0 if direction > 0 else self._index.count - 1
            number = self._index.block_of(line)
            if number >= len(self._counts) or self._counts[number]:
                matches = self._matches(number)
                ahead = [one for one in matches if (one >= line if direction > 0 else one <= line)]
                if ahead:
                    self.going = None
                    return ahead[0 if direction > 0 else -1]
            line = self._after(number) if direction > 0 else self._index.lines_of_block(number)[0] - 1
            self.going = (line, direction)
            if timer() >= until:
                return None

    def _after(self, number: int) -> int:
        """The first line behind those of a block."""
        while number + 1 < self._index.blocks:
            number += 1
            first, data = self._index.lines_of_block(number)
            if data:
                return first
        return self._index.count

    def _matches(self, number: int) -> list[int]:
        """The matching lines of a block."""
        first, data = self._index.lines_of_block(number)
        text = data.decode("utf-8", "replace")
        if not text:
            return []
        shown = shown_text(text if text.endswith("\n") else text + "\n")
        if self._any_case:
            shown = shown.lower()
        if self._needle not in shown:
            return []
        lines = shown.removesuffix("\n").split("\n")
        return [first + place for place, line in enumerate(lines) if self._needle in line]
