"""Only what differs between two frames is repainted, and all of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from codex_tui.widgets.transcript.frame import Frame, FrameStyles, changed_columns
from codex_tui.widgets.transcript.viewport import Viewport
from tests.transcript.fakes import make_cells, text_item

WIDTH = 30
PLAIN, BOLD = Style(color="red"), Style(bold=True)
PIECES = st.lists(
    st.tuples(st.text("ab 中e\u0301", min_size=1, max_size=5), st.sampled_from([PLAIN, BOLD, None])),
    max_size=6,
)
STYLES = FrameStyles(Style(bgcolor="black"), Style(bgcolor="blue"), Style(color="cyan"), "|")


def padded(pieces: list[tuple[str, Style | None]]) -> Strip:
    return Strip([Segment(text, style) for text, style in pieces]).adjust_cell_length(WIDTH, PLAIN)


def looks(strip: Strip) -> list[tuple[str, Style | None]]:
    """Character and style of each column."""
    columns: list[tuple[str, Style | None]] = []
    for text, style, _ in strip:
        for character in text:
            width = Segment(character).cell_length
            columns += [(character, style), *[("", style)] * (width - 1)] if width else [("", style)][:0]
            if not width and columns:
                columns[-1] = (columns[-1][0] + character, style)
    return columns


@given(PIECES, PIECES)
def test_columns_that_differ_lie_in_the_region(
    before: list[tuple[str, Style | None]], after: list[tuple[str, Style | None]]
):
    old, new = padded(before), padded(after)
    span = changed_columns(old, new)
    if span is None:
        assert old == new
        return
    assert 0 <= span[0] < span[1] <= WIDTH
    assert looks(old)[: span[0]] == looks(new)[: span[0]]
    assert looks(old)[span[1] :] == looks(new)[span[1] :]


def test_text_that_goes_on_differs_where_it_was_added():
    old, new = padded([("some words", PLAIN)]), padded([("some words more", PLAIN)])
    assert changed_columns(old, new) == (len("some words"), len("some words more"))


def frame_of(cells, height: int = 8) -> tuple[Frame, Viewport]:
    viewport = Viewport(cells)
    viewport.height = height
    frame = Frame()
    frame.draw(viewport.place(), 40, height, STYLES)
    return frame, viewport


def test_a_frame_that_did_not_change_has_no_regions():
    frame, viewport = frame_of(make_cells([text_item("a", "hello"), text_item("b", "world")]))
    assert frame.draw(viewport.place(), 40, 8, STYLES) == []


def test_rows_are_as_wide_as_the_screen_and_lie_on_the_background():
    frame, _ = frame_of(make_cells([text_item("a", "hello " * 20)]))
    assert {strip.cell_length for strip in frame.strips} == {40}
    for strip in frame.strips:
        assert all(segment.style and segment.style.bgcolor for segment in strip if segment.text)


def test_the_cursor_changes_one_column_of_its_rows():
    cells = make_cells([text_item("a", "hello"), text_item("b", "one\ntwo")])
    frame, viewport = frame_of(cells)
    regions = frame.draw(viewport.rows, 40, 8, STYLES, cursor=cells.column[1])
    assert [(region.x, region.width, region.y) for region in regions] == [(1, 1, 1), (1, 1, 2)]
    regions = frame.draw(viewport.rows, 40, 8, STYLES, cursor=cells.column[0])
    assert sorted(region.y for region in regions) == [0, 1, 2]


def test_other_styles_paint_everything_anew():
    frame, viewport = frame_of(make_cells([text_item("a", "hello")]))
    other = FrameStyles(Style(bgcolor="white"), STYLES.selection, STYLES.cursor, "|")
    (region,) = frame.draw(viewport.rows, 40, 8, other)
    assert region.size == (40, 8)
