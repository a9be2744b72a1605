"""Where an answer is typed: several lines that wrap, or one line of dots for a secret.

What its keys mean is told to the form around it; letters are text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.content import Content
from textual.widgets import Input, TextArea

from codex_tui.keymap import Scope, bindings
from codex_tui.widgets.keys_at_once import act_at_once
from codex_tui.widgets.removable import RemovableArea
from codex_tui.widgets.requests.typed_on import passed_on
from codex_tui.widgets.terminal_keys import know_alt_enter

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.geometry import Size
    from textual.widget import Widget

MOST_LINES = 6
"""Lines that a text takes before it scrolls."""


class EntryBox(RemovableArea):
    """A text of any length.

    Args:
        wanted: told the names of actions: ``next``, ``back``, ``send``, ``later``, and ``written`` after each change.
        hint: what the empty box says.
    """

    BINDINGS = bindings(Scope.ENTRY)

    def __init__(self, wanted: Callable[[Widget, str], None], hint: str = "") -> None:
        know_alt_enter()
        super().__init__(compact=True, highlight_cursor_line=False, tab_behavior="focus", placeholder=hint)
        self.cursor_blink = False
        self.match_cursor_bracket = False
        self._wanted = wanted
        self._proposed = ""

    def describe(self, hint: str) -> None:
        """Says in the empty box what belongs there."""
        self.placeholder = Content(hint)

    def put(self, text: str, *, proposed: str = "") -> None:
        """Shows a text, with the cursor behind it; one that is only `proposed` is selected for whoever comes to it."""
        self._proposed = proposed
        if text != self.text:
            self.load_text(text)
        self.move_cursor(self.document.end)

    def on_focus(self) -> None:
        if self._proposed and self.text == self._proposed:
            self.select_all()

    def on_blur(self) -> None:
        self.move_cursor(self.document.end)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, min(super().get_content_height(container, viewport, width), MOST_LINES))

    async def on_key(self, event: events.Key) -> None:
        if passed_on(self, event):
            return
        if event.is_printable and event.key not in ("tab", "enter"):
            return
        await act_at_once(self, event)

    def on_paste(self, event: events.Paste) -> None:
        """Keeps it from the screen, which would put it into the composer as well."""
        event.stop()

    def action_entry(self, what: str) -> None:
        """Tells the form what is wanted."""
        self._wanted(self, what)

    def action_newline(self) -> None:
        self.insert("\n")

    def action_cursor_up(self, select: bool = False) -> None:
        if select or not self.navigator.is_first_wrapped_line(self.cursor_location):
            super().action_cursor_up(select)
        else:
            self._wanted(self, "up")

    def action_cursor_down(self, select: bool = False) -> None:
        if select or not self.navigator.is_last_wrapped_line(self.cursor_location):
            super().action_cursor_down(select)
        else:
            self._wanted(self, "down")

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._wanted(self, "written")


class SecretBox(Input):
    """A secret in one line, shown as dots; `wanted` as of the other box."""

    BINDINGS = bindings(Scope.ENTRY)

    def __init__(self, wanted: Callable[[Widget, str], None], *, ascii_only: bool = False) -> None:
        super().__init__(password=True, compact=True)
        self._dot = "*" if ascii_only else "•"
        self.cursor_blink = False
        self._wanted = wanted

    @property
    def _value(self) -> Text:
        """What Textual draws; it has no public way to another sign than its own."""
        return Text(self._dot * len(self.value), no_wrap=True, overflow="ignore", end="")

    def put(self, text: str) -> None:
        """Holds a text, with the cursor behind it."""
        self.value = text
        self.cursor_position = len(text)

    @property
    def text(self) -> str:
        return self.value

    def describe(self, hint: str) -> None:
        """Says in the empty box what belongs there."""
        self.placeholder = hint

    async def on_key(self, event: events.Key) -> None:
        if passed_on(self, event):
            return
        if not event.is_printable or event.key in ("tab", "enter"):
            await act_at_once(self, event)

    def action_entry(self, what: str) -> None:
        """Tells the form what is wanted."""
        self._wanted(self, what)

    def action_newline(self) -> None:
        """A secret has one line."""

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._wanted(self, "written")
