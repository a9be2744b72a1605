"""How sharp the terminal shows a picture that it places by itself."""

from __future__ import annotations

from typing import NamedTuple


class CellSize(NamedTuple):
    """How many points of a picture a cell of the terminal shows, where it shows more than two.

    Attributes:
        turn: counts how often the terminal was taken; it forgets its pictures when it is given away.
    """

    width: int
    height: int
    turn: int
