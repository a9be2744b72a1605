"""The column against a plain list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from codex_tui.widgets.transcript import heights
from codex_tui.widgets.transcript.heights import Column, Entry

HEIGHTS = st.integers(min_value=0, max_value=40)


class ColumnIsAList(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.column: Column[Entry] = Column()
        self.naive: list[Entry] = []

    @rule(height=HEIGHTS)
    def append(self, height: int) -> None:
        entry = Entry(height)
        self.column.append(entry)
        self.naive.append(entry)

    @rule(sizes=st.lists(HEIGHTS, max_size=12))
    def prepend(self, sizes: list[int]) -> None:
        entries = [Entry(size) for size in sizes]
        self.column.insert_many(0, entries)
        self.naive[:0] = entries

    @rule(data=st.data(), height=HEIGHTS)
    def insert(self, data: st.DataObject, height: int) -> None:
        index = data.draw(st.integers(0, len(self.naive)))
        entry = Entry(height)
        self.column.insert(index, entry)
        self.naive.insert(index, entry)

    @precondition(lambda self: self.naive)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        entry = data.draw(st.sampled_from(self.naive))
        self.column.remove(entry)
        self.naive = [other for other in self.naive if other is not entry]
        assert entry not in self.column

    @precondition(lambda self: self.naive)
    @rule(data=st.data(), height=HEIGHTS)
    def set_height(self, data: st.DataObject, height: int) -> None:
        self.column.set_height(data.draw(st.sampled_from(self.naive)), height)

    @precondition(lambda self: self.naive)
    @rule(data=st.data())
    def look_up(self, data: st.DataObject) -> None:
        index = data.draw(st.integers(0, len(self.naive) - 1))
        entry = self.naive[index]
        top = sum(other.height for other in self.naive[:index])
        assert self.column[index] is entry
        assert self.column[index - len(self.naive)] is entry
        assert self.column.top(entry) == top
        assert self.column.before(entry) is (self.naive[index - 1] if index else None)
        assert self.column.after(entry) is (self.naive[index + 1] if index + 1 < len(self.naive) else None)
        if entry.height:
            line = data.draw(st.integers(0, entry.height - 1))
            assert self.column.at_line(top + line) == (entry, line)

    @invariant()
    def same_members(self) -> None:
        assert len(self.column) == len(self.naive)
        assert self.column.height == sum(entry.height for entry in self.naive)
        assert all(a is b for a, b in zip(self.column, self.naive, strict=True))
        assert all(a is b for a, b in zip(reversed(self.column), reversed(self.naive), strict=True))


@pytest.fixture(autouse=True, scope="module")
def small_blocks():
    block = heights.BLOCK
    heights.BLOCK = 4
    yield
    heights.BLOCK = block


test_the_column_is_a_list = ColumnIsAList.TestCase


@given(st.lists(HEIGHTS, min_size=1, max_size=30), st.integers(-5, 400))
def test_lines_outside_give_an_entry_at_the_edge(sizes: list[int], line: int):
    column: Column[Entry] = Column()
    column.insert_many(0, [Entry(size) for size in sizes])
    entry, rest = column.at_line(line)
    assert entry in column
    assert 0 <= rest <= max(0, entry.height - 1)


def test_an_empty_column_has_no_lines():
    column: Column[Entry] = Column()
    with pytest.raises(IndexError):
        column.at_line(0)
    with pytest.raises(IndexError):
        column[0]


def test_ten_thousand_entries_are_found_without_walking_through_them():
    column: Column[Entry] = Column()
    entries = [Entry(3) for _ in range(10_000)]
    column.insert_many(0, entries)
    assert column.top(entries[9_000]) == 27_000
    assert column.at_line(27_001) == (entries[9_000], 1)
    assert list(column.down_from(entries[9_000])) == entries[9_000:]
    column.set_height(entries[0], 10)
    assert column.at_line(27_008) == (entries[9_000], 1)
