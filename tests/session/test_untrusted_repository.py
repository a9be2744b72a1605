"""Looking at the changes of a repository, and taking one back, runs no program that the repository names.

Each repository here would leave a mark: that plain git does so is asserted first.
"""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from codex_tui.model.diff import FilePatch, cut
from codex_tui.model.diff_views import TreeState
from codex_tui.session.around.reviews import review_choices
from codex_tui.session.commands.old_worktrees import clean_worktree
from codex_tui.session.git import GitError, Repository
from codex_tui.session.revert import take_back
from codex_tui.session.work_tree import read_work_tree

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("repository")]


class Trap:
    """A repository with a change, and a program that leaves a mark when it is run."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.repository = folder / "repository"
        self.mark = folder / "mark"
        self.program = folder / "program"
        self.program.write_text(f'#!/bin/sh\ntouch "{self.mark}"\ncat\n')
        self.program.chmod(0o755)
        home = folder / "users-home"
        home.mkdir()
        self.users_settings = home / ".gitconfig"
        self.users_settings.write_text("[user]\n\tname = A\n\temail = a@example.org\n")
        for name in [name for name in os.environ if name.startswith("GIT_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("HOME", str(home))
        monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        self.git("init", "-q", "-b", "main", str(self.repository), within=folder)
        self.file.write_text("one\ntwo\n")
        self.git("add", ".")
        self.git("commit", "-qm", "first")
        self.file.write_text("one\nTWO\n")

    @property
    def file(self) -> Path:
        return self.repository / "file.txt"

    def git(self, *arguments: str, within: Path | None = None) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=within or self.repository, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def set(self, name: str, value: str | None = None) -> None:
        """Has the repository itself name the program."""
        self.git("config", "--local", name, str(self.program) if value is None else value)

    def attribute(self, words: str) -> None:
        (self.repository / ".git" / "info" / "attributes").write_text(f"*.txt {words}\n")

    def springs(self, *arguments: str) -> None:
        """Asserts that plain git leaves the mark, and takes it away."""
        subprocess.run(["git", *arguments], cwd=self.repository, capture_output=True, check=False, timeout=20)
        assert self.mark.exists()
        self.mark.unlink()


@pytest.fixture
def trap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trap:
    return Trap(tmp_path, monkeypatch)


def lay_filter(trap: Trap) -> None:
    trap.attribute("filter=it")
    trap.set("filter.it.clean")
    trap.set("filter.it.smudge")
    trap.set("filter.it.required", "true")


def lay_process(trap: Trap) -> None:
    trap.attribute("filter=it")
    trap.set("filter.it.process")


def lay_textconv(trap: Trap) -> None:
    trap.attribute("diff=it")
    trap.set("diff.it.textconv")


def lay_driver(trap: Trap) -> None:
    trap.attribute("diff=it")
    trap.set("diff.it.command")


def lay_external(trap: Trap) -> None:
    trap.set("diff.external")


def lay_watcher(trap: Trap) -> None:
    trap.set("core.fsmonitor")


@pytest.mark.parametrize(
    "lay", [lay_filter, lay_process, lay_textconv, lay_driver, lay_external, lay_watcher]
)
async def test_looking_at_changes_runs_nothing_that_the_repository_names(trap: Trap, lay):
    lay(trap)
    trap.springs("diff", "HEAD")
    tree = await read_work_tree(str(trap.repository))
    assert (tree.state, str(tree.problem)) == (TreeState.READY, "")
    assert [file.path for file in tree.files] == [str(trap.file)]
    assert [line.text for line in tree.files[0].hunks[0].lines] == ["one", "two", "TWO"]
    assert not trap.mark.exists()


async def test_a_hook_is_not_run(trap: Trap):
    hook = trap.repository / ".git" / "hooks" / "post-index-change"
    hook.parent.mkdir(exist_ok=True)
    hook.write_bytes(trap.program.read_bytes())
    hook.chmod(0o755)
    os.utime(trap.file, (1, 1))
    trap.springs("status")
    os.utime(trap.file, (2, 2))
    assert (await read_work_tree(str(trap.repository))).state is TreeState.READY
    assert not trap.mark.exists()


async def test_whether_a_worktree_is_clean_is_not_asked_of_repositories_within_it(trap: Trap):
    """Those have settings of their own, which whoever may write in the worktree may have written."""
    tree = trap.repository.parent / "tree"
    trap.git("worktree", "add", "-q", "-b", "other", str(tree))
    within = tree / "within"
    trap.git("init", "-q", str(within))
    (within / "file.txt").write_text("one\n")
    for folder in (within, tree):
        trap.git("add", ".", within=folder)
        trap.git("commit", "-qm", "first", within=folder)
    (within / ".git" / "info" / "attributes").write_text("*.txt filter=it\n")
    trap.git("config", "--local", "filter.it.clean", str(trap.program), within=within)
    os.utime(within / "file.txt", (1, 1))
    trap.springs("-C", str(tree), "status")
    os.utime(within / "file.txt", (2, 2))
    assert await clean_worktree(str(tree)) is not None
    assert not trap.mark.exists()


async def test_signatures_are_not_looked_at_by_a_program_of_the_repository(trap: Trap):
    commit = trap.git("cat-file", "commit", "HEAD")
    head, _, message = commit.partition("\n\n")
    signed = f"{head}\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n -----END PGP SIGNATURE-----\n\n{message}\n"
    (trap.repository.parent / "signed").write_text(signed)
    object_id = trap.git("hash-object", "-t", "commit", "-w", str(trap.repository.parent / "signed"))
    trap.git("reset", "-q", "--soft", object_id)
    trap.set("log.showSignature", "true")
    trap.set("gpg.program")
    trap.springs("log", "--format=%H")
    choices = await review_choices(str(trap.repository))
    assert [commit.sha for commit in choices.commits] == [object_id]
    assert not trap.mark.exists()


async def test_hooks_of_settings_are_off(trap: Trap):
    """Those of git 2.54 and newer, which need no folder."""
    trap.set("hook.its.event", "post-checkout")
    trap.set("hook.its.command")
    trap.git("config", "--global", "hook.users.command", "true")
    git = (await Repository.open(str(trap.repository))).git
    for name in ("its", "users"):
        assert (await git("config", "--get", f"hook.{name}.enabled")).output == b"false\n"


async def test_objects_that_a_clone_left_out_are_not_fetched(trap: Trap):
    first = trap.git("rev-parse", "HEAD:file.txt")
    (trap.repository / ".git" / "objects" / first[:2] / first[2:]).unlink()
    trap.set("remote.origin.url", f"ext::touch {trap.mark}")
    trap.set("remote.origin.promisor", "true")
    trap.set("extensions.partialClone", "origin")
    trap.set("protocol.ext.allow", "always")
    trap.springs("diff", "HEAD")
    tree = await read_work_tree(str(trap.repository))
    assert tree.state is TreeState.FAILED
    assert str(tree.problem).startswith("The working tree cannot be read: ")
    assert not trap.mark.exists()


async def test_taking_a_change_back_runs_no_filter(trap: Trap):
    lay_filter(trap)
    trap.springs("diff", "HEAD")
    diff = "@@ -1,2 +1,2 @@\n one\n-two\n+TWO\n"
    await take_back(FilePatch(str(trap.file), "update", cut(diff, "update")), None, str(trap.repository))
    assert trap.file.read_text() == "one\ntwo\n"
    assert not trap.mark.exists()


async def test_a_filter_that_the_user_has_installed_is_the_users_even_where_the_repository_names_another(
    trap: Trap,
):
    lay_filter(trap)
    with trap.users_settings.open("a") as settings:
        settings.write('[filter "it"]\n\tclean = tr A-Z a-z\n')
    trap.springs("diff", "HEAD")
    assert (await read_work_tree(str(trap.repository))).files == ()
    assert not trap.mark.exists()


async def test_a_setting_that_cannot_be_told_to_git_safely_is_said(trap: Trap):
    trap.set("filter.a=b.clean")
    with pytest.raises(GitError, match=r"not safe to follow: filter\.a=b\.clean"):
        await Repository.open(str(trap.repository))
    tree = await read_work_tree(str(trap.repository))
    assert "not safe to follow" in str(tree.problem)
