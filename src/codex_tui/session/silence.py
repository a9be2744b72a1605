"""A server that says nothing: it is asked for a sign of life, and a person is told when none comes.

A socket whose other end is gone is given up by the SDK. A child process that is stopped, or busy for a minute, keeps
its pipes open and looks just like one that has nothing to say.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import anyio

from codex_app_server import CodexError
from codex_tui.model.changes import ServerChanged

if TYPE_CHECKING:
    from codex_app_server import AsyncCodex
    from codex_tui.session.link import Link

ASK_AFTER = 15.0
"""Seconds of silence after which a server is asked for a sign of life."""
PATIENCE = 10.0
"""Seconds that it has for that: far more than it takes to answer what only reads a list in its memory."""


class Silence:
    """Follows one server over all its connections."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._heard = False
        self._news = asyncio.Event()

    def hear(self) -> None:
        """The server has said something, whatever it is."""
        self._heard = True
        if self._link.server.silent:
            self._news.set()
            self._tell(silent=False)
            self._link.say("The server answers again.")

    def end(self) -> None:
        """The connection is over, and what is wrong is said of that."""
        self._tell(silent=False)

    async def watch(self, codex: AsyncCodex) -> None:
        """Looks after one connection until it is cancelled."""
        while True:
            self._heard = False
            await asyncio.sleep(ASK_AFTER)
            if self._heard:
                continue
            # An error is a sign of life as well; that the connection is over is said by others.
            with anyio.move_on_after(PATIENCE), contextlib.suppress(CodexError):
                await codex.request("thread/loaded/list", {"limit": 1}, dict)
            if not self._heard and not codex.is_closed:
                self._news.clear()
                self._tell(silent=True)
                await self._news.wait()

    def _tell(self, *, silent: bool) -> None:
        server = self._link.server
        if server.silent is not silent:
            server.silent = silent
            self._link.report(ServerChanged(self._link.name))
