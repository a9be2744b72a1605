"""Walking through earlier prompts."""

from codex_tui.widgets.prompt_history import HistoryWalk


def test_walks_back_to_the_oldest_and_forward_to_the_draft():
    walk = HistoryWalk(lambda: ["one", "two"])
    assert walk.older("draft") == "two"
    assert walk.older("two") == "one"
    assert walk.older("one") is None
    assert walk.newer("one") == "two"
    assert walk.newer("two") == "draft"
    assert walk.newer("draft") is None
    assert not walk.walking


def test_an_edited_prompt_keeps_its_edit_during_the_walk():
    walk = HistoryWalk(lambda: ["one", "two"])
    walk.older("")
    assert walk.older("two, changed") == "one"
    assert walk.newer("one") == "two, changed"


def test_the_same_prompt_twice_in_a_row_is_one_step():
    walk = HistoryWalk(lambda: ["one", "same", "same"])
    assert walk.older("") == "same"
    assert walk.older("same") == "one"


def test_nothing_newer_than_the_draft_and_nothing_older_than_no_history():
    walk: HistoryWalk[str] = HistoryWalk(lambda: [])
    assert walk.newer("draft") is None
    assert walk.older("draft") is None


def test_after_a_reset_new_entries_are_seen():
    entries = ["one"]
    walk = HistoryWalk(lambda: list(entries))
    walk.older("")
    entries.append("two")
    walk.reset()
    assert walk.older("") == "two"
