"""Worktrees that nothing needs any more, after their threads were deleted: clean ones in which no other thread is.

The branch stays, so that no commit is lost. Nothing is removed without being asked for, and git itself refuses one
that is not clean.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codex_app_server import CodexError
from codex_tui.list_call import LIST, list_params
from codex_tui.model.safe_path import raw_path
from codex_tui.session.git import GitError, Repository

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codex_tui.session.git import Answer
    from codex_tui.session.link import Link

_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class OldWorktree:
    """A worktree that could be removed: its folder, the repository's own one, and its branch, if one is there."""

    path: str
    root: str
    branch: str


class OldWorktrees:
    """Finds and removes worktrees."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def of(self, folders: Iterable[str]) -> list[OldWorktree]:
        """Those that these folders of deleted threads are in, as far as they may go."""
        found: dict[str, OldWorktree] = {}
        for folder in dict.fromkeys(folders) if self._link.server.here else ():
            tree = await self._free(folder)
            if tree is not None:
                found[tree.path] = tree
        return list(found.values())

    async def _free(self, folder: str) -> OldWorktree | None:
        """The worktree that a folder is in, if nobody needs it; what cannot be looked at stays."""
        try:
            tree = await clean_worktree(folder)
            return tree if tree is not None and not await self._is_used(tree.path, folder) else None
        except (GitError, CodexError):
            return None

    async def _is_used(self, path: str, folder: str) -> bool:
        """Whether a thread is in it, or somebody works there now."""
        within = path + os.sep
        folders = {raw_path(row.cwd) for row in self._link.state.board.rows.values()}
        folders.add(raw_path(self._link.state.folder))
        if any(one == path or one.startswith(within) for one in folders):
            return True
        for archived in (False, True):
            params = {**list_params(None, archived=archived, limit=1), "cwd": [path, folder]}
            if (await self._link.call(LIST, params)).get("data"):
                return True
        return False

    async def remove(self, tree: OldWorktree) -> str:
        """Removes one; gives why not, if git would not."""
        try:
            git = (await Repository.open(tree.root)).git
            answer = await git("worktree", "remove", "--", tree.path, seconds=_SECONDS)
        except GitError as error:
            return str(error)
        return answer.problem or f"git ended with {answer.code}" if answer.code else ""


async def clean_worktree(folder: str) -> OldWorktree | None:
    git = (await Repository.open(folder)).git
    places = await git(
        "rev-parse", "--path-format=absolute", "--show-toplevel", "--git-dir", "--git-common-dir"
    )
    lines = os.fsdecode(places.output).splitlines()
    if places.code or len(lines) != 3 or lines[1] == lines[2]:
        return None  # none at all, or the repository's own
    status = await git("status", "--porcelain", "--untracked-files=normal", "--ignore-submodules=dirty")
    if status.code or status.output:
        return None
    trees = await git("worktree", "list", "--porcelain")
    branch = await git("symbolic-ref", "--quiet", "--short", "HEAD")
    if branch.code:
        return None  # commits of no branch would be lost
    return OldWorktree(lines[0], _line(trees).removeprefix("worktree "), _line(branch))


def _line(answer: Answer) -> str:
    return os.fsdecode(answer.output).partition("\n")[0]
