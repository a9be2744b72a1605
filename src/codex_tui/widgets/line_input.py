"""One line of text whose keys take effect in the order in which they were typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.widgets import Input

from codex_tui.widgets.keys_at_once import act_at_once

if TYPE_CHECKING:
    from textual import events


class LineInput(Input):
    """Deletes and moves before the next character goes in, also where keys come quickly.

    What submits the line is left to whatever is around it, which may close by it. Its cursor stands still.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.cursor_blink = False

    async def on_key(self, event: events.Key) -> None:
        active = None if event.is_printable else self.screen.active_bindings.get(event.key)
        if active is not None and active.binding.action != "submit":
            await act_at_once(self, event)
