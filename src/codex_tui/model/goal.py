"""The goal of a thread: what its turns go on for, one after the other, until it is reached or its budget is used."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from codex_tui.model.changes import GoalChanged
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from codex_app_server.generated.v2_all import (
        ThreadGoal,
        ThreadGoalClearedNotification,
        ThreadGoalUpdatedNotification,
    )
    from codex_tui.model.reducer_base import Reduction


class GoalState(str, Enum):
    """How it stands; the values are the server's."""

    ACTIVE = "active"
    PAUSED = "paused"
    BLOCKED = "blocked"
    USAGE_LIMITED = "usageLimited"
    BUDGET_LIMITED = "budgetLimited"
    COMPLETE = "complete"
    UNKNOWN = ""

    @property
    def said(self) -> str:
        """The state in words."""
        return _SAID[self]


_SAID = {
    GoalState.ACTIVE: "active",
    GoalState.PAUSED: "paused",
    GoalState.BLOCKED: "blocked",
    GoalState.USAGE_LIMITED: "usage limit reached",
    GoalState.BUDGET_LIMITED: "budget used up",
    GoalState.COMPLETE: "reached",
    GoalState.UNKNOWN: "in a state that this codex-tui does not know",
}


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal as the server has it. Times are Unix seconds."""

    objective: SafeText
    state: GoalState = GoalState.ACTIVE
    budget: int | None = None
    tokens: int = 0
    seconds: int = 0
    created_at: float = 0.0


def goal_of(told: ThreadGoal) -> Goal:
    """A goal as the protocol tells it."""
    try:
        state = GoalState(str(told.status.value))
    except ValueError:
        state = GoalState.UNKNOWN
    return Goal(
        SafeText(told.objective),
        state,
        told.token_budget,
        told.tokens_used,
        told.time_used_seconds,
        float(told.created_at),
    )


def goal_updated(reduction: Reduction, note: ThreadGoalUpdatedNotification) -> None:
    _put(reduction, note.thread_id, goal_of(note.goal))


def goal_cleared(reduction: Reduction, note: ThreadGoalClearedNotification) -> None:
    _put(reduction, note.thread_id, None)


def _put(reduction: Reduction, thread: str, goal: Goal | None) -> None:
    conversation = reduction.conversation(thread)
    if conversation is not None and conversation.goal != goal:
        conversation.goal = goal
        reduction.note(GoalChanged(conversation.key))
