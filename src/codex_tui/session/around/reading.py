"""What the readers of pages share: one reading at a time, once more if it was asked for meanwhile, and what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError
from codex_tui.model.changes import FactsRead
from codex_tui.session.link import explain

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from codex_tui.session.link import Link


class Reader:
    """Reads one page at a time.

    Args:
        link: the connection.
        what: the word of `FactsWanted` for the page.
    """

    def __init__(self, link: Link, what: str) -> None:
        self._link = link
        self._what = what
        self._next: Callable[[], Awaitable[None]] | None = None
        self._busy = False

    async def read(self, how: Callable[[], Awaitable[None]]) -> None:
        """Reads; what is asked for while that goes on is read after it, only the last of it."""
        self._next = how
        if self._busy:
            return
        self._busy = True
        try:
            while (now := self._next) is not None:
                self._next = None
                await self._once(now)
        finally:
            self._busy = False

    async def _once(self, how: Callable[[], Awaitable[None]]) -> None:
        problems = self._link.state.around.problems
        try:
            await how()
        except CodexError as error:
            problems[self._what] = explain(error)
        else:
            problems.pop(self._what, None)
        self._link.report(FactsRead(self._what))


def rows_of(value: Any) -> list[dict[str, Any]]:
    """The objects of a list, as far as it is one."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def table_of(value: Any) -> dict[str, Any]:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}
