"""Commands about whole threads: open, page back, fork, archive, name."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from codex_app_server import CodexError, JsonRpcError
from codex_tui.model.changes import (
    ConversationRenewed,
    HistoryGrew,
    RowsChanged,
    SettingsChanged,
    StatusChanged,
)
from codex_tui.model.keys import ItemKey, ThreadKey
from codex_tui.model.safe_text import SafeText
from codex_tui.model.translate_threads import opened_settings, thread_row
from codex_tui.session.link import Link, explain

if TYPE_CHECKING:
    from codex_app_server.generated.v2_all import (
        ThreadForkResponse,
        ThreadResumeResponse,
        ThreadStartResponse,
        ThreadTurnsListResponse,
    )
    from codex_tui.model.conversation import Conversation

PAGE = 20
"""Turns of one page of history."""


class ThreadCommands:
    """Opens threads and changes what the list shows of them."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._opening: dict[ThreadKey, asyncio.Task[bool]] = {}
        self._completed: set[ThreadKey] = set()

    # --- open -----------------------------------------------------------------------------------------------

    async def open_thread(self, key: ThreadKey) -> bool:
        """Loads a thread with its newest turns and subscribes to it; at once if open. False on failure."""
        conversation = self._link.state.conversations.get(key)
        if conversation is not None and conversation.ready:
            await self._mark_read(key)
            return True
        task = self._opening.get(key)
        if task is None:
            task = self._opening[key] = asyncio.ensure_future(self._open(key))
            task.add_done_callback(lambda _: self._opening.pop(key, None))
        return await asyncio.shield(task)

    async def _open(self, key: ThreadKey) -> bool:
        from codex_app_server.generated.v2_all import ThreadResumeResponse  # see `adopt`

        conversation = self._link.state.conversation(key)
        conversation.history.loading = True
        conversation.history.error = None
        self._link.report(HistoryGrew(key, 0))
        stale = frozenset(item.key for item in conversation.items)
        try:
            params = {"threadId": key.thread, "excludeTurns": True}
            opened = await self._link.request("thread/resume", params, ThreadResumeResponse)
        except JsonRpcError as error:
            return await self._read_only(conversation, stale, error)
        except CodexError as error:
            return self._failed(conversation, error)
        self.adopt(opened)
        try:
            await self._newest(conversation, stale)
        except CodexError as error:
            return self._failed(conversation, error)
        await self._mark_read(key)
        return True

    def adopt(self, opened: ThreadStartResponse | ThreadResumeResponse | ThreadForkResponse) -> Conversation:
        """Takes over what the server says of a thread that it has just loaded for this client."""
        board = self._link.state.board
        key = ThreadKey(self._link.name, opened.thread.id)
        known = board.rows.get(key)
        row = thread_row(self._link.name, opened.thread, known)
        board.put(row)
        conversation = self._link.state.conversation(key)
        conversation.settings = opened_settings(opened)
        conversation.ready = True
        self._link.report(StatusChanged(key) if known is not None else RowsChanged(), SettingsChanged(key))
        return conversation

    async def _newest(self, conversation: Conversation, stale: frozenset[ItemKey]) -> None:
        """Loads the newest page. Items that came live meanwhile stay; those of before are loaded anew."""
        page = await self._turns(conversation.key, None)
        if stale:
            changes = self._link.reducer.reset_from(conversation, page.data, stale)
        else:
            changes = self._link.reducer.prepend_turns(conversation, page.data)
        self._loaded(conversation, page)
        self._link.report(*changes)

    async def _read_only(
        self, conversation: Conversation, stale: frozenset[ItemKey], refusal: JsonRpcError
    ) -> bool:
        """Shows the history of a thread that cannot be run here, and says why."""
        if "is archived" not in refusal.message and "active writer" not in refusal.message:
            return self._failed(conversation, refusal)
        try:
            await self._newest(conversation, stale)
        except CodexError:
            return self._failed(conversation, refusal)
        self._link.complain("Read only", refusal)
        return True

    def _failed(self, conversation: Conversation, error: CodexError) -> bool:
        conversation.history.loading = False
        conversation.history.error = explain(error)
        self._link.report(HistoryGrew(conversation.key, 0))
        self._link.complain("The thread could not be opened", error)
        return False

    # --- history --------------------------------------------------------------------------------------------

    async def load_older(self, key: ThreadKey) -> None:
        """Puts the next older page of turns before what is loaded."""
        conversation = self._link.state.conversations.get(key)
        if conversation is None:
            return
        history = conversation.history
        if history.loading or history.complete or history.cursor is None:
            return
        history.loading = True
        history.error = None
        self._link.report(HistoryGrew(key, 0))
        try:
            page = await self._turns(key, history.cursor)
        except CodexError as error:
            history.loading = False
            history.error = explain(error)
            self._link.report(HistoryGrew(key, 0))
            return
        changes = self._link.reducer.prepend_turns(conversation, page.data)
        self._loaded(conversation, page)
        self._link.report(*changes)

    async def _turns(self, key: ThreadKey, cursor: str | None) -> ThreadTurnsListResponse:
        from codex_app_server.generated.v2_all import ThreadTurnsListResponse  # see `adopt`

        params = {"threadId": key.thread, "limit": PAGE, "itemsView": "full", "sortDirection": "desc"}
        if cursor is not None:
            params["cursor"] = cursor
        try:
            return await self._link.request("thread/turns/list", params, ThreadTurnsListResponse)
        except JsonRpcError as error:
            if "list_turns is not supported" in error.message:
                return ThreadTurnsListResponse(data=[])  # a thread without a turn
            raise

    def _loaded(self, conversation: Conversation, page: ThreadTurnsListResponse) -> None:
        history = conversation.history
        history.cursor = page.next_cursor
        history.complete = page.next_cursor is None
        history.loading = False

    # --- change ---------------------------------------------------------------------------------------------

    async def leave_thread(self, key: ThreadKey) -> None:
        """The thread is no longer on the screen: it counts as read. Its turn goes on."""
        await self._mark_read(key)

    async def fork(self, key: ThreadKey) -> ThreadKey | None:
        """Copies a thread with its whole history; gives the copy, open."""
        from codex_app_server.generated.v2_all import ThreadForkResponse  # see `adopt`

        try:
            params = {"threadId": key.thread, "excludeTurns": True}
            forked = await self._link.request("thread/fork", params, ThreadForkResponse)
            conversation = self.adopt(forked)
            await self._newest(conversation, frozenset())
        except CodexError as error:
            self._link.complain("The thread could not be forked", error)
            return None
        rows = self._link.state.board.rows
        source, copy = rows.get(key), rows[conversation.key]
        copy.forked_from = key.thread
        if source is not None and copy.name is None and not copy.preview:
            copy.preview = source.title
        self._link.report(RowsChanged(), ConversationRenewed(conversation.key))
        self._link.say(f"Forked from {key.short}")
        return conversation.key

    async def archive(self, key: ThreadKey) -> bool:
        return await self._call("thread/archive", key, {}, "The thread could not be archived", "Archived")

    async def unarchive(self, key: ThreadKey) -> bool:
        return await self._call(
            "thread/unarchive",
            key,
            {},
            "The thread could not be taken out of the archive",
            "Out of the archive",
        )

    async def rename(self, key: ThreadKey, name: str) -> bool:
        name = " ".join(name.split())
        if not name:
            self._link.say("A name cannot be empty", problem=True)
            return False
        return await self._call(
            "thread/name/set", key, {"name": name}, "The thread could not be renamed", "Renamed"
        )

    async def _call(
        self, method: str, key: ThreadKey, params: dict[str, str], failure: str, done: str
    ) -> bool:
        """Calls for a change that the server confirms by an event of its own."""
        try:
            await self._link.call(method, {"threadId": key.thread, **params})
        except CodexError as error:
            self._link.complain(failure, error)
            return False
        self._link.say(done)
        return True

    def mark_read_soon(self, key: ThreadKey) -> None:
        """A thread that is on the screen got something new."""
        self._link.in_background(self._mark_read(key))

    def complete_row_soon(self, key: ThreadKey) -> None:
        """A turn ended. A thread that has just been started has no branch until it is read again, once."""
        row = self._link.state.board.rows.get(key)
        if row is not None and row.branch is None and key not in self._completed:
            self._completed.add(key)
            self._link.in_background(self._complete_row(key))

    async def _complete_row(self, key: ThreadKey) -> None:
        from codex_app_server.generated.v2_all import ThreadReadResponse  # see `adopt`

        try:
            params = {"threadId": key.thread, "includeTurns": False}
            thread = (await self._link.request("thread/read", params, ThreadReadResponse)).thread
        except CodexError:
            return  # the row stays as it is, as it would without asking
        row = self._link.state.board.rows.get(key)
        if row is not None and thread.git_info is not None and thread.git_info.branch:
            row.branch = SafeText(thread.git_info.branch)
            self._link.report(StatusChanged(key))

    async def _mark_read(self, key: ThreadKey) -> None:
        """Tells the server that a thread was read; if that does not work the mark stays, and that is all."""
        row = self._link.state.board.rows.get(key)
        revision = self._link.reducer.memory(self._link.name).revisions.get(key)
        if row is None or not row.unread or revision is None or not self._link.ready:
            return
        row.unread = False
        self._link.report(StatusChanged(key))
        params = {"threadId": key.thread, "operation": {"type": "read"}, "expectedRevision": revision}
        try:
            await self._link.call("thread/readState/update", params)
        except CodexError:
            return
