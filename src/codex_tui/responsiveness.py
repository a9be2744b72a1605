"""What makes Textual and Python react sooner, set before Textual is imported. docs/performance.md has the figures.

Textual paints on a grid of 1/60 s and, after a pause, lets up to two of its steps go by: a key that was typed just
after a frame of a streaming answer stood on the screen 17 to 33 ms later, with nothing else to do. On a finer grid the
same work is done sooner. It is not done more often: answers come in frames of their own, and what did not change is
not painted.

Three threads take part in a key: one reads it, the loop handles it, one writes the screen. A thread that has something
to do waits for Python's switch interval while another is busy, 5 ms each time.

An escape alone is the Esc key, unless more of a sequence follows. Textual waits 100 ms for that.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

SWITCH_INTERVAL = 0.0005
"""Seconds."""
_TEXTUAL = {
    "TEXTUAL_FPS": "240",
    "ESCDELAY": "25",  # milliseconds; a terminal sends a sequence in one piece, and ssh seldom cuts one
}


def prepare() -> None:
    """Has effect on Textual only before its first import; what a person has set stays."""
    sys.setswitchinterval(SWITCH_INTERVAL)
    ours = [name for name in _TEXTUAL if name not in os.environ]
    for name in ours:
        os.environ[name] = _TEXTUAL[name]
    try:
        import_module("textual.constants")
    finally:
        # The server and the commands it runs would inherit them.
        for name in ours:
            del os.environ[name]
