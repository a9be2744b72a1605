"""The key that goes to the next thread that needs a person comes to all of them."""

from codex_tui.model.board import ThreadRow, ThreadState
from codex_tui.model.keys import ThreadKey
from codex_tui.model.state import LOCAL, AppState
from codex_tui.model.waiting import next_waiting, waiting_threads

A, B, C, IDLE = (ThreadKey(LOCAL, name) for name in ("a", "b", "c", "idle"))


def state_of(*waiting: ThreadKey) -> AppState:
    state = AppState("/work")
    state.board.put(ThreadRow(IDLE, state=ThreadState.IDLE))
    for key in waiting:
        state.board.put(ThreadRow(key, state=ThreadState.NEEDS_APPROVAL))
    return state


def test_pressing_on_comes_to_all_and_begins_again():
    state = state_of(A, B, C)
    assert waiting_threads(state) == [A, B, C]
    assert next_waiting(state, None) == A
    assert [next_waiting(state, key) for key in (A, B, C)] == [B, C, A]
    assert next_waiting(state, IDLE) == A


def test_the_one_that_is_shown_is_no_other():
    assert next_waiting(state_of(A), A) is None
    assert next_waiting(state_of(), None) is None
