"""Commands about what waits for a person."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from codex_app_server import CodexError
from codex_tui.model.changes import PromptLost
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from codex_tui.model.answers import Answer
    from codex_tui.model.keys import RequestKey, ThreadKey
    from codex_tui.model.requests import Request
    from codex_tui.session.commands.rules import RuleCommands
    from codex_tui.session.commands.turns import TurnCommands
    from codex_tui.session.link import Link
    from codex_tui.session.open_requests import OpenRequests

_GONE = "It does not wait any more; what you typed is here"


class ApprovalCommands:
    """Answers the requests of the server."""

    def __init__(self, link: Link, requests: OpenRequests, turns: TurnCommands, rules: RuleCommands) -> None:
        self._link = link
        self._requests = requests
        self._turns = turns
        self._rules = rules

    async def answer(
        self,
        request: RequestKey,
        answer: Answer,
        reason: str | None = None,
        *,
        seen: Request | None = None,
    ) -> None:
        """Answers a request that waits.

        Args:
            request: what is answered.
            answer: what goes to the server, by `model.answers`.
            reason: why not, for the model: it steers the turn.
            seen: what the answer was given to. If that does not wait any more, nothing else under its key is
                answered, and the reason goes back to its thread.
        """
        asked = self._link.state.inbox.get(request)
        replaced = seen is not None and asked is not None and not asked.is_same(seen)
        if asked is None or replaced or not self._requests.waits(request):
            if not replaced:
                self._link.report(*self._link.reducer.withdraw(request))
            self._link.say("This request does not wait any more")
            if reason and seen is not None:
                self.give_back(seen.thread, reason)
            return
        if reason:
            # Before the no: then the model reads both at once. After it, a quick turn could be over already.
            await self._turns.explain(asked.thread, asked.turn, reason)
        try:
            answered = await self._requests.answer(request, answer)
        except CodexError as error:
            self._link.complain("The answer could not be sent", error)
            return
        if not answered:
            self._link.say("This request does not wait any more")
            return
        if answer.saves:
            await self._rules.note_saved(answer.saves)
            self._link.say(f"Allowed for good from now on: {shlex.join(answer.saves)}")
        if answer.interrupts:
            self._turns.interrupt(asked.thread)

    def give_back(self, thread: ThreadKey, text: str) -> None:
        """Gives back what was typed as an answer to something that does not wait any more."""
        self._link.report(PromptLost(thread, SafeText(text), SafeText(_GONE)))
