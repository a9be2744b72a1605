"""Files that the server watches for this client, and searches that follow what a person types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .feed import AsyncFeed
from .generated import v2_all as protocol
from .models import parse

if TYPE_CHECKING:
    from .core import ClientCore
    from .notification import Notification

__all__ = ["AsyncFileSearch", "AsyncFileWatch"]


class AsyncFileWatch(AsyncFeed["protocol.FsChangedNotification"]):
    """An async iterator of the changes to a watched file or folder, a moment after they happen.

    Attributes:
        watch_id: This client's id for it.
        path: The path as the server resolved it.
    """

    def __init__(self, core: ClientCore, watch_id: str) -> None:
        super().__init__(core, "fs/changed", "watchId", watch_id)
        self.watch_id = watch_id
        self.path = ""

    def _value(self, notification: Notification) -> protocol.FsChangedNotification:
        return parse(protocol.FsChangedNotification, notification.params)

    async def _stop(self) -> None:
        await self._core.request("fs/unwatch", {"watchId": self.watch_id})


class AsyncFileSearch(AsyncFeed["protocol.FuzzyFileSearchSessionUpdatedNotification"]):
    """An async iterator of results: each has the ``query`` it is for and the best ``files`` so far.

    Attributes:
        session_id: This client's id for it.
    """

    def __init__(self, core: ClientCore, session_id: str) -> None:
        super().__init__(core, "fuzzyFileSearch/sessionUpdated", "sessionId", session_id)
        self.session_id = session_id

    async def update(self, query: str) -> protocol.FuzzyFileSearchSessionUpdateResponse:
        """Search for this from now on; results of the query before may still come."""
        params = {"sessionId": self.session_id, "query": query}
        result = await self._core.request("fuzzyFileSearch/sessionUpdate", params)
        return parse(protocol.FuzzyFileSearchSessionUpdateResponse, result)

    def _value(self, notification: Notification) -> protocol.FuzzyFileSearchSessionUpdatedNotification:
        return parse(protocol.FuzzyFileSearchSessionUpdatedNotification, notification.params)

    async def _stop(self) -> None:
        await self._core.request("fuzzyFileSearch/sessionStop", {"sessionId": self.session_id})
