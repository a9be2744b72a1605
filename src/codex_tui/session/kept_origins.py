"""Brings what the board knows of where threads come from to disk and back, beside everything else that goes on."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from codex_tui.model.changes import RowsChanged
from codex_tui.model.keys import ThreadKey

if TYPE_CHECKING:
    from codex_tui.session.link import Link
    from codex_tui.store.origins import OriginStore


class KeptOrigins:
    """The origins of the board, kept in a file."""

    def __init__(self, link: Link, store: OriginStore) -> None:
        self._link = link
        self._store = store
        self._writing = False

    async def load(self) -> None:
        """Takes over what is kept, into rows that are there already too."""
        kept = await asyncio.to_thread(self._store.load)
        board = self._link.state.board
        news = False
        for thread, origin in kept.items():
            key = ThreadKey(self._link.name, thread)
            if key in board.origins or key in board.deleted:
                continue
            board.origins[key] = origin
            row = board.rows.get(key)
            if row is not None:
                board.put(row)
                news = True
        if news:
            self._link.report(RowsChanged())

    def keep_soon(self) -> None:
        """Writes what became known, if something did."""
        if self._link.state.board.unkept and not self._writing:
            self._writing = True
            self._link.in_background(self._keep())

    async def _keep(self) -> None:
        board = self._link.state.board
        try:
            while board.unkept:
                changed = {key.thread: board.origins.get(key) for key in board.unkept}
                board.unkept.clear()
                await asyncio.to_thread(self._store.change, changed)
        finally:
            self._writing = False
