"""Intents about what the server waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.messages.base import Intent

if TYPE_CHECKING:
    from codex_tui.model.answers import Answer
    from codex_tui.model.keys import RequestKey


class ApprovalAnswered(Intent):
    """Answer a request that waits; `reason` is what the model shall read after a no."""

    def __init__(self, request: RequestKey, answer: Answer, reason: str | None = None) -> None:
        super().__init__()
        self.request = request
        self.answer = answer
        self.reason = reason
