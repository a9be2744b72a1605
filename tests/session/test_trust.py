"""What an answer to the question of trust holds for is what the server goes by."""

from __future__ import annotations

import subprocess

import pytest

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("repository")]


def add_worktree(repository, path):
    subprocess.run(["git", "-C", str(repository), "worktree", "add", "-q", str(path), "-b", "x"], check=True)


async def asked_in(stage, folder):
    """The folder that the answer would hold for; None where nothing is asked."""
    question = await stage.session.trust.question(str(folder))
    return question.root if question is not None else None


async def starts_with(stage, folder):
    """The sandbox in which a thread begins there."""
    started = await stage.session._link.call("thread/start", {"cwd": str(folder)})
    return started["sandbox"]["type"]


async def test_an_answer_holds_for_the_repository_around_a_folder_or_for_the_folder(
    stage, project_dir, tmp_path
):
    worktree = tmp_path / "wt"
    add_worktree(project_dir, worktree)
    hollow = tmp_path / "hollow"
    (hollow / ".git").mkdir(parents=True)
    (hollow / "sub").mkdir()
    link = tmp_path / "link"
    link.symlink_to(project_dir)
    for folder in (project_dir, project_dir / "shop", worktree, link):
        assert await asked_in(stage, folder) == str(project_dir)
    assert await asked_in(stage, hollow / "sub") == str(hollow / "sub")

    question = await stage.session.trust.question(str(worktree))
    assert await stage.session.trust.trust(question) == ""
    for folder in (project_dir, project_dir / "shop", worktree, link):
        assert await asked_in(stage, folder) is None
        assert await starts_with(stage, folder) == "workspaceWrite"
    assert await starts_with(stage, hollow / "sub") == "readOnly"


async def test_a_no_holds_for_the_whole_repository_and_leaves_the_server_alone(
    stage, project_dir, codex_home
):
    question = await stage.session.trust.question(str(project_dir / "shop"))
    await stage.session.trust.refuse(question)
    assert await asked_in(stage, project_dir) is None
    assert stage.session.trust.refused(str(project_dir / "shop"))
    assert not (codex_home / "config.toml").exists()
    # Whatever is configured, a thread there begins read only.
    assert stage.session.permissions.for_new_thread() == {"permissions": ":read-only"}
