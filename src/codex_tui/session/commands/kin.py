"""What no listing tells of threads, asked for those that somebody looks at.

These are their sub-agents, whose forks they are, and what came of their last turn.

Each thread is asked about once for as long as the connection lasts; what happens after that is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_app_server import CodexError
from codex_tui.list_call import LIST
from codex_tui.model.board import Listing
from codex_tui.model.changes import RowsListed, StatusChanged
from codex_tui.model.safe_path import raw_path
from codex_tui.model.thread_rows import put_page
from codex_tui.session.commands.gone_folders import gone_folders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.link import Link

_MOST_AGENTS = 100
"""Sub-agents of one thread that are shown; a page of the server holds no more."""


class KinCommands:
    """Finds the kin of threads.

    Args:
        link: the connection.
        look: sees to rows that the board is unsure of; reading one tells where it comes from.
    """

    def __init__(self, link: Link, look: Callable[[], None]) -> None:
        self._link = link
        self._look = look
        self._asked: set[ThreadKey] = set()
        self._wanted: list[ThreadKey] = []
        self._busy = False

    def forget(self) -> None:
        """The connection is over: what happened meanwhile was not told."""
        self._asked.clear()
        self._wanted.clear()

    async def see(self, threads: Iterable[ThreadKey]) -> None:
        """Asks about threads whose rows somebody sees, one after the other; who is seen no more waits no longer."""
        threads = tuple(threads)
        await self._look_for_folders(threads)
        self._wanted = [key for key in threads if key not in self._asked]
        if self._busy:
            return
        self._busy = True
        try:
            while self._wanted and self._link.ready:
                await self._see(self._wanted.pop(0))
        finally:
            self._busy = False

    async def _see(self, key: ThreadKey) -> None:
        board = self._link.state.board
        row = board.rows.get(key)
        if row is None or key in self._asked:
            return
        self._asked.add(key)
        if row.parent is None:
            await self._find_agents(key)
            if not (row.state.active or row.activity or row.ending):
                board.unheard.setdefault(key, False)
            if key not in board.origins or key in board.unheard:
                board.unsure.add(key)
                self._look()

    async def _look_for_folders(self, threads: Iterable[ThreadKey]) -> None:
        """Finds out which of their folders are gone, where these are on this machine."""
        board = self._link.state.board
        rows = [row for key in threads if (row := board.rows.get(key)) is not None and row.cwd]
        folders = {raw_path(row.cwd) for row in rows}
        gone = board.gone_folders - folders | await gone_folders(self._link, folders)
        if gone != board.gone_folders:
            changed = gone ^ board.gone_folders
            board.gone_folders = gone
            self._link.report(*(StatusChanged(row.key) for row in rows if raw_path(row.cwd) in changed))

    async def unfold(self, key: ThreadKey) -> None:
        """Lists the sub-agents that have done their work for a thread."""
        board = self._link.state.board
        board.unfolded.add(key)
        self._link.report(RowsListed(self._agents_of(key)))
        agents = await self._find_agents(key)
        if agents == 0 and not self._agents_of(key):
            board.unfolded.discard(key)
            self._link.say("No sub-agent has worked for this thread")

    async def fold(self, key: ThreadKey) -> None:
        """Lists only those that still work."""
        self._link.state.board.unfolded.discard(key)
        self._link.report(RowsListed(self._agents_of(key)))

    def _agents_of(self, key: ThreadKey) -> tuple[ThreadKey, ...]:
        rows = self._link.state.board.rows
        return tuple(row.key for row in rows.values() if row.parent is not None and row.source == key)

    async def _find_agents(self, key: ThreadKey) -> int | None:
        """Puts the sub-agents of a thread on the board; how many there are, None if that cannot be known now."""
        board = self._link.state.board
        row = board.rows.get(key)
        archived = row is not None and row.archived
        params = {
            "archived": archived,
            "limit": _MOST_AGENTS,
            "modelProviders": [],
            "parentThreadId": key.thread,
            "useStateDbOnly": True,
        }
        asked_at = board.moment
        try:
            page = await self._link.call(LIST, params)
        except CodexError:
            self._asked.discard(key)
            return None
        agents = put_page(board, Listing(archived=archived), self._link.name, page, asked_at)
        if agents:
            self._link.report(RowsListed(tuple(agents)))
        self._look()
        return len(agents)
