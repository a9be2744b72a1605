"""The page of a thread's goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.goal import Goal, GoalState
from codex_tui.render.durations import count, whole_seconds
from codex_tui.render.pages.page import Page, Section, Tone, Words, fact, words

if TYPE_CHECKING:
    from codex_tui.model.conversation import Conversation

NONE = (
    "This thread has no goal. With one, codex goes on by itself, turn after turn, until the goal is reached or its "
    "budget of tokens is used up. Setting one begins a turn at once."
)
_TONES = {
    GoalState.ACTIVE: Tone.ACCENT,
    GoalState.COMPLETE: Tone.GOOD,
    GoalState.PAUSED: Tone.WARN,
    GoalState.BLOCKED: Tone.WARN,
}
_MEANS = {
    GoalState.ACTIVE: "codex goes on by itself",
    GoalState.PAUSED: "no turn begins for it; one that runs goes on to its end",
    GoalState.BLOCKED: "codex says that it cannot go on; tell it how, and let it go on",
    GoalState.BUDGET_LIMITED: "give it a larger budget to go on",
    GoalState.USAGE_LIMITED: "the limits of your account stop it",
    GoalState.COMPLETE: "codex says so",
}


def goal_page(conversation: Conversation | None) -> Page:
    """The page; without a conversation, that of a thread that is yet to begin."""
    goal = conversation.goal if conversation is not None else None
    if goal is None:
        return Page((Section("Goal", (), (words(NONE),)),))
    rows = [
        fact("objective", "Objective", goal.objective),
        fact(
            "state",
            "State",
            words(goal.state.said, _TONES.get(goal.state, Tone.BAD)),
            _MEANS.get(goal.state, ""),
        ),
        fact("tokens", "Tokens", _tokens(goal), _left(goal)),
        fact("time", "Time", whole_seconds(goal.seconds * 1000)),
    ]
    return Page((Section("Goal", tuple(rows)),))


def _tokens(goal: Goal) -> str:
    return (
        f"{count(goal.tokens)} used"
        if goal.budget is None
        else f"{count(goal.tokens)} of {count(goal.budget)} used"
    )


def _left(goal: Goal) -> Words:
    if goal.budget is None:
        return words("no budget: any number", Tone.QUIET)
    left = goal.budget - goal.tokens
    return words(f"{count(left)} left", Tone.QUIET) if left > 0 else words("the budget is used up", Tone.WARN)


def short_goal(goal: Goal) -> str:
    """A goal in a few words, for a line that is always there."""
    used = count(goal.tokens) if goal.budget is None else f"{count(goal.tokens)} of {count(goal.budget)}"
    return f"goal {goal.state.said} · {used} tok"
