"""Commands about rows of the board, one or many at once: what the server says counts, and what failed is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError, JsonRpcError
from codex_tui.model.changes import RowsChanged, StatusChanged
from codex_tui.model.keys import ThreadKey
from codex_tui.model.row_actions import Refusal, Report, RowAction
from codex_tui.model.thread_rows import PINNED_SECTION
from codex_tui.session.commands.deleting import Deleting
from codex_tui.session.commands.lookup import Lookup, RefusedError, is_unknown
from codex_tui.session.commands.naming import set_name
from codex_tui.session.commands.old_worktrees import OldWorktrees
from codex_tui.session.commands.together import together
from codex_tui.session.link import Link, explain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codex_tui.store.hidden_threads import HiddenStore


UNDOABLE = 100
"""Actions that are remembered to be taken back, the last ones."""
_FEW = 50
"""Rows that are looked at one by one; of more, all are."""


class RowActions:
    """Does to threads what a person wants done to their rows, and takes it back.

    Attributes:
        deleting: what deleting would mean.
        old_worktrees: those that deleting leaves behind.
    """

    def __init__(self, link: Link, hidden: HiddenStore | None = None) -> None:
        self._link = link
        self._hidden = hidden
        self._lookup = Lookup(link)
        self.deleting = Deleting(link, self._lookup)
        self.old_worktrees = OldWorktrees(link)
        self._under_way: set[ThreadKey] = set()

    async def act(self, action: RowAction, threads: Iterable[ThreadKey]) -> Report:
        """Does it with each of the threads; one with which something is done already is left out."""
        report = await self._act(action, threads)
        if action.inverse is not None and report.done:
            done = tuple(key for key, _ in report.done)
            undoable = self._link.state.board.undoable
            undoable.append((action.inverse, done))
            del undoable[:-UNDOABLE]
        return report

    async def undo(self) -> Report | None:
        """Takes the last action on threads of this server back that can be; None if there is none."""
        undoable = self._link.state.board.undoable
        for at, (action, threads) in reversed(list(enumerate(undoable))):
            if threads[0].server == self._link.name:
                del undoable[at]
                return await self._act(action, threads)
        return None

    def show_hidden(self, wanted: bool) -> int:
        """Lists hidden threads too, or leaves them out; gives how many are loaded."""
        board = self._link.state.board
        board.show_hidden = wanted
        self._link.report(RowsChanged())
        return sum(row.hidden for row in board.rows.values())

    async def rename(self, key: ThreadKey, name: str) -> bool:
        """Gives a thread a name; says what came of it."""
        name = " ".join(name.split())
        if not name:
            self._link.say("A name cannot be empty", problem=True)
            return False
        try:
            await set_name(self._link, key, name)
        except CodexError as error:
            self._link.say(f"Not renamed: {await self._why_not_renamed(key, error)}", problem=True)
            return False
        self._link.say("Renamed")
        return True

    async def _why_not_renamed(self, key: ThreadKey, error: CodexError) -> str:
        try:
            if isinstance(error, JsonRpcError) and is_unknown(error) and await self._lookup.is_archived(key):
                return "it is in the archive; take it out first"
        except RefusedError as refusal:
            return str(refusal)
        except CodexError as second:
            return explain(second)
        return explain(error)

    async def _act(self, action: RowAction, threads: Iterable[ThreadKey]) -> Report:
        keys = [key for key in dict.fromkeys(threads) if key not in self._under_way]
        rows = self._link.state.board.rows
        titles = {key: str(row.title) if (row := rows.get(key)) is not None else key.short for key in keys}
        self._under_way.update(keys)
        try:
            whys = await self._do(action, keys)
        finally:
            self._under_way.difference_update(keys)
        return Report(
            action,
            tuple((key, titles[key]) for key in keys if key not in whys),
            tuple(Refusal(key, titles[key], whys[key]) for key in keys if key in whys),
        )

    async def _do(self, action: RowAction, keys: list[ThreadKey]) -> dict[ThreadKey, str]:
        """Gives why it was not done, of those with which it was not."""
        if action in (RowAction.HIDE, RowAction.UNHIDE):
            self._hide(keys, hide=action is RowAction.HIDE)
            return {}
        if action is RowAction.DELETE:
            return await self.deleting.delete(keys)
        whys: dict[ThreadKey, str] = {}

        async def one(key: ThreadKey) -> None:
            try:
                await self._one(action, key)
            except RefusedError as refusal:
                whys[key] = str(refusal)
            except CodexError as error:
                whys[key] = explain(error)

        await together(one(key) for key in keys)
        return whys

    async def _one(self, action: RowAction, key: ThreadKey) -> None:
        if action in (RowAction.READ, RowAction.UNREAD):
            await self._mark(key, unread=action is RowAction.UNREAD)
        elif action in (RowAction.PIN, RowAction.UNPIN):
            await self._pin(key, pinned=action is RowAction.PIN)
        else:
            await self._archive(key, archived=action is RowAction.ARCHIVE)

    async def _archive(self, key: ThreadKey, *, archived: bool) -> None:
        method = "thread/archive" if archived else "thread/unarchive"
        try:
            await self._link.call(method, {"threadId": key.thread})
        except JsonRpcError as error:
            if not is_unknown(error) or await self._lookup.is_archived(key) is not archived:
                raise
            return  # somebody else did it
        if not archived:
            # The server archives the threads of sub-agents with theirs, and leaves them there.
            agents = await self._lookup.agents(key, archived=True)
            await together(self._link.call(method, {"threadId": agent}) for agent in agents)

    async def _pin(self, key: ThreadKey, *, pinned: bool) -> None:
        params = {"threadId": key.thread, "sectionId": PINNED_SECTION if pinned else None}
        try:
            await self._link.call("thread/section/move", params)
        except JsonRpcError as error:
            await self._lookup.refuse_if_gone(key, error)
            raise
        row = self._link.state.board.rows.get(key)
        if row is not None and row.pinned is not pinned:
            # Nobody is told of it, not even the other clients: they see it when they list again.
            row.pinned = pinned
            self._link.report(StatusChanged(key))

    def _hide(self, keys: Iterable[ThreadKey], *, hide: bool) -> None:
        board = self._link.state.board
        threads = {key.thread for key in keys}
        before = board.hidden
        if self._hidden is not None:
            board.hidden = self._hidden.change(**{"hide" if hide else "show": threads})
        else:
            board.hidden = before | threads if hide else before - threads
        # Another process may have hidden some too.
        changed = [ThreadKey(self._link.name, thread) for thread in board.hidden ^ before]
        for key in changed:
            if (row := board.rows.get(key)) is not None:
                row.hidden = key.thread in board.hidden
        self._link.report(*map(StatusChanged, changed) if len(changed) <= _FEW else (RowsChanged(),))

    async def _mark(self, key: ThreadKey, *, unread: bool) -> None:
        row = self._link.state.board.rows.get(key)
        revision = row.read_revision if row is not None else None
        if revision is None:
            revision = ((await self._lookup.read(key)).get("readState") or {}).get("revision")
        if revision is None:
            raise RefusedError("the server does not keep what was read of it")
        try:
            state = await self._set_read_state(key, revision, unread=unread)
        except JsonRpcError as error:
            await self._lookup.refuse_if_gone(key, error)
            now = error.data.get("readState") if isinstance(error.data, dict) else None
            if now is None:
                raise
            if not unread and now.get("firstUnread") is not None:
                self._show_read_state(key, now)
                raise RefusedError("something new came to it meanwhile") from error
            state = await self._set_read_state(key, now["revision"], unread=unread)
        self._show_read_state(key, state)

    async def _set_read_state(self, key: ThreadKey, revision: str, *, unread: bool) -> dict[str, Any]:
        params = {
            "threadId": key.thread,
            "operation": {"type": "unread" if unread else "read"},
            "expectedRevision": revision,
        }
        state: dict[str, Any] = (await self._link.call("thread/readState/update", params))["readState"]
        return state

    def _show_read_state(self, key: ThreadKey, state: dict[str, Any]) -> None:
        # The one who changes it is not told of it.
        row = self._link.state.board.rows.get(key)
        if row is not None:
            row.read_revision = state.get("revision")
            row.unread = state.get("firstUnread") is not None
            self._link.report(StatusChanged(key))
