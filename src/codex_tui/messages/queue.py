"""The fact and the intents about prompts that wait in a thread until its turn is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.messages.base import AddressedIntent, ThreadFact, ThreadIntent, as_draft

if TYPE_CHECKING:
    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ThreadKey


class QueueUpdated(ThreadFact):
    """Other prompts wait in the thread now, or in another order."""


class PromptQueued(AddressedIntent):
    """Let this prompt wait for the end of the running turn; where none runs it is sent.

    Args:
        thread: where; without one a new thread is started with it.
        prompt: what waits.
        place: the index at which it stood, if it was taken out of the queue before.
    """

    def __init__(self, thread: ThreadKey | None, prompt: str | Draft, place: int | None = None) -> None:
        super().__init__(thread)
        self.draft = as_draft(prompt)
        self.place = place


class QueuedPromptIntent(ThreadIntent):
    """Do something with one prompt that waits; without an id, with the last of them."""

    def __init__(self, thread: ThreadKey, prompt: str | None = None) -> None:
        super().__init__(thread)
        self.prompt = prompt


class EditQueued(QueuedPromptIntent):
    """Take it out of the queue and back into the composer."""


class DropQueued(QueuedPromptIntent):
    """Forget it."""


class SendQueued(QueuedPromptIntent):
    """Send it now: as steering where a turn runs. Without an id the queue goes on, with the first."""


class MoveQueued(ThreadIntent):
    """Let it wait at another place."""

    def __init__(self, thread: ThreadKey, prompt: str, to: int) -> None:
        super().__init__(thread)
        self.prompt = prompt
        self.to = to
