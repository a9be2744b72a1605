"""Threads that wait for a person and are not open here: joined, so that what they ask arrives and can be answered.

The server sends its requests to those only who subscribed to the thread; everybody else is told that it waits. Resuming
a thread subscribes to it, and what it asks is asked once more.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from codex_app_server import CodexError
from codex_tui.model.board import ThreadState
from codex_tui.model.changes import StatusChanged
from codex_tui.model.keys import ThreadKey
from codex_tui.model.thread_rows import state_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codex_tui.model.changes import Change
    from codex_tui.session.commands.threads import ThreadCommands
    from codex_tui.session.link import Link

AT_ONCE = 4
"""Threads that are joined at the same time."""
LOADED = 100
"""Threads that the server has loaded and the list does not show, of which is asked whether they wait."""


class WaitingThreads:
    """Looks at threads whose status changed, or that were listed, and joins those that wait."""

    def __init__(self, link: Link, threads: ThreadCommands) -> None:
        self._link = link
        self._threads = threads
        self._joining: set[ThreadKey] = set()
        self._free = asyncio.Semaphore(AT_ONCE)

    def look(self, changes: Iterable[Change]) -> None:
        """Joins those threads that wait by what was changed."""
        for change in changes:
            if isinstance(change, StatusChanged):
                self.look_at(change.thread)

    def look_at_listed(self, keys: Iterable[ThreadKey]) -> None:
        """Joins those that wait, and says which of them do something: their change was not seen here."""
        rows = self._link.state.board.rows
        active = [key for key in keys if (row := rows.get(key)) is not None and row.state.active]
        self._link.report(*map(StatusChanged, active))

    async def look_at_loaded(self) -> None:
        """Finds what waits or runs among the threads that the server has loaded and no list has shown since."""
        board = self._link.state.board
        try:
            loaded = await self._link.call("thread/loaded/list", {})
            keys = [ThreadKey(self._link.name, thread) for thread in loaded.get("data") or ()]
            rows = board.rows
            # Rows that no page has shown since the connection was lost say that their threads are not loaded.
            board.unsure.update(
                key for key in keys if key in rows and rows[key].state is ThreadState.NOT_LOADED
            )
            for key in [key for key in keys if key not in rows][:LOADED]:
                answer = await self._link.call("thread/read", {"threadId": key.thread})
                if state_of(answer["thread"].get("status")).needs_you:
                    board.unsure.add(key)
        except CodexError:
            return  # what waits there is told by the server when it changes

    def look_at(self, key: ThreadKey) -> None:
        """Joins a thread if it waits and its requests would not come here, or not with what they are about."""
        row = self._link.state.board.rows.get(key)
        if row is None or not row.state.needs_you or key in self._joining:
            return
        conversation = self._link.state.conversations.get(key)
        if conversation is not None and (conversation.ready or conversation.history.loading):
            return
        if row.parent is not None and self._link.state.inbox.of(key):
            return  # what a sub-agent asks is told to those who have its parent open
        self._join_soon(key)

    def _join_soon(self, key: ThreadKey) -> None:
        self._joining.add(key)
        self._link.in_background(self._join(key))

    async def _join(self, key: ThreadKey) -> None:
        try:
            async with self._free:
                await self._threads.join(key)
        finally:
            self._joining.discard(key)
        # What is asked about may be known only now: the changes of a patch came behind the request.
        self._link.report(StatusChanged(key))
