"""Commands about the list of threads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError
from codex_tui.model.board import Listing, ThreadRow
from codex_tui.model.changes import RowsChanged
from codex_tui.model.keys import ThreadKey
from codex_tui.model.translate_threads import thread_row
from codex_tui.session.link import Link, explain

if TYPE_CHECKING:
    from codex_app_server.generated.v2_all import ThreadListResponse

PAGE = 50


class ListingCommands:
    """Fills the board page by page."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def list_threads(self, cwd: str | None, *, archived: bool) -> None:
        """Shows the threads of a folder (None: of all), live or archived, from the newest page on."""
        listing = self._link.state.board.listing = Listing(cwd=cwd, archived=archived)
        await self._load(listing)

    async def more_threads(self) -> None:
        """Loads the next page of the current listing."""
        listing = self._link.state.board.listing
        if listing.loaded_once and not listing.complete and not listing.loading:
            await self._load(listing)

    async def latest_thread(self) -> ThreadKey | None:
        """The thread of the folder of the application that was used last; None if there is none."""
        try:
            page = await self._page(self._link.state.folder, archived=False, cursor=None, limit=1)
        except CodexError as error:
            self._link.complain("The threads could not be listed", error)
            return None
        return ThreadKey(self._link.name, page.data[0].id) if page.data else None

    async def _load(self, listing: Listing) -> None:
        listing.loading = True
        listing.error = None
        self._link.report(RowsChanged())
        try:
            page = await self._page(listing.cwd, archived=listing.archived, cursor=listing.cursor, limit=PAGE)
        except CodexError as error:
            listing.error = explain(error)
        else:
            self._put(listing, page)
        listing.loading = False
        self._link.report(RowsChanged())

    async def _page(
        self, cwd: str | None, *, archived: bool, cursor: str | None, limit: int
    ) -> ThreadListResponse:
        codex = await self._link.codex()
        return await codex.thread_list(
            archived=archived,
            cursor=cursor,
            cwd=cwd,
            limit=limit,
            model_providers=[],
            sort_key="recency_at",
            # The database alone: quick, and its cursors skip nothing.
            use_state_db_only=True,
        )

    def _put(self, listing: Listing, page: ThreadListResponse) -> None:
        board = self._link.state.board
        whole = listing.cursor is None and page.next_cursor is None
        for thread in page.data:
            key = ThreadKey(self._link.name, thread.id)
            row = thread_row(self._link.name, thread, board.rows.get(key))
            row.archived = listing.archived
            self._read_state(row, (page.read_states or {}).get(thread.id))
            board.put(row)
        if whole:
            self._drop_gone(listing, {thread.id for thread in page.data})
        listing.cursor = page.next_cursor
        listing.complete = page.next_cursor is None
        listing.loaded_once = True

    def _read_state(self, row: ThreadRow, read_state: Any) -> None:
        if isinstance(read_state, dict):
            row.unread = read_state.get("firstUnread") is not None
            revision = read_state.get("revision")
            if isinstance(revision, str):
                self._link.reducer.memory(self._link.name).revisions[row.key] = revision

    def _drop_gone(self, listing: Listing, present: set[str]) -> None:
        """Drops rows that a complete listing would show and does not: deleted elsewhere.

        A thread that is open here stays: it is listed by the server only after its first turn.
        """
        board = self._link.state.board
        for key, row in list(board.rows.items()):
            listed = row.archived == listing.archived and listing.cwd in (None, row.cwd)
            if listed and key.thread not in present and key not in self._link.state.conversations:
                board.drop(key)
