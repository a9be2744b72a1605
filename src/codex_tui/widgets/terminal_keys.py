"""Keys that plain terminals send and that Textual's parser takes for others.

Under the composer. Without the Kitty protocol alt+enter arrives as the bytes ESC CR, which Textual reads as enter: a
person who asks for a new line would send an unfinished prompt.
"""

from __future__ import annotations

from enum import Enum
from typing import cast

# Textual has no public way to name a sequence.
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS


class _Key(Enum):
    """Named as the members of Textual's own `Keys`, which cannot be extended."""

    ALT_ENTER = "alt+enter"


def know_alt_enter() -> None:
    """Lets Textual read ESC CR, and ESC LF, as alt+enter; does nothing the second time."""
    table = cast("dict[str, object]", ANSI_SEQUENCES_KEYS)
    for sequence in ("\x1b\r", "\x1b\n"):
        table.setdefault(sequence, (_Key.ALT_ENTER,))
