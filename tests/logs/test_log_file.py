"""The file of a log: whose it may be, what happens to one that is there, and a disk that refuses it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from codex_tui.logs.log_file import LogError, LogFile


@pytest.fixture
def open_umask():
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_umask")
def test_it_is_its_users_alone_and_is_appended_to(tmp_path):
    path = tmp_path / "log"
    path.write_text("mine\n")
    path.chmod(0o644)
    for line in (b"one", b"two"):
        log = LogFile(path)
        log.write(line)
        log.close()
    assert path.read_text() == "mine\none\ntwo\n"
    new = LogFile(tmp_path / "new")
    new.close()
    assert [os.stat(name).st_mode & 0o777 for name in (path, tmp_path / "new")] == [0o600, 0o600]


def link(path):
    path.symlink_to(path.parent / "elsewhere")


def other_name(path):
    (path.parent / "kept").write_text("")
    os.link(path.parent / "kept", path)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (link, "it is a link"),
        (other_name, "another name"),
        (os.mkfifo, "."),
        (os.mkdir, "Is a directory"),
        (lambda path: path.parent.rmdir(), "No such file"),
    ],
)
def test_what_is_no_file_of_ones_own_is_refused_with_what_to_do(tmp_path, make, why):
    folder = tmp_path / "logs"
    folder.mkdir()
    make(folder / "log")
    with pytest.raises(LogError, match=r"cannot be written: .*Name another file with --log") as caught:
        LogFile(folder / "log")
    assert why in str(caught.value)
    assert not (folder / "elsewhere").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_file_of_another_user_is_refused(tmp_path):
    path = tmp_path / "log"
    path.write_text("")
    os.chown(path, 12345, 12345)
    with pytest.raises(LogError, match="another user"):
        LogFile(path)


def test_one_that_is_large_begins_anew_and_is_kept_once(tmp_path):
    folder = tmp_path / "logs"
    folder.mkdir()
    log, other = (LogFile(folder / "log", most=20) for _ in range(2))
    for number in range(9):
        (log if number % 2 else other).write(b"line %d ----" % number)
    kept = [(folder / name).read_bytes().splitlines() for name in ("log.1", "log")]
    assert [len(lines) <= 3 for lines in kept] == [True, True]
    assert kept[1][-1] == b"line 8 ----"
    assert sorted(os.listdir(folder)) == ["log", "log.1"]


FULL = """
import resource, sys
from pathlib import Path
from codex_tui.logs.log_file import LogFile
log = LogFile(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (20, resource.RLIM_INFINITY))
for number in range(5):
    log.write(b'{"number": %d}' % number)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
log.write(b'{"number": 5}')
"""


def test_a_full_disk_costs_lines_and_says_how_many(tmp_path):
    subprocess.run([sys.executable, "-c", FULL, str(tmp_path / "log")], check=True)
    lines = (tmp_path / "log").read_text().splitlines()
    assert lines[0] == '{"number": 0}'
    assert [json.loads(line) for line in lines[2:]] == [{"level": "warning", "lost": 4}, {"number": 5}]
