"""What a person wants of the search through all messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.intents.desk import Desk, handles
from codex_tui.messages import hits as say

if TYPE_CHECKING:
    from codex_tui.session.runtime import Session


class HitIntents(Desk):
    """What a person wants of the search through all messages."""

    @handles(say.SearchMessages)
    async def _search_messages(self, intent: say.SearchMessages) -> None:
        self.do(lambda session: session.message_search.search(intent.text))

    @handles(say.MoreHitsWanted)
    async def _more_hits_wanted(self, _intent: say.MoreHitsWanted) -> None:
        self.do(lambda session: session.message_search.more())

    @handles(say.OpenHit)
    async def _open_hit(self, intent: say.OpenHit) -> None:
        key = intent.hit.key
        await self._stage.show_conversation(key)
        self._stage.read(key)

        async def open_at(session: Session) -> None:
            if not await session.threads.open_thread(key):
                return
            message = intent.hit.message or await session.message_search.locate(key, intent.term)
            self._stage.show_found(key, intent.term, message)

        self.do(open_at)
