"""Where one types what an earlier prompt held: a part of the recall bar, made when that is opened first."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.widgets import Input

from codex_tui.keymap import Scope, bindings
from codex_tui.widgets.keys_at_once import act_at_once
from codex_tui.widgets.recall_bar import RecallEnded, RecallStepped

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType


class RecallInput(Input):
    """Its keys act in the order in which they were pressed, with the letters."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.RECALL)]

    async def on_key(self, event: events.Key) -> None:
        if not event.is_printable:
            await act_at_once(self, event)

    def action_step(self, by: int) -> None:
        self.post_message(RecallStepped(by))

    def action_close(self, take: bool) -> None:
        self.post_message(RecallEnded(take=take))
