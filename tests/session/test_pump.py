"""The pump keeps everything in order and lets the loop breathe in long batches."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING

import pytest

from codex_tui.messages import Said
from codex_tui.model.state import LOCAL
from codex_tui.session.dispatcher import Dispatcher
from codex_tui.session.pump import SLICE, pump

from .conftest import Ears, as_widget
from .replay import Player, play, recorded, thread_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from codex_app_server import Notification
    from codex_tui.model.changes import Change

pytestmark = pytest.mark.anyio


async def batches(*lists: list[Notification]) -> AsyncIterator[list[Notification]]:
    for one in lists:
        yield one


async def test_a_long_batch_is_cut_so_that_others_have_their_turn() -> None:
    notifications = recorded("plain_200_deltas")
    player = Player(thread_of(notifications))
    turns = 0

    async def breathe() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    # A clock on which every look costs half a slice.
    clock = itertools.count(0.0, SLICE / 2)
    breathing = asyncio.create_task(breathe())
    await pump(batches(notifications), LOCAL, player.reducer, Dispatcher().report, timer=lambda: next(clock))
    breathing.cancel()
    assert turns >= len(notifications) // 48
    assert player.lines == play("plain_200_deltas").lines


async def test_however_it_arrives_the_conversation_is_the_same() -> None:
    notifications = recorded("rich_turn")
    player = Player(thread_of(notifications))
    dispatcher, ears = Dispatcher(), Ears()
    dispatcher.subscribe(as_widget(ears), player.conversation.key)
    middle = len(notifications) // 2
    await pump(
        batches(notifications[:middle], [], notifications[middle:]), LOCAL, player.reducer, dispatcher.report
    )
    dispatcher.flush()
    assert player.lines == play("rich_turn").lines
    assert len(ears.heard) < len(notifications)


async def test_an_event_that_breaks_the_reducer_costs_that_event_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    notifications = recorded("rich_turn")
    player = Player(thread_of(notifications))
    ears, dispatcher = Ears(), Dispatcher()
    dispatcher.subscribe(as_widget(ears), None)
    apply = player.reducer.apply

    def breaking(server: str, notification: Notification) -> list[Change]:
        if notification.method == "turn/plan/updated":
            raise AttributeError("a mistake of ours")
        return apply(server, notification)

    monkeypatch.setattr(player.reducer, "apply", breaking)
    await pump(batches(notifications), LOCAL, player.reducer, dispatcher.report)
    dispatcher.flush()
    assert [line for line in player.lines if line.startswith("raw")]
    assert player.lines[-1] == play("rich_turn").lines[-1]
    assert any(said.problem for said in ears.of(Said))
