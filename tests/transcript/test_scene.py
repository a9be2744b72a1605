"""Whatever happens, repainting the named regions leaves the screen as if all of it had been painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from rich.style import Style
from textual.geometry import Offset, Size
from textual.selection import Selection

from codex_tui.model.safe_text import SafeText
from codex_tui.widgets.transcript.frame import FrameStyles
from codex_tui.widgets.transcript.scene import Scene
from tests.transcript.fakes import context, make_cells, text_item
from tests.transcript.test_frame import looks

if TYPE_CHECKING:
    from codex_tui.model.items import UserItem

STYLES = FrameStyles(Style(bgcolor="black"), Style(bgcolor="blue"), Style(color="cyan"), "|")
TEXT = st.lists(st.sampled_from(["a", "bb", "ccc", "long-words", "\n"]), min_size=1, max_size=25).map(
    " ".join
)


class SceneIsRepainted(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.items: list[UserItem] = []
        self.made = 0
        self.size = Size(24, 7)
        self.scene = Scene(make_cells(gap=1))
        self.screen: list[list[tuple[str, Style | None]]] = []

    def new(self, text: str) -> UserItem:
        self.made += 1
        return text_item(f"i{self.made}", text)

    @initialize(texts=st.lists(TEXT, max_size=12))
    def open(self, texts: list[str]) -> None:
        self.items = [self.new(text) for text in texts]
        self.scene.reset(self.items)

    @rule(text=TEXT)
    def start(self, text: str) -> None:
        self.items.append(self.new(text))
        self.scene.reconcile(self.items)

    @rule(texts=st.lists(TEXT, min_size=1, max_size=4))
    def prepend(self, texts: list[str]) -> None:
        self.items[:0] = [self.new(text) for text in texts]
        self.scene.reconcile(self.items)

    @precondition(lambda self: self.items)
    @rule(data=st.data(), text=TEXT)
    def grow(self, data: st.DataObject, text: str) -> None:
        item = data.draw(st.sampled_from(self.items))
        item.text = SafeText(f"{item.text} {text}")
        item.touch()

    @precondition(lambda self: self.items)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        del self.items[data.draw(st.integers(0, len(self.items) - 1))]
        self.scene.reconcile(self.items)

    @rule(lines=st.integers(-20, 20))
    def scroll(self, lines: int) -> None:
        self.scene.viewport.scroll_by(lines)
        self.compose()
        self.scene.settle()

    @rule(step=st.sampled_from([-1, 1]))
    def move_cursor(self, step: int) -> None:
        self.scene.move_cursor(step)

    @rule()
    def toggle_fold(self) -> None:
        if self.scene.cursor is not None:
            self.scene.toggle_fold(self.scene.cursor)

    @rule(folded=st.booleans())
    def fold_all(self, folded: bool) -> None:
        self.scene.cells.fold_all(folded)

    @rule(width=st.integers(12, 40), height=st.integers(2, 12))
    def resize(self, width: int, height: int) -> None:
        self.size = Size(width, height)

    @rule(
        ends=st.tuples(st.integers(0, 11), st.integers(0, 11)), columns=st.tuples(*[st.integers(0, 20)] * 2)
    )
    def select(self, ends: tuple[int, int], columns: tuple[int, int]) -> None:
        places = [self.scene.offset_at(y) for y in ends]
        offsets = [
            Offset(place.x + x, place.y)
            for place, x in zip(places, columns, strict=True)
            if place is not None
        ]
        if len(offsets) == 2:
            self.scene.select(Selection.from_offsets(*offsets))
        self.scene.selected_text()

    def compose(self) -> None:
        self.scene.cells.configure(context(self.size.width))
        regions = self.scene.compose(self.size, STYLES, show_cursor=True)
        now = [looks(strip) for strip in self.scene.frame.strips]
        if len(self.screen) != self.size.height or len(self.screen[0]) != self.size.width:
            self.screen = [list(row) for row in now]
        for region in regions:
            for y in region.line_range:
                self.screen[y][region.x : region.right] = now[y][region.x : region.right]
        assert self.screen == now

    @invariant()
    def shows_the_items_in_order(self) -> None:
        self.compose()
        viewport, cells = self.scene.viewport, self.scene.cells
        assert len(self.scene.frame.strips) == self.size.height
        lines = [(cell, line) for cell in cells.column for line in range(-cell.lead, cell.size)]
        assert viewport.rows == lines[viewport.top : viewport.top + len(viewport.rows)]
        assert len(viewport.rows) == min(self.size.height, len(lines))
        if viewport.following:
            assert viewport.at_end
        assert 0 <= self.scene.new_below <= viewport.below


SceneIsRepainted.TestCase.settings = settings(stateful_step_count=20)
test_a_scene_is_repainted_as_it_is = SceneIsRepainted.TestCase
