"""Where one types what an earlier prompt held: a part of the recall bar, made when that is opened first."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from codex_tui.keymap import Scope, bindings
from codex_tui.widgets.line_input import LineInput
from codex_tui.widgets.recall_bar import RecallEnded, RecallStepped

if TYPE_CHECKING:
    from textual.binding import BindingType


class RecallInput(LineInput):
    """Its keys act in the order in which they were pressed, with the letters."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.RECALL)]

    def action_step(self, by: int) -> None:
        self.post_message(RecallStepped(by))

    def action_close(self, take: bool) -> None:
        self.post_message(RecallEnded(take=take))
