"""A screen that is closed once, however many keys that close it were typed in one breath.

The second of two such keys arrives at a screen that is gone already: Textual would close the one below in its place,
and end the application where there is none.
"""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.screen import Screen, ScreenResultType


class ClosesOnce(Screen[ScreenResultType]):
    """What every screen that can be dismissed is."""

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        if self not in self.app.screen_stack:
            return AwaitComplete()
        return super().dismiss(result)
