"""Commands that find a term in turns that are not loaded: page by page, until a hit or the end of that side.

The server's own search (`thread/searchOccurrences`) knows prompts and final answers only: what a command printed, a
patch or a thought would never be found by it, and "no more hits" would not be true. So the turns themselves are read.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError
from codex_tui.model.changes import SearchMoved
from codex_tui.model.conversation import Conversation, History
from codex_tui.model.reducer_history import Stretch, load_older
from codex_tui.model.search import Place, Search, Term, found_turns
from codex_tui.page_call import turns_params
from codex_tui.session.commands.history import stretch_of
from codex_tui.session.link import Link, explain

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey

PAGE = 10
"""Turns that are read and searched at once: a page of many holds the loop for as long as it takes to decode."""
COUNTED = 100
"""Turns of a page that only counts them."""


class SearchCommands:
    """Searches beyond what is loaded."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def go_on(self, key: ThreadKey, text: str, *, newer: bool = False) -> None:
        """Looks for a term in the next turns that were not searched, until one of them holds it."""
        conversation = self._link.state.conversations.get(key)
        if conversation is None:
            return
        search = conversation.search
        if search is None or search.term.text != text:
            search = conversation.search = Search(
                Term(text), _beyond(conversation.history), _beyond(conversation.newer)
            )
        if search.running:
            return
        search.running, search.stopped, search.error = True, False, None
        search.searched, search.total = 0, None
        edge = search.newer if newer else search.older
        counting = asyncio.ensure_future(self._count(key, search, edge.cursor, newer=newer))
        try:
            while not (edge.complete or search.stopped or await self._page(key, search, newer=newer)):
                self._link.report(SearchMoved(key))
                edge = search.newer if newer else search.older
        except CodexError as error:
            search.error = explain(error)
        finally:
            counting.cancel()
            search.running = False
            self._link.report(SearchMoved(key))

    def stop(self, key: ThreadKey, *, forget: bool) -> None:
        """Reads no further page; with `forget`, what was found is not kept either."""
        conversation = self._link.state.conversations.get(key)
        if conversation is not None and conversation.search is not None:
            conversation.search.stopped = True
            if forget:
                conversation.search = None

    async def _page(self, key: ThreadKey, search: Search, *, newer: bool) -> bool:
        """Reads and searches one page; True if there was a hit."""
        from codex_app_server.generated.v2_all import ThreadTurnsListResponse  # a connection has loaded it

        edge = search.newer if newer else search.older
        params = turns_params(key.thread, edge.cursor, PAGE, newer=newer)
        page = await self._link.request("thread/turns/list", params, ThreadTurnsListResponse)
        stretch = stretch_of(page, edge.cursor, newer=newer, times={})
        turns = [turn.id for turn in (stretch.turns if newer else reversed(stretch.turns))]
        found = found_turns(_items(key, stretch), turns, search.term, Place(edge.cursor, newer))
        search.searched += len(turns)
        if newer:
            search.newer_found += found
            search.newer = History(stretch.newer, complete=stretch.last)
        else:
            search.older_found += found
            search.older = History(stretch.older, complete=stretch.first)
        return any(turn.hits for turn in found)

    async def _count(self, key: ThreadKey, search: Search, cursor: str | None, *, newer: bool) -> None:
        """Counts the turns that lie on that side, so that one knows how long it may take."""
        total = 0
        params: dict[str, Any] = {
            "threadId": key.thread,
            "limit": COUNTED,
            "itemsView": "notLoaded",
            "sortDirection": "asc" if newer else "desc",
        }
        while True:
            try:
                page = await self._link.call("thread/turns/list", {**params, "cursor": cursor})
            except CodexError:
                return  # the search itself says what is wrong
            total += len(page["data"])
            cursor = page["nextCursor"]
            if cursor is None:
                search.total = total
                self._link.report(SearchMoved(key))
                return


def _beyond(edge: History) -> History:
    return History(edge.cursor, complete=edge.complete or edge.cursor is None)


def _items(key: ThreadKey, stretch: Stretch) -> Conversation:
    """The items of a page as a conversation would show them, in one that nobody sees."""
    scratch = Conversation(key)
    load_older(scratch, stretch)
    return scratch
