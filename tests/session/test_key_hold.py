"""A key that was typed has the loop for itself for a moment; a stream is never kept waiting for ever."""

from __future__ import annotations

import asyncio

import pytest

from codex_tui.key_hold import AT_MOST, ENOUGH, HOLD, KeyHold
from codex_tui.model.state import LOCAL
from codex_tui.session.dispatcher import Dispatcher
from codex_tui.session.pump import pump

from .conftest import Ears, as_widget
from .replay import Player, play, recorded, thread_of
from .test_pump import batches


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_nothing_waits_where_nobody_types(clock: Clock) -> None:
    assert KeyHold(clock).left() == 0


def test_the_stream_waits_for_a_key_and_then_goes_on(clock: Clock) -> None:
    hold = KeyHold(clock)
    hold.typed()
    clock.now += HOLD / 2
    assert hold.left() == pytest.approx(HOLD / 2)
    clock.now += HOLD / 2
    assert hold.left() == 0


def test_the_stream_goes_on_as_soon_as_the_key_is_on_the_screen(clock: Clock) -> None:
    hold = KeyHold(clock)
    hold.typed()
    clock.now += HOLD / 10
    assert hold.left()
    hold.echoed()
    assert hold.left() == 0
    clock.now += HOLD / 10
    hold.typed()
    assert hold.left() == pytest.approx(HOLD)


def test_keys_without_a_pause_let_the_stream_through_now_and_then(clock: Clock) -> None:
    hold = KeyHold(clock)
    free = 0.0
    for _ in range(1000):
        hold.typed()
        clock.now += HOLD / 4
        free += HOLD / 4 if not hold.left() else 0
    share = ENOUGH / (AT_MOST + ENOUGH)
    assert free == pytest.approx(share * 1000 * HOLD / 4, rel=0.2)


@pytest.mark.anyio
async def test_the_pump_reduces_nothing_while_a_key_is_on_its_way() -> None:
    notifications = recorded("plain_200_deltas")
    player = Player(thread_of(notifications))
    seen: list[int] = []
    waits = iter([0.001, 0.001])

    def hold() -> float:
        seen.append(len(player.lines))
        return next(waits, 0.0)

    await pump(batches(notifications), LOCAL, player.reducer, Dispatcher().report, hold=hold)
    assert seen[:3] == [0, 0, 0]
    assert player.lines == play("plain_200_deltas").lines


@pytest.mark.anyio
async def test_a_frame_waits_for_a_key_and_loses_nothing() -> None:
    notifications = recorded("rich_turn")
    player = Player(thread_of(notifications))
    ears, typing = Ears(), True
    dispatcher = Dispatcher(hold=lambda: 0.001 if typing else 0.0)
    dispatcher.subscribe(as_widget(ears), player.conversation.key)
    await pump(batches(notifications), LOCAL, player.reducer, dispatcher.report)
    for _ in range(100):
        await asyncio.sleep(0)
    assert not ears.heard
    typing = False
    await ears.until(lambda: ears.heard)
