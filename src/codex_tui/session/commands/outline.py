"""Commands about the outline of a thread: its turns one line each, page by page from the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError, JsonRpcError
from codex_tui.model.changes import OutlineGrew
from codex_tui.model.outline import Outline, changed_by, turn_line
from codex_tui.model.search import Place
from codex_tui.session.link import Link, explain

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey

PAGE = 100
"""Turns of one page of summaries: 4 ms of the server."""
READ = 20
"""Turns that are read in full at once, for what they changed."""


class OutlineCommands:
    """Fills the outline of a conversation."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._reading: dict[ThreadKey, str | None] = {}
        """The threads of which turns are being read, and the turn that is wanted after those."""

    async def load(self, key: ThreadKey, *, anew: bool = False) -> None:
        """Reads the next page of turns; or the newest one, as turns may have come and ended meanwhile."""
        conversation = self._link.state.conversations.get(key)
        if conversation is None:
            return
        outline = conversation.outline
        if outline is None or anew:
            outline = conversation.outline = Outline()
        if outline.loading or outline.complete:
            return
        outline.loading, outline.error = True, None
        cursor = outline.cursor
        try:
            page = await self._turns(key, cursor, PAGE, "summary")
        except CodexError as error:
            if isinstance(error, JsonRpcError) and "list_turns is not supported" in error.message:
                outline.complete = True  # a thread without a turn
            else:
                outline.error = explain(error)
        else:
            turns = enumerate(page["data"])
            # Two turns above the one that is wanted, so that the page holds what comes before and after it.
            outline.turns += (turn_line(turn, Place(cursor, skip=max(0, at - 2))) for at, turn in turns)
            outline.cursor = page["nextCursor"]
            outline.complete = outline.cursor is None
        outline.loading = False
        self._link.report(OutlineGrew(key))

    async def read_changes(self, key: ThreadKey, turn: str) -> None:
        """Reads what a turn and those after it in the outline changed; of what is wanted meanwhile, the last."""
        if key in self._reading:
            self._reading[key] = turn
            return
        wanted: str | None = turn
        try:
            while wanted is not None:
                self._reading[key] = None
                await self._read(key, wanted)
                wanted = self._reading[key]
        except CodexError:
            pass  # the counts are an addition: without them the outline is whole
        finally:
            del self._reading[key]

    async def _read(self, key: ThreadKey, turn: str) -> None:
        conversation = self._link.state.conversations.get(key)
        outline = conversation.outline if conversation is not None else None
        lines = {line.id: line for line in outline.turns} if outline is not None else {}
        if turn not in lines or lines[turn].changed is not None:
            return
        cursor, skip = lines[turn].place.cursor, lines[turn].place.skip
        if skip:
            cursor = (await self._turns(key, cursor, skip, "notLoaded"))["nextCursor"]
        for full in (await self._turns(key, cursor, READ, "full"))["data"]:
            if full["id"] in lines:
                lines[full["id"]].changed = changed_by(full["items"])
        self._link.report(OutlineGrew(key))

    async def _turns(self, key: ThreadKey, cursor: str | None, limit: int, view: str) -> dict[str, Any]:
        params = {"threadId": key.thread, "limit": limit, "itemsView": view, "cursor": cursor}
        page: dict[str, Any] = await self._link.call("thread/turns/list", params)
        return page
