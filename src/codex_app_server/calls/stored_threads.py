"""Finding, sorting and deleting the threads that the server has stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..generated import v2_all as protocol
from ..paging import AsyncPager, pages_of
from ..usage_checks import optional_word_list
from .base import ProtocolCalls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..option_types import CwdOption, SortDirectionOption, SortKeyOption, SourceKindsOption

__all__ = ["StoredThreadCalls"]


class StoredThreadCalls(ProtocolCalls):
    """Base of `AsyncCodex`; documented there."""

    def threads(
        self,
        *,
        archived: bool | None = None,
        cwd: CwdOption | Sequence[str] | None = None,
        model_providers: Sequence[str] | None = None,
        cursor: str | None = None,
        page_size: int | None = None,
        parent_thread_id: str | None = None,
        search_term: str | None = None,
        section_id: str | None = None,
        sort_direction: SortDirectionOption | None = None,
        sort_key: SortKeyOption | None = None,
        source_kinds: SourceKindsOption | None = None,
    ) -> AsyncPager[protocol.Thread]:
        """Iterate all stored threads, none left out and none twice.

        It reads the server's index only, whose cursors are exact. The options are those of `thread_list`.

        Args:
            archived: Only archived threads instead of only the others.
            cwd: Only threads of exactly this folder, or of these.
            model_providers: Only threads of these providers; an empty list means all.
            cursor: Where to begin: the ``next_cursor`` of an earlier iterator.
            page_size: Rows of one request: 25 by default, at most 100.
            parent_thread_id: Only sub-agent threads of this one.
            search_term: Substring of the title, case-sensitive; `thread_search` looks into the messages.
            section_id: Only threads in this section.
            sort_direction: ``"desc"`` (default) or ``"asc"``.
            sort_key: ``"created_at"`` (default), ``"updated_at"``, ``"recency_at"``, or within a section
                ``"section_position"``.
            source_kinds: Which kinds of threads; the default is interactive ones.
        """
        params = {
            "archived": archived,
            "cwd": cwd,
            "limit": page_size,
            "modelProviders": optional_word_list("model_providers", model_providers),
            "parentThreadId": parent_thread_id,
            "searchTerm": search_term,
            "sectionId": section_id,
            "sortDirection": sort_direction,
            "sortKey": sort_key,
            "sourceKinds": optional_word_list("source_kinds", source_kinds),
            "useStateDbOnly": True,
        }
        return AsyncPager(pages_of(self._core, "thread/list", params, protocol.ThreadListResponse), cursor)

    def thread_search(
        self,
        search_term: str,
        *,
        archived: bool | None = None,
        cursor: str | None = None,
        page_size: int | None = None,
        sort_direction: SortDirectionOption | None = None,
        sort_key: SortKeyOption | None = None,
        source_kinds: SourceKindsOption | None = None,
    ) -> AsyncPager[protocol.ThreadSearchResult]:
        """Iterate the threads whose title or messages contain a text, each with a ``snippet`` around it.

        Letter case does not matter. `AsyncThread.search` finds each place in one thread. The options are
        those of `threads`.
        """
        params = {
            "searchTerm": search_term,
            "archived": archived,
            "limit": page_size,
            "sortDirection": sort_direction,
            "sortKey": sort_key,
            "sourceKinds": optional_word_list("source_kinds", source_kinds),
        }
        return AsyncPager(
            pages_of(self._core, "thread/search", params, protocol.ThreadSearchResponse), cursor
        )

    def loaded_threads(self, *, cursor: str | None = None, page_size: int | None = None) -> AsyncPager[str]:
        """Iterate the ids of the threads that the server has in memory."""
        params = {"limit": page_size}
        return AsyncPager(
            pages_of(self._core, "thread/loaded/list", params, protocol.ThreadLoadedListResponse), cursor
        )

    async def thread_delete(self, thread_id: str) -> protocol.ThreadDeleteResponse:
        """Delete a thread for good; a running turn is interrupted.

        Raises:
            InvalidRequestError: There is no such thread, or a fork still refers to its history.
        """
        return await self._call("thread/delete", {"threadId": thread_id}, protocol.ThreadDeleteResponse)

    def sections(
        self, *, cursor: str | None = None, page_size: int | None = None
    ) -> AsyncPager[protocol.ThreadSection]:
        """Iterate the sections that threads are sorted into; the server has one, for pinned threads."""
        params = {"limit": page_size}
        return AsyncPager(
            pages_of(self._core, "threadSection/list", params, protocol.ThreadSectionListResponse), cursor
        )

    async def section_create(
        self, name: str, *, appearance: Mapping[str, Any] | protocol.ThreadSectionAppearance | None = None
    ) -> protocol.ThreadSectionCreateResponse:
        """Make a section; `AsyncThread.move_to_section` puts threads into it."""
        params = {"name": name, "appearance": appearance}
        return await self._call("threadSection/create", params, protocol.ThreadSectionCreateResponse)

    async def section_update(
        self,
        section_id: str,
        name: str,
        *,
        appearance: Mapping[str, Any] | protocol.ThreadSectionAppearance | None = None,
    ) -> protocol.ThreadSectionUpdateResponse:
        """Give a section another name and look."""
        params = {"sectionId": section_id, "name": name, "appearance": appearance}
        return await self._call("threadSection/update", params, protocol.ThreadSectionUpdateResponse)

    async def section_delete(self, section_id: str) -> protocol.ThreadSectionDeleteResponse:
        """Remove a section; its threads stay."""
        return await self._call(
            "threadSection/delete", {"sectionId": section_id}, protocol.ThreadSectionDeleteResponse
        )
