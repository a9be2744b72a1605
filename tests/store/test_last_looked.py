"""Which of several clients of a server somebody looked into last."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from codex_tui.store.last_looked import LastLooked

if TYPE_CHECKING:
    from pathlib import Path

OTHER = """
import pathlib, sys
from codex_tui.store.last_looked import LastLooked
other = LastLooked("unix:///server", folder=pathlib.Path(sys.argv[1]), clock=lambda: 100.0)
other.here()
print("here", flush=True)
sys.stdin.readline()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="files are not locked there")
def test_the_last_one_counts_as_long_as_it_lives(tmp_path: Path):
    here = LastLooked("unix:///server", folder=tmp_path, clock=lambda: 160.0)
    assert here.elsewhere_for() is None
    command = [sys.executable, "-c", OTHER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert here.elsewhere_for() == 60.0
        assert LastLooked("ws://elsewhere", folder=tmp_path).elsewhere_for() is None
        here.here()
        assert here.elsewhere_for() is None
        assert LastLooked("unix:///server", folder=tmp_path, clock=lambda: 170.0).elsewhere_for() == 10.0
        other.kill()
    assert here.elsewhere_for() is None


@pytest.mark.skipif(sys.platform == "win32", reason="files are not locked there")
def test_one_that_was_killed_tells_nothing_any_more(tmp_path: Path):
    command = [sys.executable, "-c", OTHER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        here = LastLooked("unix:///server", folder=tmp_path, clock=lambda: 160.0)
        assert here.elsewhere_for() == 60.0
        other.kill()
        other.wait()
        assert here.elsewhere_for() is None
