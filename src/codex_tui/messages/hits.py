"""Facts and intents about the search through the messages of all threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from codex_tui.messages.base import Intent

if TYPE_CHECKING:
    from codex_tui.model.message_hits import MessageHit


class MessagesSearched(Message):
    """The search through all messages began, came further, or ended."""


class SearchMessages(Intent):
    """Look for a text in all messages of the threads that are listed, on every server; an empty one ends that."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class MoreHitsWanted(Intent):
    """The view came near the last hit."""


class OpenHit(Intent):
    """Show a thread at the message that was found."""

    def __init__(self, hit: MessageHit, term: str) -> None:
        super().__init__()
        self.hit = hit
        self.term = term

    @property
    def addressee(self) -> str:
        return self.hit.key.server
