"""Draws one hit: the thread's title, what stands around the term, the age. Pure.

One line where there is room for title and snippet side by side, else two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from codex_tui.render.glyphs import glyph
from codex_tui.widgets.texts import fit
from codex_tui.widgets.thread_list.columns import GAP, LEFT
from codex_tui.widgets.thread_list.row import CursorLook

if TYPE_CHECKING:
    from codex_tui.widgets.thread_list.row import ListStyles

SIDE_BY_SIDE = 64
"""Columns from which on a hit takes one line."""
_ID_FROM = 84
_AGE = 3
_ID = 4
_LEAD = 3
"""Of so many parts of the room for a snippet, one at most stands before the term."""


class HitView(NamedTuple):
    """Everything that a hit shows."""

    title: str
    snippet: str
    age: str
    id: str
    cursor: CursorLook
    host: str = ""
    """The server, where there are several."""


class HitPainter:
    """Turns hits into strips for one width, one term and one set of styles."""

    def __init__(self, width: int, term: str, styles: ListStyles, ascii_only: bool) -> None:
        self.width = width
        self._term = " ".join(term.split()).lower()
        self._styles = styles
        self._ascii_only = ascii_only

    @property
    def height(self) -> int:
        """Lines of a hit."""
        return 1 if self.width >= SIDE_BY_SIDE else 2

    def paint(self, view: HitView, line: int) -> Strip:
        """The strip of a line of a hit: 0 has the title, 1 the snippet where they are not side by side."""
        styles = self._styles
        segments = [Segment(" ", styles.base), Segment(" " * (LEFT - 1), styles.base)]
        segments += self._title(view) if line == 0 else self._snippet(view.snippet, self.width - LEFT - 1)
        segments.append(Segment(" ", styles.base))
        if view.cursor is not CursorLook.AWAY:
            cursor = styles.cursor if view.cursor is CursorLook.HERE else styles.cursor_unfocused
            under = Style(bgcolor=cursor.bgcolor)
            segments[0] = Segment((">" if line == 0 else " ") if self._ascii_only else "▌", cursor)
            segments[1:] = [Segment(text, (style or Style.null()) + under) for text, style, _ in segments[1:]]
        return Strip(segments, self.width)

    def line(self, text: str, style: Style, said: str = "", said_style: Style | None = None) -> Strip:
        """A heading or a remark; what is `said` beside it is never cut off by it."""
        room = max(0, self.width - 2)
        if said:
            said = fit(said, min(cell_len(said), max(0, room - cell_len(text) - GAP)), self._ascii_only)
        left = f" {text}{' ' * GAP if said else ''}"
        left = fit(left, min(cell_len(left), self.width), self._ascii_only)
        rest = " " * max(0, self.width - cell_len(left) - cell_len(said))
        return Strip([Segment(left, style), Segment(said, said_style or style), Segment(rest, style)])

    def blank(self) -> Strip:
        return Strip.blank(self.width, self._styles.base)

    def _title(self, view: HitView) -> list[Segment]:
        styles, gap = self._styles, " " * GAP
        room = self.width - LEFT - _AGE - GAP - 1
        has_id = self.width >= _ID_FROM
        room -= (_ID + GAP) if has_id else 0
        segments: list[Segment] = []
        if self.height == 1:
            title = max(16, min(44, room * 32 // 100))
            segments += [*self._named(view, title), Segment(gap)]
            segments += self._snippet(view.snippet, room - title - GAP)
        else:
            segments += self._named(view, max(0, room))
        segments.append(Segment(gap + view.age[:_AGE].rjust(_AGE), styles.muted))
        if has_id:
            segments.append(Segment(gap + fit(view.id, _ID, self._ascii_only), styles.muted))
        return segments

    def _named(self, view: HitView, room: int) -> list[Segment]:
        """The title, and behind it the server."""
        host = fit(view.host, min(cell_len(view.host), room * 2 // 5), self._ascii_only) if view.host else ""
        width = room - (cell_len(host) + GAP if host else 0)
        title = Segment(fit(view.title, width, self._ascii_only), self._styles.title)
        return [title, Segment(" " * GAP + host, self._styles.muted)] if host else [title]

    def _snippet(self, text: str, width: int) -> list[Segment]:
        """The part of the snippet that has the term, which is marked wherever it stands."""
        text = around(text, self._term, width, glyph("ellipsis", self._ascii_only))
        text = fit(text, max(0, width), self._ascii_only)
        muted = self._styles.muted
        marked = self._styles.title + self._styles.match
        segments: list[Segment] = []
        at = 0
        for start in _places(text, self._term):
            segments.append(Segment(text[at:start], muted))
            at = start + len(self._term)
            segments.append(Segment(text[start:at], marked))
        segments.append(Segment(text[at:], muted))
        return [segment for segment in segments if segment.text]


def around(text: str, term: str, width: int, ellipsis: str) -> str:
    """The text from so far before the term on that it fits into the width, with a sign that more stands before."""
    start = next(iter(_places(text, term)), 0)
    after = cell_len(text[start:])
    # As much before it as leaves nothing empty behind it, and a part of the room at least.
    lead = max(width // _LEAD, width - after) - cell_len(ellipsis)
    if cell_len(text[:start]) <= lead + cell_len(ellipsis):
        return text
    first = start
    while first > 0 and cell_len(text[first - 1 : start]) <= lead:
        first -= 1
    return ellipsis + text[first:]


def _places(text: str, term: str) -> list[int]:
    """Where the term stands, in any case of letters."""
    lowered = text.lower()
    if not term or len(lowered) != len(text):
        return []  # a letter with a longer small form: offsets would lie, and the line is right without marks
    places: list[int] = []
    at = lowered.find(term)
    while at >= 0:
        places.append(at)
        at = lowered.find(term, at + len(term))
    return places
