"""The index: whatever happens to single rows, it ends where taking all rows anew would."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from codex_tui.model.board import Board, Listing, ThreadState
from codex_tui.model.keys import ThreadKey
from codex_tui.model.safe_text import SafeText
from codex_tui.widgets.thread_list.index import ThreadIndex
from codex_tui.widgets.thread_list.sections import Part
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
        st.sampled_from([None, None, *NAMES]),
        st.sampled_from(["plain", "plain", "agent", "pinned", "hidden"]),
    ),
    max_size=30,
)
filters = st.sampled_from(["", "fix", "FIX t", "strasse", "nothing"])
listings = st.builds(Listing, cwd=st.sampled_from([None, SHOP]), archived=st.booleans())


def contents(index: ThreadIndex) -> dict[Part, list[ThreadKey]]:
    return {
        section.part: [section.key(position) for position in range(len(section))]
        for section in index.sections()
    }


FORKS_OF_EACH_OTHER = [
    ("0000", ThreadState.IDLE, "x", SHOP, 0, False, None, "plain"),
    ("0000", ThreadState.IDLE, "x", SHOP, 0, True, "0001", "plain"),
    ("0001", ThreadState.IDLE, "x", SHOP, 0, True, "0000", "plain"),
]


@example(FORKS_OF_EACH_OTHER, "", "", Listing(archived=True), False, False)
@given(changes, filters, filters, listings, st.booleans(), st.booleans())
def test_single_changes_end_where_a_rebuild_does(changes, first, second, listing, by_folder, show_hidden):
    board = Board(listing=listing, by_folder=by_folder, show_hidden=show_hidden)
    index = ThreadIndex(board)
    index.rebuild(NOW)
    index.filter(first)
    for number, (name, state, title, cwd, age, archived, source, kind) in enumerate(changes):
        if state is None:
            board.drop(key(name))
        else:
            changed = row(name, title, cwd=cwd, age=age, state=state, archived=archived)
            if source != name:
                setattr(
                    changed, "parent" if kind == "agent" else "forked_from", source and key(source).thread
                )
            changed.pinned, changed.hidden = kind == "pinned", kind == "hidden"
            board.put(changed)
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
    for part, keys in ours.items():
        if not part.active:
            assert keys == theirs[part]
        # A family stands together, the first row first.
        for number, thread in enumerate(keys):
            depth = len(index.branch(thread))
            assert depth <= (len(index.branch(keys[number - 1])) + 1 if number else 0)
            assert index.agents_done(thread) == fresh.agents_done(thread)
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


def test_a_thread_stands_under_its_source_as_deep_as_it_came_from_it():
    board = Board()
    for name, source, age in (
        ("a001", None, 90),
        ("b002", "a001", 80),
        ("c003", "b002", 1),
        ("d004", "a001", 70),
    ):
        forked = row(name, f"Thread {name}", age=age)
        forked.forked_from = source and key(source).thread
        board.put(forked)
    board.put(row("e005", "Alone", age=5))
    index = ThreadIndex(board)
    index.rebuild(NOW)
    [recent] = index.sections()
    listed = [recent.key(position) for position in range(len(recent))]
    assert listed == [key(name) for name in ("a001", "d004", "b002", "c003", "e005")]
    assert [index.branch(thread) for thread in listed] == [(), (False,), (True,), (True, True), ()]

    board.drop(key("b002"))
    index.update(key("b002"), NOW)
    [recent] = index.sections()
    listed = [recent.key(position) for position in range(len(recent))]
    assert listed == [key(name) for name in ("c003", "e005", "a001", "d004")]
    assert index.branch(key("c003")) == ()


def test_grouped_by_folder_what_needs_somebody_stays_on_top_and_the_own_folder_is_first():
    board = Board(by_folder=True)
    waits = row("0001", "Waits", cwd=PAY, state=ThreadState.NEEDS_INPUT)
    pinned = row("0002", "Pinned", cwd=PAY)
    pinned.pinned = True
    pinned_too = row("0006", "Pinned, and waits", cwd=SHOP, age=9, state=ThreadState.NEEDS_APPROVAL)
    pinned_too.pinned = True
    for entry in (
        waits,
        pinned,
        pinned_too,
        row("0003", "Old", cwd=SHOP),
        row("0004", "Runs", cwd=SHOP, age=9000, state=ThreadState.RUNNING),
        row("0005", "Other", cwd=PAY, age=1),
    ):
        board.put(entry)
    index = ThreadIndex(board, here=SHOP)
    index.rebuild(NOW)
    assert [(section.heading, section.size, section.key(0).short) for section in index.sections()] == [
        ("NEEDS YOU", 2, "0006"),
        ("PINNED", None, "0002"),
        (SHOP, None, "0004"),
        (None, None, "0003"),
        (PAY, None, "0005"),
    ]


def test_what_is_new_to_the_list_counts_from_the_time_since_which_it_runs():
    board = Board()
    index = ThreadIndex(board)
    index.rebuild(NOW)
    board.put(row("0001", "Runs elsewhere", age=90, state=ThreadState.RUNNING))
    index.update(key("0001"), NOW)
    assert index.since(key("0001")) == NOW - 90


@pytest.mark.parametrize("unfolded", [False, True])
def test_agents_of_each_other_hang_nothing(unfolded):
    board = Board()
    for name, source in (("0001", "0002"), ("0002", "0003"), ("0003", "0001")):
        agent = row(name, f"Agent {name}")
        agent.parent = key(source).thread
        board.put(agent)
    if unfolded:
        board.unfolded.update(board.rows)
    index = ThreadIndex(board)
    index.rebuild(NOW)
    for one in board.rows:
        index.update(one, NOW)
    assert index.count == 0
