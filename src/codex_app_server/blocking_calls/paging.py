"""Long lists of the server, read page by page while they are consumed, for blocking code."""

from __future__ import annotations

from typing import TypeVar

from ..blocking import Facade, Portal
from ..paging import AsyncPager

__all__ = ["Pager"]

RowT = TypeVar("RowT")


class Pager(Facade[AsyncPager[RowT]]):
    """The blocking counterpart of `AsyncPager`: an iterator of rows."""

    def __init__(self, portal: Portal, asynchronous: AsyncPager[RowT]) -> None:
        super().__init__(portal, asynchronous)
        self._rows: list[RowT] = []

    @property
    def next_cursor(self) -> str | None:
        """Where the page begins that would be asked for next; see `AsyncPager`."""
        return self._async.next_cursor

    def __iter__(self) -> Pager[RowT]:
        return self

    def __next__(self) -> RowT:
        if not self._rows:
            self._rows = self.next_page()[::-1]
        if not self._rows:
            raise StopIteration
        return self._rows.pop()

    def next_page(self) -> list[RowT]:
        if self._rows:
            rows, self._rows = self._rows[::-1], []
            return rows
        page: list[RowT] = self._portal.call(self._async.next_page)
        return page

    next_page.__doc__ = AsyncPager.next_page.__doc__
