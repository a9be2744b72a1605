"""What a thread has in store: turns, items, texts; and changing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from ..generated import v2_all as protocol
from ..models import parse
from ..paging import AsyncPager, pages_of
from ..usage_checks import word_list
from .thread_base import ThreadBase

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from pydantic import BaseModel

    from ..option_types import ItemsViewOption, SortDirectionOption

    PageT = TypeVar("PageT", bound=BaseModel)

__all__ = ["HistoryCalls"]


class HistoryCalls(ThreadBase):
    """Base of `AsyncThread`; documented there."""

    async def read(self, *, include_turns: bool = False) -> protocol.ThreadReadResponse:
        """Return the thread as stored.

        Args:
            include_turns: With all its turns; the server calls that deprecated, `turns` is for it.
        """
        await self._wait_stored()
        params = {"threadId": self.id, "includeTurns": include_turns}
        return await self._call("thread/read", params, protocol.ThreadReadResponse)

    async def set_name(self, name: str) -> protocol.ThreadSetNameResponse:
        """Name the thread; the name must not be empty."""
        await self._wait_stored()
        params = {"threadId": self.id, "name": name}
        return await self._call("thread/name/set", params, protocol.ThreadSetNameResponse)

    def turns(
        self,
        *,
        cursor: str | None = None,
        items_view: ItemsViewOption | None = None,
        page_size: int | None = None,
        sort_direction: SortDirectionOption | None = None,
    ) -> AsyncPager[protocol.Turn]:
        """Iterate the stored turns, by default the newest first.

        Args:
            cursor: Where to begin, such as the ``turns_backwards_cursor`` that `revert` returns.
            items_view: ``"summary"`` (default: the prompt and the final answer), ``"full"`` or
                ``"notLoaded"``.
            page_size: Rows of one request: 25 by default, at most 100.
            sort_direction: ``"desc"`` (default) or ``"asc"``.

        Raises from the iteration:
            JsonRpcError: The thread has no turn yet, or is ephemeral.
        """
        params = {"itemsView": items_view, "limit": page_size, "sortDirection": sort_direction}
        return AsyncPager(self._pages("thread/turns/list", params, protocol.ThreadTurnsListResponse), cursor)

    def items(
        self,
        *,
        cursor: str | None = None,
        page_size: int | None = None,
        sort_direction: SortDirectionOption | None = None,
        turn_id: str | None = None,
    ) -> AsyncPager[protocol.ThreadItemEntry]:
        """Iterate the stored items in order of completion, each with its turn and its times in milliseconds.

        Args:
            cursor: Where to begin.
            page_size: Rows of one request: 25 by default, at most 100.
            sort_direction: ``"asc"`` (default) or ``"desc"``.
            turn_id: Only items of this turn.

        Raises from the iteration:
            JsonRpcError: The thread has no turn yet, is ephemeral, or of an older kind.
        """
        params = {"limit": page_size, "sortDirection": sort_direction, "turnId": turn_id}
        return AsyncPager(self._pages("thread/items/list", params, protocol.ThreadItemsListResponse), cursor)

    async def read_items(self, turn_id: str, item_ids: Sequence[str]) -> protocol.ThreadItemsReadResponse:
        """Return stored items of one turn by their ids."""
        await self._wait_stored()
        params = {"threadId": self.id, "turnId": turn_id, "itemIds": word_list("item_ids", item_ids)}
        return await self._call("thread/items/read", params, protocol.ThreadItemsReadResponse)

    def search(
        self, search_term: str, *, cursor: str | None = None, page_size: int | None = None
    ) -> AsyncPager[protocol.ThreadSearchOccurrence]:
        """Iterate the places in this thread's messages that contain a text; letter case does not matter."""
        params = {"searchTerm": search_term, "limit": page_size}
        return AsyncPager(
            self._pages("thread/searchOccurrences", params, protocol.ThreadSearchOccurrencesResponse), cursor
        )

    async def revert(self, before_turn_id: str) -> protocol.ThreadRevertResponse:
        """Drop a turn and all later ones from the history and from what the model sees; files stay as they are.

        A running turn is interrupted.

        Raises:
            InvalidRequestError: There is no such turn, or the thread is of an older kind.
        """
        await self._ensure_loaded()
        params = {"threadId": self.id, "beforeTurnId": before_turn_id}
        return await self._call("thread/revert", params, protocol.ThreadRevertResponse)

    async def inject_items(self, items: Sequence[Mapping[str, Any]]) -> protocol.ThreadInjectItemsResponse:
        """Append raw items of the Responses API to what the model sees from its next turn on."""
        await self._ensure_loaded()
        params = {"threadId": self.id, "items": word_list("items", items)}
        return await self._call("thread/inject_items", params, protocol.ThreadInjectItemsResponse)

    async def mark_read(self, *, expected_revision: str) -> protocol.ThreadReadStateUpdateResponse:
        """Note that a person has seen all of it.

        Args:
            expected_revision: ``read_state.revision`` of what the person has seen, from `read` or from
                ``thread/readState/changed``.

        Raises:
            InvalidRequestError: The thread has changed since; ``data`` holds the present state.
        """
        return await self._update_read_state("read", expected_revision)

    async def mark_unread(self, *, expected_revision: str) -> protocol.ThreadReadStateUpdateResponse:
        """Undo `mark_read`; see there."""
        return await self._update_read_state("unread", expected_revision)

    async def move_to_section(
        self, section_id: str | None, *, before_thread_id: str | None = None
    ) -> protocol.ThreadSectionMoveResponse:
        """Put the thread into a section, or with None out of its section.

        Args:
            section_id: The section.
            before_thread_id: The thread of the section that shall follow it; by default it comes last.
        """
        await self._wait_stored()
        # Not through `_call`: None is a value here.
        params = {"threadId": self.id, "sectionId": section_id}
        if before_thread_id is not None:
            params["beforeThreadId"] = before_thread_id
        result = await self._core.request("thread/section/move", params)
        return parse(protocol.ThreadSectionMoveResponse, result)

    async def _update_read_state(
        self, operation: str, expected_revision: str
    ) -> protocol.ThreadReadStateUpdateResponse:
        await self._wait_stored()
        params = {
            "threadId": self.id,
            "operation": {"type": operation},
            "expectedRevision": expected_revision,
        }
        return await self._call("thread/readState/update", params, protocol.ThreadReadStateUpdateResponse)

    def _pages(
        self, method: str, params: Mapping[str, Any], model: type[PageT]
    ) -> Callable[[str | None], Awaitable[PageT]]:
        fetch = pages_of(self._core, method, {"threadId": self.id, **params}, model)

        async def fetch_stored(cursor: str | None) -> PageT:
            await self._wait_stored()
            return await fetch(cursor)

        return fetch_stored
