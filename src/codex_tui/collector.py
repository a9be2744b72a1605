"""When Python looks for garbage: not while the application starts, and through everything only while nobody types.

A collection takes half a microsecond for each object it looks at, and holds the screen for that long. The 74,000
objects that start-up makes (modules, classes, models) live until the end, so they are taken out of the collector's
sight; of the rest the young are looked at often, all of them once it is quiet. docs/performance.md has the figures.
"""

from __future__ import annotations

import gc
from functools import cache
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

YOUNG = 2_000
"""New objects that cause a collection of the young ones: 1 ms at most."""
MIDDLE = 5
"""Young collections before one of the middle generation: 5 ms at most, where everything is kept, as of a page."""
OLD = 500
"""Middle collections before one of everything, which takes 100 ms and more in a conversation of 10,000 items."""
QUIET = 2.0
"""Seconds in which nobody typed and little was made, after which everything is looked at."""
_PATIENCE = 30
"""Times that it is put off because something goes on; nobody may type then either."""


def hold() -> None:
    """No collections from now on: what start-up makes is kept anyway."""
    gc.disable()


def settle() -> bool:
    """Start-up is over: what there is counts as permanent, and collections begin.

    Changes nothing, and gives False, where nobody called `hold`: tests run the application in a process that is not its
    own.
    """
    if gc.isenabled():
        return False
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
    gc.enable()
    return True


def tidy() -> None:
    """Looks at what is young now, while nobody waits: a collection in the midst of a key's frame holds it up.

    Does nothing where nobody called `settle`, and where next to nothing was made since the last time.
    """
    young, middle, _ = gc.get_count()
    if gc.get_freeze_count() and (middle or young > YOUNG // 2):
        gc.collect(1)


def give_back() -> None:
    """Gives the system what the C library keeps of memory that nobody uses: 10 MB after an hour of work. glibc only.

    What is larger than 512 bytes is the C library's: it gives back the end of its heap by itself, and nothing from
    between what is still used.
    """
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    try:
        import ctypes

        return cast("Callable[[int], int]", ctypes.CDLL(None).malloc_trim)
    except (ImportError, OSError, AttributeError):
        return None


class Sweeper:
    """Looks at everything once it is quiet after something was made.

    What a closed screen or a conversation that was left leaves behind is old by then, and refers to itself: no
    collection of the young ones finds it. Two dozen threads of 200 turns kept 130 MB of it.

    Args:
        loop: what the screen runs in.
        quiet_for: gives the seconds since somebody typed.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, quiet_for: Callable[[], float]) -> None:
        self._loop = loop
        self._quiet_for = quiet_for
        self._waiting = self._more_was_made = False
        self._over = False
        self._put_off = 0

    def watch(self) -> None:
        """Begins; after `unwatch`, which may be called without it, nothing more is looked at."""
        gc.callbacks.append(self._collected)

    def unwatch(self) -> None:
        if self._collected in gc.callbacks:
            gc.callbacks.remove(self._collected)
        self._over = True

    def _collected(self, phase: str, info: dict[str, int]) -> None:
        """Called by the collector, in whatever thread, in the midst of whatever made an object."""
        if phase == "stop" and info["generation"] == 1:
            self._more_was_made = True
            if not self._waiting:
                self._waiting = True
                self._loop.call_soon_threadsafe(self._wait)

    def _wait(self) -> None:
        self._more_was_made = False
        self._loop.call_later(QUIET, self._look)

    def _look(self) -> None:
        if self._quiet_for() < QUIET or (self._more_was_made and self._put_off < _PATIENCE):
            self._put_off += 1
            self._wait()
            return
        self._waiting, self._put_off = False, 0
        if not self._over:
            gc.collect()
            give_back()
