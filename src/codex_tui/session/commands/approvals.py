"""Commands about what waits for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_app_server import CodexError
from codex_tui.model.inbox import ApprovalKind, Decision

if TYPE_CHECKING:
    from codex_tui.model.keys import RequestKey
    from codex_tui.session.link import Link
    from codex_tui.session.open_requests import OpenRequests


class ApprovalCommands:
    """Answers the requests of the server."""

    def __init__(self, link: Link, requests: OpenRequests) -> None:
        self._link = link
        self._requests = requests

    async def answer(self, request: RequestKey, decision: Decision) -> None:
        """Answers a request that waits; one of a kind this client does not know can be refused only."""
        asked = self._link.state.inbox.get(request)
        refused = decision in (Decision.DECLINE, Decision.CANCEL)
        if asked is not None and asked.kind is ApprovalKind.OTHER and not refused:
            self._link.say("This kind of request can only be declined here", problem=True)
            return
        try:
            if not await self._requests.answer(request, decision):
                self._link.say("This request does not wait any more")
        except CodexError as error:
            self._link.complain("The answer could not be sent", error)
