"""The home screen: every thread on one board, live. Its keys become intents; what it shows is in `threads_view`."""

from __future__ import annotations

from textual import events, on

from codex_tui import messages as say
from codex_tui.keymap import Scope, bindings
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.threads_aside import ThreadsAside
from codex_tui.widgets.key_hints import KeyHints

ON_ROW = frozenset(
    {"open", "unfold", "fork", "rename", "archive", "delete", "pin", "hide", "toggle_read", "mark", "copy_id"}
)
"""What keys do to the row under the cursor."""


class ThreadsScreen(ThreadsAside):
    """The threads of this folder, or of all, by what they need."""

    BINDINGS = bindings(Scope.THREADS)

    @on(events.Click, "#elsewhere")
    @on(events.Click, "#scope")
    @on(events.Click, "#short-scope")
    def _scope_clicked(self) -> None:
        self.action_toggle_folder()

    # --- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the filter its own key is a character like any other."""
        if action == "filter" and self.focused is self._filter:
            return False
        return super().check_action(action, parameters)

    async def action_at_once(self, action: str) -> None:
        """What a key of the list does, before the next key is given to anybody."""
        self.query_one(KeyHints).hush()
        self.stay()
        if action in ON_ROW and self.threads.has_focus:
            if self.threads.handover.is_new and not self.threads.selection:
                self.query_one(KeyHints).say(
                    SafeText("That thread has just gone from the list; nothing was done")
                )
                return
            self.threads.handover.acts_on((self.threads.cursor, *self.threads.selection))
        await self.run_action(action)

    def action_filter(self) -> None:
        # At once, and before the key reaches the list: what is typed next is given to whatever has the focus then.
        # Typed quickly, as over a slow line, "/ra" would rename and archive.
        self.set_focus(self._filter)

    def action_clear_filter(self) -> None:
        if not self._filter.has_focus and self.select_none():
            return
        self._filter.value = ""
        self.threads.focus()

    def action_cursor_down(self) -> None:
        if self._filter.has_focus:
            self.leave_filter()
        else:
            self._move(1)

    def action_cursor_up(self) -> None:
        self._move(-1)

    def action_first(self) -> None:
        self.moved_list.move_to_first()

    def action_last(self) -> None:
        self._retry_page()
        if self.moved_list is self.threads:
            self.go_to_end()
        else:
            self.moved_list.move_to_last()

    def action_page_down(self) -> None:
        self._retry_page()
        self.moved_list.move_pages(1)

    def action_page_up(self) -> None:
        self.moved_list.move_pages(-1)

    def _move(self, rows: int) -> None:
        if not self.move_on_hits(rows):
            self._retry_page()
            self.threads.move(rows)

    def _retry_page(self) -> None:
        """A page that failed is asked for again when one goes on, and not by itself."""
        if self._board.listing.error is not None:
            self._asked = None

    async def action_open(self) -> None:
        if (intent := self.open_intent()) is not None:
            await self._go(intent)

    def action_toggle_folder(self) -> None:
        cwd, archived = self._listed()
        self._list(self._ports.state.folder if cwd is None else None, archived=archived)

    def action_toggle_archived(self) -> None:
        cwd, archived = self._listed()
        self._list(cwd, archived=not archived)

    def action_reload(self) -> None:
        cwd, archived = self._listed()
        self._list(cwd, archived=archived)

    def _listed(self) -> tuple[str | None, bool]:
        """Folder and archive of what is listed, or will be once it is there."""
        listing = self._board.listing
        return self._wanted or (listing.cwd, listing.archived)

    def _list(self, cwd: str | None, *, archived: bool) -> None:
        self._asked = None
        self._wanted = cwd, archived
        self.post_message(say.ListingWanted(cwd, archived=archived))
        self.search_again()

    async def action_next_mode(self) -> None:
        await self.run_action("app.next_mode")

    async def action_inbox(self) -> None:
        await self.run_action("app.inbox")

    async def action_help(self) -> None:
        await self.run_action("app.help")

    async def action_quit(self) -> None:
        await self.run_action("app.quit")
