"""What the server asks: shown in the inbox, and kept until a person answers or the server withdraws it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from codex_app_server import ServerRequestClosedError
from codex_tui.model.keys import RequestKey, ThreadKey
from codex_tui.model.translate_requests import request_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from codex_app_server import ServerRequest
    from codex_tui.model.answers import Answer
    from codex_tui.session.link import Link

_NOT_FOR_PEOPLE = frozenset(
    {
        "account/chatgptAuthTokens/refresh",
        "attestation/generate",
        "currentTime/read",
        "item/tool/call",
    }
)
"""Asked of the program itself; the SDK's safe answer is the right one."""


class OpenRequests:
    """The requests of one connection that wait for an answer."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._open: dict[RequestKey, ServerRequest] = {}

    async def take(self, stream: AsyncIterator[ServerRequest]) -> None:
        """Takes requests until the connection ends."""
        async for request in stream:
            if request.method in _NOT_FOR_PEOPLE:
                # Of a thread that is not open here, another client knows the answer, and the first one counts.
                key = ThreadKey(self._link.name, request.thread_id or "")
                if request.thread_id is None or key in self._link.state.conversations:
                    await request.reject()
                continue
            asked = request_of(
                self._link.name, request.id, request.method, request.raw_params, self._link.reducer.steady()
            )
            self._forget_closed()
            self._open[asked.key] = request
            self._link.report(*self._link.reducer.ask(asked))

    def waits(self, key: RequestKey) -> bool:
        """Whether a request can still be answered."""
        request = self._open.get(key)
        return request is not None and request.is_open

    async def answer(self, key: RequestKey, answer: Answer) -> bool:
        """Answers a request, once; False if it does not wait any more.

        Raises:
            CodexError: the answer could not be sent.
        """
        request = self._open.get(key)
        asked = self._link.state.inbox.get(key)
        sent = False
        if request is not None and request.is_open:
            with contextlib.suppress(ServerRequestClosedError):
                if answer.result is None:
                    await request.reject()
                else:
                    await request.respond(answer.result)
                sent = True
        self._open.pop(key, None)
        self._link.report(*self._link.reducer.withdraw(key))
        if asked is not None and answer.told:
            self._link.report(*self._link.reducer.note_answer(asked.thread, answer.told, sent=sent))
        return sent

    def drop(self) -> None:
        """The connection is over, and with it everything that was asked on it."""
        self._open.clear()

    def _forget_closed(self) -> None:
        self._open = {key: request for key, request in self._open.items() if request.is_open}
