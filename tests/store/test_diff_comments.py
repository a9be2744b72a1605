from __future__ import annotations

from codex_tui.model.diff_comments import Place
from codex_tui.model.keys import ThreadKey
from codex_tui.store.diff_comments import DiffCommentStore

THREAD, OTHER = ThreadKey("local", "t1"), ThreadKey("local", "t2")
PLACE = Place("a.py", 3, "+", "x = 1")


def test_comments_outlive_the_process_until_they_are_sent(tmp_path):
    DiffCommentStore(folder=tmp_path).put(THREAD, PLACE, "why?")
    DiffCommentStore(folder=tmp_path).put(THREAD, Place("a.py", 4, "-", ""), "and?")
    store = DiffCommentStore(folder=tmp_path)
    assert [comment.text for comment in store.comments(THREAD)] == ["why?", "and?"]
    assert not store.comments(OTHER)
    store.put(THREAD, PLACE, "because")
    assert [comment.text for comment in DiffCommentStore(folder=tmp_path).take(THREAD)] == ["because", "and?"]
    assert not DiffCommentStore(folder=tmp_path).comments(THREAD)


def test_a_file_that_changed_since_it_was_looked_at_is_new(tmp_path):
    store = DiffCommentStore(folder=tmp_path)
    store.set_viewed(THREAD, "a.py", 1)
    assert store.is_viewed(THREAD, "a.py", lambda: 1)
    assert not store.is_viewed(THREAD, "a.py", lambda: 2)
    store.set_viewed(THREAD, "a.py", None)
    assert not store.is_viewed(THREAD, "a.py", lambda: 1)


def test_files_that_cannot_be_read_are_kept_aside(tmp_path):
    DiffCommentStore(folder=tmp_path).put(THREAD, PLACE, "why?")
    [path] = (tmp_path / "comments").glob("*.json")
    path.write_text('{"comments": [{"path": 1}, 7]}')
    assert not DiffCommentStore(folder=tmp_path).comments(THREAD)
    path.write_text("no json")
    assert not DiffCommentStore(folder=tmp_path).comments(THREAD)
    assert path.with_name(f"{path.name}.corrupt").exists()
