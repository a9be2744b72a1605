"""Makes git worktrees for new threads. No hook and no filter that only the repository names is run for it."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

from codex_tui.model.safe_path import raw_path
from codex_tui.model.worktree import WorktreeBase
from codex_tui.session.git import GitError, Repository

if TYPE_CHECKING:
    from codex_tui.session.git import Answer

_SECONDS = 600.0
"""A large repository takes a while to check out."""


class WorktreeCommands:
    """Asks git about a folder, and has it make a worktree."""

    async def look(self, folder: str) -> WorktreeBase | str:
        """What a worktree made from a folder would begin with, or why none can be made."""
        try:
            return await _base(raw_path(folder))
        except GitError as error:
            return str(error)

    async def make(self, base: WorktreeBase, branch: str, path: str) -> tuple[str, str]:
        """Makes a worktree with a new branch.

        Gives the folder in it that answers to the one asked from, and "". Or "" and why it could not be made;
        then nothing of it is left.
        """
        try:
            return await _add(base, branch, path), ""
        except GitError as error:
            return "", str(error)

    async def remove(self, folder: str, path: str, branch: str) -> str:
        """Deletes a worktree of the repository of a folder with all that was changed in it, and its branch.

        Gives why it could not be deleted; "" if it is gone.
        """
        try:
            git = (await Repository.open(folder)).git
            answer = await git("worktree", "remove", "--force", "--", path)
            if answer.code:
                raise GitError(answer.problem or f"git worktree remove ended with {answer.code}")
            answer = await git("branch", "-D", "--", branch)
            if answer.code:
                raise GitError(answer.problem or f"git branch ended with {answer.code}")
        except GitError as error:
            return str(error)
        return ""


async def _base(folder: str) -> WorktreeBase:
    git = (await Repository.open(folder)).git
    top = await git("rev-parse", "--show-toplevel")
    if top.code:
        if "not a git repository" in top.problem:
            raise GitError(f"{folder} is in no git repository")
        raise GitError(top.problem or "git does not say where the repository is")
    commit = await git("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if commit.code:
        raise GitError("the repository has no commit yet; make one first")
    branch = await git("symbolic-ref", "--quiet", "--short", "HEAD")
    branches = await git("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads")
    trees = await git("worktree", "list", "--porcelain")
    own = _line(top)
    return WorktreeBase(
        folder=folder,
        root=_line(trees).removeprefix("worktree ") or own,
        inside=_inside(folder, own),
        branch=_line(branch) if not branch.code else None,
        commit=_line(commit),
        branches=frozenset(os.fsdecode(branches.output).splitlines()),
    )


async def _add(base: WorktreeBase, branch: str, path: str) -> str:
    git = (await Repository.open(base.folder)).git
    if branch.startswith("-") or (await git("check-ref-format", f"refs/heads/{branch}")).code:
        raise GitError(f"“{branch}” cannot be the name of a branch")
    if not (await git("show-ref", "--verify", "--quiet", f"refs/heads/{branch}")).code:
        raise GitError(f"there is a branch {branch} already; name another")
    await asyncio.to_thread(_make_room, Path(path))
    add = ("worktree", "add", "--no-track", "-b", branch, "--", path, base.commit)
    try:
        answer = await git("-c", "submodule.recurse=false", *add, seconds=_SECONDS)
        if answer.code:
            raise GitError(answer.problem or f"git worktree add ended with {answer.code}")
    except GitError:
        await git("worktree", "remove", "--force", "--", path)
        await git("update-ref", "-d", f"refs/heads/{branch}", base.commit)
        raise
    return await asyncio.to_thread(_answering, path, base.inside)


def _make_room(path: Path) -> None:
    if os.path.lexists(path):
        raise GitError(f"{path} exists already; name another branch, or choose another place")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GitError(f"{path.parent} could not be made: {error.strerror or error}") from None


def _inside(folder: str, top: str) -> str:
    return os.path.relpath(os.path.realpath(folder), os.path.realpath(top))


def _answering(path: str, inside: str) -> str:
    """The folder of a new worktree that answers to one of the old; its top, where that is not committed."""
    folder = os.path.normpath(os.path.join(path, inside))
    return folder if os.path.isdir(folder) else path


def _line(answer: Answer) -> str:
    return os.fsdecode(answer.output).partition("\n")[0]
