"""The two kinds of messages: facts about a thread go down, intents of a person bubble up to the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ItemKey, ThreadKey


def as_draft(prompt: str | Draft) -> Draft:
    """A prompt as a draft; the first one imports what drafts are made of, which the first paint does not need."""
    from codex_tui.model.draft import draft_of

    return draft_of(prompt)


class ThreadFact(Message):
    """Something changed in one thread; goes to the subscribers of that thread only."""

    def __init__(self, thread: ThreadKey) -> None:
        super().__init__()
        self.thread = thread


class ItemFact(ThreadFact):
    """Something changed in one item."""

    def __init__(self, item: ItemKey) -> None:
        super().__init__(item.thread_key)
        self.item = item


class Intent(Message):
    """What a person wants; bubbles to the app."""


class ThreadIntent(Intent):
    """Do something with one thread."""

    def __init__(self, thread: ThreadKey) -> None:
        super().__init__()
        self.thread = thread
