"""Lines of a large cell in pieces: each is laid out when it is looked at, and has an expected height until then.

A cell of some megabytes has ten thousands of lines, of which a screen shows fifty. What changes all of them (another
width, theme or fold) only forgets them; a frame then draws the pieces that it shows. A line by its index costs the
same wherever it is; going through all lines, or taking a slice, draws what is missing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, overload

from rich.segment import Segment

from codex_tui.render.light_strip import LightStrip
from codex_tui.render.lines import GUTTER, Line

if TYPE_CHECKING:
    from codex_tui.render.lines import RenderContext

PIECE = 2000
"""Characters of source text from which on a piece is complete: some 4 ms of layout."""
KEPT_DRAWN = 2000
"""Lines of one cell that are kept beside those that were just looked at."""

Draw = Callable[["RenderContext"], "list[Line]"]
_NOTHING = LightStrip([Segment("")], 0)


class Piece:
    """Neighbouring lines that are laid out together.

    Attributes:
        source: offset in the item's source at which they begin.
        size: characters and newlines that they are made from.
        lines: None until they are laid out.
        height: how many they are, or are expected to be.
        fixed: lines that were given and cannot be laid out again stay until another piece takes their place.
    """

    __slots__ = ("_draw", "height", "lines", "size", "source")

    def __init__(
        self,
        source: int,
        size: tuple[int, int] = (0, 0),
        draw: Draw | None = None,
        lines: list[Line] | None = None,
    ) -> None:
        self.source = source
        self.size = size
        self.lines = lines
        self.height = 1 if lines is None else len(lines)
        self._draw = draw

    @property
    def fixed(self) -> bool:
        return self._draw is None

    def expect(self, width: int) -> None:
        """Forgets the lines; the height becomes what it probably is at that width."""
        characters, newlines = self.size
        room = max(1, width - GUTTER)
        self.lines = None
        self.height = max(1, newlines + characters // (3 * room), characters // room)

    def draw(self, context: RenderContext) -> None:
        """Lays the lines out."""
        if self._draw is not None:
            self.lines = self._draw(context)
            self.height = len(self.lines)


class PieceLines(Sequence[Line]):
    """The lines of all pieces, from above.

    Attributes:
        laid_out: how many lines have been laid out since the start, again and again those that were forgotten.
        unfinished: whether more lines follow that the renderer does not know of yet.
    """

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._tops: list[int] = [0]
        """First line of each piece and behind the last, as far as known; never empty."""
        self._context: RenderContext | None = None
        self.laid_out = 0
        self.unfinished = False

    # --- as a sequence ---------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return self.top(len(self._pieces))

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> list[Line]: ...
    def __getitem__(self, index: int | slice) -> Line | list[Line]:
        """One line, an empty one where it is not laid out; or a slice, of which all lines are laid out first."""
        if isinstance(index, slice):
            return list(self)[index]
        number, rest = self._locate(index)
        piece = self._pieces[number]
        if piece.lines is not None:
            return piece.lines[rest]
        return Line(_NOTHING, piece.source)

    def __setitem__(self, index: int, line: Line) -> None:
        """Puts another line in the place of one that is laid out."""
        number, rest = self._locate(index)
        lines = self._pieces[number].lines
        if lines is not None:
            lines[rest] = line

    def __iter__(self) -> Iterator[Line]:
        for number, piece in enumerate(self._pieces):
            self._ensure(number)
            yield from piece.lines or ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    # --- what is there ---------------------------------------------------------------------------------------------

    @property
    def held(self) -> int:
        """How many lines are laid out now."""
        return sum([len(piece.lines) for piece in self._pieces if piece.lines is not None])

    def replace(self, first: int, pieces: Sequence[Piece], context: RenderContext) -> None:
        """Puts pieces in the place of those from `first` on."""
        self._context = context
        self._pieces[first:] = pieces
        self._changed(first)

    def put(self, number: int, piece: Piece) -> bool:
        """Puts another piece in the place of one; False if its lines are the same."""
        if self._pieces[number].lines == piece.lines:
            return False
        self._pieces[number] = piece
        self._changed(number)
        return True

    def forget(self, context: RenderContext) -> None:
        """All lines are to be laid out for another context, once they are looked at."""
        self._context = context
        for piece in self._pieces:
            if not piece.fixed:
                piece.expect(context.width)
        self._changed(0)

    def let_go(self) -> None:
        """Forgets what can be laid out again; heights stay."""
        for piece in self._pieces:
            if not piece.fixed:
                piece.lines = None

    def lines_of(self, number: int) -> list[Line]:
        """The lines of a piece as far as they are laid out."""
        return self._pieces[number].lines or [] if number < len(self._pieces) else []

    def top(self, number: int) -> int:
        """The first line of a piece, or behind the last."""
        tops = self._tops
        while len(tops) <= number:
            tops.append(tops[-1] + self._pieces[len(tops) - 1].height)
        return tops[number]

    # --- laying out ------------------------------------------------------------------------------------------------

    def reach(self, line: int, above: int, below: int) -> int:
        """Lays out a line, so many before it, and so many from it on; gives its index then."""
        if not len(self):
            return line
        number, rest = self._locate(max(0, min(line, len(self) - 1)))
        height = self._pieces[number].height
        self._ensure(number)
        now = self._pieces[number].height
        if now != height:
            rest = max(0, min(now - 1, rest * now // max(1, height)))
            if line >= self.top(number) + height - 1 and number == len(self._pieces) - 1:
                rest = max(0, now - 1)
        first = last = number
        while rest + self.top(number) - self.top(first) < above and first > 0:
            first -= 1
            self._ensure(first)
        while self.top(last + 1) - self.top(number) - rest < below and last + 1 < len(self._pieces):
            last += 1
            self._ensure(last)
        self._let_go(first, last)
        return self.top(number) + rest

    def reach_source(self, source: int) -> None:
        """Lays out the lines that an offset of the source may stand on."""
        if not self._pieces:
            return
        first = max(0, bisect_left(self._pieces, source, key=_source) - 1)
        for number in range(first, max(first + 1, bisect_right(self._pieces, source, key=_source))):
            self._ensure(number)

    def lay_out_all(self) -> None:
        """Lays out every line."""
        for number in range(len(self._pieces)):
            self._ensure(number)

    def _ensure(self, number: int) -> None:
        piece = self._pieces[number]
        if piece.lines is None and self._context is not None:
            height = piece.height
            piece.draw(self._context)
            self.laid_out += piece.height
            if piece.height != height:
                self._changed(number)

    def _let_go(self, first: int, last: int) -> None:
        """Forgets lines far from some pieces; heights stay what they are."""
        spare = self.held - KEPT_DRAWN
        if spare <= 0:
            return
        far = sorted(range(len(self._pieces)), key=lambda number: -max(first - number, number - last))
        for number in far:
            lines = self._pieces[number].lines
            if spare <= 0 or first - 1 <= number <= last + 1:
                break
            if lines is not None and not self._pieces[number].fixed:
                spare -= len(lines)
                self._pieces[number].lines = None

    # --- places ----------------------------------------------------------------------------------------------------

    def _changed(self, number: int) -> None:
        del self._tops[number + 1 :]

    def _locate(self, index: int) -> tuple[int, int]:
        """The piece that has a line, and which of its lines that is."""
        size = len(self)  # knows all tops, too
        index += size if index < 0 else 0
        if not 0 <= index < size:
            raise IndexError(index)
        number = bisect_right(self._tops, index, hi=len(self._pieces)) - 1
        return number, index - self._tops[number]


def _source(piece: Piece) -> int:
    return piece.source
