"""The demo's project is a repository of its own, wherever it is made from."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from codex_tui.demo.project import make_project

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def test_made_from_within_a_hook_of_another_repository_it_leaves_that_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet")
    before = (other / ".git" / "config").read_text()
    with monkeypatch.context() as hook:
        hook.setenv("GIT_DIR", str(other / ".git"))
        make_project(tmp_path / "shop")
    assert git(tmp_path / "shop", "log", "--format=%s") == "A cart and a receipt"
    assert git(other, "rev-list", "--all") == ""
    assert (other / ".git" / "config").read_text() == before
