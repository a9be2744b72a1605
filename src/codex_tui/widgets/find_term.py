"""Where one types what to find: a part of the find bar, made when that is opened first."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from codex_tui.keymap import Scope, bindings
from codex_tui.widgets.find_bar import HitWanted
from codex_tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from textual.binding import BindingType


class TermInput(LineInput):
    """Its keys act in the order in which they were pressed, with the letters."""

    # Those of the find scope, and what edits a line; enter submits no form here.
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.FIND)]

    def action_next(self) -> None:
        self.post_message(HitWanted(1))

    def action_previous(self) -> None:
        self.post_message(HitWanted(-1))

    def action_close(self) -> None:
        self.post_message(HitWanted(0))
