"""A screen that is closed once, however many keys that close it were typed in one breath, and also before it is made.

The second of two such keys arrives at a screen that is gone already: Textual would close the one below in its place,
and end the application where there is none. One that is closed before it was made has no widgets; what it does as it
is mounted, or told of something, would look for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.screen import Screen, ScreenResultType

from codex_tui.screens.way_out import leave

if TYPE_CHECKING:
    from textual.message import Message

_OF_ITS_LIFE = (events.Mount, events.Resize, events.Key)
"""What a screen sees to by its widgets."""


class ClosesOnce(Screen[ScreenResultType]):
    """What every screen that can be dismissed is."""

    # As in other clients. Not in the table of keys: it is whatever closes this screen, in a second place.
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "close_by_escape", show=False)]

    _never_made = False

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        if self not in self.app.screen_stack:
            return AwaitComplete()
        return super().dismiss(result)

    async def action_close_by_escape(self) -> None:
        await leave(self)

    async def _dispatch_message(self, message: Message) -> None:
        self._never_made = self._never_made or (isinstance(message, events.Mount) and self._pruning)
        if not (self._never_made and isinstance(message, _OF_ITS_LIFE)):
            await super()._dispatch_message(message)
