"""When stored items began and ended: the server gives turns without times, and in the order in which items ended.

Read beside a page of turns, so that a stored turn is shown in the order in which it was seen live.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError
from codex_tui.page_call import ITEMS, newest_items_params

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from codex_app_server.generated.v2_all import Turn
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.reducer_history import Times
    from codex_tui.session.link import Link

MOST = 100
"""Items of one answer, by the server's limit."""
_SEQUENTIAL = frozenset({"userMessage", "agentMessage"})
"""Kinds that begin and end one after the other, and show no time."""


async def newest_times(link: Link, key: ThreadKey) -> Times:
    """The times of the newest items of a thread."""
    return await _read(link, newest_items_params(key.thread))


async def turn_times(link: Link, key: ThreadKey, turn: str) -> Times:
    """The times of all items of a turn."""
    return await _read(link, {"threadId": key.thread, "turnId": turn, "limit": MOST}, further=True)


async def page_times(link: Link, key: ThreadKey, turns: Sequence[Turn], known: Times) -> Times:
    """The times of the items of a page of turns, as far as it takes times to show them.

    Args:
        link: the connection.
        key: the thread.
        turns: the page.
        known: times that are there already.
    """
    missing = untimed(turns, known)
    times = dict(known)
    for read in await asyncio.gather(*(turn_times(link, key, turn) for turn in missing)):
        times |= read
    return times


def times_in(answer: Mapping[str, Any]) -> dict[tuple[str, str], tuple[int, int | None]]:
    """The times that an answer to `page_call.ITEMS` gives."""
    return {
        (entry.get("turnId"), entry.get("item", {}).get("id")): (
            entry["startedAtMs"],
            entry.get("completedAtMs"),
        )
        for entry in answer.get("data", ())
        if entry.get("startedAtMs") is not None
    }


def untimed(turns: Sequence[Turn], known: Times) -> list[str]:
    """The turns of a page of which it takes more times than are known to show them."""
    return [
        turn.id
        for turn in turns
        if any(item.root.type not in _SEQUENTIAL for item in turn.items)
        and any((turn.id, item.root.id) not in known for item in turn.items)
    ]


async def _read(link: Link, params: dict[str, Any], *, further: bool = False) -> Times:
    """Reads times; without those that cannot be read, items stand as the server gives them."""
    times: dict[tuple[str, str], tuple[int, int | None]] = {}
    try:
        while True:
            answer = await link.call(ITEMS, params)
            times |= times_in(answer)
            params = {**params, "cursor": answer.get("nextCursor")}
            if not further or params["cursor"] is None:
                return times
    except CodexError:
        return times  # a thread without a turn, or of the old kind
