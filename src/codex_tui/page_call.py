"""How a page of stored turns is asked for: at the very start, before anything of the screen is imported, and later."""

from __future__ import annotations

from typing import Any

TURNS, ITEMS = "thread/turns/list", "thread/items/list"
FIRST_PAGE = 8
"""Turns of the page with which a thread opens: more than a screen, and read at once."""
NEWEST_ITEMS = 40
"""Items whose times are asked for beside that page; turns that they do not cover are asked for alone."""


def turns_params(thread: str, cursor: str | None, limit: int, *, newer: bool) -> dict[str, Any]:
    """What asks for a page of turns with their items, from a cursor on or from the end."""
    params: dict[str, Any] = {"threadId": thread, "limit": limit, "itemsView": "full"}
    params["sortDirection"] = "asc" if newer else "desc"
    if cursor is not None:
        params["cursor"] = cursor
    return params


def newest_items_params(thread: str) -> dict[str, Any]:
    """What asks for the newest items of a thread, which come with their times."""
    return {"threadId": thread, "limit": NEWEST_ITEMS, "sortDirection": "desc"}


def opening_calls(thread: str) -> list[tuple[str, dict[str, Any]]]:
    """What a thread opens with: its newest turns, and the times of their items."""
    return [
        (TURNS, turns_params(thread, None, FIRST_PAGE, newer=False)),
        (ITEMS, newest_items_params(thread)),
    ]
