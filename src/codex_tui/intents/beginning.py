"""Which thread the command line means: by its id or another name, or as the latest, on any server."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from codex_tui.model.keys import ThreadKey
from codex_tui.model.state import LOCAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_tui.model.board import ThreadRow
    from codex_tui.session.runtime import Session

FOR_OTHERS = 3.0
"""Seconds that further servers are waited for once the first one has answered, since one may be away."""

Answer = TypeVar("Answer")


class Meant(NamedTuple):
    """A thread, the names of the servers that could not be asked, and its row as far as it was looked up."""

    thread: ThreadKey | None
    not_asked: tuple[str, ...] = ()
    row: ThreadRow | None = None


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


async def every_thread(sessions: Mapping[str, Session]) -> tuple[list[ThreadRow], tuple[str, ...]]:
    """The threads of all servers that answer, and the names of those that do not."""
    asked = {asyncio.create_task(session.listing.every_thread()): name for name, session in sessions.items()}
    answered, late = await _answers(asked)
    failed = tuple(asked[task] for task in answered if task.result() is None)
    return [row for task in answered for row in task.result() or ()], (*failed, *late)


async def latest(sessions: Mapping[str, Session]) -> Meant:
    """The thread that was used last in the folder in which new threads begin, of all servers that answer."""
    asked = {asyncio.create_task(session.listing.latest_thread()): name for name, session in sessions.items()}
    answered, late = await _answers(asked)
    rows = [row for task in answered if (row := task.result()) is not None]
    newest = max(rows, key=lambda row: row.updated_at, default=None)
    return Meant(newest.key if newest is not None else None, late, newest)


async def _answers(
    asked: Mapping[asyncio.Task[Answer], str],
) -> tuple[list[asyncio.Task[Answer]], tuple[str, ...]]:
    """What the first server answers, and the others that are not late; and the names of those that are."""
    try:
        await asyncio.wait([next(iter(asked))])
        await asyncio.wait(asked, timeout=FOR_OTHERS)
        answered = [task for task in asked if task.done()]
    finally:
        for task in asked:
            task.cancel()
    return answered, tuple(name for task, name in asked.items() if task not in answered)
