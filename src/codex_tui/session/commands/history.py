"""Commands about what is loaded of a conversation: pages on both sides, jumps to its ends, pages dropped when far.

An answer counts only if the end of the window for which it was asked is still the same: each change of an end replaces
its `History`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from codex_app_server import CodexError, JsonRpcError
from codex_tui.model.changes import HistoryGrew
from codex_tui.model.reducer_history import Stretch, drop_far, stored
from codex_tui.page_call import TURNS, turns_params
from codex_tui.session.commands.item_times import newest_times, page_times, turn_times
from codex_tui.session.link import Link, explain
from codex_tui.session.whole_thread import read_whole_thread

if TYPE_CHECKING:
    from collections.abc import Awaitable, Container

    from codex_app_server.generated.v2_all import ThreadTurnsListResponse
    from codex_tui.model.conversation import Conversation, History
    from codex_tui.model.keys import ItemKey, ThreadKey, TurnKey
    from codex_tui.model.reducer_history import Times
    from codex_tui.model.search import Place
    from codex_tui.model.whole_thread import WholeThread

PAGE = 20
"""Turns of one page of history."""
FAR = 400
"""Items between what is read and a page from which on that page is dropped: many screens, so that one who scrolls back
and forth does not have the same page loaded again and again."""


class HistoryCommands:
    """Loads pages of stored turns, and drops those that nobody reads."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._jumps: dict[ThreadKey, History] = {}
        self._timing: dict[TurnKey, bool] = {}
        """Turns whose times are being asked for, and whether more of them has ended since."""

    # --- pages ----------------------------------------------------------------------------------------------

    async def load_older(self, key: ThreadKey, read: Container[ItemKey] = ()) -> None:
        """Puts the next older page before what is loaded; newer ones far from what is read are dropped."""
        conversation = self._conversation(key, read)
        if conversation is not None and _may_load(conversation.history):
            edge = conversation.history
            stretch = await self._beyond(key, edge)
            if stretch is not None and conversation.history is edge:
                self._link.report(*self._link.reducer.load_older(conversation, stretch))

    async def load_newer(self, key: ThreadKey, read: Container[ItemKey] = ()) -> None:
        """Puts the next newer page behind what is loaded; older ones far from what is read are dropped."""
        conversation = self._conversation(key, read)
        if conversation is not None and _may_load(conversation.newer):
            edge = conversation.newer
            stretch = await self._beyond(key, edge, newer=True)
            if stretch is not None and conversation.newer is edge:
                self._link.report(*self._link.reducer.load_newer(conversation, stretch))

    async def go_to_start(self, key: ThreadKey) -> None:
        """Loads the very first page in the place of what is loaded."""
        conversation = self._conversation(key)
        if conversation is not None and not conversation.history.complete:
            await self._jump(conversation, conversation.history, self.page(key, newer=True))

    async def go_to_end(self, key: ThreadKey) -> None:
        """Loads the newest page in the place of what is loaded; where that is there, one only stays at it."""
        conversation = self._conversation(key)
        if conversation is not None and not conversation.newer.complete:
            await self._jump(conversation, conversation.newer, self.page(key))
        else:
            self._jumps.pop(key, None)

    async def go_to(self, key: ThreadKey, place: Place) -> None:
        """Loads the page of turns that begins at a place in the place of what is loaded."""
        conversation = self._link.state.conversations.get(key)
        if conversation is not None:
            await self._jump(conversation, conversation.history, self._page_at(key, place))

    async def _page_at(self, key: ThreadKey, place: Place) -> Stretch:
        cursor = place.cursor
        if place.skip:
            # The server gives cursors for pages only: the one behind the turns that are skipped.
            params = {"threadId": key.thread, "limit": place.skip, "itemsView": "notLoaded", "cursor": cursor}
            cursor = (await self._link.call(TURNS, params))["nextCursor"]
        return await self.page(key, cursor, newer=place.ascending)

    async def load_newest(self, conversation: Conversation, stale: Container[ItemKey]) -> None:
        """Loads the newest page. Items that came live meanwhile stay; those of before (stale) go.

        Raises:
            CodexError: the page could not be read.
        """
        self.put(conversation, await self.page(conversation.key), stale)

    def put(self, conversation: Conversation, stretch: Stretch, stale: Container[ItemKey]) -> None:
        """Makes a page what is loaded."""
        if conversation.items or not stretch.last:
            self._link.report(*self._link.reducer.load_anew(conversation, stretch, stale))
        else:
            self._link.report(*self._link.reducer.load_older(conversation, stretch))

    async def page(
        self, key: ThreadKey, cursor: str | None = None, *, newer: bool = False, limit: int = PAGE
    ) -> Stretch:
        """Reads turns from a cursor on, or from the end; `newer` goes on from older to newer, or from the start.

        Raises:
            CodexError: they could not be read.
        """
        from codex_app_server.generated.v2_all import ThreadTurnsListResponse  # a connection has loaded it

        params = turns_params(key.thread, cursor, limit, newer=newer)
        newest: asyncio.Future[Times] | None = None
        if cursor is None and not newer:
            newest = asyncio.ensure_future(newest_times(self._link, key))
        try:
            page = await self._link.request(TURNS, params, ThreadTurnsListResponse)
        except JsonRpcError as error:
            if "list_turns is not supported" in error.message:
                return Stretch(())  # a thread without a turn
            raise
        times = await page_times(self._link, key, page.data, await newest if newest is not None else {})
        return stretch_of(page, cursor, newer=newer, times=times)

    # --- times ----------------------------------------------------------------------------------------------

    def time_soon(self, turn: TurnKey) -> None:
        """An item ended whose start was not seen: asks when it was, and puts it where it belongs."""
        again = turn in self._timing
        self._timing[turn] = again
        if not again:
            self._link.in_background(self._time(turn))

    async def _time(self, turn: TurnKey) -> None:
        asked_again = True
        while asked_again:
            self._timing[turn] = False
            times = await turn_times(self._link, turn.thread_key, turn.turn)
            asked_again = self._timing[turn]
        del self._timing[turn]
        conversation = self._link.state.conversations.get(turn.thread_key)
        if conversation is not None:
            self._link.report(*self._link.reducer.put_in_order(conversation, turn.turn, times))

    async def whole(self, key: ThreadKey) -> WholeThread | None:
        """Reads all of a thread as the server gives it, loaded or not; None if it cannot be read, which is said."""
        try:
            return await read_whole_thread(self._link.call, key.thread)
        except CodexError as error:
            self._link.complain("The thread could not be read", error)
            return None

    # --- inside ---------------------------------------------------------------------------------------------

    def _conversation(self, key: ThreadKey, read: Container[ItemKey] = ()) -> Conversation | None:
        conversation = self._link.state.conversations.get(key)
        if conversation is not None and drop_far(conversation, read, FAR):
            self._link.report(HistoryGrew(key, 0))
        return conversation

    async def _beyond(self, key: ThreadKey, edge: History, *, newer: bool = False) -> Stretch | None:
        """The page behind an end of the window; None if it could not be read, which the end says then."""
        self._load_begins(key, edge)
        try:
            return await self.page(key, edge.cursor, newer=newer)
        except CodexError as error:
            self._load_failed(key, edge, error)
            return None

    async def _jump(self, conversation: Conversation, edge: History, page: Awaitable[Stretch]) -> None:
        """Loads another page anew. Of two jumps under way the later one counts."""
        key = conversation.key
        stale = stored(conversation)
        self._jumps[key] = edge
        self._load_begins(key, edge)
        try:
            stretch = await page
        except CodexError as error:
            self._load_failed(key, edge, error)
            return
        if self._jumps.pop(key, None) is edge:
            # A page may have come meanwhile that nobody wants any more.
            stale |= stored(conversation, paged=True)
            self._link.report(*self._link.reducer.load_anew(conversation, stretch, stale))
        elif edge.loading:
            edge.loading = False
            self._link.report(HistoryGrew(key, 0))

    def _load_begins(self, key: ThreadKey, edge: History) -> None:
        edge.loading = True
        edge.error = None
        self._link.report(HistoryGrew(key, 0))

    def _load_failed(self, key: ThreadKey, edge: History, error: CodexError) -> None:
        edge.loading = False
        edge.error = explain(error)
        self._link.report(HistoryGrew(key, 0))


def _may_load(edge: History) -> bool:
    return not (edge.loading or edge.complete or edge.cursor is None)


def stretch_of(page: ThreadTurnsListResponse, cursor: str | None, *, newer: bool, times: Times) -> Stretch:
    """A page of turns, oldest first, with where the pages beside it begin."""
    begins, ends = cursor is None, page.next_cursor is None
    if newer:
        cursors = page.backwards_cursor, page.next_cursor
        return Stretch(page.data, *cursors, first=begins, last=ends, ascending=True, times=times)
    turns = page.data[::-1]
    return Stretch(turns, page.next_cursor, page.backwards_cursor, first=ends, last=begins, times=times)
