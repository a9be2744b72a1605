"""Which threads are pinned: the server keeps it, for all clients, and tells nobody when it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_app_server import CodexError
from codex_tui.list_call import LIST, PAGE, list_params
from codex_tui.model.board import Listing
from codex_tui.model.changes import RowsChanged
from codex_tui.model.thread_rows import PINNED_SECTION, put_page

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.link import Link

_PAGES = 20
"""Of pinned threads that are looked for, at most."""


class PinCommands:
    """Puts pinned threads on the board, however long ago they were used."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def load(self) -> None:
        """Asks which threads are pinned now. Without an answer the board keeps what it has."""
        board = self._link.state.board
        # One that is pinned while the server answers is not among these.
        own = ((key, row) for key, row in board.rows.items() if key.server == self._link.name)
        before = {key for key, row in own if row.pinned and not row.archived}
        pinned: set[ThreadKey] = set()
        listing = Listing()
        for _ in range(_PAGES):
            asked_at = board.moment
            params = list_params(None, archived=False, limit=PAGE, cursor=listing.cursor)
            try:
                page = await self._link.call(LIST, {**params, "sectionId": PINNED_SECTION})
            except CodexError:
                return
            pinned |= put_page(board, listing, self._link.name, page, asked_at)
            if listing.complete:
                break
        for key in before - pinned:
            if (row := board.rows.get(key)) is not None:
                row.pinned = False
        if before != pinned:
            self._link.report(RowsChanged())
