"""Commands around a day's work: status, servers, skills, hooks, goal, review, side conversation, doctor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.messages.around import FactsWanted, GoalUnwanted, GoalWanted, ReviewWanted, SideWanted
from codex_tui.model.review import ReviewKind, ReviewTarget
from codex_tui.slash.command import Argument, CommandContext, Completion, Group, Refusal, SlashCommand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.messages import Intent

NO_SIDE = "Nothing was said in this thread yet: ask in it itself"


_GOAL_WORDS = {"pause": "paused", "resume": "active"}
"""What the official client takes behind the command as something to do, and so do people's fingers."""


def _goal(context: CommandContext, argument: str) -> Intent | Refusal:
    word = argument.casefold()
    if word not in (*_GOAL_WORDS, "clear"):
        return GoalWanted(context.thread, argument)
    conversation = context.conversation
    if conversation is None or conversation.goal is None:
        return Refusal("This thread has no goal")
    if word == "clear":
        return GoalUnwanted(conversation.key)
    return GoalWanted(conversation.key, status=_GOAL_WORDS[word])


def _review(context: CommandContext, argument: str) -> Intent:
    return ReviewWanted(context.thread, review_target(argument))


def review_target(argument: str) -> ReviewTarget:
    """What is meant: ``uncommitted``, ``branch NAME``, ``commit HASH``; anything else is what to look for, in words."""
    kind, _, rest = argument.partition(" ")
    name = rest.strip()
    if argument.strip() == "uncommitted":
        return ReviewTarget(ReviewKind.UNCOMMITTED)
    if kind == "branch" and name and " " not in name:
        return ReviewTarget(ReviewKind.BRANCH, name)
    if kind == "commit" and name and " " not in name:
        return ReviewTarget(ReviewKind.COMMIT, name)
    return ReviewTarget(ReviewKind.CUSTOM, argument)


def _reviewed(context: CommandContext) -> Iterator[Completion]:
    choices = context.state.around.review
    changed = choices.changed if choices is not None and choices.folder == context.folder else None
    files = f": {changed} file{'' if changed == 1 else 's'}" if changed is not None else ""
    yield Completion("uncommitted", f"What is not committed yet{files}")
    if choices is None or choices.folder != context.folder:
        return
    for branch in (one for one in choices.branches if not one.is_current):
        yield Completion(f"branch {branch.name}", f"What changed since {branch.name}")
    for commit in choices.commits:
        yield Completion(f"commit {commit.sha[:9]}", commit.subject)


def _choices_wanted(context: CommandContext) -> Intent:
    return FactsWanted("review", context.thread, context.folder)


def _side(context: CommandContext, argument: str) -> Intent | Refusal:
    return SideWanted(context.thread, argument) if context.thread is not None else Refusal(NO_SIDE)


TOOLS = (
    SlashCommand("goal", Group.CONVERSATION, "app.goal", argument=Argument("TEXT"), post=_goal),
    SlashCommand(
        "side",
        Group.CONVERSATION,
        "app.side",
        aliases=("btw",),
        argument=Argument("TEXT"),
        post=_side,
        needs_thread=NO_SIDE,
    ),
    SlashCommand(
        "review",
        Group.TOOLS,
        "app.review",
        argument=Argument("WHAT", completions=_reviewed, wanted=_choices_wanted),
        post=_review,
    ),
    SlashCommand("mcp", Group.TOOLS, "app.mcp"),
    SlashCommand("skills", Group.TOOLS, "app.skills"),
    SlashCommand("hooks", Group.TOOLS, "app.hooks"),
    SlashCommand("status", Group.APP, "app.status"),
    SlashCommand("doctor", Group.APP, "app.doctor"),
)
