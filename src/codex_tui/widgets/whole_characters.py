"""The cursor steps over a character as it is seen: a joined emoji, a flag, a letter with its marks, is one of them.

Textual steps by code points, so that `backspace` behind a family took its last child, and the cursor stood still as it
went through what draws nothing of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import TextArea

from codex_tui.parts import OfParts

if TYPE_CHECKING:
    from textual.document._document import Location

_WINDOW = 256
"""Code points beside the cursor that are looked at: no character has as many."""


class WholeCharacters(OfParts, TextArea, part=True):
    """The part of every text area that moves and deletes by characters."""

    def get_cursor_left_location(self) -> Location:
        row, column = self.cursor_location
        before = self.document.get_line(row)[max(0, column - _WINDOW) : column]
        if before.isascii():
            return super().get_cursor_left_location()
        start, end, _ = _characters(before)[-1]
        return row, column - (end - start)

    def get_cursor_right_location(self) -> Location:
        row, column = self.cursor_location
        behind = self.document.get_line(row)[column : column + _WINDOW]
        if behind.isascii():
            return super().get_cursor_right_location()
        _, end, _ = _characters(behind)[0]
        return row, column + end

    def action_delete_left(self) -> None:
        """Of a letter only its last mark, as one types it again; of a picture or a flag all."""
        row, column = self.cursor_location
        character = self.document.get_line(row)[self.get_cursor_left_location()[1] : column]
        if self.selection.is_empty and len(character) > 1 and not _is_picture(character):
            self._delete_via_keyboard((row, column - 1), (row, column))
        else:
            super().action_delete_left()


def _characters(text: str) -> list[tuple[int, int, int]]:
    from codex_tui.render.graphemes import graphemes, without_stray_joiners  # mostly text is ASCII

    return graphemes(without_stray_joiners(text))[0]


def _is_picture(character: str) -> bool:
    from unicodedata import category

    return category(character[0]) in ("So", "Sk") or "\ufe0f" in character
