"""Intents about what the server waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.messages.base import Intent, ThreadIntent

if TYPE_CHECKING:
    from codex_tui.model.answers import Answer
    from codex_tui.model.keys import RequestKey, ThreadKey
    from codex_tui.model.rule_book import AllowedTool, SavedRule


class OpenPage(Intent):
    """Open the page at an address in the person's own browser."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address


class ApprovalAnswered(Intent):
    """Answer a request that waits.

    Args:
        request: which.
        answer: what goes to the server.
        reason: what the model shall read after a no.
        thread: where the reason goes back to if the request does not wait any more.
    """

    def __init__(
        self,
        request: RequestKey,
        answer: Answer,
        reason: str | None = None,
        thread: ThreadKey | None = None,
    ) -> None:
        super().__init__()
        self.request = request
        self.answer = answer
        self.reason = reason
        self.thread = thread


class AnswerLost(ThreadIntent):
    """Give back what was typed as an answer, as what was asked does not wait any more."""

    def __init__(self, thread: ThreadKey, text: str) -> None:
        super().__init__(thread)
        self.text = text


class RulesWanted(Intent):
    """Read what is allowed for good, where a folder is worked in."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = folder


class RuleUnwanted(Intent):
    """Take back what is allowed for good."""

    def __init__(self, entry: SavedRule | AllowedTool, folder: str) -> None:
        super().__init__()
        self.entry = entry
        self.folder = folder
