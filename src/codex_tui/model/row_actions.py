"""What can be done with rows of the board, one or many at once, in words; and how it went. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey


class RowAction(Enum):
    """An action, with what is said once it is done and of what could not be done."""

    ARCHIVE = "Archived"
    UNARCHIVE = "Taken out of the archive"
    DELETE = "Deleted"
    PIN = "Pinned"
    UNPIN = "Unpinned"
    HIDE = "Hidden"
    UNHIDE = "Shown again"
    READ = "Marked read"
    UNREAD = "Marked unread"

    @property
    def not_done(self) -> str:
        return f"Not {self.value[0].lower()}{self.value[1:]}"

    @property
    def under_way(self) -> str:
        """What is said while it takes long."""
        return _UNDER_WAY[self]

    @property
    def inverse(self) -> RowAction | None:
        """What takes it back; None where nothing does."""
        return _INVERSES.get(self)


_UNDER_WAY = {
    RowAction.ARCHIVE: "Archiving",
    RowAction.UNARCHIVE: "Taking out of the archive",
    RowAction.DELETE: "Deleting",
    RowAction.PIN: "Pinning",
    RowAction.UNPIN: "Unpinning",
    RowAction.HIDE: "Hiding",
    RowAction.UNHIDE: "Showing again",
    RowAction.READ: "Marking read",
    RowAction.UNREAD: "Marking unread",
}
_PAIRS = (
    (RowAction.ARCHIVE, RowAction.UNARCHIVE),
    (RowAction.PIN, RowAction.UNPIN),
    (RowAction.HIDE, RowAction.UNHIDE),
    (RowAction.READ, RowAction.UNREAD),
)
_INVERSES = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A thread with which it was not done: its title as it was then, and why."""

    thread: ThreadKey
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """How an action went.

    Attributes:
        done: the threads with which it was done, and their titles.
        refusals: the others.
    """

    action: RowAction
    done: tuple[tuple[ThreadKey, str], ...] = ()
    refusals: tuple[Refusal, ...] = ()

    @property
    def total(self) -> int:
        return len(self.done) + len(self.refusals)
