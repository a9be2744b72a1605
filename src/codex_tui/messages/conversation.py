"""Intents within one conversation: prompts, turns, what is loaded of it, its model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.messages.base import AddressedIntent, Intent, ThreadIntent, ThreadsIntent, as_draft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ItemKey, ThreadKey


class PromptSubmitted(AddressedIntent):
    """Send this prompt; it steers where a turn runs. Without a thread a new one is started."""

    def __init__(self, thread: ThreadKey | None, prompt: str | Draft) -> None:
        super().__init__(thread)
        self.draft = as_draft(prompt)

    @property
    def text(self) -> str:
        """The prompt with its elements folded, as it was shown."""
        return self.draft.text


class ForkFrom(ThreadIntent):
    """Make a copy of a thread that ends before a turn, or with it, and show it.

    Args:
        turn: the turn's id.
        before: the copy ends before it, and its `prompt` goes to the composer of the copy.
        prompt: what was asked in that turn.
    """

    def __init__(self, thread: ThreadKey, turn: str, *, before: bool, prompt: Draft) -> None:
        super().__init__(thread)
        self.turn = turn
        self.before = before
        self.prompt = prompt


class RewindWanted(ThreadIntent):
    """Take a turn and all later ones back, once a person has seen what is lost; its prompt is written again."""

    def __init__(self, thread: ThreadKey, turn: str, prompt: Draft) -> None:
        super().__init__(thread)
        self.turn = turn
        self.prompt = prompt


class InterruptTurn(ThreadIntent):
    """Stop the running turn."""


class InterruptTurns(ThreadsIntent):
    """Stop the turns of several threads, whether they are open here or not."""

    def __init__(self, threads: Sequence[ThreadKey]) -> None:
        super().__init__(threads)


class CompactThread(ThreadIntent):
    """Summarise the conversation to free context."""


class PageWanted(ThreadIntent):
    """The view came near an end of what is loaded; pages far from the items that are read may go."""

    def __init__(self, thread: ThreadKey, read: frozenset[ItemKey]) -> None:
        super().__init__(thread)
        self.read = read


class OlderHistoryWanted(PageWanted):
    """The view came near the oldest loaded item."""


class NewerHistoryWanted(PageWanted):
    """The view came near the newest loaded item, and newer ones exist."""


class StartWanted(ThreadIntent):
    """Load the very first turns, in the place of what is loaded."""


class EndWanted(ThreadIntent):
    """Load the newest turns, in the place of what is loaded."""


class ThreadLeft(ThreadIntent):
    """The thread is shown no more; `reading` is the item at which one stopped to read, None at the end."""

    def __init__(self, thread: ThreadKey, reading: ItemKey | None) -> None:
        super().__init__(thread)
        self.reading = reading


class ModelChosen(AddressedIntent):
    """Use this model, effort and tier for the next turns; without a thread, for the next new thread."""

    def __init__(self, thread: ThreadKey | None, model: str, effort: str | None, tier: str | None) -> None:
        super().__init__(thread)
        self.model = model
        self.effort = effort
        self.tier = tier


class DraftChanged(AddressedIntent):
    """The composer holds this now, unsent."""

    def __init__(self, thread: ThreadKey | None, draft: Draft) -> None:
        super().__init__(thread)
        self.draft = draft


class EndCommand(Intent):
    """End one command that runs; `everything` ends all of its thread that go on without a turn."""

    def __init__(self, item: ItemKey, *, everything: bool = False) -> None:
        super().__init__()
        self.item, self.everything = item, everything

    @property
    def addressee(self) -> str:
        return self.item.server
