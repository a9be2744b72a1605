"""When Python looks for garbage: not while the application starts, and never through everything at once.

A collection takes half a microsecond for each object it looks at, and holds the screen for that long. The 74,000
objects that start-up makes (modules, classes, models) live until the end, so they are taken out of the collector's
sight; of the rest the young are looked at often, all of them hardly ever. docs/performance.md has the figures.
"""

from __future__ import annotations

import gc

YOUNG = 2_000
"""New objects that cause a collection of the young ones: 1 ms at most."""
MIDDLE = 5
"""Young collections before one of the middle generation: 5 ms at most, where everything is kept, as of a page."""
OLD = 500
"""Middle collections before one of everything, which takes 100 ms and more in a conversation of 10,000 items."""


def hold() -> None:
    """No collections from now on: what start-up makes is kept anyway."""
    gc.disable()


def settle() -> None:
    """Start-up is over: what there is counts as permanent, and collections begin.

    Changes nothing where nobody called `hold`: tests run the application in a process that is not its own.
    """
    if gc.isenabled():
        return
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
    gc.enable()


def tidy() -> None:
    """Looks at what is young now, while nobody waits: a collection in the midst of a key's frame holds it up.

    Does nothing where nobody called `settle`, and where next to nothing was made since the last time.
    """
    young, middle, _ = gc.get_count()
    if gc.get_freeze_count() and (middle or young > YOUNG // 2):
        gc.collect(1)
