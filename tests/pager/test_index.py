"""The lines of a long text: all of them, in any cut, at any growth; and what is found in them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.model.output import OutputBuffer
from codex_tui.model.output_log import MemoryLog, left_out, log_of
from codex_tui.model.output_text import shown_text
from codex_tui.widgets.pager import index as index_module
from codex_tui.widgets.pager import search as search_module
from codex_tui.widgets.pager.index import LineIndex
from codex_tui.widgets.pager.search import Search

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECES = st.sampled_from(["a", "B", "ab", "ä", "\x1b[31m", "\x1b[1;44m", "\x1b[0m", "\x1b]0;title\x07", "\t"])
LINES = st.lists(st.lists(PIECES, max_size=8).map("".join), max_size=30)


@pytest.fixture(autouse=True, scope="module")
def small_blocks() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(index_module, "BLOCK", 64)
    patch.setattr(search_module, "BLOCK", 64)
    yield
    patch.undo()


class Growing(MemoryLog):
    """A text of which more and more is there."""

    shown = 0

    @property
    def size(self) -> int:
        return self.shown

    def read(self, start: int, count: int) -> bytes:
        return self._data[: self.shown][start : start + count]


def whole(data: bytes) -> LineIndex:
    index = LineIndex(MemoryLog(data))
    look_through(index)
    return index


def look_through(index: LineIndex) -> None:
    ticks = count()
    while not index.complete:
        index.advance(lambda: next(ticks), 0)


def found(search: Search, line: int, direction: int) -> list[int]:
    """Every match from a line on, as pressing the key for the next one gives them."""
    lines: list[int] = []
    search.going = (line, direction)
    while search.going is not None:
        hit = search.advance(lambda: 1.0, 0.0)
        if hit is not None:
            lines.append(hit)
            search.going = (hit + direction, direction)
    return lines


@given(LINES, st.booleans())
def test_every_line_shows_what_the_cell_of_the_command_would_show(lines: list[str], ended: bool):
    text = "\n".join(lines) + "\n" * ended
    index, buffer = whole(text.encode()), OutputBuffer(text)
    assert index.count >= buffer.line_count
    for number in range(buffer.line_count):
        assert index.line(number)[:2] == buffer.line(number)[:2]


@given(LINES, st.lists(st.integers(1, 90), min_size=1, max_size=40))
def test_a_text_that_grows_ends_in_the_same_lines(lines: list[str], steps: list[int]):
    data = "\n".join(lines).encode()
    index = LineIndex(log := Growing(data))
    for step in [*steps, len(data)]:
        log.shown = min(len(data), log.shown + step)
        look_through(index)
        if index.count:
            index.line(index.count - 1)
    expected = whole(data)
    assert [index.raw(number) for number in range(index.count)] == [
        expected.raw(number) for number in range(expected.count)
    ]


@given(st.integers(0, 400), st.booleans())
def test_a_line_without_an_end_is_cut_between_characters(length: int, ended: bool):
    text = "ä" * length + "\n" * ended + "last"
    index = whole(text.encode())
    assert "".join(index.line(number).text for number in range(index.count)) == text.replace("\n", "")


@given(LINES)
def test_a_search_finds_and_counts_what_the_lines_show_in_both_directions(lines: list[str]):
    index = whole("\n".join(lines).encode())
    expected = [number for number in range(index.count) if "ab" in index.line(number).text.lower()]
    search = Search(index, "ab")
    while not search.complete:
        search.advance(lambda: 0.0, 1.0)
    assert search.total == len(expected)
    assert [search.rank(line) for line in expected] == list(range(1, len(expected) + 1))
    assert found(Search(index, "ab"), 0, 1) == expected
    assert found(Search(index, "ab"), index.count - 1, -1) == expected[::-1]


def test_a_capital_makes_case_count_and_the_search_goes_round():
    index = whole(b"Needle\nneedle\nhay\n")
    assert found(Search(index, "needle"), 0, 1) == [0, 1]
    assert found(Search(index, "Needle"), 0, 1) == [0]
    search = Search(index, "Needle")
    search.go(2, 1)
    assert search.advance(lambda: 1.0, 0.0) is None or search.going is None
    while search.going is not None:
        hit = search.advance(lambda: 1.0, 0.0)
    assert hit == 0


def test_progress_bars_show_their_last_state():
    index = whole(b"10%\r50%\r100% done\nnext\r\n")
    assert [index.line(number).text for number in range(index.count)] == ["100% done", "next"]
    assert shown_text("10%\r50%\r100% done\n\x1b[31mred\x1b[0m\n") == "100% done\nred\n"


def test_kept_lines_become_a_text_with_their_colours_again():
    text = "\x1b[31mred\x1b[0m and \x1b[1;38;2;1;2;3mstrong\x1b[0m\nplain\n"
    again = OutputBuffer(log_of(OutputBuffer(text)).read(0, 10_000).decode())
    before = OutputBuffer(text)
    assert [again.line(number) for number in range(2)] == [before.line(number) for number in range(2)]


def test_what_the_server_left_out_is_read_from_its_note():
    half = "x" * (512 * 1024)
    assert left_out(f"{half}\n... 4051480 bytes omitted ...\n{half}") == 4051480
    assert left_out("a\n... 12 bytes omitted ...\nb") == 0
    stored = "y" * 32_760
    assert left_out(f"{stored}\n\n... command output truncated for persistence ...\n\n{stored}") is None
