"""The board: every known thread as one row, and which of them a list shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from codex_tui.model.kinship import Origin, origin_of
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.row_actions import RowAction

IN_ARCHIVE = "it is archived. Take it out of the archive first"
"""Why a thread can only be read."""
DELETED = "it was deleted"
"""The same, for good."""


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


class Ending(str, Enum):
    """How the last turn of a thread ended, if not with its answer."""

    FAILED = "failed"
    INTERRUPTED = "interrupted"


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
    """Id of the thread that this one is a copy of."""
    fork_prompt: SafeText | None = None
    """What was typed in the last turn that a fork has from its source; None if that is not known."""
    stand_in: SafeText | None = None
    """The title of a fork until something is typed into it: that of its source."""
    parent: str | None = None
    """Id of the thread that this one works for as a sub-agent."""
    agent: SafeText | None = None
    """What a sub-agent is called."""
    activity: SafeText = SafeText("")
    """What it does now: the command that runs, the question that waits. Of a turn that is over, what came of it."""
    ending: Ending | None = None
    """How its last turn ended, as far as this client heard of it or asked."""
    failure_taken_back: bool = False
    """The turn that failed is gone; the server goes on to tell of the failure until the next turn."""
    pinned: bool = False
    """In the section at the top, where a person put it."""
    hidden: bool = False
    """Left out of the list until hidden ones are asked for."""

    @property
    def title(self) -> SafeText:
        """The one name a thread has everywhere: its name, else the first line typed into it."""
        typed = SafeText(self.preview.strip().split("\n", 1)[0])
        return self.name or typed or self.stand_in or self.agent or SafeText("New thread")

    @property
    def source(self) -> ThreadKey | None:
        """The thread under which this one stands: that of which it is an agent or a copy."""
        under = self.parent or self.forked_from
        return None if under is None else self.key._replace(thread=under)


@dataclass(slots=True, eq=False, repr=False)
class Listing:
    """One view of the threads (its folder and archived flag), filled page by page."""

    cwd: str | None = None
    archived: bool = False
    cursor: str | None = None
    complete: bool = False
    loading: bool = False
    error: SafeText | None = None
    loaded_once: bool = False
    all_wanted: bool = False
    """Page after page is loaded, to the end."""
    began: int = 0
    """The moment of the board at which the listing began."""
    seen: set[ThreadKey] = field(default_factory=set)
    """The threads of all pages so far."""
    doubtful: list[tuple[float, ThreadKey]] = field(default_factory=list)
    """Rows that were there before the listing began, oldest first, as far as the pages have not come."""


@dataclass(slots=True, eq=False, repr=False)
class Board:
    """All rows by key, and the listing that the home screen shows."""

    rows: dict[ThreadKey, ThreadRow] = field(default_factory=dict)
    listing: Listing = field(default_factory=Listing)
    worktrees: frozenset[str] = frozenset()
    """Folders in the other worktrees of a repository: the application's folder, as these have it. Listed with it."""
    others: set[str] = field(default_factory=set)
    """Names of the servers beside the first one. Of those all folders are listed: this one is none of theirs."""
    by_folder: bool = False
    """Whether the list has a section for each folder, below what needs somebody."""
    hidden: frozenset[str] = frozenset()
    """Ids of the threads that a person hid, whether they are loaded or not."""
    show_hidden: bool = False
    """Whether the list has the hidden rows too."""
    undoable: list[tuple[RowAction, tuple[ThreadKey, ...]]] = field(default_factory=list)
    """What would take back what was done here, the last one last: of several servers, each part is one server's."""
    unfolded: set[ThreadKey] = field(default_factory=set)
    """Threads whose sub-agents are listed under them also when these have done their work."""
    gone_folders: frozenset[str] = frozenset()
    """Folders of threads that are not there any more, as far as somebody looked at their rows."""
    origins: dict[ThreadKey, Origin] = field(default_factory=dict)
    """Where threads come from that did not begin by themselves, whether they are loaded or not."""
    unkept: set[ThreadKey] = field(default_factory=set)
    """Threads whose origin became known or was forgotten, and is not kept so on disk yet."""
    unsure: set[ThreadKey] = field(default_factory=set)
    """Threads of which something was heard that makes it necessary to read them."""
    unheard: dict[ThreadKey, bool] = field(default_factory=dict)
    """Threads whose turn is over, or may be, without a word of what came of it; and whether it waited for somebody."""
    moment: int = 0
    """Counts what is heard of threads. An answer is older than what was heard since it was asked for."""
    heard: dict[ThreadKey, int] = field(default_factory=dict)
    """Of which threads something was heard, and at which moment last."""
    deleted: set[ThreadKey] = field(default_factory=set)
    """Threads that were heard to be gone for good, whatever a late answer says."""

    def hear(self, key: ThreadKey) -> None:
        """Notes that a notification told something of a thread."""
        self.moment += 1
        self.heard[key] = self.moment

    def heard_since(self, key: ThreadKey, moment: int) -> bool:
        """Whether something was heard of a thread after a moment."""
        return self.heard.get(key, 0) > moment

    def put(self, row: ThreadRow) -> None:
        row.hidden = row.key.thread in self.hidden
        self.rows[row.key] = row
        known = self.origins.get(row.key)
        if known is not None:
            known.onto(row)
        if row.parent is not None or row.forked_from is not None:
            self.learn(row.key, origin_of(row))

    def drop(self, key: ThreadKey) -> bool:
        return self.rows.pop(key, None) is not None

    def learn(self, key: ThreadKey, origin: Origin | None) -> None:
        """Takes over where a thread comes from; None for one that is gone for good."""
        if origin == self.origins.get(key):
            return
        self.unkept.add(key)
        if origin is None:
            del self.origins[key]
        else:
            self.origins[key] = origin

    def covers(self, cwd: str | None, key: ThreadKey, folder: str) -> bool:
        """Whether a thread in a folder is one of those of `cwd`, where None are all."""
        return cwd is None or folder == cwd or folder in self.worktrees or key.server in self.others

    def lists(self, row: ThreadRow) -> bool:
        """Whether a row belongs to the listing. A sub-agent does as long as it does something, or is unfolded."""
        return self._in_listing(row) and (row.parent is None or row.state.active or self.unfolds(row))

    def _in_listing(self, row: ThreadRow) -> bool:
        listing = self.listing
        return (
            row.archived is listing.archived
            and self.covers(listing.cwd, row.key, row.cwd)
            and (not row.hidden or self.show_hidden)
        )

    def unfolds(self, agent: ThreadRow) -> bool:
        """Whether a sub-agent is shown under its thread whatever it does."""
        # No server should name agents of each other; one that does hangs nothing.
        seen: set[ThreadKey] = set()
        row = agent
        while row.key not in seen:
            seen.add(row.key)
            above = self.rows.get(row.source) if row.source in self.unfolded else None
            if above is None or not self._in_listing(above):
                return False
            if above.parent is None or above.state.active:
                return True
            row = above
        return False

    def visible(self, filter_text: str = "") -> list[ThreadRow]:
        """The rows of the current listing whose title holds the text in any case, most recent first."""
        wanted = filter_text.casefold()
        rows: Iterable[ThreadRow] = self.rows.values()
        chosen = [row for row in rows if self.lists(row) and (not wanted or wanted in row.title.casefold())]
        chosen.sort(key=lambda row: (row.updated_at, row.key.thread), reverse=True)
        return chosen
