"""A page of facts as a list with a cursor: names in a column, words beside them, details under what was opened.

Everything is wrapped and nothing cut off. It stands in a container that scrolls, and keeps the cursor in view there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.widget import Widget

from codex_tui.render.glyphs import glyph
from codex_tui.render.pages.page import Page, Tone
from codex_tui.widgets.in_glyphs import InGlyphs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual import events
    from textual.containers import ScrollableContainer
    from textual.geometry import Size

    from codex_tui.render.pages.page import Detail, Fact, Section, Words

_NARROW_BELOW = 60
_TITLES, _TITLES_NARROW = 24, 14
"""The widest column of names."""
_LEAST_WORDS = 12
"""Columns that words need to stand beside a name."""
_MOST_BESIDE = 2
"""Lines of words that stand beside a name on a narrow screen; more of them have its whole width below the name."""
_INDENT = 4
_UNDER_CURSOR = "on $block-cursor-background"


class _Line(NamedTuple):
    fact: int | None
    content: Content


class FactTable(InGlyphs, Widget):
    """Shows a page; the screen that holds it has the keys."""

    class Moved(Message):
        """The cursor stands on another fact, or the page is another."""

    def __init__(self, *, ascii_only: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self.ascii_only = ascii_only
        self._page = Page()
        self._facts: tuple[Fact, ...] = ()
        self._at = 0
        self._touched = False
        """Whether a person moved the cursor, or opened what it is on."""
        self._opened: set[str] = set()
        self._drawn: tuple[int, list[_Line]] | None = None

    # --- what is shown --------------------------------------------------------------------------------------

    @property
    def page(self) -> Page:
        return self._page

    @property
    def current(self) -> Fact | None:
        """The fact under the cursor."""
        return self._facts[self._at] if self._facts else None

    def put(self, page: Page) -> None:
        """Shows a page; a cursor that was moved stays on its fact, and what was opened stays open."""
        if page == self._page:
            return
        here = self.current
        self._page, self._facts = page, page.facts
        ids = [one.id for one in self._facts]
        if not self._touched:
            self._at = 0  # what comes above the first fact is seen before it
        elif here is not None and here.id in ids:
            self._at = ids.index(here.id)
        else:
            self._at = max(0, min(self._at, len(ids) - 1))
        self._changed()

    def _changed(self) -> None:
        self._drawn = None
        self.refresh(layout=True)
        self.post_message(self.Moved())

    # --- moving ---------------------------------------------------------------------------------------------

    @property
    def _scroll(self) -> ScrollableContainer:
        parent = self.parent
        assert isinstance(parent, Widget)
        return parent  # type: ignore[return-value]

    def move(self, facts: int) -> None:
        """Moves the cursor; through a fact that is higher than the view it first scrolls."""
        if not self._facts:
            self._scroll.scroll_relative(y=facts, animate=False)
            return
        region, view = self._region_of(self._at), self._scroll.scrollable_content_region.height
        top = round(self._scroll.scroll_y)
        if facts > 0 and top + view < region.bottom and region.y <= top + view:
            self._scroll.scroll_to(y=min(region.bottom - view, top + max(1, view - 1)), animate=False)
        elif facts < 0 and region.y < top <= region.bottom:
            self._scroll.scroll_to(y=max(region.y, top - max(1, view - 1)), animate=False)
        elif 0 <= self._at + facts < len(self._facts):
            self._go(self._at + facts)
        elif facts < 0:
            self._scroll.scroll_home(animate=False)

    def move_pages(self, pages: int) -> None:
        """Moves by a screenful of lines."""
        view = max(1, self._scroll.scrollable_content_region.height - 1)
        line = self._region_of(self._at).y + pages * view if self._facts else 0
        self._go(self._fact_near(line, pages))

    def first(self) -> None:
        self._go(0)
        self._scroll.scroll_home(animate=False)

    def last(self) -> None:
        self._go(len(self._facts) - 1)
        self._scroll.scroll_end(animate=False)

    def _fact_near(self, line: int, way: int) -> int:
        lines = self._lines(self.content_size.width)
        wanted = max(0, min(len(lines) - 1, line))
        span = range(wanted, len(lines)) if way > 0 else range(wanted, -1, -1)
        for number in span:
            if (found := lines[number].fact) is not None:
                return found
        return len(self._facts) - 1 if way > 0 else 0

    def _go(self, to: int) -> None:
        if not self._facts:
            return
        self._touched = True
        if to != self._at:
            self._at = to
            self._drawn = None
            self.refresh()
            self.post_message(self.Moved())
        self._show_cursor()

    def _show_cursor(self) -> None:
        region = self._region_of(self._at)
        view = self._scroll.scrollable_content_region.height
        top = round(self._scroll.scroll_y)
        if self._at == 0:
            region = Region(0, 0, region.width, region.bottom)  # with the heading above it
        if region.y < top or region.height >= view:
            self._scroll.scroll_to(y=region.y, animate=False)
        elif region.bottom > top + view:
            self._scroll.scroll_to(y=region.bottom - view, animate=False)

    def _region_of(self, number: int) -> Region:
        rows = [at for at, line in enumerate(self._lines(self.content_size.width)) if line.fact == number]
        return Region(0, rows[0], 1, len(rows)) if rows else Region(0, 0, 1, 0)

    # --- opening --------------------------------------------------------------------------------------------

    def open(self, ids: set[str]) -> None:
        """Opens these facts, too."""
        self._opened |= ids
        self._changed()

    def toggle(self) -> None:
        """Opens or folds the fact under the cursor."""
        here = self.current
        if here is None or not here.details:
            return
        self._touched = True
        self._opened ^= {here.id}
        self._changed()
        self.call_after_refresh(self._show_cursor)

    def toggle_all(self) -> None:
        """Opens all facts, or folds them if all are open."""
        ids = {one.id for one in self._facts if one.details}
        self._opened = set() if ids <= self._opened else ids
        self._changed()
        self.call_after_refresh(self._show_cursor)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        lines = self._lines(self.content_size.width)
        number = lines[offset.y].fact if offset is not None and offset.y < len(lines) else None
        if number is None:
            return
        if number == self._at:
            self.toggle()
        else:
            self._go(number)

    # --- drawing --------------------------------------------------------------------------------------------

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> Content:
        return Content("\n").join(line.content for line in self._lines(self.content_size.width))

    def _lines(self, width: int) -> list[_Line]:
        if self._drawn is None or self._drawn[0] != width:
            self._drawn = (width, list(self._draw(width)))
        return self._drawn[1]

    def _draw(self, width: int) -> Iterator[_Line]:
        folds = any(one.details for one in self._facts)
        column = self._column(width)
        number = 0
        for section in self._page.sections:
            if section is not self._page.sections[0]:
                yield _Line(None, Content(""))
            yield from self._head(section, width)
            for one in section.facts:
                for content in self._fact(one, number == self._at, width, column, folds=folds):
                    yield _Line(number, content)
                number += 1

    def _head(self, section: Section, width: int) -> Iterator[_Line]:
        if section.title:
            for line in Content.styled(section.title.upper(), "$quiet bold").wrap(max(8, width - 2)):
                yield _Line(None, Content("  ") + line)
        for remark in section.remarks:
            for line in _styled(remark).wrap(max(8, width - 3)):
                yield _Line(None, Content("  ") + line)

    def _column(self, width: int) -> int:
        """The width of the names, the same for all."""
        most = _TITLES_NARROW if width < _NARROW_BELOW else _TITLES
        lengths = [cell_len(one.title) for one in self._facts if one.words]
        return max((length for length in lengths if length <= most), default=most)

    def _fact(self, one: Fact, here: bool, width: int, column: int, *, folds: bool) -> Iterator[Content]:
        lead = " "
        if folds:
            name = ("unfolded" if one.id in self._opened else "folded") if one.details else ""
            lead += f"{glyph(name, self.ascii_only) if name else ' '} "
        indent = 1 + cell_len(lead)
        room = max(8, width - indent - 1)
        title = Content.styled(one.title, "$strong")
        told = Content.styled(f" {glyph('separator', self.ascii_only)} ", "$quiet").join(
            _styled(piece) for piece in one.words
        )
        rows: list[Content] = []
        beside = room - column - 2
        wrapped = told.wrap(beside) if one.words and beside >= _LEAST_WORDS else []
        if (
            wrapped
            and cell_len(one.title) <= column
            and (width >= _NARROW_BELOW or len(wrapped) <= _MOST_BESIDE)
        ):
            pad = " " * (column - cell_len(one.title) + 2)
            first, *rest = wrapped
            rows = [title + Content(pad) + first, *(Content(" " * (column + 2)) + row for row in rest)]
        else:
            rows = list(title.wrap(room))
            rows += [Content("  ") + row for row in told.wrap(max(8, room - 2))] if one.words else []
        bar = glyph("cursor", self.ascii_only) if here else " "
        for number, row in enumerate(rows):
            line = Content.styled(bar, "$accent") + Content(lead if number == 0 else " " * len(lead)) + row
            yield _filled(line, width) if here else line
        if one.id in self._opened:
            for more in one.details:
                yield from self._detail(more, width)

    def _detail(self, more: Detail, width: int) -> Iterator[Content]:
        text = _tinted(more.text, more.tone)
        if more.label:
            text = Content.assemble((more.label, "$strong"), "  ", text)
        first = True
        for line in text.wrap(max(8, width - _INDENT - 3)):
            yield Content(" " * (_INDENT + (0 if first or not more.label else 2))) + line
            first = False


def _tinted(text: str, tone: Tone) -> Content:
    return Content.styled(text, tone.value) if tone.value else Content(text)


def _styled(piece: Words) -> Content:
    return _tinted(piece.text, piece.tone)


def _filled(line: Content, width: int) -> Content:
    pad = " " * max(0, width - line.cell_length)
    return (line + Content(pad)).stylize_before(_UNDER_CURSOR)
