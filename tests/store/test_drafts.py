"""Unsent text survives restarts, other processes, damaged files and full disks."""

import errno
import json
import os
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio.lowlevel
import anyio.to_thread
import pytest

from codex_tui.model.draft import draft_of, joined, of_element
from codex_tui.model.draft_elements import PastedText
from codex_tui.model.keys import ThreadKey
from codex_tui.model.safe_text import SafeText
from codex_tui.store import drafts as module
from codex_tui.store.drafts import DraftStore
from codex_tui.store.files import STATE_VARIABLE, name_for, write_atomically

T, U = ThreadKey("local", "t"), ThreadKey("local", "u")


def files(folder: Path) -> list[Path]:
    return sorted((folder / "drafts").iterdir())


def test_a_draft_is_there_after_a_restart(tmp_path: Path) -> None:
    text = "two\nlines, an é, a 🙂 and a lone \ud800"
    DraftStore("/a", folder=tmp_path).put(T, text)
    assert DraftStore("/a", folder=tmp_path).get(T).text == SafeText(text)
    assert DraftStore("/a", folder=tmp_path).get(U).text == ""


def test_a_new_threads_draft_belongs_to_its_folder(tmp_path: Path) -> None:
    DraftStore("/a", folder=tmp_path).put(None, "for a")
    assert DraftStore("/a", folder=tmp_path).get(None).text == "for a"
    assert DraftStore("/b", folder=tmp_path).get(None).text == ""


def test_an_empty_draft_leaves_no_file(tmp_path: Path) -> None:
    store = DraftStore("/a", folder=tmp_path)
    store.put(T, "text")
    store.put(T, "")
    assert files(tmp_path) == []


def test_only_the_user_can_read_a_draft(tmp_path: Path) -> None:
    DraftStore("/a", folder=tmp_path / "state").put(T, "secret")
    (path,) = files(tmp_path / "state")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_damaged_file_is_kept_aside_and_does_no_harm(tmp_path: Path) -> None:
    for damage in (b"{", b"[]", b'{"text": 5}', b"\xff\xfe"):
        DraftStore("/a", folder=tmp_path).put(T, "text")
        (path,) = [one for one in files(tmp_path) if one.suffix == ".json"]
        path.write_bytes(damage)
        store = DraftStore("/a", folder=tmp_path)
        assert store.get(T).text == ""
        assert files(tmp_path)
        assert damage in [one.read_bytes() for one in files(tmp_path)]
        store.put(T, "text")


def test_a_full_disk_is_told_once_and_the_text_stays_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    told: list[str] = []
    store = DraftStore("/a", folder=tmp_path, on_problem=told.append)
    monkeypatch.setattr(module, "write_atomically", full)
    store.put(T, "one")
    store.put(T, "two")
    assert store.get(T).text == "two"
    assert told == [
        f"The draft cannot be kept: No space left on device. Make room on the disk of {tmp_path / 'drafts'}."
    ]
    monkeypatch.undo()
    store.flush()
    assert DraftStore("/a", folder=tmp_path).get(T).text == "two"


def test_a_broken_write_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "folder" / "file"
    write_atomically(path, b"old")

    def broken(*_: object) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(OSError, match="broken"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(path.parent.iterdir()) == [path]


def test_two_processes_keep_drafts_of_different_threads(tmp_path: Path) -> None:
    one, other = DraftStore("/a", folder=tmp_path), DraftStore("/a", folder=tmp_path)
    one.put(T, "of one")
    other.put(U, "of the other")
    again = DraftStore("/a", folder=tmp_path)
    assert (again.get(T).text, again.get(U).text) == ("of one", "of the other")


def test_the_oldest_drafts_go_when_there_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_DRAFTS", 3)
    store = DraftStore("/a", folder=tmp_path)
    for number in range(5):
        store.put(ThreadKey("local", str(number)), f"draft {number}")
        for age, path in enumerate(sorted(files(tmp_path), key=lambda one: one.stat().st_mtime_ns)):
            os.utime(path, (1000 + age, 1000 + age))
    kept = {json.loads(path.read_bytes())["text"] for path in files(tmp_path)}
    assert kept == {"draft 2", "draft 3", "draft 4"}


def test_the_folder_can_be_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STATE_VARIABLE, str(tmp_path / "named"))
    DraftStore("/a").put(T, "text")
    assert len(files(tmp_path / "named")) == 1


@pytest.mark.anyio
async def test_with_a_loop_the_last_of_many_keys_is_written_too(tmp_path: Path) -> None:
    store = DraftStore("/a", folder=tmp_path)
    long = "draft " * 20_000
    for end in range(5):
        store.put(T, long + "and on"[:end])
    with anyio.fail_after(30):
        while DraftStore("/a", folder=tmp_path).get(T).text != long + "and ":
            await anyio.lowlevel.checkpoint()


