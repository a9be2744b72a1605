"""The board: every known thread as one row, and which of them a list shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codex_tui.model.keys import ThreadKey


class ThreadState(str, Enum):
    """What a thread does now, in the order of how much it wants a person."""

    NEEDS_APPROVAL = "needs approval"
    NEEDS_INPUT = "needs input"
    RUNNING = "running"
    FAILED = "failed"
    IDLE = "idle"
    NOT_LOADED = "not loaded"

    @property
    def needs_you(self) -> bool:
        return self in (ThreadState.NEEDS_APPROVAL, ThreadState.NEEDS_INPUT)

    @property
    def active(self) -> bool:
        return self.needs_you or self is ThreadState.RUNNING


@dataclass(slots=True)
class ThreadRow:
    """One thread in a list. Times are Unix seconds."""

    key: ThreadKey
    name: SafeText | None = None
    preview: SafeText = SafeText("")
    cwd: SafeText = SafeText("")
    branch: SafeText | None = None
    model: SafeText | None = None
    created_at: float = 0.0
    updated_at: float = 0.0
    state: ThreadState = ThreadState.NOT_LOADED
    archived: bool = False
    unread: bool = False
    read_revision: str | None = None
    """Of the read state, which the server wants back to change it."""
    forked_from: str | None = None
    activity: SafeText = SafeText("")
    """What it does now: the command that runs, the question that waits."""

    @property
    def title(self) -> SafeText:
        """The one name a thread has everywhere: its name, else the first line typed into it."""
        return self.name or SafeText(self.preview.strip().split("\n", 1)[0]) or SafeText("New thread")


@dataclass(slots=True)
class Listing:
    """One view of the threads (its folder and archived flag), filled page by page."""

    cwd: str | None = None
    archived: bool = False
    cursor: str | None = None
    complete: bool = False
    loading: bool = False
    error: SafeText | None = None
    loaded_once: bool = False


@dataclass(slots=True)
class Board:
    """All rows by key, and the listing that the home screen shows."""

    rows: dict[ThreadKey, ThreadRow] = field(default_factory=dict)
    listing: Listing = field(default_factory=Listing)

    def put(self, row: ThreadRow) -> None:
        self.rows[row.key] = row

    def drop(self, key: ThreadKey) -> bool:
        return self.rows.pop(key, None) is not None

    def visible(self, filter_text: str = "") -> list[ThreadRow]:
        """The rows of the current listing whose title holds the text in any case, most recent first."""
        wanted = filter_text.casefold()
        listing = self.listing
        rows: Iterable[ThreadRow] = self.rows.values()
        chosen = [
            row
            for row in rows
            if row.archived == listing.archived
            and (listing.cwd is None or row.cwd == listing.cwd)
            and (not wanted or wanted in row.title.casefold())
        ]
        chosen.sort(key=lambda row: (row.updated_at, row.key.thread), reverse=True)
        return chosen
