"""What is asked before a thread may do anything: no unless one says yes, and the key of the cycle passes it by."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.widgets import Static

from codex_tui.keymap import Scope, bindings
from codex_tui.messages.permissions import NextMode
from codex_tui.model.permissions import Mode
from codex_tui.model.safe_text import SafeText
from codex_tui.one_piece import came_with_others
from codex_tui.screens.floating import FloatingScreen
from codex_tui.theming import stylesheet
from codex_tui.widgets.key_hints import KeyHints

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

    from codex_tui.model.keys import ThreadKey
    from codex_tui.ports import Ports

GUARD = 0.5
"""Seconds in which a letter that was typed for something else is no yes."""


class FullAccessQuestion(FloatingScreen[bool]):
    """Gives True for yes.

    Args:
        ports: for the keys.
        thread: which it is for; None for the next new one.
    """

    CSS_PATH: ClassVar = [stylesheet("prompt.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.FULL_ACCESS)

    def __init__(self, ports: Ports, thread: ThreadKey | None) -> None:
        super().__init__()
        self._ports = ports
        self._thread = thread
        self._since = ports.monotonic()

    def compose(self) -> ComposeResult:
        new = self._thread is None
        whose = "the next new thread" if new else "this thread"
        with Vertical(id="prompt"):
            yield Static(f"Give {whose} full access?", id="question", markup=False)
            yield Static(
                "No sandbox, the network is open, nothing is asked: it may do anything your account may do."
                + (" It holds for one thread." if new else ""),
                id="detail",
                markup=False,
            )
            yield KeyHints(("full_access.yes", "full_access.next", "full_access.no"), keys=self._ports.keys)

    @property
    def guarded(self) -> bool:
        """Whether a yes does not count yet: it may be a letter of what is being typed."""
        return self._ports.monotonic() - self._since < GUARD

    def on_key(self, event: events.Key) -> None:
        if came_with_others(event):
            # A yes among them was pasted, or typed to something else.
            self._since = self._ports.monotonic()

    def action_yes(self) -> None:
        if self.guarded:
            self._since = self._ports.monotonic()
            self.query_one(KeyHints).say(SafeText("Too soon to be meant: press it again"))
        else:
            self.dismiss(True)

    def action_no(self) -> None:
        self.dismiss(False)

    async def action_pass_by(self) -> None:
        """Goes on to the permissions after these, before the next key is looked at."""
        self.key_goes_on = True
        self.dismiss(False)
        await self.app.run_action(("app", "go", (NextMode(self._thread, Mode.FULL_ACCESS),)), self)
