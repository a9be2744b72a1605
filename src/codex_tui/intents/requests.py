"""What a person answers to what the server asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui import messages as say
from codex_tui.intents.desk import Desk, handles

if TYPE_CHECKING:
    from codex_tui.session.runtime import Session


class RequestIntents(Desk):
    """What a person answers to what the server asks."""

    @handles(say.ApprovalAnswered)
    async def _approval_answered(self, intent: say.ApprovalAnswered) -> None:
        self.do(
            lambda session: session.approvals.answer(
                intent.request, intent.answer, intent.reason, seen=intent.asked
            )
        )

    @handles(say.AnswerLost)
    async def _answer_lost(self, intent: say.AnswerLost) -> None:
        async def give_back(session: Session) -> None:
            session.approvals.give_back(intent.thread, intent.text)

        self.do(give_back)

    @handles(say.RulesWanted)
    async def _rules_wanted(self, intent: say.RulesWanted) -> None:
        self.do(lambda session: session.rules.read(intent.folder))

    @handles(say.RuleUnwanted)
    async def _rule_unwanted(self, intent: say.RuleUnwanted) -> None:
        self.do(lambda session: session.rules.remove(intent.entry, intent.folder))

    @handles(say.OpenPage)
    async def _open_page(self, intent: say.OpenPage) -> None:
        from codex_tui.browser import open_page  # hardly ever needed

        said, problem = await open_page(intent.address)
        self._stage.say(said, problem=problem)
