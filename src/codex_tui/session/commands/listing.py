"""Commands about the list of threads: page by page as one scrolls, or on to its end.

Pages come in the order in which threads were used, by cursors that skip nothing. What a cursor cannot see is told by
notifications: a thread that is used while one reads moves to the front, past the cursor, and is in no later page. Both
are put together here. A page is older than what was heard of a thread since it was asked for, so of such a thread
nothing is taken from it. And rows that were there before (the connection was lost meanwhile) are dropped as soon as the
page on which they would stand has come without them, unless something was heard of them.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from copy import copy
from typing import TYPE_CHECKING

from codex_app_server import CodexError, JsonRpcError
from codex_tui.list_call import FIRST_PAGE, LIST, PAGE, list_params
from codex_tui.model.board import Board, Listing
from codex_tui.model.changes import RowsChanged, RowsListed
from codex_tui.model.keys import ThreadKey
from codex_tui.model.thread_rows import put_page, row_of
from codex_tui.session.commands.lookup import Lookup
from codex_tui.session.link import Link, explain
from codex_tui.session.worktree_list import beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from codex_tui.model.board import ThreadRow

LOOKED_AT = 10
"""Pages that are read once more when somebody comes back to the board."""


class ListingCommands:
    """Fills the board page by page.

    Args:
        link: the connection.
        on_listed: told of the threads of a page.
    """

    def __init__(self, link: Link, on_listed: Callable[[Iterable[ThreadKey]], None]) -> None:
        self._link = link
        self._on_listed = on_listed
        self._one_page = asyncio.Lock()
        self._looking = False
        self._lookup = Lookup(link)

    async def list_threads(self, cwd: str | None, *, archived: bool) -> None:
        """Shows the threads of a folder (None: of all), live or archived, from the newest page on."""
        board = self._link.state.board
        if self._link.name in board.others:
            cwd = None  # the folder is one of the first server's
        listing = board.listing = Listing(cwd=cwd, archived=archived, began=board.moment)
        listing.doubtful = sorted(
            (row.updated_at, key)
            for key, row in board.rows.items()
            if key.server == self._link.name
            and row.archived is archived
            and board.covers(cwd, key, row.cwd)
            and row.parent is None
        )
        await self._load(listing)
        if listing.doubtful:
            self._link.in_background(self._go_on(listing, lambda: bool(listing.doubtful)))
        if cwd is not None:
            # Behind the list: git takes its time, and whoever chooses another list meanwhile gets that.
            self._link.in_background(self.find_worktrees())

    async def find_worktrees(self) -> None:
        """Lists the threads of the folder anew if its worktrees are not those that were known."""
        board = self._link.state.board
        listing = board.listing
        if listing.cwd is None or not listing.loaded_once or self._link.name in board.others:
            return
        found = await self._worktrees()
        if found != board.worktrees and board.listing is listing:
            board.worktrees = found
            await self.list_threads(listing.cwd, archived=listing.archived)

    async def _worktrees(self) -> frozenset[str]:
        """The folder of the application in the other worktrees of its repository."""
        if not self._link.server.here:
            return frozenset()
        return await beside(self._link.state.folder)

    async def more_threads(self) -> None:
        """Loads the next page of the current listing."""
        listing = self._link.state.board.listing
        if listing.loaded_once and not listing.loading:
            await self._load(listing)

    async def all_threads(self) -> None:
        """Loads page after page of the current listing, until that was all or is wanted no more."""
        listing = self._link.state.board.listing
        if listing.complete or listing.all_wanted:
            return
        listing.all_wanted = True
        self._link.report(RowsListed(()))
        await self._go_on(listing, lambda: listing.all_wanted)
        listing.all_wanted = False
        self._link.report(RowsListed(()))

    async def up_to(self, count: int) -> None:
        """Loads page after page until so many threads are listed."""
        listing = self._link.state.board.listing
        await self._go_on(listing, lambda: len(listing.seen) < count)

    def enough_threads(self) -> None:
        """Loads no further page by itself."""
        self._link.state.board.listing.all_wanted = False

    async def look_again(self, seen: Iterable[ThreadKey] = ()) -> None:
        """Reads rows once more, of which no notification tells what was read or pinned in another client.

        These are the newest ones, as far as they are loaded and no further than `LOOKED_AT` pages, and those that are
        `seen` further down.
        """
        board = self._link.state.board
        listing = board.listing
        if not self._link.ready or not listing.loaded_once or listing.loading or self._looking:
            return
        self._looking = True
        again = Listing(cwd=listing.cwd, archived=listing.archived)
        loaded = sum(board.lists(row) for row in board.rows.values())
        looked: set[ThreadKey] = set()
        try:
            for _ in range(LOOKED_AT):
                looked |= await self._look_at_page(again)
                if again.complete or len(looked) >= loaded or board.listing is not listing:
                    break
        except CodexError:
            return  # the rows are as they were
        finally:
            self._looking = False
        own = (key for key in seen if key.server == self._link.name)
        board.unsure.update(key for key in own if key in board.rows and key not in looked)
        self._on_listed(())

    async def _look_at_page(self, again: Listing) -> set[ThreadKey]:
        board = self._link.state.board
        params = list_params(
            again.cwd, archived=again.archived, limit=PAGE, cursor=again.cursor, beside=board.worktrees
        )
        asked_at = board.moment
        page = await self._link.call(LIST, params)
        listed = (ThreadKey(self._link.name, thread.get("id")) for thread in page.get("data") or ())
        before = {key: copy(row) for key in listed if (row := board.rows.get(key)) is not None}
        keys = put_page(board, again, self._link.name, page, asked_at)
        self._on_listed(keys)
        changed = tuple(key for key in keys if board.rows.get(key) != before.get(key))
        if changed:
            self._link.report(RowsListed(changed))
        return keys

    async def latest_thread(self) -> ThreadRow | None:
        """The thread of the folder of the application that was used last; None if there is none."""
        try:
            page = await self._link.call(LIST, list_params(self._link.state.folder, archived=False, limit=1))
        except CodexError as error:
            self._link.complain("The threads could not be listed", error)
            return None
        return next((row_of(self._link.name, thread) for thread in page["data"]), None)

    async def every_thread(self) -> list[ThreadRow] | None:
        """All threads, those of the archive, too, beside the board; None if the server could not be asked."""
        board = Board()
        try:
            for archived in (False, True):
                listing = Listing(archived=archived)
                while not listing.complete:
                    params = list_params(None, archived=archived, limit=PAGE, cursor=listing.cursor)
                    put_page(board, listing, self._link.name, await self._link.call(LIST, params))
        except CodexError as error:
            self._link.complain("The threads could not be listed", error)
            return None
        return list(board.rows.values())

    async def has(self, thread: str) -> bool | None:
        """Whether the server knows a thread by this id; None if it could not be asked."""
        try:
            await self._link.call("thread/read", {"threadId": thread, "includeTurns": False})
        except JsonRpcError:
            return False
        except CodexError:
            return None
        return True

    async def _go_on(self, listing: Listing, wanted: Callable[[], bool]) -> None:
        while wanted() and not listing.complete and self._link.state.board.listing is listing:
            await self._load(listing)
            if listing.error is not None:
                return

    async def _load(self, listing: Listing) -> None:
        """Loads the next page of a listing, the first one if there is none yet."""
        async with self._one_page:
            if listing.complete:
                return
            first = not listing.loaded_once
            listing.loading, listing.error = True, None
            self._link.report(RowsChanged() if first else RowsListed(()))
            limit = FIRST_PAGE if first else PAGE
            board = self._link.state.board
            params = list_params(
                listing.cwd,
                archived=listing.archived,
                limit=limit,
                cursor=listing.cursor,
                beside=board.worktrees,
            )
            asked_at = board.moment
            keys: set[ThreadKey] = set()
            try:
                page = await self._link.call(LIST, params)
            except CodexError as error:
                listing.error = explain(error)
            else:
                keys = put_page(board, listing, self._link.name, page, asked_at)
                gone = self._drop_gone(listing, keys)
                self._on_listed(keys)
                keys |= gone
            listing.loading = False
        self._link.report(RowsChanged() if first else RowsListed(tuple(keys)))

    def _drop_gone(self, listing: Listing, listed: set[ThreadKey]) -> set[ThreadKey]:
        """Drops rows that would stand on a page that came without them: deleted elsewhere.

        A thread that is open here is asked for by itself: it is listed by the server only after its first turn. So
        is one of which something was heard meanwhile.
        """
        board, doubtful = self._link.state.board, listing.doubtful
        rows = board.rows
        listing.seen |= listed
        end = min((rows[key].updated_at for key in listed if key in rows), default=0.0)
        dropped: set[ThreadKey] = set()
        # Of the same second there may be more on the next page.
        while doubtful and (listing.complete or doubtful[-1][0] > end):
            _, key = doubtful.pop()
            if key in listing.seen:
                continue
            if board.heard_since(key, listing.began):
                board.unsure.add(key)
            elif key in self._link.state.conversations:
                self._link.in_background(self._drop_if_gone(key))
            elif board.drop(key):
                dropped.add(key)
        if listing.complete:
            listing.seen.clear()
        return dropped

    async def _drop_if_gone(self, key: ThreadKey) -> None:
        with suppress(CodexError):
            if await self._lookup.exists(key):
                self._link.state.board.unsure.add(key)
                self._on_listed(())
