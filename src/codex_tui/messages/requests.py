"""Intents about what the server waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.messages.base import AddressedIntent, Intent, ThreadIntent

if TYPE_CHECKING:
    from codex_tui.model.answers import Answer
    from codex_tui.model.keys import RequestKey, ThreadKey
    from codex_tui.model.requests import Request
    from codex_tui.model.rule_book import AllowedTool, SavedRule


class OpenPage(Intent):
    """Open the page at an address in the person's own browser."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address


class ApprovalAnswered(AddressedIntent):
    """Answer a request that waits.

    Args:
        asked: which, as it was seen: under its key something else may wait by then.
        answer: what goes to the server.
        reason: what the model shall read after a no.
    """

    def __init__(self, asked: Request, answer: Answer, reason: str | None = None) -> None:
        super().__init__(asked.thread)
        self.asked = asked
        self.answer = answer
        self.reason = reason

    @property
    def request(self) -> RequestKey:
        return self.asked.key

    @property
    def addressee(self) -> str:
        return self.asked.key.server


class AnswerLost(ThreadIntent):
    """Give back what was typed as an answer, as what was asked does not wait any more."""

    def __init__(self, thread: ThreadKey, text: str) -> None:
        super().__init__(thread)
        self.text = text


class RulesWanted(AddressedIntent):
    """Read what is allowed for good, where a folder is worked in."""

    def __init__(self, thread: ThreadKey | None, folder: str) -> None:
        super().__init__(thread)
        self.folder = folder


class RuleUnwanted(AddressedIntent):
    """Take back what is allowed for good."""

    def __init__(self, entry: SavedRule | AllowedTool, thread: ThreadKey | None, folder: str) -> None:
        super().__init__(thread)
        self.entry = entry
        self.folder = folder
