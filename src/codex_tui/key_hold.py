"""What streams in waits a moment for a key that was just typed, so that the key's way to the screen is free.

A key takes some eight turns of the event loop from the thread that reads it to the screen. In a burst each of these
turns would find a slice of the stream or a frame of it to do first. Light: it exists before the first paint.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

HOLD = 0.02
"""Seconds for which the stream waits after a key: what a key takes on a machine with other things to do."""
AT_MOST = 0.25
"""Seconds in a row: keys that never pause, as of a paste typed out, must not keep the stream waiting for ever."""
ENOUGH = 0.05
"""Seconds for which the stream goes on after it waited that long."""


class KeyHold:
    """Written by the thread that reads keys, read on the loop: one number each, so that no lock is needed."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._typed_at = float("-inf")
        self._holding_since = float("-inf")
        self._free_until = float("-inf")

    def typed(self) -> None:
        """A key came in."""
        self._typed_at = self._monotonic()

    def left(self) -> float:
        """Seconds that the stream waits from now on; zero where no key is on its way."""
        now = self._monotonic()
        left = self._typed_at + HOLD - now
        if left <= 0 or now < self._free_until:
            self._holding_since = float("-inf")
            return 0.0
        if self._holding_since == float("-inf"):
            self._holding_since = now
        elif now - self._holding_since >= AT_MOST:
            self._free_until = now + ENOUGH
            return 0.0
        return left
