"""Intents about what the server waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.messages.base import Intent, ThreadIntent

if TYPE_CHECKING:
    from codex_tui.model.answers import Answer
    from codex_tui.model.keys import RequestKey, ThreadKey


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
