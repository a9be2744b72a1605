"""One line of text whose keys take effect in the order in which they were typed, and step by what is seen as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.widgets import Input
from textual.widgets.input import Selection

from codex_tui.widgets.keys_at_once import act_at_once
from codex_tui.widgets.whole_characters import (
    WholeText,
    characters,
    one_left,
    one_right,
    taken_left,
)

if TYPE_CHECKING:
    from rich.text import Text
    from textual import events


class LineInput(Input):
    """Deletes and moves before the next character goes in, also where keys come quickly.

    What submits the line is left to whatever is around it, which may close by it. Its cursor stands still. What is
    shown as dots goes by code points: each has its dot.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.cursor_blink = False

    async def on_key(self, event: events.Key) -> None:
        active = None if event.is_printable else self.screen.active_bindings.get(event.key)
        if active is not None and active.binding.action != "submit":
            await act_at_once(self, event)

    # --- by characters -----------------------------------------------------------------------------------------

    @property
    def _by_code_points(self) -> bool:
        return self.password or self.value.isascii()

    @property
    def _value(self) -> Text:
        """What Textual draws."""
        if self._by_code_points:
            return super()._value
        return WholeText(self.value, no_wrap=True, overflow="ignore", end="")

    def action_cursor_left(self, select: bool = False) -> None:
        start, end = self.selection
        if self._by_code_points or not (select or self.selection.is_empty):
            super().action_cursor_left(select)
        else:
            to = one_left(self.value, end)
            self.selection = Selection(start if select else to, to)

    def action_cursor_right(self, select: bool = False) -> None:
        start, end = self.selection
        if self._by_code_points or not (select or self.selection.is_empty) or end == len(self.value):
            super().action_cursor_right(select)
        else:
            to = one_right(self.value, end)
            self.selection = Selection(start if select else to, to)

    def action_delete_left(self) -> None:
        at = self.cursor_position
        if self._by_code_points or not self.selection.is_empty:
            super().action_delete_left()
        else:
            self.delete(taken_left(self.value, at), at)

    def action_delete_right(self) -> None:
        at = self.cursor_position
        if self._by_code_points or not self.selection.is_empty or at == len(self.value):
            super().action_delete_right()
        else:
            self.delete(at, one_right(self.value, at))

    def _cell_offset_to_index(self, offset: int) -> int:
        """Where the mouse points; Textual measures what is joined by its parts."""
        if self._by_code_points:
            return super()._cell_offset_to_index(offset)
        column, wanted = 0, offset + self.scroll_offset.x
        for start, _, width in characters(self.value):
            if wanted < column + width:
                return start
            column += width
        return len(self.value)