@pytest.mark.anyio
async def test_a_slow_disk_holds_no_key_and_only_the_newest_of_many_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins, ends = threading.Event(), threading.Event()
    replace, written = os.replace, 0

    def slow(*paths: Path) -> None:
        nonlocal written
        written += 1
        begins.set()
        assert ends.wait(30)
        replace(*paths)

    monkeypatch.setattr(os, "replace", slow)
    store = DraftStore("/a", folder=tmp_path)
    for number in range(50):
        store.put(T, f"draft {number}")
        await anyio.lowlevel.checkpoint()
    with anyio.fail_after(30):
        await anyio.to_thread.run_sync(begins.wait)
        for number in range(50, 100):
            store.put(T, f"draft {number}")
            await anyio.lowlevel.checkpoint()
        ends.set()
        while DraftStore("/a", folder=tmp_path).get(T).text != "draft 99":
            await anyio.lowlevel.checkpoint()
    assert written <= 2


@pytest.mark.anyio
async def test_whoever_leaves_writes_what_a_slow_disk_has_not_taken_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins, ends = threading.Event(), threading.Event()
    replace = os.replace

    def slow(*paths: Path) -> None:
        begins.set()
        assert ends.wait(30)
        replace(*paths)

    monkeypatch.setattr(os, "replace", slow)
    store = DraftStore("/a", folder=tmp_path)
    store.put(T, "old")
    await anyio.to_thread.run_sync(begins.wait)
    store.put(T, "new")
    threading.Timer(0.05, ends.set).start()
    store.flush()
    assert DraftStore("/a", folder=tmp_path).get(T).text == "new"


def test_a_draft_keeps_its_elements(tmp_path: Path) -> None:
    draft = joined((draft_of("why "), of_element(PastedText(SafeText("one\ntwo")))))
    DraftStore("/a", folder=tmp_path).put(T, draft)
    assert DraftStore("/a", folder=tmp_path).get(T) == draft


def test_a_draft_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    write_atomically(
        tmp_path / "drafts" / f"{name_for('thread t')}.json", b'{"of": "thread t", "text": "old"}'
    )
    store = DraftStore("/a", folder=tmp_path)
    assert store.get(T).text == "old"
    store.put(T, "")
    assert files(tmp_path) == []


# --- several processes ---

CLIENT = """
import pathlib, sys, time
from codex_tui.model.keys import ThreadKey
from codex_tui.store.drafts import DraftStore
store = DraftStore("/a", folder=pathlib.Path(sys.argv[1]))
for line in sys.stdin:
    store.put(ThreadKey("local", "t"), line.strip())
    print(flush=True)
"""


@contextmanager
def client(folder: Path) -> Iterator[Callable[[str], None]]:
    """Another process with the same thread; gives what it writes. It is killed at the end."""
    command = [sys.executable, "-c", CLIENT, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        stdin, stdout = process.stdin, process.stdout

        def write(text: str) -> None:
            print(text, file=stdin, flush=True)
            stdout.readline()

        yield write
        process.kill()


def test_the_draft_of_a_killed_process_is_taken_over_by_the_next(tmp_path: Path) -> None:
    with client(tmp_path) as other:
        other("half a thought")
    store = DraftStore("/a", folder=tmp_path)
    assert store.get(T).text == "half a thought"
    store.put(T, "")
    assert files(tmp_path) == []
    assert DraftStore("/a", folder=tmp_path).get(T).text == ""


def test_two_processes_with_one_thread_do_not_write_over_each_other(tmp_path: Path) -> None:
    store = DraftStore("/a", folder=tmp_path)
    with client(tmp_path) as other:
        other("of the other")
        assert store.get(T).text == "of the other"  # a copy
        store.put(T, "of mine")
        other("of the other, and on")
        store.put(T, "")  # sent
        assert DraftStore("/a", folder=tmp_path).get(T).text == "of the other, and on"
    assert DraftStore("/a", folder=tmp_path).get(T).text == "of the other, and on"


def test_what_two_killed_processes_left_is_all_there_and_only_once(tmp_path: Path) -> None:
    with client(tmp_path) as one, client(tmp_path) as other, client(tmp_path) as third:
        for write, text in ((one, "the same, and more"), (other, "the same"), (third, "something else")):
            write(text)
    text = DraftStore("/a", folder=tmp_path).get(T).text
    assert sorted(text.split("\n")) == ["something else", "the same, and more"]


def test_nothing_is_left_of_processes_that_ended(tmp_path: Path) -> None:
    with client(tmp_path) as other:
        other("text")
    with client(tmp_path) as other:
        other("sent")
        other("")
    store = DraftStore("/a", folder=tmp_path)
    store.put(U, "text")
    (own,) = (tmp_path / "clients").iterdir()
    assert own.name in files(tmp_path)[-1].name + files(tmp_path)[0].name


def test_what_is_on_its_way_is_no_draft_here_and_one_for_who_comes_after_a_crash(tmp_path: Path) -> None:
    store = DraftStore("/a", folder=tmp_path)
    store.hold(None, draft_of("sent"))
    store.hold(None, draft_of("sent next"))
    store.put(None, "written since")
    store.flush()
    assert store.get(None).text == "written since"

    assert DraftStore("/a", folder=after_a_crash(tmp_path)).get(None).text == "sent\nsent next\nwritten since"
    store.release(None, draft_of("sent"))
    store.release(None, draft_of("sent next"))
    assert DraftStore("/a", folder=after_a_crash(tmp_path)).get(None).text == "written since"


def after_a_crash(folder: Path) -> Path:
    """A copy of what is kept, of which no process lives."""
    copy = folder.with_name(f"{folder.name}-after")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder / "drafts", copy / "drafts")
    return copy
