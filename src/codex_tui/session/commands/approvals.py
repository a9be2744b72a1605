"""Commands about what waits for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_app_server import CodexError

if TYPE_CHECKING:
    from codex_tui.model.answers import Answer
    from codex_tui.model.keys import RequestKey
    from codex_tui.session.commands.turns import TurnCommands
    from codex_tui.session.link import Link
    from codex_tui.session.open_requests import OpenRequests


class ApprovalCommands:
    """Answers the requests of the server."""

    def __init__(self, link: Link, requests: OpenRequests, turns: TurnCommands) -> None:
        self._link = link
        self._requests = requests
        self._turns = turns

    async def answer(self, request: RequestKey, answer: Answer, reason: str | None = None) -> None:
        """Answers a request that waits.

        Args:
            request: what is answered.
            answer: what goes to the server, by `model.answers`.
            reason: why not, for the model; it steers the turn once the no is sent.
        """
        asked = self._link.state.inbox.get(request)
        try:
            answered = await self._requests.answer(request, answer)
        except CodexError as error:
            self._link.complain("The answer could not be sent", error)
            return
        if not answered:
            self._link.say("This request does not wait any more")
        if asked is None:
            return
        if reason is not None and reason.strip():
            await self._turns.explain(asked.thread, asked.turn, reason)
        if answered and answer.interrupts:
            self._turns.interrupt(asked.thread)
