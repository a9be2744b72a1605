"""What a change on the screen has rendered: its own rows, and nothing of what stands elsewhere."""

import pyte
import pytest
from rich.segment import Segment
from textual._compositor import CompositorUpdate
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static

from codex_tui.screens.floating import FloatingScreen
from codex_tui.screens.row_compositor import RowScreen
from tests.screens.support import screen_text

pytestmark = pytest.mark.anyio


class Rows(Widget):
    """Ten rows that write down which of them were asked for."""

    DEFAULT_CSS = "Rows { height: 10; }"

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[int, int]] = []
        self.word = "old"

    def render_lines(self, crop: Region) -> list[Strip]:
        self.asked.append((crop.y, crop.bottom))
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        return Strip([Segment(f"{self.word} {y}")]).adjust_cell_length(self.size.width)


class Page(RowScreen[None]):
    CSS = """
    Page { layers: below above; }
    Input { height: 1; border: none; }
    #over { layer: above; offset: 10 3; width: 5; }
    """

    def __init__(self) -> None:
        super().__init__(lambda: self.echoes.append(self.query_one(Input).value))
        self.echoes: list[str] = []

    def compose(self) -> ComposeResult:
        yield Static("first", id="first")
        yield Rows()
        yield Static("last", id="last")
        yield Static("over", id="over")
        yield Input()


async def test_a_change_elsewhere_renders_nothing_of_a_widget():
    app = App[None]()
    async with app.run_test(size=(40, 14)) as pilot:
        await app.push_screen(Page())
        await pilot.pause()
        rows = app.screen.query_one(Rows)
        rows.asked.clear()
        app.screen.query_one("#last", Static).update("late")
        await pilot.pause()
        assert rows.asked == []
        assert screen_text(app).split("\n")[11].strip() == "late"


async def test_some_changed_rows_are_the_rows_that_are_rendered():
    app = App[None]()
    async with app.run_test(size=(40, 14)) as pilot:
        await app.push_screen(Page())
        await pilot.pause()
        rows = app.screen.query_one(Rows)
        rows.asked.clear()
        rows.word = "new"
        rows.refresh(Region(0, 2, 40, 1), Region(0, 4, 40, 1))
        await pilot.pause()
        assert rows.asked == [(2, 5)]
        lines = [line.rstrip() for line in screen_text(app).split("\n")]
        assert [lines[row] for row in (2, 3, 4, 5)] == ["old 1", "new 2     over", "old 3", "new 4"]


async def test_a_widget_above_another_is_painted_alone_and_stays_above():
    app = App[None]()
    async with app.run_test(size=(40, 14)) as pilot:
        await app.push_screen(Page())
        await pilot.pause()
        rows = app.screen.query_one(Rows)
        rows.asked.clear()
        app.screen.query_one("#over", Static).update("OVER")
        await pilot.pause()
        assert rows.asked == [(2, 3)]
        assert "old 2     OVER" in screen_text(app)


async def test_it_says_when_what_was_typed_is_shown_and_not_when_something_else_is():
    app = App[None]()
    async with app.run_test(size=(40, 14)) as pilot:
        page = Page()
        await app.push_screen(page)
        page.query_one(Input).cursor_blink = False
        await pilot.pause()
        page.echoes.clear()
        page.query_one("#last", Static).update("late")
        await pilot.pause()
        assert page.echoes == []
        await pilot.press("x")
        await pilot.pause()
        assert page.echoes[-1] == "x"


class Floating(FloatingScreen[None]):
    CSS = "Floating { align: center middle; } Floating Static { width: 12; border: ascii white; }"

    def compose(self) -> ComposeResult:
        yield Static("👨\u200d👩\u200d👧 asked")


async def test_what_floats_and_what_is_seen_beside_it_keep_their_columns(monkeypatch: pytest.MonkeyPatch):
    screen = pyte.Screen(40, 14)
    app = App[None]()

    def display(app: App[None], _screen: object, update: object) -> None:
        if isinstance(update, CompositorUpdate):
            pyte.Stream(screen).feed(update.render_segments(app.console))

    monkeypatch.setattr(App, "_display", display)
    async with app.run_test(size=(40, 14)) as pilot:
        page = Page()
        await app.push_screen(page)
        rows = page.query_one(Rows)
        rows.word = "❤\ufe0f👨\u200d👩\u200d👧|"
        rows.refresh()
        await app.push_screen(Floating())
        await pilot.pause()
        app.screen.query_one(Static).update("👨\u200d👩\u200d👧 again")
        await pilot.pause()
        shown = [[screen.buffer[y][x].data for x in range(40)] for y in range(14)]
        assert {row[4] for row in shown[1:11]} == {"|"}
        assert [row[25] for row in shown[5:8]] == ["+", "|", "+"]
        assert "again" in "".join(shown[6])
