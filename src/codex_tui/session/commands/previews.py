"""Reads the last turn of the thread under the cursor; the newest wish is the only one that is followed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from codex_app_server import CodexError
from codex_tui.model.changes import StatusChanged
from codex_tui.model.preview import Preview, loaded_preview, preview_of, stamp_of
from codex_tui.model.translate import fill_item, new_item
from codex_tui.session.link import Link, explain

if TYPE_CHECKING:
    from codex_tui.model.board import ThreadRow
    from codex_tui.model.items import Item
    from codex_tui.model.keys import ThreadKey

KEPT = 64
"""Previews that are remembered, so that going back and forth asks nothing."""


class PreviewCommands:
    """Previews of threads, from what is loaded or by one page of one turn."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._reading: asyncio.Task[None] | None = None

    def want(self, key: ThreadKey | None) -> None:
        """Reads what is not known of a thread; what was wanted before is wanted no more. None wants nothing."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        row = self._link.state.board.rows.get(key) if key is not None else None
        if row is None or loaded_preview(self._link.state.conversations.get(row.key), row) is not None:
            return
        known = self._link.state.previews.get(row.key)
        if known is None or known.problem or known.stamp != stamp_of(row):
            self._reading = asyncio.ensure_future(self._read(row))

    async def _read(self, row: ThreadRow) -> None:
        from codex_app_server.generated.v2_all import ThreadTurnsListResponse  # see `ThreadCommands.adopt`

        stamp = stamp_of(row)
        try:
            params = {"threadId": row.key.thread, "limit": 1}
            page = await self._link.request("thread/turns/list", params, ThreadTurnsListResponse)
        except CodexError as error:
            preview = Preview(stamp, problem=explain(error))
        else:
            items: list[Item] = []
            for turn in page.data:
                for source in turn.items:
                    item = new_item(row.key.item(turn.id, source.root.id), source)
                    fill_item(item, source)
                    items.append(item)
            preview = preview_of(items, stamp)
        previews = self._link.state.previews
        previews.pop(row.key, None)
        previews[row.key] = preview
        while len(previews) > KEPT:
            del previews[next(iter(previews))]
        self._link.report(StatusChanged(row.key))
