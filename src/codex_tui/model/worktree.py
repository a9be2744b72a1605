"""A git worktree that is to be made: from what, and where it would lie. Pure."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from enum import Enum

_UNSAFE = re.compile(r"[^\w.+-]+")


class WorktreePlace(Enum):
    """Where a worktree lies, as a person chooses it."""

    BESIDE = "beside the repository"
    TOGETHER = "in a folder for all of them"

    def path(self, root: str, branch: str) -> str:
        """The folder for a branch of the repository at `root`."""
        parent, name = os.path.split(root.rstrip(os.sep))
        last = _UNSAFE.sub("-", branch.strip()).strip("-.") or "worktree"
        if self is WorktreePlace.BESIDE:
            return os.path.join(parent, f"{name}-{last}")
        return os.path.join(parent, f"{name}.worktrees", last)


@dataclass(frozen=True, slots=True)
class WorktreeBase:
    """What a new worktree begins with.

    Attributes:
        folder: from where git was asked.
        root: the repository's main worktree.
        inside: the folder as seen from the top of its own worktree; "." for the top itself.
        branch: what is checked out there; None if no branch is.
        commit: the id of its commit.
        branches: all branches there are.
    """

    folder: str
    root: str
    inside: str
    branch: str | None
    commit: str
    branches: frozenset[str]

    @property
    def label(self) -> str:
        """What it begins with, for people."""
        short = self.commit[:8]
        return f"{self.branch} ({short})" if self.branch is not None else f"the commit {short}"

    def free_name(self, wanted: str) -> str:
        """The name, or with a number behind it one that no branch has."""
        name, number = wanted, 2
        while name in self.branches:
            name, number = f"{wanted}-{number}", number + 1
        return name
