"""Keeps the rows of the board right where a notification tells only that something happened.

A server tells every client the status of every thread, and whoever subscribed to a thread what its turns do. So a
thread that another client runs is read when its turn begins and when it ends, and is subscribed to in between.
Nothing is asked that no notification gave reason to.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError, JsonRpcError
from codex_tui.model.changes import StatusChanged
from codex_tui.model.safe_text import SafeText
from codex_tui.model.thread_rows import is_archived
from codex_tui.model.translate_threads import thread_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_app_server.generated.v2_all import ThreadReadResponse
    from codex_tui.model.board import Board
    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.link import Link

FOLLOWED = 32
"""Threads of other clients that are subscribed to at a time; of more that run, the status is all that is shown."""
PAUSES = (0.1, 0.4, 1.6)
"""Seconds before a thread is asked for again: it is told of some milliseconds before it is stored."""


class RowUpkeep:
    """Reads and follows the threads that the board is unsure of."""

    def __init__(self, link: Link, unsubscribe: Callable[[ThreadKey], None]) -> None:
        self._link = link
        self._unsubscribe = unsubscribe
        self._busy: dict[ThreadKey, bool] = {}
        """Threads that are looked at now, and whether something was heard of them since."""
        self._followed: set[ThreadKey] = set()
        self._too_many: dict[ThreadKey, None] = {}
        """Threads that run and would be followed if there were fewer, the first one first."""

    @property
    def _board(self) -> Board:
        return self._link.state.board

    def look(self) -> None:
        """Sees to everything that the board became unsure of."""
        unsure = self._board.unsure
        while unsure:
            key = unsure.pop()
            if key in self._busy:
                self._busy[key] = True
            else:
                self._busy[key] = False
                self._link.in_background(self._see_to(key))

    def forget(self) -> None:
        """The connection is over, and with it every subscription."""
        self._followed.clear()
        self._too_many.clear()
        self._board.unsure.clear()

    async def _see_to(self, key: ThreadKey) -> None:
        try:
            for pause in (*PAUSES, None):
                self._busy[key] = False
                if await self._settled(key) and not self._busy[key]:
                    return
                # What happened meanwhile is looked at at once; after a refusal, later.
                if not self._busy[key] and pause is not None:
                    await asyncio.sleep(pause)
        finally:
            again = self._busy.pop(key)
        if again:
            self._board.unsure.add(key)
            self.look()

    async def _settled(self, key: ThreadKey) -> bool:
        """Looks at a thread; whether the server could tell what was asked."""
        rows = self._board.rows
        try:
            await self._settle(key)
        except JsonRpcError:
            row = rows.get(key)
            # A thread is told of some milliseconds before it is stored. Of any other the row stays as it is.
            return key in self._board.deleted or (row is not None and not row.state.active)
        except CodexError:
            return True  # there is no connection
        row = rows.get(key)
        # What was typed is stored some milliseconds after the turn began, and may have been told before one listened.
        return row is None or not row.state.active or bool(row.preview or row.parent)

    async def _settle(self, key: ThreadKey) -> None:
        await self._read(key)
        row = self._board.rows.get(key)
        self._too_many.pop(key, None)
        if row is None or row.parent is not None or self._is_open(key):
            # What sub-agents do is told to everybody anyway.
            self._follow_no_more(key)
        elif row.state.active:
            if key not in self._followed and len(self._followed) < FOLLOWED:
                await self._follow(key)
            elif key not in self._followed:
                self._too_many[key] = None
        elif key in self._followed:
            self._follow_no_more(key)
            # Not to be held in the memory of the server for this client's sake.
            self._unsubscribe(key)
        if row is None:
            self._board.unheard.pop(key, None)
        elif not row.state.active and key in self._board.unheard and not self._busy[key]:
            await self._ask_what_came_of(key)

    def _follow_no_more(self, key: ThreadKey) -> None:
        """Another one that runs may take its place."""
        if key in self._followed:
            self._followed.discard(key)
            if self._too_many:
                self._board.unsure.add(next(iter(self._too_many)))
                self.look()

    def _is_open(self, key: ThreadKey) -> bool:
        """Whether somebody opened it here, or is about to: then it is subscribed to on that account."""
        return key in self._link.state.conversations

    async def _read(self, key: ThreadKey) -> None:
        from codex_app_server.generated.v2_all import ThreadReadResponse  # see `ThreadCommands.adopt`

        params = {"threadId": key.thread, "includeTurns": False}
        asked_at = self._board.moment
        answer = await self._link.request("thread/read", params, ThreadReadResponse)
        if key in self._board.deleted:
            return
        if self._board.heard_since(key, asked_at):
            # Which of the two is newer nobody can tell.
            self._busy[key] = True
            return
        self._take(key, answer)

    def _take(self, key: ThreadKey, answer: ThreadReadResponse) -> None:
        board, thread = self._board, answer.thread
        known = board.rows.get(key)
        row = thread_row(key.server, thread, known)
        if known is None and (thread.ephemeral or not (row.preview or row.parent or row.state.active)):
            return  # nothing was typed into it: no listing has it
        archived = is_archived(thread.path)
        if archived is not None:
            row.archived = archived
        if thread.recency_at is not None:
            row.updated_at = float(thread.recency_at)
        if answer.read_state is not None and not self._is_open(key):
            row.unread = answer.read_state.first_unread is not None
            row.read_revision = answer.read_state.revision
        doing = self._link.reducer.memory(key.server).doing.pop(key, "")
        if known is None and row.state.active:
            row.activity = self._link.state.inbox.question_of(key) or SafeText(doing)
        board.put(row)
        self._link.report(StatusChanged(key))

    async def _ask_what_came_of(self, key: ThreadKey) -> None:
        """Reads how the last turn of a thread ended, of which nothing was told here."""
        from codex_app_server.generated.v2_all import ThreadTurnsListResponse  # see `ThreadCommands.adopt`

        board, asked_at = self._board, self._board.moment
        try:
            params = {"threadId": key.thread, "limit": 1}
            page = await self._link.request("thread/turns/list", params, ThreadTurnsListResponse)
        except JsonRpcError:
            board.unheard.pop(key, None)
            raise
        if board.heard_since(key, asked_at):
            self._busy[key] = True
            return
        waited = board.unheard.pop(key, None)
        if waited is not None and page.data and page.data[0].status.value != "inProgress":
            self._link.report(*self._link.reducer.show_outcome(key, page.data[0], waited=waited))

    async def _follow(self, key: ThreadKey) -> None:
        """Subscribes to a thread that is loaded, as it runs: that changes neither its place nor its unread mark."""
        from codex_app_server.generated.v2_all import ThreadResumeResponse  # see `ThreadCommands.adopt`

        self._followed.add(key)
        params: dict[str, Any] = {
            "threadId": key.thread,
            "excludeTurns": True,
            "initialTurnsPage": {"limit": 1, "itemsView": "full"},
        }
        try:
            joined = await self._link.request("thread/resume", params, ThreadResumeResponse)
        except CodexError:
            self._follow_no_more(key)
            raise
        self._link.report(StatusChanged(key))
        row = self._board.rows.get(key)
        if row is None:
            return
        if row.state.active:
            for turn in joined.initial_turns_page.data if joined.initial_turns_page is not None else ():
                self._link.report(*self._link.reducer.show_joined(key, turn))
        else:
            self._busy[key] = True  # it was over before it could be followed
