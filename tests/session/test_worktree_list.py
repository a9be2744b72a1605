"""Which folders answer to one in the other worktrees of its repository."""

from __future__ import annotations

import subprocess

import pytest

from codex_tui.session.worktree_list import beside

pytestmark = pytest.mark.anyio


def git(folder, *arguments):
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path):
    top = tmp_path / "top"
    (top / "part").mkdir(parents=True)
    (top / "part" / "file").write_text("text")
    git(top, "init", "-q", "-b", "main")
    git(top, "add", ".")
    git(top, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "first")
    return top


async def test_where_there_is_one_worktree_or_none_git_is_not_asked(repository, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert await beside(str(repository)) == frozenset()
    assert await beside(str(tmp_path)) == frozenset()


async def test_a_folder_has_its_counterpart_in_each_other_worktree(repository, tmp_path):
    inner, outer = repository / "trees" / "inner", tmp_path / "outer"
    git(repository, "worktree", "add", "-q", "-b", "inner", str(inner))
    git(repository, "worktree", "add", "-q", "-b", "outer", str(outer))
    assert await beside(str(repository)) == {str(inner), str(outer)}
    assert await beside(str(repository / "part")) == {str(inner / "part"), str(outer / "part")}
    assert await beside(str(inner / "part")) == {str(repository / "part"), str(outer / "part")}
    # One that the others do not have is answered by their tops.
    (outer / "new").mkdir()
    assert await beside(str(outer / "new")) == {str(repository), str(inner)}


async def test_a_folder_that_is_no_repository_or_gone_has_none(repository, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / ".git").write_text("gitdir: /nowhere")
    assert await beside(str(tmp_path / "other")) == frozenset()
    assert await beside(str(tmp_path / "gone")) == frozenset()
