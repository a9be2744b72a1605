"""Intents about what the server waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.messages.base import Intent

if TYPE_CHECKING:
    from codex_tui.model.inbox import Decision
    from codex_tui.model.keys import RequestKey


class ApprovalAnswered(Intent):
    """Answer a request that waits."""

    def __init__(self, request: RequestKey, decision: Decision) -> None:
        super().__init__()
        self.request = request
        self.decision = decision
