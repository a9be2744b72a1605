"""From the connection to the model: events are reduced in slices, so that the screen never waits."""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import TYPE_CHECKING

from codex_tui.ports import nobody_types

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from codex_app_server import Notification
    from codex_tui.model.changes import Change
    from codex_tui.model.reducer import Reducer

SLICE = 0.004
"""Seconds for which the loop is held at a time."""
_LOOK = 16
"""Events between two looks at the clock."""
_TURNS = 8
"""Turns of the loop between two slices: those that a key takes from the thread that reads it to the screen's timer."""


async def pump(
    batches: AsyncIterator[list[Notification]],
    server: str,
    reducer: Reducer,
    report: Callable[[list[Change]], None],
    *,
    timer: Callable[[], float] = perf_counter,
    hold: Callable[[], float] = nobody_types,
) -> None:
    """Reduces everything until the stream ends.

    Args:
        batches: the connection's notifications.
        server: the name of the server that they come from.
        reducer: what takes them into the model.
        report: told what changed, after each slice.
        timer: seconds, for the length of a slice.
        hold: gives the seconds for which a key that was typed should have the loop for itself.

    Raises:
        CodexError: why the connection ended, after the last event.
    """
    async for batch in batches:
        start = 0
        while start < len(batch):
            await let_keys_pass(hold)
            start = _reduce_slice(batch, start, server, reducer, report, timer)
            # Zero seconds: keys and frames have their turn, where more waits than fits into a slice as many turns as a
            # key needs. With one, each of its hops from pump to pump would wait for a slice.
            for _ in range(_TURNS if start < len(batch) else 1):
                await asyncio.sleep(0)
        del batch  # it may be megabytes, and nothing may come for hours


async def let_keys_pass(hold: Callable[[], float]) -> None:
    """Waits as long as a key that was typed should have the loop for itself."""
    left = hold()
    while left > 0:
        await asyncio.sleep(left)
        left = hold()


def _reduce_slice(
    batch: list[Notification],
    start: int,
    server: str,
    reducer: Reducer,
    report: Callable[[list[Change]], None],
    timer: Callable[[], float],
) -> int:
    """Reduces as many events as fit into a slice, and gives the index of the next one."""
    until = timer() + SLICE
    changes: list[Change] = []
    index = start
    while index < len(batch):
        try:
            changes += reducer.apply(server, batch[index])
        except Exception:
            # A mistake over one event must cost this event, not the connection.
            changes += reducer.unreadable(server, batch[index])
        index += 1
        if index % _LOOK == 0 and timer() >= until:
            break
    report(changes)
    return index
