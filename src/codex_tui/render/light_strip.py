"""A strip that costs little until it is drawn.

Textual's `Strip` makes six caches when it is built: some 2 KB, 20 objects for the garbage collector and 3 µs for each
line, of which a long conversation has tens of thousands and a screen shows fifty. This one makes a cache when it is
first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.strip import Strip

if TYPE_CHECKING:
    from rich.segment import Segment


class LightStrip(Strip):
    """A `Strip` in every respect; what it makes of itself (crops, styles) are strips of the usual kind."""

    __slots__ = ()

    def __init__(self, segments: list[Segment], cell_length: int) -> None:
        self._segments = segments
        self._cell_length = cell_length

    def __getattr__(self, name: str) -> Any:
        # Called only for a slot that is empty: it gets what a strip that was built in full has there.
        value = getattr(Strip((), 0), name)
        setattr(self, name, value)
        return value
