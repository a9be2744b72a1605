"""Lines that are not wrapped: what is left out beside the window is marked, and moving ends where they end."""

from __future__ import annotations

from itertools import count

from rich.style import Style

from codex_tui.model.output_log import MemoryLog
from codex_tui.widgets.pager.index import LineIndex
from codex_tui.widgets.pager.window import PagerStyles, Window

TEXT = "0123456789abcdefghijklmnopqrst\nshort\n\n世界世界世界世界世界世界世界\n"


def window(text: str = TEXT, width: int = 12) -> Window:
    index = LineIndex(MemoryLog(text.encode()))
    ticks = count()
    while not index.complete:
        index.advance(lambda: next(ticks), 0)
    shown = Window(index, PagerStyles(*[Style.null()] * 5))
    shown.resize(width, 5)
    shown.wrap(False)
    return shown


def texts(shown: Window) -> list[str]:
    rows = shown.rows()
    assert all(row.strip.cell_length <= shown.width for row in rows)
    return [row.strip.text for row in rows]


def test_what_goes_on_at_the_right_is_marked() -> None:
    assert texts(window())[:3] == ["0123456789a…", "short", ""]


def test_what_is_left_out_at_the_left_is_marked() -> None:
    shown = window()
    shown.sideways(1)
    assert texts(shown)[:3] == ["…9abcdefghi…", "…", ""]


def test_a_half_of_a_wide_character_is_a_blank() -> None:
    shown = window()
    assert texts(shown)[3] == "世界世界世 …"
    shown.sideways(1)
    assert texts(shown)[3] == "… 界世界世 …"


def test_moving_ends_where_the_longest_line_ends() -> None:
    shown = window()
    for _ in range(9):
        shown.sideways(1)
    assert texts(shown)[0] == "…jklmnopqrst"
    shown.sideways(-1)
    assert texts(shown)[0] == "…bcdefghijk…"


def test_a_line_that_fits_has_no_mark() -> None:
    shown = window("exactly this", width=12)
    shown.sideways(1)
    assert texts(shown) == ["exactly this"]
