"""Facts and intents about one prompt on several models."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from textual.message import Message

from codex_tui.messages.base import AddressedIntent, Intent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.model.comparison import Contender
    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.model_choice import ModelChoice


class Fate(Enum):
    """What becomes of those that are not kept."""

    ARCHIVE = "archive"
    STAY = "stay"
    WITHOUT_WORKTREES = "archive, and delete their worktrees"


class ComparisonMoved(Message):
    """Another model has begun, or could not; or another comparison took the place of the last."""


class ComparePrompt(Intent):
    """Have models marked for this prompt."""

    def __init__(self, prompt: Draft) -> None:
        super().__init__()
        self.prompt = prompt


class CompareWanted(AddressedIntent):
    """Run a prompt on several models, once a person has said where they work.

    Args:
        thread: of which they become forks; None: new threads.
        choices: the models.
        prompt: what they are asked; blank: that is asked for.
    """

    def __init__(self, thread: ThreadKey | None, choices: Sequence[ModelChoice], prompt: Draft) -> None:
        super().__init__(thread)
        self.choices, self.prompt = tuple(choices), prompt


class ComparisonsWanted(AddressedIntent):
    """Show the comparison that a thread is a part of; where that leaves a choice, list them.

    Args:
        thread: the one on the screen, if any.
        prompt: what models are marked for, where there is no comparison yet or another one is wanted.
        others: list all of them, whichever is shown now.
    """

    def __init__(self, thread: ThreadKey | None, prompt: Draft, *, others: bool = False) -> None:
        super().__init__(thread)
        self.prompt, self.others = prompt, others


class ComparisonLookedAt(AddressedIntent):
    """The comparison is on the screen again: have its threads loaded, of which this is one."""

    def __init__(self, thread: ThreadKey | None) -> None:
        super().__init__(thread)


class ContenderKept(AddressedIntent):
    """Go on with one of them, once a person has said what becomes of the others."""

    def __init__(self, contender: Contender) -> None:
        super().__init__(contender.thread)
        self.contender = contender
