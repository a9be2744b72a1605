"""Around a day's work: pages of facts, skills, hooks, MCP servers, goals, reviews, side conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from codex_tui.messages.base import AddressedIntent, ThreadFact, ThreadIntent

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.review import ReviewTarget

KEEP_BUDGET = -1
"""Said for a budget that stays as it is, where None takes it away."""


class FactsLoaded(Message):
    """What a page is made of was read, or could not be; if `stale`, it is to be read anew. See `FactsWanted`."""

    def __init__(self, what: str, *, stale: bool = False) -> None:
        super().__init__()
        self.what = what
        self.stale = stale


class GoalUpdated(ThreadFact):
    """The goal of a thread changed, or it has none any more."""


class FactsWanted(AddressedIntent):
    """Read what a page is made of.

    Args:
        what: ``status``, ``mcp``, ``skills``, ``hooks``, ``goal``, ``review`` or ``doctor``.
        thread: the thread that one came from, if any.
        folder: where it works.
        anew: also what was read before, and what the server keeps of it.
    """

    def __init__(self, what: str, thread: ThreadKey | None, folder: str, *, anew: bool = False) -> None:
        super().__init__(thread)
        self.what = what
        self.folder = folder
        self.anew = anew


class SkillSwitched(AddressedIntent):
    """Offer a skill to the model, or do not."""

    def __init__(self, path: str, thread: ThreadKey | None, folder: str, *, enabled: bool) -> None:
        super().__init__(thread)
        self.path = path
        self.folder = folder
        self.enabled = enabled


class HookSwitched(AddressedIntent):
    """Let a hook run, or not."""

    def __init__(self, key: str, thread: ThreadKey | None, folder: str, *, enabled: bool) -> None:
        super().__init__(thread)
        self.key = key
        self.folder = folder
        self.enabled = enabled


class HookTrusted(AddressedIntent):
    """Trust a hook as it is now, by its hash; with None, trust it no more."""

    def __init__(self, key: str, trusted: str | None, thread: ThreadKey | None, folder: str) -> None:
        super().__init__(thread)
        self.key = key
        self.trusted = trusted
        self.folder = folder


class McpLoginWanted(AddressedIntent):
    """Log in to an MCP server in the browser."""

    def __init__(self, name: str, thread: ThreadKey | None) -> None:
        super().__init__(thread)
        self.name = name


class McpSwitched(AddressedIntent):
    """Have an MCP server started with threads, or not."""

    def __init__(self, name: str, thread: ThreadKey | None, *, enabled: bool) -> None:
        super().__init__(thread)
        self.name = name
        self.enabled = enabled


class McpReloadWanted(AddressedIntent):
    """Have the server read the configuration of its MCP servers again, and start them anew."""

    def __init__(self, thread: ThreadKey | None) -> None:
        super().__init__(thread)


class GoalWanted(AddressedIntent):
    """Give a thread a goal, or change the one that it has; what is left out stays as it is.

    Args:
        thread: the thread; without one a new one starts.
        objective: what is to be reached.
        budget: how many tokens that may take; None for any number.
        status: ``active`` or ``paused``.
    """

    def __init__(
        self,
        thread: ThreadKey | None,
        objective: str | None = None,
        *,
        budget: int | None = KEEP_BUDGET,
        status: str | None = None,
    ) -> None:
        super().__init__(thread)
        self.objective = objective
        self.budget = budget
        self.status = status


class GoalUnwanted(ThreadIntent):
    """Take the goal of a thread away."""


class ReviewWanted(AddressedIntent):
    """Have the agent review changes; without a thread, in a new one."""

    def __init__(self, thread: ThreadKey | None, target: ReviewTarget) -> None:
        super().__init__(thread)
        self.target = target


class SideWanted(ThreadIntent):
    """Ask something beside a thread, without touching it."""

    def __init__(self, thread: ThreadKey, text: str = "") -> None:
        super().__init__(thread)
        self.text = text


class SideOver(ThreadIntent):
    """A side conversation was left; its thread is forgotten."""
