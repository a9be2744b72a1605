"""What was sent from a folder comes back, in order, whoever else writes."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from codex_tui.store.history import HistoryStore


def only_file(folder: Path) -> Path:
    (path,) = (folder / "history").glob("*.jsonl")
    return path


def texts(store: HistoryStore) -> list[str]:
    return [str(entry.text) for entry in store.entries()]


def test_prompts_come_back_oldest_first(tmp_path: Path) -> None:
    store = HistoryStore("/a", folder=tmp_path)
    for text in ("one", "two\nlines", "one", "one", "  "):
        store.add(text)
    assert texts(store) == ["one", "two\nlines", "one"]
    assert texts(HistoryStore("/a", folder=tmp_path)) == ["one", "two\nlines", "one"]
    assert texts(HistoryStore("/b", folder=tmp_path)) == []


def test_several_processes_add_without_losing_a_line(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib\n"
        "from codex_tui.store.history import HistoryStore\n"
        "store = HistoryStore('/a', folder=pathlib.Path(sys.argv[1]))\n"
        "for number in range(100): store.add(f'{sys.argv[2]} {number}')\n"
    )
    processes = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), name]) for name in "abc"]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    entries = texts(HistoryStore("/a", folder=tmp_path))
    assert len(entries) == 300
    for name in "abc":
        assert [one for one in entries if one[0] == name] == [f"{name} {number}" for number in range(100)]


def test_what_another_process_adds_is_seen_the_next_time(tmp_path: Path) -> None:
    one, other = HistoryStore("/a", folder=tmp_path), HistoryStore("/a", folder=tmp_path)
    one.add("one")
    other.add("other")
    one.add("x" * 500_000)
    other.add("another")
    assert [text[:7] for text in texts(one)] == ["one", "other", "another", "xxxxxxx"]
    one.add("last")
    assert texts(other) == ["one", "other", "another", "last"]


def test_each_folder_has_its_own(tmp_path: Path) -> None:
    store = HistoryStore("/a", folder=tmp_path)
    store.add("in a")
    store.go_to("/b")
    store.add("in b")
    assert texts(store) == ["in b"]
    store.go_to("/a")
    assert texts(store) == ["in a"]
    assert texts(HistoryStore("/b", folder=tmp_path)) == ["in b"]


def test_a_long_history_is_shortened(tmp_path: Path) -> None:
    store = HistoryStore("/a", most=10, folder=tmp_path)
    for number in range(40):
        store.add(str(number))
    assert texts(store) == [str(number) for number in range(30, 40)]
    assert texts(HistoryStore("/a", most=10, folder=tmp_path)) == list(map(str, range(30, 40)))
    assert len(only_file(tmp_path).read_bytes().splitlines()) == 10


def test_a_person_may_want_no_history_beyond_the_session(tmp_path: Path) -> None:
    store = HistoryStore("/a", most=0, folder=tmp_path)
    store.add("secret")
    assert texts(store) == ["secret"]
    assert texts(HistoryStore("/a", folder=tmp_path)) == []


def test_a_damaged_file_is_kept_aside_and_its_good_lines_stay(tmp_path: Path) -> None:
    HistoryStore("/a", folder=tmp_path).add("good")
    path = only_file(tmp_path)
    damage = path.read_bytes() + b"\xff{half a li"
    path.write_bytes(damage)
    store = HistoryStore("/a", folder=tmp_path)
    assert texts(store) == ["good"]
    store.add("next")
    assert texts(HistoryStore("/a", folder=tmp_path)) == ["good", "next"]
    assert path.with_name(path.name + ".corrupt").read_bytes() == damage


def test_a_pasted_file_is_remembered_for_this_run_only(tmp_path: Path) -> None:
    store = HistoryStore("/a", folder=tmp_path)
    store.add("x" * 500_000)
    assert len(store.entries()) == 1
    assert texts(HistoryStore("/a", folder=tmp_path)) == []


def test_a_disk_that_cannot_be_written_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    told: list[str] = []
    store = HistoryStore("/a", folder=tmp_path, on_problem=told.append)
    monkeypatch.setattr(os, "open", full)
    store.add("one")
    store.add("two")
    assert texts(store) == ["one", "two"]
    assert len(told) == 1
