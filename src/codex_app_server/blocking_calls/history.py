"""What a thread has in store, for blocking code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..async_thread import AsyncThread
from ..blocking import Facade, blocking, forwarding
from .paging import Pager

if TYPE_CHECKING:
    from ..generated import v2_all as protocol
    from ..paging import AsyncPager

__all__ = ["BlockingHistoryCalls"]


class BlockingHistoryCalls(Facade[AsyncThread]):
    """Base of `Thread`; documented at `HistoryCalls`."""

    @blocking(AsyncThread.read)
    def read(self, response: protocol.ThreadReadResponse) -> protocol.ThreadReadResponse:
        return response

    @blocking(AsyncThread.set_name)
    def set_name(self, response: protocol.ThreadSetNameResponse) -> protocol.ThreadSetNameResponse:
        return response

    @forwarding(AsyncThread.turns)
    def turns(self, pager: AsyncPager[protocol.Turn]) -> Pager[protocol.Turn]:
        return Pager(self._portal, pager)

    @forwarding(AsyncThread.items)
    def items(self, pager: AsyncPager[protocol.ThreadItemEntry]) -> Pager[protocol.ThreadItemEntry]:
        return Pager(self._portal, pager)

    @blocking(AsyncThread.read_items)
    def read_items(self, response: protocol.ThreadItemsReadResponse) -> protocol.ThreadItemsReadResponse:
        return response

    @forwarding(AsyncThread.search)
    def search(
        self, pager: AsyncPager[protocol.ThreadSearchOccurrence]
    ) -> Pager[protocol.ThreadSearchOccurrence]:
        return Pager(self._portal, pager)

    @blocking(AsyncThread.revert)
    def revert(self, response: protocol.ThreadRevertResponse) -> protocol.ThreadRevertResponse:
        return response

    @blocking(AsyncThread.inject_items)
    def inject_items(
        self, response: protocol.ThreadInjectItemsResponse
    ) -> protocol.ThreadInjectItemsResponse:
        return response

    @blocking(AsyncThread.mark_read)
    def mark_read(
        self, response: protocol.ThreadReadStateUpdateResponse
    ) -> protocol.ThreadReadStateUpdateResponse:
        return response

    @blocking(AsyncThread.mark_unread)
    def mark_unread(
        self, response: protocol.ThreadReadStateUpdateResponse
    ) -> protocol.ThreadReadStateUpdateResponse:
        return response

    @blocking(AsyncThread.move_to_section)
    def move_to_section(
        self, response: protocol.ThreadSectionMoveResponse
    ) -> protocol.ThreadSectionMoveResponse:
        return response
