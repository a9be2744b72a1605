"""Where one types what to find: a part of the find bar, made when that is opened first."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.widgets import Input

from codex_tui.keymap import Scope, bindings
from codex_tui.widgets.find_bar import HitWanted
from codex_tui.widgets.keys_at_once import act_at_once

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType


class TermInput(Input):
    """Its keys act in the order in which they were pressed, with the letters."""

    # Those of the find scope, and what edits a line; enter submits no form here.
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.FIND)]

    async def on_key(self, event: events.Key) -> None:
        if not event.is_printable:
            await act_at_once(self, event)

    def action_next(self) -> None:
        self.post_message(HitWanted(1))

    def action_previous(self) -> None:
        self.post_message(HitWanted(-1))

    def action_close(self) -> None:
        self.post_message(HitWanted(0))
