"""The list widget: it draws what can be seen, and again only what changed."""

from typing import Any

import pytest
from textual.app import ComposeResult
from textual.screen import Screen
from textual.strip import Strip

from codex_tui.model.board import ThreadState
from codex_tui.model.safe_text import SafeText
from codex_tui.ports import Ports
from codex_tui.theming import stylesheet
from codex_tui.widgets.texts import fit, fit_end, short_folder
from codex_tui.widgets.thread_list import ThreadList
from codex_tui.widgets.thread_list.columns import Columns
from tests.screens.support import FakePorts, Host, busy_board, key, ready, row, screen_lines, screen_text

pytestmark = pytest.mark.anyio
MANY = 50_000


class CountingList(ThreadList):
    """Remembers which lines were drawn."""

    drawn: list[int]

    def render_line(self, y: int) -> Strip:
        self.drawn = [*getattr(self, "drawn", []), y]
        return super().render_line(y)


class ListScreen(Screen[None]):
    CSS_PATH = stylesheet("threads.tcss")
    AUTO_FOCUS = "#threads"

    def __init__(self, ports: Ports) -> None:
        super().__init__()
        self._ports = ports

    def compose(self) -> ComposeResult:
        yield CountingList(self._ports, id="threads")


def host(fake: FakePorts, **ports: Any) -> Host:
    return Host(lambda: ListScreen(fake.ports(**ports)))


def the_list(app: Host) -> CountingList:
    found = app.screen.query_one(CountingList)
    found.drawn = []
    return found


async def test_a_change_of_one_row_draws_that_row_only():
    fake = FakePorts()
    busy_board(fake.state)
    app = host(fake)
    async with app.run_test(size=(100, 20)) as pilot:
        threads = the_list(app)
        fake.state.board.rows[key("c21d")].activity = SafeText("$ make check")
        threads.row_changed(key("c21d"))
        await pilot.pause()
        assert set(threads.drawn) == {5}
        assert "$ make check" in screen_lines(threads)[5]


async def test_a_change_that_shows_nothing_draws_nothing():
    fake = FakePorts()
    busy_board(fake.state)
    app = host(fake)
    async with app.run_test(size=(100, 20)) as pilot:
        threads = the_list(app)
        threads.row_changed(key("c21d"))
        threads.reload()
        await pilot.pause()
        assert threads.drawn == []


async def test_moving_the_cursor_draws_two_rows():
    fake = FakePorts()
    busy_board(fake.state)
    app = host(fake)
    async with app.run_test(size=(100, 20)) as pilot:
        threads = the_list(app)
        threads.move(1)
        await pilot.pause()
        assert set(threads.drawn) == {1, 2}


async def test_a_row_that_runs_counts_its_seconds_and_turns():
    fake = FakePorts()
    busy_board(fake.state)
    app = host(fake, animate=True)
    async with app.run_test(size=(100, 20)):
        threads = the_list(app)
        before = screen_lines(threads)
        fake.ticks += 1.0
        fake.now += 2
        after = screen_lines(threads)
    assert before[5].startswith(" ⠋ Add retry")
    assert before[5].split()[-2:] == ["4s", "c21d"]
    assert after[5].startswith(" ⠹ Add retry")
    assert after[5].split()[-2:] == ["6s", "c21d"]
    assert [i for i, line in enumerate(before) if line != after[i]] == [5, 6]


async def test_a_row_that_runs_keeps_its_place_at_every_sign_of_life():
    fake = FakePorts()
    busy_board(fake.state)
    app = host(fake)
    async with app.run_test(size=(100, 20)):
        threads = the_list(app)
        older = fake.state.board.rows[key("e870")]
        older.updated_at = fake.now
        threads.row_changed(key("e870"))
        threads.reload()
        assert "Same, with a queue" in screen_lines(threads)[6]


