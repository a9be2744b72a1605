"""Timers that tick together, at the whole seconds of one clock: what moves once a second is one frame then, not three.

For a frame Textual renders every widget: eight a second were 3 % of a core. Its own timers begin to count when they are
first resumed, each at another time.
"""

from __future__ import annotations

import asyncio
import math
import time
from typing import TYPE_CHECKING

from textual.timer import Timer

if TYPE_CHECKING:
    from textual._types import CallbackType
    from textual.message_pump import MessagePump


class _Seconds(Timer):
    async def _run(self) -> None:
        count = 0
        while True:
            await self._active.wait()
            now = time.monotonic()
            second = math.floor(now) + 1
            await asyncio.sleep(second - now)
            if self._active.is_set():
                count += 1
                await self._tick(next_timer=second, count=count)


def each_second(pump: MessagePump, callback: CallbackType) -> Timer:
    """A timer for a widget or a screen that ticks together with all others of these; paused until it is resumed."""
    timer = _Seconds(pump, 1.0, callback=callback, pause=True)
    pump._timers.add(timer)
    timer._start()
    return timer
