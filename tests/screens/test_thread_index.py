"""The index: whatever happens to single rows, it ends where taking all rows anew would."""

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.model.board import Board, Listing, ThreadState
from codex_tui.model.keys import ThreadKey
from codex_tui.model.safe_text import SafeText
from codex_tui.widgets.thread_list.index import SectionKind, ThreadIndex
from tests.screens.support import NOW, PAY, SHOP, key, row

NAMES = [f"{number:04}" for number in range(6)]
TITLES = ["Fix the total", "Fix the tax", "Straße", "STRASSE again", "x"]

changes = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from([*ThreadState, None]),
        st.sampled_from(TITLES),
        st.sampled_from([SHOP, PAY]),
        st.integers(0, 5),
        st.booleans(),
    ),
    max_size=30,
)
filters = st.sampled_from(["", "fix", "FIX t", "strasse", "nothing"])
listings = st.builds(Listing, cwd=st.sampled_from([None, SHOP]), archived=st.booleans())


def contents(index: ThreadIndex) -> dict[SectionKind, list[ThreadKey]]:
    return {
        section.kind: [section.key(position) for position in range(len(section))]
        for section in index.sections()
    }


@given(changes, filters, filters, listings)
def test_single_changes_end_where_a_rebuild_does(changes, first, second, listing):
    board = Board(listing=listing)
    index = ThreadIndex(board)
    index.rebuild(NOW)
    index.filter(first)
    for number, (name, state, title, cwd, age, archived) in enumerate(changes):
        if state is None:
            board.drop(key(name))
        else:
            board.put(row(name, title, cwd=cwd, age=age, state=state, archived=archived))
        index.update(key(name), NOW + number)
        if number == len(changes) // 2:
            index.filter(second)
    fresh = ThreadIndex(board)
    fresh.rebuild(NOW)
    fresh.filter(second if changes else first)

    ours, theirs = contents(index), contents(fresh)
    assert {kind: set(keys) for kind, keys in ours.items()} == {
        kind: set(keys) for kind, keys in theirs.items()
    }
    for kind in (SectionKind.RECENT, SectionKind.ARCHIVED):
        assert ours.get(kind) == theirs.get(kind)
    assert index.count == sum(map(len, ours.values()))
    for section in index.sections():
        for position in range(len(section)):
            found = index.find(section.key(position))
            assert found is not None
            assert section.position(found[1]) == position


def test_a_title_that_changed_is_found_by_its_new_words():
    board = Board()
    index = ThreadIndex(board)
    board.put(row("0001", "Old words"))
    index.rebuild(NOW)
    index.filter("old")
    board.rows[key("0001")].name = SafeText("New words")
    index.update(key("0001"), NOW)
    assert index.count == 0
    index.filter("new")
    assert index.count == 1
