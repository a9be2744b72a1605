"""Where a comment on a line is written, under the hunks. What was typed and not kept comes back with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message

from codex_tui.keymap import Scope, bindings
from codex_tui.widgets.removable import RemovableArea
from codex_tui.widgets.terminal_keys import know_alt_enter

if TYPE_CHECKING:
    from textual import events

    from codex_tui.model.diff_comments import Place


class CommentBox(RemovableArea):
    """One comment at a time; hidden while none is written."""

    BINDINGS = bindings(Scope.COMMENT)

    class Done(Message):
        """The comment on a line is written, or with None was left as it was."""

        def __init__(self, place: Place, text: str | None) -> None:
            super().__init__()
            self.place = place
            self.text = text

    def __init__(self, *, id: str | None = None) -> None:
        know_alt_enter()
        super().__init__(id=id, compact=True, highlight_cursor_line=False, tab_behavior="focus")
        self.cursor_blink = False
        self.match_cursor_bracket = False
        self.display = False
        self.place: Place | None = None
        self._left: dict[Place, str] = {}

    def write(self, place: Place, text: str) -> None:
        """Begins with a line's comment, or with what was typed there and left before."""
        self.place = place
        self.text = self._left.pop(place, text)
        self.move_cursor(self.document.end)
        name = place.path.rpartition("/")[2]
        self.border_title = Content(f"{name}:{place.number}" if place.number else name)
        self.display = True
        self.focus()

    async def on_key(self, event: events.Key) -> None:
        """Does what a key of its own means before the next key is looked at, as the composer does."""
        if event.key in ("tab", "shift+tab"):
            event.stop()
            event.prevent_default()
            return
        active = self.screen.active_bindings.get(event.key)
        if active is None or active.node is not self or active.binding.priority or not active.enabled:
            return
        if await self.app.run_action(active.binding.action, self):
            event.stop()
            event.prevent_default()

    def action_newline(self) -> None:
        self.insert("\n")

    def action_save(self) -> None:
        self._finish(self.text)

    def action_leave(self) -> None:
        if self.place is not None and self.text.strip():
            self._left[self.place] = self.text
        self._finish(None)

    def _finish(self, text: str | None) -> None:
        place, self.place = self.place, None
        self.display = False
        if place is not None:
            self.post_message(self.Done(place, text))
