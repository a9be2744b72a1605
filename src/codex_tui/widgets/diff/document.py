"""One changed file as rows: hunk by hunk, a header and its lines. Walking a row costs the same however many there are.

Pure. There are no line numbers of the whole: a place is a hunk and a row of it, so that nothing has to be counted, read
or laid out but what is on the screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from codex_tui.model.diff import DiffKind
from codex_tui.render.diff_rows import language_of
from codex_tui.render.hunk_lines import HunkLines

if TYPE_CHECKING:
    from codex_tui.model.diff import DiffLine, FilePatch

HEADER = -1
"""The row of a hunk's header."""


class Spot(NamedTuple):
    """A row of a file: of which hunk, and which of its rows."""

    hunk: int
    row: int


START = Spot(0, HEADER)


class Document:
    """The rows of one file."""

    def __init__(self, file: FilePatch) -> None:
        self.file = file
        language = language_of(file.path)
        self.hunks = [HunkLines(hunk, language) for hunk in file.hunks]
        self.folded: set[int] = set()
        self.split = False
        self.cursor = START
        self.top = START
        self.skipped = 0
        """Lines of the top row that are scrolled out of the view."""

    def take_over(self, other: Document) -> None:
        """Stays where one was in an older state of the file."""
        if len(other.hunks) == len(self.hunks):
            self.folded = set(other.folded)
        self.cursor, self.top = self.nearest(other.cursor), self.nearest(other.top)
        self.skipped = 0

    def set_split(self, split: bool) -> None:
        """Changes between one column and two, and stays at the line where one is."""
        if split == self.split:
            return
        spots = []
        for spot in (self.cursor, self.top):
            lines = self.line_indices(spot)
            self.split = split
            spots.append(self._spot_of(spot.hunk, lines[0]) if lines else self.nearest(spot))
            self.split = not split
        self.split = split
        self.cursor, self.top = spots
        self.skipped = 0

    def _spot_of(self, hunk: int, line: int) -> Spot:
        """The row in which a line stands."""
        lines = self.hunks[hunk]
        if not lines.splits(self.split):
            return Spot(hunk, line)
        rows = range(lines.rows(split=True))
        return Spot(hunk, next((row for row in rows if line in lines.pair(row)), HEADER))

    # --- walking ---------------------------------------------------------------------------------------------------

    def rows(self, hunk: int) -> int:
        """The rows of a hunk below its header."""
        return 0 if hunk in self.folded else self.hunks[hunk].rows(self.split)

    def after(self, spot: Spot) -> Spot | None:
        """The next row."""
        if not self.hunks:
            return None
        if spot.row + 1 < self.rows(spot.hunk):
            return Spot(spot.hunk, spot.row + 1)
        return Spot(spot.hunk + 1, HEADER) if spot.hunk + 1 < len(self.hunks) else None

    def before(self, spot: Spot) -> Spot | None:
        """The row before."""
        if spot.row > HEADER:
            return Spot(spot.hunk, spot.row - 1)
        return Spot(spot.hunk - 1, self.rows(spot.hunk - 1) - 1) if spot.hunk > 0 else None

    @property
    def last(self) -> Spot:
        """The last row."""
        return Spot(len(self.hunks) - 1, self.rows(len(self.hunks) - 1) - 1) if self.hunks else START

    def nearest(self, spot: Spot) -> Spot:
        """A row that there is."""
        if not self.hunks:
            return START
        hunk = min(spot.hunk, len(self.hunks) - 1)
        return Spot(hunk, min(spot.row, self.rows(hunk) - 1))

    def fold(self, hunk: int) -> None:
        """Folds or opens a hunk; the cursor stays in it."""
        if not self.hunks:
            return
        self.folded ^= {hunk}
        self.cursor, self.top = self.nearest(self.cursor), self.nearest(self.top)
        self.skipped = 0

    # --- what stands there -----------------------------------------------------------------------------------------

    def line_indices(self, spot: Spot) -> list[int]:
        """Which lines of its hunk a row shows, the new one first."""
        if not self.hunks or spot.row == HEADER:
            return []
        if not self.hunks[spot.hunk].splits(self.split):
            return [spot.row]
        old, new = self.hunks[spot.hunk].pair(spot.row)
        return [index for index in dict.fromkeys((new, old)) if index is not None]

    def lines_at(self, spot: Spot) -> list[DiffLine]:
        """The lines that one can say something about, the new one first."""
        lines = [self.hunks[spot.hunk].lines[index] for index in self.line_indices(spot)]
        return [line for line in lines if line.kind is not DiffKind.NOTE]
