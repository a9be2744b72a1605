"""Which thread the command line means: by its id or as the latest, on whichever server has it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from codex_tui.model.keys import ThreadKey
from codex_tui.model.state import LOCAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_tui.session.runtime import Session

FOR_OTHERS = 3.0
"""Seconds that `--last` waits for further servers once the first one has answered, since one may be away."""


class Meant(NamedTuple):
    """A thread, and the names of the servers that could not be asked."""

    thread: ThreadKey | None
    not_asked: tuple[str, ...] = ()


async def by_id(sessions: Mapping[str, Session], thread: str) -> Meant:
    """The thread of an id, on the server that says first that it has it; on the first server where none does."""
    if len(sessions) == 1:
        return Meant(ThreadKey(LOCAL, thread))
    asked = {asyncio.ensure_future(session.listing.has(thread)): name for name, session in sessions.items()}
    try:
        for answer in asyncio.as_completed(asked):
            if await answer:
                break
        known = {name: task.result() for task, name in asked.items() if task.done()}
    finally:
        for task in asked:
            task.cancel()
    if holder := next((name for name, has in known.items() if has), None):
        return Meant(ThreadKey(holder, thread))
    return Meant(ThreadKey(LOCAL, thread), tuple(name for name, has in known.items() if has is None))


async def latest(sessions: Mapping[str, Session]) -> Meant:
    """The thread that was used last in the folder in which new threads begin, of all servers that answer."""
    asked = {
        asyncio.ensure_future(session.listing.latest_thread()): name for name, session in sessions.items()
    }
    try:
        await asyncio.wait([next(iter(asked))])
        done, late = await asyncio.wait(asked, timeout=FOR_OTHERS)
    finally:
        for task in asked:
            task.cancel()
    rows = [row for task in done if (row := task.result()) is not None]
    newest = max(rows, key=lambda row: row.updated_at, default=None)
    return Meant(newest.key if newest is not None else None, tuple(asked[task] for task in late))
