"""What a person answers to what the server asks."""

from __future__ import annotations

from codex_tui import messages as say
from codex_tui.intents.desk import Desk, handles


class RequestIntents(Desk):
    """What a person answers to what the server asks."""

    @handles(say.ApprovalAnswered)
    async def _approval_answered(self, intent: say.ApprovalAnswered) -> None:
        self.do(lambda session: session.approvals.answer(intent.request, intent.answer, intent.reason))
