"""Worktrees with real git: what they begin with, where they cannot be made, and that a repository runs nothing."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from codex_tui.model.worktree import WorktreeBase, WorktreePlace
from codex_tui.session.commands.worktrees import WorktreeCommands

if TYPE_CHECKING:
    from .conftest import Stage

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("repository")]


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


async def base_of(folder: Path) -> WorktreeBase:
    found = await WorktreeCommands().look(str(folder))
    assert isinstance(found, WorktreeBase), found
    return found


async def test_it_begins_with_what_is_checked_out(project_dir: Path) -> None:
    base = await base_of(project_dir)
    assert (base.root, base.inside, base.branch) == (str(project_dir), ".", "main")
    assert base.commit == git(project_dir, "rev-parse", "HEAD")
    git(project_dir, "checkout", "--detach", "--quiet")
    base = await base_of(project_dir)
    assert base.branch is None
    assert base.label == f"the commit {base.commit[:8]}"


async def test_from_a_folder_in_a_worktree_one_begins_in_the_same_folder_of_the_new_one(
    project_dir: Path, tmp_path: Path
) -> None:
    inside = project_dir / "deep" / "folder"
    inside.mkdir(parents=True)
    (inside / "file").write_text("x")
    git(project_dir, "add", ".")
    git(project_dir, "commit", "-qm", "A folder")
    first = str(tmp_path / "first")
    commands = WorktreeCommands()
    assert await commands.make(await base_of(inside), "first", first) == (f"{first}/deep/folder", "")
    # Of a worktree another one is made as of the repository itself.
    base = await base_of(tmp_path / "first" / "deep")
    assert (base.root, base.inside, base.branch) == (str(project_dir), "deep", "first")
    assert base.free_name("first") == "first-2"
    assert WorktreePlace.BESIDE.path(base.root, "a/b c") == f"{project_dir}-a-b-c"


async def test_what_stands_in_the_way_is_said_and_nothing_is_left(project_dir: Path, tmp_path: Path) -> None:
    commands = WorktreeCommands()
    base = await base_of(project_dir)
    git(project_dir, "branch", "a")
    (tmp_path / "there").mkdir()
    (tmp_path / "file").write_text("")
    for branch, path, why in (
        ("a", "x", "there is a branch a already; name another"),
        ("-f", "x", "“-f” cannot be the name of a branch"),
        ("a..b", "x", "“a..b” cannot be the name of a branch"),
        ("b", "there", f"{tmp_path}/there exists already; name another branch, or choose another place"),
        ("b", "file/x", f"{tmp_path}/file could not be made: File exists"),
        ("a/b", "x", "cannot lock ref 'refs/heads/a/b'"),
    ):
        folder, problem = await commands.make(base, branch, str(tmp_path / path))
        assert folder == ""
        assert why in problem
    assert git(project_dir, "worktree", "list", "--porcelain").count("worktree ") == 1
    assert git(project_dir, "branch", "--format=%(refname:short)").split() == ["a", "main"]


async def test_where_there_is_no_commit_none_is_made(tmp_path: Path) -> None:
    assert await WorktreeCommands().look(str(tmp_path)) == f"{tmp_path} is in no git repository"
    git(tmp_path, "init", "-q")
    assert await WorktreeCommands().look(str(tmp_path)) == "the repository has no commit yet; make one first"


async def test_a_repository_runs_nothing_of_its_own(project_dir: Path, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    hook = project_dir / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    for name in ("post-checkout", "reference-transaction", "post-index-change"):
        (hook.parent / name).write_text(f"#!/bin/sh\necho {name} >> {mark}\n")
        (hook.parent / name).chmod(0o755)
    (project_dir / ".gitattributes").write_text("* filter=evil\n")
    git(project_dir, "add", ".gitattributes")
    git(project_dir, "-c", "core.hooksPath=/dev/null", "commit", "-qm", "Attributes")
    git(project_dir, "config", "filter.evil.smudge", f"echo smudge >> {mark}; cat")
    git(project_dir, "config", "filter.evil.required", "true")
    git(project_dir, "config", "core.fsmonitor", f"echo fsmonitor >> {mark}")
    mark.unlink(missing_ok=True)  # what preparing it ran
    path = str(tmp_path / "tree")
    assert await WorktreeCommands().make(await base_of(project_dir), "safe", path) == (path, "")
    assert not mark.exists()
    assert git(tmp_path / "tree", "branch", "--show-current") == "safe"


async def test_only_a_clean_worktree_in_which_no_thread_is_may_go(stage: Stage, tmp_path: Path) -> None:
    project = Path(stage.state.folder)
    trees = {name: tmp_path / name for name in ("clean", "used", "changed", "detached")}
    for name, path in trees.items():
        git(project, "worktree", "add", "-q", *(() if name == "detached" else ("-b", name)), str(path))
    git(trees["detached"], "checkout", "-q", "--detach")
    (trees["changed"] / "new").write_text("x")
    stage.state.new_folder = str(trees["used"])
    await stage.turn_over(await stage.submit("@@plain"))
    old = stage.session.row_actions.old_worktrees
    found = await old.of([str(project), str(tmp_path), *map(str, trees.values())])
    assert [(tree.path, tree.root, tree.branch) for tree in found] == [
        (str(trees["clean"]), str(project), "clean")
    ]
    assert await old.remove(found[0]) == ""
    assert not trees["clean"].exists()
    assert "clean" in git(project, "branch", "--format=%(refname:short)").split()
    assert "is not a working tree" in await old.remove(found[0])
