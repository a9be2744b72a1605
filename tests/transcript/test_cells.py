"""Cells keep in step with the conversation, and hold no more lines than they may."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.widgets.transcript.cells import Cells
from tests.transcript.fakes import PlainRenderer, context, make_cells, text_item

if TYPE_CHECKING:
    from codex_tui.model.items import Item, UserItem
    from codex_tui.render.lines import RenderContext


def items(*names: str) -> list[UserItem]:
    return [text_item(name, f"text of {name}") for name in names]


def shown(cells) -> list[Item]:
    return [cell.item for cell in cells.column]


def assert_in_step(cells, wanted: list[UserItem]) -> None:
    assert shown(cells) == wanted
    ranks = [cell.rank for cell in cells.column]
    assert ranks == sorted(set(ranks))
    assert all(cells.of_rank(cell.rank) is cell and cells.get(cell.item.key) is cell for cell in cells.column)
    assert [cell.gap for cell in cells.column] == [0, *[1] * (len(wanted) - 1)][: len(wanted)]


@given(st.lists(st.lists(st.integers(0, 150), unique=True, max_size=150), min_size=1, max_size=6))
def test_cells_become_those_of_any_list_of_items(lists: list[list[int]]):
    pool = [text_item(str(number), "x") for number in range(151)]
    cells = make_cells(gap=1)
    for numbers in lists:
        wanted = [pool[number] for number in numbers]
        cells.reconcile(wanted)
        assert_in_step(cells, wanted)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.lists(st.integers(1, 5), max_size=12))
def test_pages_in_front_and_new_items_keep_the_cells_that_are_there(pages: list[int], news: list[int]):
    cells = make_cells(gap=1)
    wanted = items("first")
    cells.reconcile(wanted)
    first = cells.column[0]
    for number, size in enumerate(pages):
        wanted = [*items(*(f"old{number}.{i}" for i in range(size))), *wanted]
        assert cells.reconcile(wanted) == []
        if number < len(news):
            wanted = [*wanted, *items(*(f"new{number}.{i}" for i in range(news[number])))]
            assert cells.reconcile(wanted) == []
    assert_in_step(cells, wanted)
    assert first in cells.column


def test_an_item_that_took_the_place_of_another_gets_a_cell_of_its_own():
    wanted = items("a", "local:b", "c")
    cells = make_cells(wanted, gap=1)
    kept = [cells.column[0], cells.column[2]]
    gone = cells.column[1]
    wanted[1] = text_item("b", "sent")
    assert cells.reconcile(wanted) == [gone]
    assert_in_step(cells, wanted)
    assert [cells.column[0], cells.column[2]] == kept


def test_a_new_width_keeps_old_heights_as_estimates_until_a_cell_is_seen():
    cells = make_cells([text_item(str(n), "word " * 40) for n in range(50)], width=42)
    for cell in cells.column:
        cells.measure(cell)
    before = cells.column.height
    assert cells.configure(context(22))
    assert cells.column.height == before
    cells.measure(cells.column[3])
    assert cells.column[3].height == 10
    assert cells.column.height == before + 5


def test_no_more_lines_are_held_than_may_be():
    cells = make_cells([text_item(str(n), "word " * 40) for n in range(300)], width=42)
    for index in range(0, 300, 3):
        visible = [cells.column[index + shift] for shift in range(3)]
        for cell in visible:
            cells.measure(cell)
        cells.release_far(visible, keep=40)
        assert sum(len(cell.lines) for cell in cells.column) <= 40
        assert all(cell.lines for cell in visible)
        assert all(cell.height == 5 for cell in visible)


def test_a_cell_that_forgot_its_lines_keeps_its_height():
    cells = make_cells([text_item("a", "word " * 40)], width=42)
    cell = cells.column[0]
    cells.measure(cell)
    cells.release(cell)
    assert (list(cell.lines), cell.height) == ([], 5)
    cells.measure(cell)
    assert len(cell.lines) == 5


def test_folding_all_forgets_single_choices():
    cells = make_cells(items("a", "b"))
    first, second = cells.column
    cells.fold(first, True)
    assert (cells.is_folded(first), cells.is_folded(second)) == (True, False)
    cells.fold_all(False)
    assert (cells.is_folded(first), cells.is_folded(second)) == (False, False)
    cells.fold_all(True)
    assert (cells.is_folded(first), cells.is_folded(second)) == (True, True)


class FailingRenderer(PlainRenderer):
    def __init__(self, item: Item, fails: str) -> None:
        super().__init__(item)
        self._fails = fails

    def update(self, context: RenderContext) -> int:
        if self._fails == "update":
            raise KeyError("[bold]no such[/bold]")
        return super().update(context)

    def tick(self, context: RenderContext) -> bool:
        raise ValueError

    def estimate(self, width: int) -> int:
        if self._fails == "estimate":
            raise ValueError
        return super().estimate(width)


def cells_with_one_that_fails(fails: str):
    def renderer_for(item: Item):
        if item.key.item != "bad":
            return PlainRenderer(item)
        if fails == "new":
            raise KeyError(type(item))
        return FailingRenderer(item, fails)

    cells = Cells(renderer_for, lambda _above, _item: 0)
    cells.configure(context(60))
    cells.reconcile(items("good", "bad", "after"))
    return cells


@pytest.mark.parametrize("fails", ["new", "update", "estimate", "tick"])
def test_an_item_that_cannot_be_drawn_is_shown_raw_and_the_others_as_ever(fails: str):
    cells = cells_with_one_that_fails(fails)
    for cell in cells.column:
        cells.expect(cell)
        cells.measure(cell)
        cells.tick(cell, 0, 1)
        cells.measure(cell)
    good, bad, after = ([line.strip.text for line in cell.lines] for cell in cells.column)
    assert (good, after) == (["  text of good"], ["  text of after"])
    assert bad[0].startswith("! codex-tui cannot draw this user")
    assert bad[1:] == ["  text of bad"]
    cells.configure(context(30))
    for cell in cells.column:
        cells.measure(cell)
        assert all(line.strip.cell_length <= 30 for line in cell.lines)
