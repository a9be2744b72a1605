"""A list that floats, with a filter above it and words about the row under the cursor below it: settings, and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic

from textual import events, on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from codex_tui.messages import Said
from codex_tui.messages.settings import SettingsChanged
from codex_tui.screens.floating import FloatingScreen
from codex_tui.theming import stylesheet
from codex_tui.widgets.cursor_list import CursorList, RowT
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.line_input import LineInput
from codex_tui.widgets.texts import clip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from codex_tui.ports import Ports

_LOW = 20
"""Lines of a screen on which nothing stays free."""
_AROUND, _BESIDE = 6, 8
"""Lines of a low screen that are not words about a row (frame, filter, two rows, keys), and columns beside them."""
_WIDEST = 110
"""Columns of the box at most, as the stylesheet has it."""
_NOTHING = "Nothing holds these words."


class FilteredList(FloatingScreen[None], Generic[RowT]):
    """What such screens share. The rows and the words about them are the business of each."""

    CSS_PATH: ClassVar = [stylesheet("filtered_list.tcss"), stylesheet("key_hints.tcss")]
    AUTO_FOCUS = "#list-filter"
    HEADING: ClassVar[str] = ""
    HINTS: ClassVar[Sequence[str]] = ()

    def __init__(self, ports: Ports) -> None:
        super().__init__()
        self._ports = ports

    # --- for the kinds

    def make_list(self) -> CursorList[RowT]:
        raise NotImplementedError

    def find_rows(self, words: Sequence[str]) -> Sequence[RowT]:
        """The rows that hold all words, which are in small letters."""
        raise NotImplementedError

    def about(self, row: RowT) -> list[Content]:
        """What is said about the row under the cursor, in lines."""
        raise NotImplementedError

    def same(self, one: RowT, other: RowT) -> bool:
        """Whether two rows are about the same thing."""
        raise NotImplementedError

    # --- what is shown

    def compose(self) -> ComposeResult:
        with Vertical(id="filtered") as box:
            box.border_title = self.HEADING
            filter_input = LineInput(placeholder="filter", id="list-filter", compact=True)
            yield filter_input
            yield self.make_list()
            yield Static(id="list-words", markup=False)
            yield KeyHints(self.HINTS, keys=self._ports.keys)

    def on_mount(self) -> None:
        self._ports.subscribe(self, None)
        self.fill()

    @property
    def rows(self) -> CursorList[RowT]:
        return self.query_one(CursorList)

    @on(SettingsChanged)
    @on(Input.Changed, "#list-filter")
    def fill(self) -> None:
        """Lists what the filter leaves; the cursor stays on its row where that is left."""
        words = self.query_one("#list-filter", Input).value.casefold().split()
        listing, rows = self.rows, self.find_rows(words)
        current = listing.current
        at = next((number for number, row in enumerate(rows) if current and self.same(row, current)), 0)
        listing.put(rows, at)
        self.tell()

    @on(CursorList.Moved)
    def tell(self) -> None:
        """Says something about the row under the cursor."""
        row = self.rows.current
        words = Content("\n").join(self.about(row)) if row is not None else Content(_NOTHING)
        width = max(1, min(_WIDEST, self.size.width) - _BESIDE)
        lines = words.wrap(width)
        if len(lines) > (room := max(1, self.size.height - _AROUND)) and self.has_class("-low"):
            # The keys stay in sight.
            ascii_only = self._ports.ascii_only
            last = clip(f"{lines[room - 1].plain} {lines[room].plain}", width, ascii_only)
            words = Content("\n").join((*lines[: room - 1], Content(last)))
        self.query_one("#list-words", Static).update(words)

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.height < _LOW, "-low")
        self.tell()  # what is said depends on the room

    def say(self, text: Content | str, *, problem: bool = False) -> None:
        from codex_tui.model.safe_text import SafeText

        self.query_one(KeyHints).say(SafeText(str(text)), problem=problem)

    @on(Said)
    def _said(self, fact: Said) -> None:
        self.query_one(KeyHints).say(fact.text, problem=fact.problem)

    # --- keys

    def action_move(self, rows: int) -> None:
        self.rows.move(rows)

    def action_page(self, pages: int) -> None:
        listing = self.rows
        to = listing.at + pages * max(1, listing.size.height - 1)
        listing.move(max(0, min(len(listing.rows) - 1, to)) - listing.at)

    def action_close(self) -> None:
        # The key may come before the list is made.
        filter_input = next(iter(self.query("#list-filter").results(Input)), None)
        if filter_input is not None and filter_input.value:
            filter_input.value = ""
        else:
            self.dismiss()
