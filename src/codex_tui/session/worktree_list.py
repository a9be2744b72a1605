"""The worktrees of a folder's repository, as git lists them. Where there is only one, git is not run for it."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from codex_tui.model.safe_path import SafePath, raw_path
from codex_tui.session.git import GitError, Repository

_SECONDS = 5.0
_LINE = b"worktree "


async def beside(folder: str) -> frozenset[str]:
    """A folder as the other worktrees of its repository have it, or their tops where they do not have it."""
    folder = raw_path(folder)
    if not await asyncio.to_thread(_has_worktrees, folder):
        return frozenset()
    try:
        answer = await Repository(folder).git("worktree", "list", "--porcelain", seconds=_SECONDS)
    except GitError:
        return frozenset()
    if answer.code:
        return frozenset()
    tops = [os.fsdecode(line[len(_LINE) :]) for line in answer.output.splitlines() if line.startswith(_LINE)]
    return await asyncio.to_thread(_answering, folder, tops)


def _has_worktrees(folder: str) -> bool:
    here = Path(folder)
    for place in (here, *here.parents):
        mark = place / ".git"
        if mark.is_dir():
            return (mark / "worktrees").is_dir()
        if mark.exists():
            return True  # it is in a worktree itself, or in a submodule
    return False


def _answering(folder: str, tops: list[str]) -> frozenset[str]:
    real = os.path.realpath(folder)
    # One worktree may lie in another.
    own = max((top for top in tops if os.path.commonpath((top, real)) == top), key=len, default=None)
    if own is None:
        return frozenset()
    inside = os.path.relpath(real, own)
    found = {_in_worktree(top, inside) for top in tops if top != own}
    return frozenset(map(SafePath, found - {folder, real}))


def _in_worktree(top: str, inside: str) -> str:
    path = os.path.normpath(os.path.join(top, inside))
    return path if os.path.isdir(path) else top
