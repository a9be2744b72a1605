"""What a person wants of whole threads and of the list of them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from codex_tui import messages as say
from codex_tui.intents.desk import Desk, handles
from codex_tui.model.state import ConnectionState

if TYPE_CHECKING:
    from codex_tui.session.runtime import Session


KEYS_WAIT = 1.0
"""Seconds for which keys wait for what they were typed for."""


class BoardIntents(Desk):
    """What a person wants of whole threads and of the list of them."""

    @handles(say.OpenThread)
    async def _open_thread(self, intent: say.OpenThread) -> None:
        await self._stage.show_conversation(intent.thread)
        self.do(lambda session: session.threads.open_thread(intent.thread))

    @handles(say.ShowThreads)
    async def _show_threads(self, _intent: say.ShowThreads) -> None:
        await self._stage.show_threads()

    @handles(say.ForkThread)
    async def _fork_thread(self, intent: say.ForkThread) -> None:
        async def fork(session: Session) -> None:
            copy = await session.threads.fork(intent.thread)
            if copy is not None:
                await self._stage.show_conversation(copy)

        # What is typed next is meant for the copy. Where that takes its time the list, or the source, stays usable.
        await asyncio.wait([self.do(fork)], timeout=KEYS_WAIT)

    @handles(say.ListingWanted)
    async def _listing_wanted(self, intent: say.ListingWanted) -> None:
        async def list_threads(session: Session) -> None:
            await session.listing.list_threads(intent.cwd, archived=intent.archived)
            await session.pins.load()

        self.do(list_threads)

    @handles(say.BoardLookedAt)
    async def _board_looked_at(self, intent: say.BoardLookedAt) -> None:
        self.do(lambda session: session.look_again(intent.threads))

    @handles(say.RowsSeen)
    async def _rows_seen(self, intent: say.RowsSeen) -> None:
        self.do(lambda session: session.kin.see(intent.threads))

    @handles(say.AgentsWanted)
    async def _agents_wanted(self, intent: say.AgentsWanted) -> None:
        kin = intent.thread
        self.do(lambda session: session.kin.unfold(kin) if intent.shown else session.kin.fold(kin))

    @handles(say.PreviewWanted)
    async def _preview_wanted(self, intent: say.PreviewWanted) -> None:
        async def want(session: Session) -> None:
            session.previews.want(intent.thread)

        self.do(want)

    @handles(say.MoreThreadsWanted)
    async def _more_threads_wanted(self, _intent: say.MoreThreadsWanted) -> None:
        self.do(lambda session: session.listing.more_threads())

    @handles(say.AllThreadsWanted)
    async def _all_threads_wanted(self, _intent: say.AllThreadsWanted) -> None:
        self.do(lambda session: session.listing.all_threads())

    @handles(say.EnoughThreads)
    async def _enough_threads(self, _intent: say.EnoughThreads) -> None:
        async def enough(session: Session) -> None:
            session.listing.enough_threads()

        self.do(enough)

    @handles(say.ReconnectWanted)
    async def _reconnect_wanted(self, _intent: say.ReconnectWanted) -> None:
        server = self._state.server
        if (server.silent or server.state is not ConnectionState.READY) and self._session.done():
            (await self.session()).reconnect()
