"""Selected text is what was written, wherever lines break."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Offset

from codex_tui.widgets.transcript.anchor import LineAnchor, TextAnchor, line_text
from codex_tui.widgets.transcript.selection import Point, Span, encode, selected_text
from tests.transcript.fakes import context, make_cells, text_item, wrap

WORDS = st.lists(st.sampled_from(["a", "bb", "ccc", "extraordinarily-long"]), min_size=1, max_size=40)
TEXT = st.lists(WORDS.map(" ".join), min_size=1, max_size=5).map("\n".join)


def point_in(cells, index: int, text: str, offset: int) -> Point:
    """The point of a character of the source, by the line that shows it."""
    cell = cells.column[index]
    cells.measure(cell)
    line = max(number for number, line in enumerate(cell.lines) if line.source <= offset)
    column = offset - cell.lines[line].source
    place = encode(cell, line)
    point = Point.decode(Offset(place.x + 2 + column, place.y), cells)
    assert point is not None
    return point


@given(TEXT, st.integers(8, 60), st.integers(8, 60), st.data())
def test_a_selection_gives_the_source_and_outlives_a_new_width(text: str, width: int, other: int, data):
    cells = make_cells([text_item("a", text)], width=width)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, len(text)))
    span = Span(point_in(cells, 0, text, start), point_in(cells, 0, text, end))
    assert selected_text(span, cells).rstrip() == text[start:end].rstrip()
    cells.configure(context(other))
    cells.measure(cells.column[0])
    assert selected_text(span, cells).rstrip() == text[start:end].rstrip()


@given(TEXT, st.integers(8, 60), st.integers(8, 60), st.data())
def test_a_line_is_found_again_by_its_source(text: str, width: int, other: int, data):
    lines, now = wrap(text, width), wrap(text, other)
    number = data.draw(st.integers(0, len(lines) - 1))
    found = LineAnchor.of(lines, number).find(now)
    assert now[found].source <= lines[number].source
    assert found + 1 == len(now) or now[found + 1].source > lines[number].source or not line_text(now[found])


def test_lines_of_one_offset_are_told_apart_by_their_place():
    lines = wrap("a", 10) * 5
    assert [LineAnchor.of(lines, number).find(lines) for number in range(5)] == [0, 1, 2, 3, 4]
    assert LineAnchor.of(lines, 4).find(lines[:3]) == 2


def test_a_place_behind_the_last_line_is_the_end_of_the_cell():
    lines = wrap("one two", 3)
    assert TextAnchor.of(lines, 7, 0).find(lines) == (1, 3)
    assert TextAnchor.of(lines, -1, 5).find(lines) == (0, 0)


def test_a_selection_without_ends_is_everything():
    items = [text_item(str(n), f"text {n}\nand more") for n in range(4)]
    cells = make_cells(items)
    assert selected_text(Span(None, None), cells) == "\n".join(item.text for item in items)


def test_cells_between_the_ends_are_selected_whether_rendered_or_not():
    cells = make_cells([text_item(str(n), f"text {n}") for n in range(100)])
    span = Span(point_in(cells, 10, "", 5), point_in(cells, 90, "", 4))
    lines = selected_text(span, cells).splitlines()
    assert lines == ["10", *[f"text {n}" for n in range(11, 90)], "text"]
    assert sum(1 for cell in cells.column if cell.lines) == 2


def test_a_selection_means_the_same_after_the_conversation_grew_at_both_ends():
    items = [text_item(str(n), f"text {n}") for n in range(10)]
    cells = make_cells(items)
    start, end = encode(cells.column[3], 0), encode(cells.column[5], 0)
    cells.reconcile([text_item("old", "older"), *items])
    cells.reconcile([text_item("old", "older"), *items, text_item("new", "newer")])
    span = Span(Point.decode(start, cells), Point.decode(Offset(end.x + 2 + 4, end.y), cells))
    assert selected_text(span, cells) == "text 3\ntext 4\ntext"
    assert (start.y, start.x) < (end.y, end.x)
