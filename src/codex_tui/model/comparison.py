"""One prompt on several models at once: each has a thread of its own, and this is how they stand. Pure.

The threads are ordinary ones, so that nothing is lost with a comparison; it only remembers which belong together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING
from uuid import uuid4

from codex_tui.model.conversation import TurnStatus
from codex_tui.model.items import FileChangeItem, TurnEndItem
from codex_tui.model.safe_text import SafeText
from codex_tui.model.tallies import Edited, Tokens, edited
from codex_tui.model.translate_text import first_line

if TYPE_CHECKING:
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.model_choice import ModelChoice
    from codex_tui.model.state import AppState

MOST = 9
"""Models at once: each has a digit for its key."""
_NAMED = 60
"""Characters of the prompt in the name of a thread."""


class ComparePlace(Enum):
    """Where the models work, so that they do not step on each other."""

    READ_ONLY = "read only"
    WORKTREES = "a worktree each"
    TOGETHER = "the same folder"

    @property
    def about(self) -> str:
        """What it means, in a sentence."""
        return _PLACES[self]


_PLACES = {
    ComparePlace.READ_ONLY: "All read your folder and none may change it; one that wants to asks you.",
    ComparePlace.WORKTREES: "Each may change files in a new git worktree on a branch of its own. "
    "What you have not committed stays behind.",
    ComparePlace.TOGETHER: "All work in your folder with its permissions, and overwrite each other's changes.",
}


class Stand(str, Enum):
    """How far one of them is, in a word."""

    STARTING = "starting"
    RUNNING = "running"
    WAITING = "needs you"
    DONE = "done"
    INTERRUPTED = "interrupted"
    FAILED = "failed"
    DELETED = "deleted"

    @property
    def over(self) -> bool:
        return self in (Stand.DONE, Stand.INTERRUPTED, Stand.FAILED, Stand.DELETED)


@dataclass(slots=True)
class Result:
    """What came of the turn. What the server keeps nothing of is remembered here, so that it outlives the screen."""

    duration_ms: int | None = None
    tokens: Tokens | None = None
    edited: Edited | None = None
    ended: Stand | None = None
    """How it ended; None before it did."""


@dataclass(slots=True, eq=False)
class Contender:
    """A model that has the prompt."""

    choice: ModelChoice
    thread: ThreadKey | None = None
    turn: str | None = None
    folder: str = ""
    """Of its worktree, if it has one."""
    branch: str = ""
    tokens_before: int | None = None
    """What its thread had used before; None for a fork of which that is not told: it is known when the turn ends."""
    problem: SafeText = SafeText("")
    """Why it could not be started."""
    result: Result = field(default_factory=Result)
    deleted: bool = False
    """The server has no such thread any more."""
    archived: bool = False
    """Its thread was in the archive when it was opened; where the board has a row of it, that knows better."""


@dataclass(slots=True, eq=False)
class Comparison:
    """One prompt, and who has it."""

    prompt: Draft
    source: ThreadKey | None
    """The thread of which they are forks; None: they began by themselves."""
    place: ComparePlace
    contenders: list[Contender]
    id: str = field(default_factory=lambda: uuid4().hex)
    begun: float = 0.0
    """When, in Unix seconds."""
    folder: str = ""
    """Where the models work that have no worktree."""

    def thread_name(self, contender: Contender) -> str:
        """What a contender's thread is called, so that it can be told from the others in any list."""
        return f"{contender.choice.model}: {first_line(self.prompt.text, _NAMED) or 'compared'}"

    def threads(self) -> list[ThreadKey]:
        """The threads that there are."""
        return [one.thread for one in self.contenders if one.thread is not None and not one.deleted]

    def is_about(self, thread: ThreadKey) -> bool:
        """Whether a thread is the one of which all are forks, or one of them."""
        return thread == self.source or any(one.thread == thread for one in self.contenders)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a contender stands, as a column shows it.

    Attributes:
        stand: how far it is.
        runs_since: from when on to count how long its turn runs, in Unix seconds.
        result: time, tokens and files, as far as they are known.
        why: what went wrong, or what it waits for.
        archived: its thread is in the archive.
    """

    stand: Stand
    runs_since: float | None = None
    result: Result = field(default_factory=Result)
    why: SafeText = SafeText("")
    archived: bool = False

    @property
    def is_put_away(self) -> bool:
        """Whether its thread is where nobody has to put it any more."""
        return self.archived or self.stand is Stand.DELETED


def standing(state: AppState, contender: Contender) -> Standing:
    """How a contender stands now."""
    if contender.problem:
        return Standing(Stand.FAILED, why=contender.problem)
    if contender.deleted or contender.thread in state.board.deleted:
        return Standing(Stand.DELETED, result=contender.result)
    conversation = state.conversations.get(contender.thread) if contender.thread is not None else None
    turn = conversation.turns.get(contender.turn or "") if conversation is not None else None
    if contender.thread is None or contender.turn is None:
        return Standing(Stand.STARTING)
    if conversation is None or turn is None:
        # It was left, and is loaded anew when it is looked at.
        row = state.board.rows.get(contender.thread)
        active = row is not None and row.state.active
        waits = row is not None and row.state.needs_you
        going_on = Stand.WAITING if waits else Stand.RUNNING if active else Stand.DONE
        return Standing(contender.result.ended or going_on, result=contender.result)
    if turn.status is TurnStatus.IN_PROGRESS:
        waits = bool(state.inbox.of(contender.thread))
        return Standing(
            Stand.WAITING if waits else Stand.RUNNING, turn.runs_since, so_far(conversation, contender)
        )
    stand = _ENDS.get(turn.status, Stand.DONE)
    row = state.board.rows.get(contender.thread)
    why = row.activity if row is not None and stand is Stand.FAILED else SafeText("")
    archived = row.archived if row is not None else contender.archived
    return Standing(stand, turn.runs_since, contender.result, why, archived)


_ENDS = {
    TurnStatus.COMPLETED: Stand.DONE,
    TurnStatus.INTERRUPTED: Stand.INTERRUPTED,
    TurnStatus.FAILED: Stand.FAILED,
}


def so_far(conversation: Conversation, contender: Contender) -> Result:
    """What the turn of a contender amounts to, as its conversation tells."""
    turn = contender.turn or ""
    end = next(iter(conversation.of_turn(turn, TurnEndItem)), None)
    changes = edited(conversation.of_turn(turn, FileChangeItem))
    if end is None:
        before = contender.tokens_before
        used = conversation.usage.total.total - before if before is not None else 0
        return Result(None, Tokens(total=used) if used > 0 else None, changes)
    known, how = contender.result, conversation.turns.get(turn)
    ended = _ENDS.get(how.status) if how is not None else None
    tokens = end.tokens or known.tokens or _tokens_of_last(conversation, contender)
    return Result(end.duration_ms, tokens, end.edited or changes or known.edited, ended)


def _tokens_of_last(conversation: Conversation, contender: Contender) -> Tokens | None:
    """What a turn used that nobody saw here: what its thread has used since, as long as it is the last one there."""
    before = contender.tokens_before
    if (
        before is None
        or not conversation.newer.complete
        or contender.turn != next(reversed(conversation.turns))
    ):
        return None
    used = conversation.usage.total.total - before
    return Tokens(total=used) if used > 0 else None
