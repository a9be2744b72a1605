"""What a server was asked as it was started: the first page of the list of threads, shown as soon as it is answered.

With it the newest turns of a thread that the command line names, which `early_page` shows.

Light: it works before the session is imported, which takes as long again as the first paint. What it does not do (a
server that refuses, or is slow) the session does later as ever.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from codex_app_server import ServerProcess
from codex_tui.messages import BoardChanged
from codex_tui.model.state import LOCAL
from codex_tui.model.thread_rows import put_page

if TYPE_CHECKING:
    from codex_app_server import EarlyCalls, EarlySocket
    from codex_tui.model.state import AppState
    from codex_tui.servers.joining import Joining
    from codex_tui.session.dispatcher import Dispatcher


PATIENCE = 1.0
"""Seconds that a server may take to answer what it was asked at its start, once somebody waits for that."""
_ROWS, _TURNS, _ITEMS = range(3)
"""The places of the calls among those that the start makes."""


class FirstPage:
    """Reads the answer of a server that was asked when it was started, and shows it, until it is left.

    From then on the client reads, who gets the bytes that were read here again. Needs a running event loop.

    Args:
        begun: the process or the connection that was begun at the start; None where there is neither.
    """

    def __init__(
        self, begun: ServerProcess | Joining | None, state: AppState, dispatcher: Dispatcher
    ) -> None:
        self._begun = begun
        self._early: EarlyCalls | EarlySocket | None = None
        self._state = state
        self._dispatcher = dispatcher
        self._listing = state.board.listing
        self._reading = False
        self._left = False
        self._over = asyncio.Event()
        """All is answered, or nobody will."""

    def __enter__(self) -> FirstPage:
        if self._begun is None or isinstance(self._begun, ServerProcess):
            self._listen()
        else:
            self._begun.when_done(partial(self._listen_soon, asyncio.get_running_loop()))
        return self

    def __exit__(self, *_: object) -> None:
        self._left = True
        self._stop()

    async def turns(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The answers to `page_call.opening_calls`; empty where there are none, or none within `PATIENCE`."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._over.wait(), PATIENCE)
        answers = self._early.answers if self._early is not None else {}
        page, newest = (answers.get(place) for place in (_TURNS, _ITEMS))
        return page if isinstance(page, dict) else {}, newest if isinstance(newest, dict) else {}

    def _listen_soon(self, loop: asyncio.AbstractEventLoop) -> None:
        with suppress(RuntimeError):  # the application has left
            loop.call_soon_threadsafe(self._listen)

    def _listen(self) -> None:
        self._early = self._begun.early if self._begun is not None and not self._left else None
        if self._early is None:
            self._over.set()
        else:
            self._reading = True
            asyncio.get_running_loop().add_reader(self._early.fileno(), self._readable)
            self._readable()  # an answer that came with that to the handshake was read already

    def _stop(self) -> None:
        self._over.set()
        if self._reading and self._early is not None:
            self._reading = False
            asyncio.get_running_loop().remove_reader(self._early.fileno())

    def _readable(self) -> None:
        if not self._reading or self._early is None or self._early.read():
            return
        self._stop()
        page = self._early.answers.get(_ROWS)
        if isinstance(page, dict) and self._state.board.listing is self._listing:
            put_page(self._state.board, self._listing, LOCAL, page)
            self._dispatcher.post(BoardChanged())
