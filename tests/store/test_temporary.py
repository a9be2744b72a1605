"""Temporary folders of a process that was killed go with the next one, and those of one that lives stay."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from codex_tui.store.temporary import clear_abandoned, owned_folder

OWNS_ONE = """
import sys
from codex_tui.store.temporary import owned_folder
print(owned_folder("demo-"), flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="files cannot be locked")
def test_what_a_killed_process_left_is_taken_away_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    mine, other = owned_folder(), tmp_path / "codex-tui-not-ours"
    other.mkdir()
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", OWNS_ONE], stdin=pipe, stdout=pipe, text=True) as owner:
        assert owner.stdout is not None
        theirs = Path(owner.stdout.readline().strip())
        (theirs / "1.log").write_text("what a command printed")
        clear_abandoned()
        assert (theirs / "1.log").exists()
        owner.kill()
    clear_abandoned()
    assert not theirs.exists()
    assert mine.exists()
    assert other.exists()
