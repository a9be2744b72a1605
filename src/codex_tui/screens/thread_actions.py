"""What the keys of the board do to threads: to those that are selected, or to the one under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui import messages as say
from codex_tui.keymap import key_label
from codex_tui.model.row_actions import RowAction
from codex_tui.model.safe_path import raw_path
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.threads_view import ThreadsView
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.thread_list.index import flat_title

if TYPE_CHECKING:
    from codex_tui.model.board import ThreadRow
    from codex_tui.model.keys import ThreadKey


class ThreadActions(ThreadsView, part=True):
    """The board with the keys that act on threads. A thread is taken by its id the moment that a key is pressed."""

    # --- which

    def _meant(self) -> list[ThreadRow]:
        """The rows that an action is meant for."""
        keys = list(self.threads.selection)
        if not keys and (under := self.threads.cursor) is not None:
            keys = [under]
        rows = self._board.rows
        return [row for key in keys if (row := rows.get(key)) is not None]

    def action_mark(self) -> None:
        if (key := self.threads.cursor) is not None:
            self.threads.select(lambda selection: selection.toggle(key))
            self.threads.move(1)
            self._show_hints()

    def action_mark_all(self) -> None:
        self.threads.select(lambda selection: selection.all_shown())
        self._show_hints()
        if self.threads.selection and not self._board.listing.complete:
            rest = key_label("threads.last", self._ports.keys)
            text = f"Selected what is loaded, {len(self.threads.selection):,}; {rest} loads the others"
            self.query_one(KeyHints).say(SafeText(text))

    def select_none(self) -> bool:
        """Ends the selection; False if there was none."""
        if not self.threads.selection:
            return False
        self.threads.select(lambda selection: selection.clear())
        self._show_hints()
        return True

    # --- what

    async def action_archive(self) -> None:
        archived = self._board.listing.archived
        await self._act(RowAction.UNARCHIVE if archived else RowAction.ARCHIVE, self._meant())

    async def action_delete(self) -> None:
        await self._act(RowAction.DELETE, self._meant())

    async def action_pin(self) -> None:
        rows = self._meant()
        await self._act(RowAction.UNPIN if all(row.pinned for row in rows) else RowAction.PIN, rows)

    async def action_hide(self) -> None:
        rows = self._meant()
        await self._act(RowAction.UNHIDE if all(row.hidden for row in rows) else RowAction.HIDE, rows)

    async def action_toggle_read(self) -> None:
        rows = self._meant()
        unread = [row for row in rows if row.unread]
        if unread:
            read = [row.key for row in rows if not row.unread]
            self.threads.select(lambda selection: selection.leave_out(read))
        await self._act(*((RowAction.READ, unread) if unread else (RowAction.UNREAD, rows)))

    async def _act(self, action: RowAction, rows: list[ThreadRow]) -> None:
        if rows:
            await self._go(say.ActOnThreads(action, [row.key for row in rows]))

    def action_undo(self) -> None:
        undoable = self._board.undoable
        self.post_message(say.UndoWanted(undoable[-1][1][0] if undoable else None))

    def action_toggle_hidden(self) -> None:
        self.post_message(say.HiddenWanted(not self._board.show_hidden))

    def action_copy_id(self) -> None:
        rows = self._meant()
        if len(rows) == 1:
            self.post_message(say.CopyRequested(rows[0].key.thread, f"the id {rows[0].key.thread}"))
        elif rows:
            ids = "\n".join(row.key.thread for row in rows)
            self.post_message(say.CopyRequested(ids, f"{len(rows)} ids, one a line"))

    async def action_rename(self) -> None:
        from codex_tui.screens.prompt import TextPrompt  # no dialog is imported before there is one

        row = self.threads.row
        if row is None:
            return
        key: ThreadKey = row.key

        def rename(name: str | None) -> None:
            if name and name.strip():
                self.post_message(say.RenameThread(key, name.strip()))

        await self.app.push_screen(
            TextPrompt("Rename the thread", flat_title(row), keys=self._ports.keys), rename
        )

    # --- new ones

    async def action_new_thread(self) -> None:
        state, key = self._ports.state, self.threads.cursor
        row = state.board.rows.get(key) if key is not None else None
        if row is None or not state.is_one_of_several:
            await self._go(say.NewThread())
            return
        # Here is where the cursor is: on that server, and of another one than the first in that folder.
        folder = raw_path(row.cwd) or None if row.key.server in state.board.others else None
        await self._go(say.NewThread(folder, row.key.server))

    async def action_new_elsewhere(self) -> None:
        await self._go(say.NewElsewhere())

    async def action_new_on_server(self) -> None:
        """Asks for one of the servers, and begins there."""
        from codex_tui.screens.choose import Choice, Choose
        from codex_tui.screens.threads_texts import server_words

        servers = list(self._ports.state.servers.values())
        choices = [Choice(server_words(server), lead=server.label) for server in servers]

        async def begin(chosen: int | None) -> None:
            if chosen is not None:
                await self._go(say.NewThread(None, servers[chosen].name))

        await self.app.push_screen(
            Choose("Server", choices, ascii_only=self._ports.ascii_only, keys=self._ports.keys), begin
        )

    async def action_new_worktree(self) -> None:
        await self._go(say.NewInWorktree())

    async def action_fork(self) -> None:
        if (key := self.threads.cursor) is not None:
            await self._go(say.ForkThread(key))

    async def _go(self, intent: say.Intent) -> None:
        """Leads to another screen before the next key is given to anybody: what is typed next is meant for that one.

        Typed quickly, as over a slow line or while all this starts, "n" and "fix" would fork a thread.
        """
        await self.app.run_action(("app", "go", (intent,)), self)
