"""What was cut with the keys of a shell, to be put in again. Pure; under the composer."""

from __future__ import annotations

from collections import deque

from codex_tui.model.draft import Draft, joined

KEPT = 30
"""Cuts that can be put in again."""


class KillRing:
    """The last cuts, the newest first; cuts one directly behind the other are one."""

    def __init__(self) -> None:
        self._cuts: deque[Draft] = deque(maxlen=KEPT)

    def add(self, cut: Draft, *, follows: bool, backward: bool) -> None:
        """Keeps a cut.

        Args:
            cut: what was cut.
            follows: nothing was done since the cut before; then both are one.
            backward: it stood before the cursor.
        """
        if not cut.text:
            return
        if follows and self._cuts:
            last = self._cuts.popleft()
            cut = joined((cut, last) if backward else (last, cut))
        self._cuts.appendleft(cut)

    @property
    def newest(self) -> Draft | None:
        return self._cuts[0] if self._cuts else None

    def turn(self) -> Draft | None:
        """Takes the newest to the end of the ring; gives the one that is the newest then."""
        self._cuts.rotate(-1)
        return self.newest
