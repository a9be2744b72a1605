"""Commands that search the messages of all threads (`thread/search`), page by page; the newest search counts.

The server looks for the text as it is typed, in any case, in prompts and answers of all folders, archived or not as
asked, loaded or not. It also looks in what codex tells the model about the folder and the shell: a hit of that kind is
in no message, which `thread/searchOccurrences` tells, and is left out here.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from codex_app_server import CodexError
from codex_tui.model.changes import MessagesFound
from codex_tui.model.keys import ItemKey, ThreadKey
from codex_tui.model.message_hits import LEAST, FoundMessage, MessageHit, MessageSearch
from codex_tui.model.safe_path import SafePath
from codex_tui.model.safe_text import SafeText
from codex_tui.model.search import Place
from codex_tui.model.thread_rows import row_of
from codex_tui.session.link import Link, NotConnectedError, explain

if TYPE_CHECKING:
    from codex_tui.model.thread_rows import Json

PAGE = 25
"""Hits of a page where all of them are wanted; of one folder's, more have to be looked through."""
PAGE_OF_ALL = 100
ENOUGH = 20
"""Hits of the folder after which no further page is read before one scrolls."""
PATIENCE = 120.0
"""Seconds: a word that stands in each of thousands of threads takes some."""
AT_ONCE = 2
"""Searches that the server is asked for at the same time. It cannot be told that an older one is wanted no more."""
LOOK_UPS = 8
"""Threads that are asked for the place of their hit at the same time."""
_TOLD = re.compile(
    r"</?(environment_context|cwd|shell|current_date|timezone|filesystem|workspace_roots|entry|path|root)\b"
)
"""Marks what codex tells the model about where it works."""


class MessageSearchCommands:
    """Finds a text in the messages of all threads."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._line = asyncio.Semaphore(AT_ONCE)

    async def search(self, text: str) -> None:
        """Looks for a text in the threads that are listed, in the place of what was looked for before."""
        state, term = self._link.state, text.strip()
        listing = state.board.listing
        state.message_search = None
        if cell_len(term) >= LEAST:
            state.message_search = MessageSearch(term, listing.cwd, listing.archived)
            await self._go_on(state.message_search)
        else:
            self._link.report(MessagesFound())

    async def more(self) -> None:
        """Finds the next hits."""
        search = self._link.state.message_search
        if search is not None and not search.running and search.goes_on:
            await self._go_on(search)

    async def locate(self, key: ThreadKey, term: str) -> FoundMessage | None:
        """The first message of a thread that holds a term; None if there is none, or the server cannot tell."""
        params = {"threadId": key.thread, "searchTerm": term, "limit": 1}
        try:
            page = await self._link.call("thread/searchOccurrences", params)
        except CodexError:
            return None
        found = _found(key, page)
        return found[0] if found is not None else None

    async def _go_on(self, search: MessageSearch) -> None:
        search.running, search.error = True, None
        self._link.report(MessagesFound())
        enough = len(search.hits) + ENOUGH
        try:
            if self._link.server.away and self._link.state.is_one_of_several:
                # The others have their hits: nobody waits to see whether this one comes back.
                raise NotConnectedError(self._link.server.problem or "it is not reached")
            async with self._line:
                # What was typed over while it waited in line is not asked for.
                while self._wanted(search) and not search.complete and len(search.hits) < enough:
                    await self._page(search)
        except CodexError as error:
            search.error = explain(error)
        finally:
            search.running = False
        if self._wanted(search):
            self._link.report(MessagesFound())

    def _wanted(self, search: MessageSearch) -> bool:
        """Whether no newer search took its place, while the server was at it."""
        return self._link.state.message_search is search

    async def _page(self, search: MessageSearch) -> None:
        params = {
            "searchTerm": search.term,
            "archived": search.archived,
            "cursor": search.cursor,
            "limit": PAGE if search.cwd is None else PAGE_OF_ALL,
            # The one key whose cursors skip nothing.
            "sortKey": "recency_at",
        }
        page = await self._link.call("thread/search", params, timeout=PATIENCE)
        covers = self._link.state.board.covers
        known = {hit.key.thread for hit in search.hits}
        results = [
            result
            for result in page.get("data") or ()
            if result["thread"]["id"] not in known
            and covers(
                search.cwd,
                ThreadKey(self._link.name, result["thread"]["id"]),
                SafePath(result["thread"].get("cwd") or ""),
            )
        ]
        if not self._wanted(search):
            return
        line = asyncio.Semaphore(LOOK_UPS)
        hits = await asyncio.gather(*(self._hit(search, result, line) for result in results))
        search.hits += (hit for hit in hits if hit is not None)
        search.cursor = page.get("nextCursor")
        search.complete = search.cursor is None
        if self._wanted(search):
            self._link.report(MessagesFound())

    async def _hit(self, search: MessageSearch, result: Json, line: asyncio.Semaphore) -> MessageHit | None:
        """A result with its place; None if the term stands in no message."""
        row = row_of(self._link.name, result["thread"])
        row.archived = search.archived
        snippet = str(result.get("snippet") or "")
        async with line:
            if not self._wanted(search):
                return None
            params = {"threadId": row.key.thread, "searchTerm": search.term, "limit": 1}
            try:
                found = _found(row.key, await self._link.call("thread/searchOccurrences", params))
            except CodexError:
                found = None  # the hit is shown all the same, and the thread opens at its end
        if found is None:
            return None if _TOLD.search(snippet) else MessageHit(row, _one_line(snippet), None)
        return MessageHit(row, _one_line(found[1] or snippet), found[0])


def _found(key: ThreadKey, page: Any) -> tuple[FoundMessage, str] | None:
    first = next(iter(page.get("data") or ()), None)
    if first is None:
        return None
    item = ItemKey(key.server, key.thread, first["turnId"], first["itemId"])
    # The page that begins with the message's turn and goes on to newer ones.
    return FoundMessage(item, Place(first["turnCursor"], ascending=True)), str(first.get("snippet") or "")


def _one_line(text: str) -> SafeText:
    return SafeText(" ".join(text.split()))
