"""The viewport against all lines of all cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.model.safe_text import SafeText
from codex_tui.widgets.transcript.anchor import line_text
from codex_tui.widgets.transcript.viewport import Viewport
from tests.transcript.fakes import context, make_cells, text_item, wrap


def viewport_of(cells, height: int = 10) -> Viewport:
    viewport = Viewport(cells)
    viewport.height = height
    viewport.place()
    return viewport


def screen(viewport: Viewport) -> list[str]:
    return ["" if line < 0 else line_text(cell.lines[line]) for cell, line in viewport.rows]


def all_lines(items, width: int, gap: int) -> list[str]:
    lines: list[str] = []
    for number, item in enumerate(items):
        lines += [""] * (gap if number else 0)
        lines += [line_text(line) for line in wrap(item.source(), width - 2)]
    return lines


TEXTS = st.lists(
    st.lists(st.sampled_from(["a", "bb", "ccc", "dddd", "long-word", "\n"]), min_size=1, max_size=60).map(
        " ".join
    ),
    min_size=1,
    max_size=30,
)


@given(TEXTS, st.integers(0, 1), st.lists(st.integers(-30, 30), max_size=30))
def test_scrolling_shows_what_a_plain_list_of_lines_would(texts: list[str], gap: int, moves: list[int]):
    items = [text_item(str(n), text) for n, text in enumerate(texts)]
    lines = all_lines(items, 30, gap)
    viewport = viewport_of(make_cells(items, width=30, gap=gap))
    top = max(0, len(lines) - 10)
    assert screen(viewport) == lines[top : top + 10]
    for move in moves:
        viewport.scroll_by(move)
        viewport.place()
        top = max(0, min(top + move, len(lines) - 10))
        assert screen(viewport) == lines[top : top + 10]
        if top + 10 >= len(lines):
            assert viewport.at_end


@given(TEXTS, st.integers(0, 200), st.data())
def test_what_happens_elsewhere_does_not_move_the_view(texts: list[str], up: int, data: st.DataObject):
    items = [text_item(str(n), text) for n, text in enumerate(texts)]
    cells = make_cells(items, width=30, gap=1)
    viewport = viewport_of(cells, 4)
    viewport.scroll_by(-up)
    viewport.place()
    if viewport.rows[0].line < 0 or not viewport.below:
        return
    before = screen(viewport)
    for number in range(data.draw(st.integers(1, 5))):
        what = data.draw(st.sampled_from(["prepend", "append", "grow"]))
        if what == "prepend":
            items = [text_item(f"o{number}.{i}", "older " * 20) for i in range(7)] + items
        elif what == "append":
            items = [*items, text_item(f"n{number}", "newer " * 20)]
        else:
            items[-1].text = SafeText(items[-1].text + " more" * 30)
            items[-1].touch()
        cells.reconcile(items)
        viewport.place()
        shown = screen(viewport)
        last = viewport.rows[-1]
        if last.cell.item is items[-1] and last.line == len(last.cell.lines) - 1:
            return
        assert shown[:-1] == before[:-1]


@given(st.integers(0, 400), st.lists(st.integers(12, 90), min_size=1, max_size=6))
def test_the_first_words_on_screen_stay_on_the_first_row_at_any_width(up: int, widths: list[int]):
    items = [text_item(str(n), " ".join(f"w{n}.{i}" for i in range(60))) for n in range(20)]
    cells = make_cells(items, width=30)
    viewport = viewport_of(cells, 6)
    viewport.scroll_by(-up)
    viewport.place()
    if viewport.at_end:
        return
    first = screen(viewport)[0].split()[0]
    for width in widths:
        cells.configure(context(width))
        viewport.place()
        if viewport.at_end:
            return
        assert first in screen(viewport)[0].split()


def test_the_end_is_followed_until_one_leaves_it():
    items = [text_item(str(n), f"text {n}") for n in range(20)]
    cells = make_cells(items)
    viewport = viewport_of(cells, 5)
    cells.reconcile([*items, text_item("new", "newest")])
    viewport.place()
    assert screen(viewport)[-1] == "newest"
    viewport.scroll_by(-1)
    viewport.place()
    assert screen(viewport)[-1] == "text 19"
    assert not viewport.at_end


def test_a_removed_cell_hands_its_place_to_the_next():
    items = [text_item(str(n), f"text {n}") for n in range(30)]
    cells = make_cells(items)
    viewport = viewport_of(cells, 5)
    viewport.scroll_by(-10)
    viewport.place()
    assert screen(viewport)[0] == "text 15"
    gone = cells.reconcile([*items[:15], *items[16:]])
    viewport.removed(set(gone))
    viewport.place()
    assert screen(viewport)[:2] == ["text 14", "text 16"]


def test_a_view_on_nothing_has_no_rows():
    viewport = viewport_of(make_cells())
    assert viewport.rows == []
    assert viewport.at_end


def test_a_far_jump_measures_the_visible_cells_only():
    items = [text_item(str(n), "word " * 30) for n in range(5_000)]
    cells = make_cells(items)
    viewport = viewport_of(cells, 20)
    viewport.scroll_to_line(cells.column.height // 2)
    viewport.place()
    rendered = [cell for cell in cells.column if cell.lines]
    assert len(rendered) < 20
    assert len(viewport.rows) == 20
