"""The first page of the list of threads, asked for as the server is started and shown as soon as it is answered.

Light: it works before the session is imported, which takes as long again as the first paint. What it does not do (a
server that refuses, or is slow) the session does later as ever.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from codex_tui.messages import BoardChanged
from codex_tui.model.state import LOCAL
from codex_tui.model.thread_rows import put_page

if TYPE_CHECKING:
    from codex_app_server import ServerProcess
    from codex_tui.model.state import AppState
    from codex_tui.session.dispatcher import Dispatcher


class FirstPage:
    """Reads the answer of a server that was asked when it was started, and shows it, until it is left.

    From then on the client reads, who gets the bytes that were read here again. Needs a running event loop.
    """

    def __init__(self, process: ServerProcess, state: AppState, dispatcher: Dispatcher) -> None:
        self._early = process.early
        self._state = state
        self._dispatcher = dispatcher
        self._listing = state.board.listing
        self._reading = False

    def __enter__(self) -> FirstPage:
        if self._early is not None:
            self._reading = True
            asyncio.get_running_loop().add_reader(self._early.fileno(), self._readable)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def _stop(self) -> None:
        if self._reading and self._early is not None:
            self._reading = False
            asyncio.get_running_loop().remove_reader(self._early.fileno())

    def _readable(self) -> None:
        if self._early is None or self._early.read():
            return
        self._stop()
        page = self._early.answers.get(0)
        if isinstance(page, dict) and self._state.board.listing is self._listing:
            put_page(self._state.board, self._listing, LOCAL, page)
            self._dispatcher.post(BoardChanged())
