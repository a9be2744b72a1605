"""How a page of threads is asked for: at the very start, before anything of the screen is imported, and later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

LIST = "thread/list"
FIRST_PAGE = 50
"""Threads of the first page: more than a screen."""
PAGE = 100
"""Threads of any other page: as many as the server gives at once."""


def list_params(
    cwd: str | None,
    *,
    archived: bool,
    limit: int,
    cursor: str | None = None,
    beside: Iterable[str] = (),
) -> dict[str, Any]:
    """The parameters of a page of the threads of a folder and of those beside it, most recently used first.

    Without a folder the threads of all of them.
    """
    folders = [] if cwd is None else sorted({*beside} - {cwd})
    return {
        "archived": archived,
        "cursor": cursor,
        "cwd": [cwd, *folders] if folders else cwd,
        "limit": limit,
        "modelProviders": [],
        "sortKey": "recency_at",
        # The database alone: quick, and its cursors skip nothing.
        "useStateDbOnly": True,
    }
