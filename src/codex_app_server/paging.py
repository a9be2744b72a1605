"""Long lists of the server, read page by page while they are consumed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from .models import drop_none, parse

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from pydantic import BaseModel

    from .core import ClientCore

    PageT = TypeVar("PageT", bound=BaseModel)

__all__ = ["AsyncPager", "Page", "pages_of"]

RowT = TypeVar("RowT")
RowT_co = TypeVar("RowT_co", covariant=True)


class Page(Protocol[RowT_co]):
    """What every paged answer of the protocol has."""

    @property
    def data(self) -> Sequence[RowT_co]: ...

    @property
    def next_cursor(self) -> str | None: ...


class AsyncPager(Generic[RowT]):
    """An async iterator of rows; the next page is asked for when the rows of the last one are used up.

    Rows and whole pages (`next_page`) may be mixed. For one consumer at a time.

    Attributes:
        next_cursor: Where the page begins that would be asked for next: another iterator with the same options goes
            on there if it is given this as its ``cursor``. None before the first page, unless a cursor was given,
            and after the last one.

    Raises from the iteration:
        JsonRpcError: The server refuses a page.
    """

    def __init__(
        self, fetch: Callable[[str | None], Awaitable[Page[RowT]]], cursor: str | None = None
    ) -> None:
        self._fetch = fetch
        self._rows: list[RowT] = []
        self._is_done = False
        self.next_cursor = cursor

    def __aiter__(self) -> AsyncPager[RowT]:
        return self

    async def __anext__(self) -> RowT:
        if not self._rows:
            self._rows = (await self.next_page())[::-1]
        if not self._rows:
            raise StopAsyncIteration
        return self._rows.pop()

    async def next_page(self) -> list[RowT]:
        """Return the rows that were fetched and not handed out, else the next page; an empty list is the end."""
        if self._rows:
            rows, self._rows = self._rows[::-1], []
            return rows
        while not self._is_done:
            page = await self._fetch(self.next_cursor)
            # A cursor that does not move would page for ever.
            self._is_done = page.next_cursor is None or page.next_cursor == self.next_cursor
            self.next_cursor = None if self._is_done else page.next_cursor
            if page.data:
                return list(page.data)
        return []


def pages_of(
    core: ClientCore, method: str, params: Mapping[str, Any], model: type[PageT]
) -> Callable[[str | None], Awaitable[PageT]]:
    """Return what an `AsyncPager` fetches with: one call of ``method`` for each page."""
    given = drop_none(params)

    async def fetch(cursor: str | None) -> PageT:
        page = given if cursor is None else {**given, "cursor": cursor}
        return parse(model, await core.request(method, page))

    return fetch
