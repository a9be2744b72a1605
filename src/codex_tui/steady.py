"""The time that has passed, whatever is done to the clock of this machine."""

from __future__ import annotations

import sys
import time

if sys.platform == "win32":
    _passed = time.monotonic
else:
    # One that goes on while the machine sleeps: what runs elsewhere goes on as well.
    _CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

    def _passed() -> float:
        return time.clock_gettime(_CLOCK)


_begun = time.time() - _passed()


def steady() -> float:
    """Unix seconds as they would be had nobody set the clock since this process began.

    For how long something runs. An age, or a date, is told by the clock as it is now.
    """
    return _begun + _passed()
