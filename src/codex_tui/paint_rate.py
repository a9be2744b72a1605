"""How soon Textual paints what changed, set before Textual is imported.

Textual paints on a grid of 1/60 s and, after a pause, lets up to two of its steps go by: a key that was typed just
after a frame of a streaming answer stood on the screen 17 to 33 ms later, with nothing else to do. On a finer grid the
same work is done sooner. It is not done more often: answers come in frames of their own, and what did not change is
not painted. docs/performance.md has the figures.
"""

from __future__ import annotations

import os
from importlib import import_module

PAINTS_PER_SECOND = 240
_VARIABLE = "TEXTUAL_FPS"


def raise_paint_rate() -> None:
    """Has effect only before the first import of Textual; what a person has set stays."""
    if _VARIABLE in os.environ:
        return
    os.environ[_VARIABLE] = str(PAINTS_PER_SECOND)
    try:
        import_module("textual.constants")
    finally:
        # The server and the commands it runs would inherit it.
        del os.environ[_VARIABLE]
