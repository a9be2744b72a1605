"""Intents about models: what the next turns run with, and what new threads begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from codex_tui.messages.base import AddressedIntent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.model_choice import ModelChoice


class ModelIntent(AddressedIntent):
    """Change what the next turns of a thread run with; without a thread, what new threads begin with."""

    def __init__(self, thread: ThreadKey | None) -> None:
        super().__init__(thread)


class EffortStepped(ModelIntent):
    """Go to the model's next effort: up, or with a negative step down."""

    def __init__(self, thread: ThreadKey | None, step: int) -> None:
        super().__init__(thread)
        self.step = step


class EffortChosen(ModelIntent):
    """Use the effort of that name."""

    def __init__(self, thread: ThreadKey | None, effort: str) -> None:
        super().__init__(thread)
        self.effort = effort


class TierChosen(ModelIntent):
    """Use the service tier of that name or id; None is the standard one."""

    def __init__(self, thread: ThreadKey | None, tier: str | None) -> None:
        super().__init__(thread)
        self.tier = tier


class ModelsMarked(Message):
    """Run a prompt on all of these; None: what is being written."""

    def __init__(
        self, thread: ThreadKey | None, choices: Sequence[ModelChoice], prompt: Draft | None
    ) -> None:
        super().__init__()
        self.thread, self.choices, self.prompt = thread, tuple(choices), prompt


class DefaultModelWanted(ModelIntent):
    """Write a choice into the configuration of a thread's server, for all threads that begin there from now on."""

    def __init__(self, thread: ThreadKey | None, choice: ModelChoice) -> None:
        super().__init__(thread)
        self.choice = choice


class ModelsWanted(ModelIntent):
    """List the models of a thread's server again."""
