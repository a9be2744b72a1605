"""What streams in waits a moment for a key that was just typed, so that the key's way to the screen is free.

A key takes some eight turns of the event loop from the thread that reads it to the screen. In a burst each of these
turns would find a slice of the stream or a frame of it to do first. Light: it exists before the first paint.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

HOLD = 0.05
"""Seconds for which the stream waits for a key that changes nothing where one types; for others until that is shown."""
AT_MOST = 0.25
"""Seconds in a row: keys that never pause, as of a paste typed out, must not keep the stream waiting for ever."""
ENOUGH = 0.05
"""Seconds for which the stream goes on after it waited that long."""


class KeyHold:
    """Written by the thread that reads keys and by the loop, a number each, so that no lock is needed."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._typed_at = float("-inf")
        self._echoed_at = float("-inf")
        self._holding_since = float("-inf")
        self._free_until = float("-inf")

    def typed(self) -> None:
        """A key came in."""
        self._typed_at = self._monotonic()

    def echoed(self) -> None:
        """What a key changed stands on the screen."""
        self._echoed_at = self._monotonic()

    def quiet_for(self) -> float:
        """Seconds since a key came in."""
        return self._monotonic() - self._typed_at

    def left(self) -> float:
        """Seconds that the stream waits from now on; zero where no key is on its way."""
        now = self._monotonic()
        left = 0.0 if self._echoed_at > self._typed_at else self._typed_at + HOLD - now
        if left <= 0 or now < self._free_until:
            self._holding_since = float("-inf")
            return 0.0
        if self._holding_since == float("-inf"):
            self._holding_since = now
        elif now - self._holding_since >= AT_MOST:
            self._free_until = now + ENOUGH
            return 0.0
        return left
