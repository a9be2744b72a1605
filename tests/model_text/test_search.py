"""A term in the sources of items, and hits in their order while the loaded window moves."""

from __future__ import annotations

import pytest

from codex_tui.model.items import CommandItem
from codex_tui.model.keys import ThreadKey
from codex_tui.model.output import HEAD_LIMIT, TAIL_LIMIT
from codex_tui.model.safe_text import SafeText
from codex_tui.model.search import FoundTurn, Hit, HitIndex, Place, Term

THREAD = ThreadKey("local", "thread-1")
END = Place(None)


@pytest.mark.parametrize(
    ("term", "text", "offsets"),
    [
        ("retry", "Retry the RETRY, retry", [0, 10, 17]),
        ("Retry", "Retry the RETRY, retry", [0]),
        ("aa", "aaaaa", [0, 2]),
        ("a.c", "abc a.c", [4]),
        ("after", "İİ after", [3]),
        ("größe", "GRÖSSE Größe", [7]),
        ("", "anything", []),
    ],
)
def test_case_counts_only_where_the_term_has_a_capital(term, text, offsets):
    assert Term(term).offsets(text) == offsets


def test_a_hit_behind_output_that_was_left_out_has_the_offset_that_its_line_has():
    item = CommandItem(key=THREAD.item("t", "c"), command=SafeText("make"), cwd=SafeText("/"))
    line = "x" * 99 + "\n"
    item.output.append(line * ((HEAD_LIMIT + TAIL_LIMIT) // 100 + 2000))
    item.output.append("needle\n")
    assert item.output.omitted_lines
    assert Term("needle").offsets_in(item) == [len("$ make\n") + item.output.printed - len("needle\n")]


def hit(turn: str, number: int = 0) -> Hit:
    return Hit(THREAD.item(turn, "item"), number)


def window(index: HitIndex, *turns: str, at_end: bool = False) -> bool:
    return index.put_window(turns, {turn: [hit(turn)] for turn in turns}, {}, at_end=at_end)


def order(index: HitIndex) -> list[str]:
    return [each.item.turn for each in index.hits]


def test_hits_keep_their_numbers_while_older_turns_are_searched():
    index = HitIndex()
    window(index, "t5", "t6", at_end=True)
    assert order(index) == ["t6", "t5"]
    index.put_older([FoundTurn("t4", END, (hit("t4", 1), hit("t4", 2))), FoundTurn("t3", END, ())])
    assert index.hits == [hit("t6"), hit("t5"), hit("t4", 2), hit("t4", 1)]


def test_the_window_may_move_to_turns_that_were_searched():
    index = HitIndex()
    window(index, "t5", "t6")
    index.put_older([FoundTurn(turn, END, (hit(turn),)) for turn in ("t4", "t3")])
    assert window(index, "t1", "t2", "t3")
    assert order(index) == ["t6", "t5", "t4", "t3", "t2", "t1"]
    index.put_newer([FoundTurn("t7", END, (hit("t7"),)), FoundTurn("t6", END, ())])
    assert order(index) == ["t7", "t6", "t5", "t4", "t3", "t2", "t1"]


def test_a_window_that_does_not_join_what_was_searched_begins_anew():
    index = HitIndex()
    window(index, "t5", "t6")
    assert not window(index, "t1", "t2")
    assert order(index) == ["t2", "t1"]


def test_a_turn_that_is_gone_from_the_end_takes_its_hits_along():
    index = HitIndex()
    window(index, "t1", "t2", "", at_end=True)
    window(index, "t1", "t2", "t3", at_end=True)
    assert order(index) == ["t3", "t2", "t1"]