async def test_a_thread_that_starts_to_run_comes_to_the_top_of_the_running_ones():
    fake = FakePorts()
    busy_board(fake.state)
    app = host(fake)
    async with app.run_test(size=(100, 20)):
        threads = the_list(app)
        fake.state.board.rows[key("d001")].state = ThreadState.RUNNING
        threads.row_changed(key("d001"))
        lines = screen_lines(threads)
        assert lines[4] == " RUNNING  3"
        assert "[red]not markup[/red]" in lines[5]
        assert "now" in lines[5]


async def test_the_view_stays_where_it_is_when_rows_come_above_it():
    fake = FakePorts()
    ready(fake.state)
    for number in range(200):
        fake.state.board.put(row(f"{number:04}", f"Thread {number}", age=100 + number))
    app = host(fake)
    async with app.run_test(size=(100, 20)) as pilot:
        threads = the_list(app)
        threads.move(80)
        await pilot.pause()
        before = screen_lines(threads)
        fake.state.board.put(row("new1", "New one", age=1))
        threads.reload()
        await pilot.pause()
        assert screen_lines(threads) == before


async def test_fifty_thousand_threads_cost_what_a_screen_of_them_costs():
    fake = FakePorts()
    ready(fake.state)
    for number in range(MANY):
        fake.state.board.put(row(f"{number:05}", f"Thread number {number}", age=number))
    app = host(fake)
    async with app.run_test(size=(100, 20)) as pilot:
        threads = the_list(app)
        threads.move_to_last()
        await pilot.pause()
        assert "Thread number 49999" in screen_lines(threads)[-1]
        threads.filter("number 4999")
        await pilot.pause()
        found = [line.strip(" ▌").split()[2] for line in screen_lines(threads)[1:] if line.strip()]
        assert found == [str(number) for number in range(MANY) if "4999" in str(number)]
        threads.filter("")
        assert threads.index.count == MANY
        assert len(threads.drawn) < 10 * 20


@pytest.mark.parametrize("width", range(20, 200, 7))
@pytest.mark.parametrize("all_folders", [True, False])
def test_columns_fill_the_width_and_the_title_is_the_last_to_shrink(width, all_folders):
    columns = Columns.fit(width, all_folders=all_folders)
    assert columns.title >= width * 28 // 100
    assert columns.age
    if width < 64:
        assert not (columns.folder or columns.branch or columns.activity or columns.model or columns.id)


@pytest.mark.parametrize(
    ("text", "width", "fitted"),
    [
        ("short", 8, "short   "),
        ("a long title", 8, "a long …"),
        ("見積書のテ", 8, "見積書… "),
        ("x", 0, ""),
    ],
)
def test_text_fits_its_column_to_the_cell(text, width, fitted):
    assert fit(text, width) == fitted


def test_of_a_path_the_end_is_kept():
    assert fit_end("~/src/a/deep/folder", 10) == "…ep/folder"
    assert fit_end("~/src", 8, True) == "~/src   "
    assert fit_end("abcdefghij", 6, True) == "...hij"


def test_the_home_is_a_tilde_and_its_neighbour_is_not():
    assert short_folder("/home/ann/src", "/home/ann") == "~/src"
    assert short_folder("/home/ann", "/home/ann") == "~"
    assert short_folder("/home/anna/src", "/home/ann") == "/home/anna/src"


async def test_after_a_resize_the_cursor_is_still_seen_to_move():
    fake = FakePorts()
    busy_board(fake.state)
    app = host(fake)
    async with app.run_test(size=(100, 20)) as pilot:
        await pilot.resize_terminal(90, 20)
        await pilot.pause()
        threads = the_list(app)
        threads.on_resize()
        await pilot.pause()
        threads.move(1)
        await pilot.pause()
        assert "▌? Which currency" in screen_text(app)


async def test_the_cursor_on_the_last_line_is_seen_after_the_list_became_shorter():
    fake = FakePorts()
    ready(fake.state)
    for number in range(40):
        fake.state.board.put(row(f"{number:04}", f"Thread {number}", age=number))
    app = host(fake)
    async with app.run_test(size=(100, 20)) as pilot:
        threads = the_list(app)
        await pilot.pause()
        threads.move_to_last()
        await pilot.resize_terminal(100, 12)
        await pilot.pause()
        assert "▌  Thread 39" in screen_text(app)
