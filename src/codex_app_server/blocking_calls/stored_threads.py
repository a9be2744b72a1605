"""Finding, sorting and deleting stored threads, for blocking code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..async_client import AsyncCodex
from ..blocking import Facade, blocking, forwarding
from .paging import Pager

if TYPE_CHECKING:
    from ..generated import v2_all as protocol
    from ..paging import AsyncPager

__all__ = ["BlockingStoredThreadCalls"]


class BlockingStoredThreadCalls(Facade[AsyncCodex]):
    """Base of `Codex`; documented at `StoredThreadCalls`."""

    @forwarding(AsyncCodex.threads)
    def threads(self, pager: AsyncPager[protocol.Thread]) -> Pager[protocol.Thread]:
        return Pager(self._portal, pager)

    @forwarding(AsyncCodex.thread_search)
    def thread_search(
        self, pager: AsyncPager[protocol.ThreadSearchResult]
    ) -> Pager[protocol.ThreadSearchResult]:
        return Pager(self._portal, pager)

    @forwarding(AsyncCodex.loaded_threads)
    def loaded_threads(self, pager: AsyncPager[str]) -> Pager[str]:
        return Pager(self._portal, pager)

    @blocking(AsyncCodex.thread_delete)
    def thread_delete(self, response: protocol.ThreadDeleteResponse) -> protocol.ThreadDeleteResponse:
        return response

    @forwarding(AsyncCodex.sections)
    def sections(self, pager: AsyncPager[protocol.ThreadSection]) -> Pager[protocol.ThreadSection]:
        return Pager(self._portal, pager)

    @blocking(AsyncCodex.section_create)
    def section_create(
        self, response: protocol.ThreadSectionCreateResponse
    ) -> protocol.ThreadSectionCreateResponse:
        return response

    @blocking(AsyncCodex.section_update)
    def section_update(
        self, response: protocol.ThreadSectionUpdateResponse
    ) -> protocol.ThreadSectionUpdateResponse:
        return response

    @blocking(AsyncCodex.section_delete)
    def section_delete(
        self, response: protocol.ThreadSectionDeleteResponse
    ) -> protocol.ThreadSectionDeleteResponse:
        return response
