"""Threads that wait for a person and are not open here: joined, so that what they ask arrives and can be answered.

The server sends its requests to those only who subscribed to the thread; everybody else is told that it waits. Resuming
a thread subscribes to it, and what it asks is asked once more.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from codex_app_server import CodexError
from codex_tui.model.changes import StatusChanged
from codex_tui.model.keys import ThreadKey
from codex_tui.model.thread_rows import state_of

if TYPE_CHECKING:
    from collections.abc import Iterable

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

    def look(self, keys: Iterable[ThreadKey]) -> None:
        """Joins those of the threads that wait and whose requests would not come here."""
        for key in keys:
            row = self._link.state.board.rows.get(key)
            if row is not None and row.state.needs_you and not self._hears(key):
                self._join_soon(key)

    def look_at_stranger(self, key: ThreadKey) -> None:
        """A thread that no list has shown begins to wait: one of another folder, or of another client."""
        if key not in self._link.state.board.rows and not self._hears(key):
            self._join_soon(key)

    async def look_at_loaded(self) -> None:
        """Joins what waits among the threads that the server has loaded and no list has shown."""
        try:
            loaded = await self._link.call("thread/loaded/list", {})
            unknown = [key for key in self._keys(loaded) if key not in self._link.state.board.rows][:LOADED]
            for key in unknown:
                answer = await self._link.call("thread/read", {"threadId": key.thread})
                if state_of(answer["thread"].get("status")).needs_you:
                    self.look_at_stranger(key)
        except CodexError:
            return  # what waits there is told by the server when it changes

    def _keys(self, loaded: dict[str, list[str]]) -> list[ThreadKey]:
        return [ThreadKey(self._link.name, thread) for thread in loaded.get("data") or ()]

    def _hears(self, key: ThreadKey) -> bool:
        """Whether requests of a thread come here: it is open, or being opened, or its parent is."""
        conversations = self._link.state.conversations
        conversation = conversations.get(key)
        return (
            key in self._joining
            or (conversation is not None and (conversation.ready or conversation.history.loading))
            or bool(self._link.state.inbox.of(key))
            or any(key.thread in one.agents and one.ready for one in conversations.values())
        )

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
