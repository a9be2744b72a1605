"""Commands about the list of threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_app_server import CodexError
from codex_tui.list_call import LIST, PAGE, list_params
from codex_tui.model.board import Listing
from codex_tui.model.changes import RowsChanged
from codex_tui.model.keys import ThreadKey
from codex_tui.model.thread_rows import put_page
from codex_tui.session.link import Link, explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class ListingCommands:
    """Fills the board page by page.

    Args:
        link: the connection.
        on_listed: told of the threads of a page.
    """

    def __init__(self, link: Link, on_listed: Callable[[Iterable[ThreadKey]], None]) -> None:
        self._link = link
        self._on_listed = on_listed

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
            page = await self._link.call(LIST, list_params(self._link.state.folder, archived=False, limit=1))
        except CodexError as error:
            self._link.complain("The threads could not be listed", error)
            return None
        return next((ThreadKey(self._link.name, thread["id"]) for thread in page["data"]), None)

    async def _load(self, listing: Listing) -> None:
        listing.loading = True
        listing.error = None
        self._link.report(RowsChanged())
        params = list_params(listing.cwd, archived=listing.archived, limit=PAGE, cursor=listing.cursor)
        try:
            page = await self._link.call(LIST, params)
        except CodexError as error:
            listing.error = explain(error)
        else:
            first = listing.cursor is None
            ids = put_page(self._link.state.board, listing, self._link.name, page)
            self._on_listed(ThreadKey(self._link.name, thread) for thread in ids)
            if first and listing.complete:
                self._drop_gone(listing, ids)
        listing.loading = False
        self._link.report(RowsChanged())

    def _drop_gone(self, listing: Listing, present: set[str]) -> None:
        """Drops rows that a complete listing would show and does not: deleted elsewhere.

        A thread that is open here stays: it is listed by the server only after its first turn.
        """
        board = self._link.state.board
        for key, row in list(board.rows.items()):
            listed = row.archived == listing.archived and listing.cwd in (None, row.cwd)
            if listed and key.thread not in present and key not in self._link.state.conversations:
                board.drop(key)
