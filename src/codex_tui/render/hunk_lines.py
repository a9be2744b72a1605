"""One hunk as it is drawn: which lines stand beside each other, the words that changed, and syntax colours.

All of it is found out for the lines that are looked at. Colours begin anew every hundred lines, so that the end of a
long hunk costs no more than its beginning, and looks the same whichever way one came to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.diff import DiffKind, DiffLine, Hunk
from codex_tui.render.highlight import Coloured, LineLexer
from codex_tui.render.words import Ranges, changed_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LEXED = 100
"""Lines that are lexed together."""

Pair = tuple[int | None, int | None]
"""The indices of the lines that stand beside each other: of the old file, and of the new one."""


class HunkLines:
    """The lines of a hunk, with what is drawn of them.

    Args:
        hunk: what is drawn.
        language: of the file, as Pygments names it; empty for none.
        reveal: makes each line what is shown of it.
    """

    def __init__(
        self, hunk: Hunk, language: str, reveal: Callable[[DiffLine], DiffLine] | None = None
    ) -> None:
        self.hunk = hunk
        self._reveal = reveal
        self._language = language
        self._lines: Sequence[DiffLine] | None = None
        self._pairs: list[Pair] | None = None
        self._partners: dict[int, int] = {}
        self._words: dict[int, Ranges] = {}
        self._coloured: dict[tuple[int, bool], dict[int, Coloured]] = {}

    @property
    def lines(self) -> Sequence[DiffLine]:
        if self._lines is None:
            lines = self.hunk.lines
            self._lines = lines if self._reveal is None else [self._reveal(line) for line in lines]
            if not self.hunk.whole_file:
                self._pair_up(self._lines)
        return self._lines

    def rows(self, split: bool) -> int:
        """How many rows the hunk has: its lines, or lines beside each other."""
        return len(self._pairs_of()) if self.splits(split) else self.hunk.size

    def splits(self, split: bool) -> bool:
        """Whether it is shown side by side if diffs are; a file of one side only never is."""
        return split and not self.hunk.whole_file

    def pair(self, row: int) -> Pair:
        """What stands beside each other in a row; what was removed beside what was added in its place."""
        return self._pairs_of()[row]

    def _pairs_of(self) -> list[Pair]:
        if self._pairs is None:
            self._pairs = list(self._beside())
        return self._pairs

    def _pair_up(self, lines: Sequence[DiffLine]) -> None:
        for removed, added in _blocks(lines):
            for one, other in zip(removed, added, strict=False):
                if lines[one].kind is DiffKind.NOTE:
                    break
                self._partners[one], self._partners[other] = other, one

    def _beside(self) -> list[Pair]:
        pairs: list[Pair] = []
        done = 0
        for removed, added in _blocks(self.lines):
            pairs += [(index, index) for index in range(done, removed.start)]
            for step in range(max(len(removed), len(added))):
                pairs.append(
                    (
                        removed[step] if step < len(removed) else None,
                        added[step] if step < len(added) else None,
                    )
                )
            done = added.stop
        return pairs + [(index, index) for index in range(done, len(self.lines))]

    def words(self, index: int) -> Ranges:
        """The ranges of a line that differ from the one in whose place it stands."""
        lines, partner = self.lines, self._partners.get(index)
        if partner is None:
            return ()
        known = self._words.get(index)
        if known is None:
            one, other = sorted((index, partner))
            self._words[one], self._words[other] = changed_words(lines[one].text, lines[other].text)
            known = self._words[index]
        return known

    def colours(self, index: int) -> Coloured:
        """The pieces of a line and what kind of code each is."""
        line = self.lines[index]
        old_side = line.kind is DiffKind.REMOVED
        key = (index // LEXED, old_side)
        found = self._coloured.get(key)
        if found is None:
            found = self._coloured[key] = self._lex(index // LEXED, old_side)
        return found.get(index) or [(line.text, "")]

    def _lex(self, part: int, old_side: bool) -> dict[int, Coloured]:
        """The lines of one file in one part of the hunk: those of the other file are not in between."""
        lexer = LineLexer(self._language)
        if lexer.plain:
            return {}
        other = DiffKind.ADDED if old_side else DiffKind.REMOVED
        lines = self.lines[part * LEXED : (part + 1) * LEXED]
        return {
            part * LEXED + index: lexer.line(line.text)
            for index, line in enumerate(lines)
            if line.kind is not other and line.kind is not DiffKind.NOTE
        }


def _blocks(lines: Sequence[DiffLine]) -> list[tuple[range, range]]:
    """Where lines were removed, with what is said of their end, and others added in their place."""
    blocks: list[tuple[range, range]] = []
    index, count = 0, len(lines)
    while index < count:
        if lines[index].kind not in (DiffKind.REMOVED, DiffKind.ADDED):
            index += 1
            continue
        start = index
        while index < count and lines[index].kind is DiffKind.REMOVED:
            index += 1
        middle = index
        # The old file may have ended without a newline: that is said between the two.
        while index < count and lines[index].kind is DiffKind.NOTE and middle > start:
            index += 1
        first = index
        while index < count and lines[index].kind is DiffKind.ADDED:
            index += 1
        blocks.append((range(start, first), range(first, index)))
    return blocks
