"""What can be reviewed: changes that are not committed, those since a branch, a commit, or what is said in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from codex_tui.model.safe_text import SafeText


class ReviewKind(str, Enum):
    """What is compared; the values are the server's."""

    UNCOMMITTED = "uncommittedChanges"
    BRANCH = "baseBranch"
    COMMIT = "commit"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class ReviewTarget:
    """What is to be reviewed: `name` is the branch, the commit's hash, or the words; exactly as they are."""

    kind: ReviewKind
    name: str = ""
    title: str = ""
    """Of a commit: its subject."""

    def params(self) -> dict[str, Any]:
        """As the protocol says it."""
        kind = {"type": self.kind.value}
        if self.kind is ReviewKind.BRANCH:
            return {**kind, "branch": self.name}
        if self.kind is ReviewKind.COMMIT:
            return {**kind, "sha": self.name, "title": self.title or None}
        if self.kind is ReviewKind.CUSTOM:
            return {**kind, "instructions": self.name}
        return kind

    @property
    def said(self) -> SafeText:
        """What it is, in words."""
        if self.kind is ReviewKind.BRANCH:
            return SafeText(f"the changes since {self.name}")
        if self.kind is ReviewKind.COMMIT:
            return SafeText(f"the commit {self.name[:9]}")
        return SafeText("what you describe" if self.kind is ReviewKind.CUSTOM else "the uncommitted changes")


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch; `about` is the subject of its last commit."""

    name: str
    about: SafeText
    age: SafeText
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the branch that is checked out."""

    sha: str
    subject: str
    age: SafeText
    author: SafeText


@dataclass(frozen=True, slots=True)
class ReviewChoices:
    """What a folder has to review.

    Attributes:
        folder: which folder it is.
        changed: how many files are not as they were committed; None where that is not known.
        problem: why there is nothing to choose from.
    """

    folder: str
    changed: int | None = None
    branches: tuple[Branch, ...] = ()
    commits: tuple[Commit, ...] = ()
    problem: SafeText = SafeText()
