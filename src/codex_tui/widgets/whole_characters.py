"""Where one types, a character is what is seen as one: a joined emoji, a flag, a letter with its marks.

Textual goes by code points, so that `backspace` behind a family took its last child, the cursor stood still as it went
through what draws nothing of its own, and drew a half of what it stood on. Text areas have all of it here, lines of one
row in `line_input`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.widgets import TextArea

from codex_tui.parts import OfParts

if TYPE_CHECKING:
    from rich.style import Style
    from textual import events
    from textual.document._document import Location

_WINDOW = 256
"""Code points beside the cursor that are looked at: no character has as many."""


def characters(text: str) -> list[tuple[int, int, int]]:
    """Where each character of a text begins and ends, and its columns."""
    from codex_tui.render.graphemes import graphemes, without_stray_joiners  # mostly text is ASCII

    return graphemes(without_stray_joiners(text))[0]


def one_left(text: str, column: int) -> int:
    """Where the character before a column begins."""
    before = text[max(0, column - _WINDOW) : column]
    if before.isascii():
        return max(0, column - 1)
    start, end, _ = characters(before)[-1]
    return column - (end - start)


def one_right(text: str, column: int) -> int:
    """Where the character behind a column ends."""
    behind = text[column : column + _WINDOW]
    if behind.isascii():
        return min(len(text), column + 1)
    return column + characters(behind)[0][1]


def outside(text: str, column: int) -> int:
    """A column, or the start of the character that it would be in the midst of."""
    first = max(0, column - _WINDOW)
    around = text[first : column + _WINDOW]
    if around.isascii():
        return column
    for start, end, _ in characters(around):
        if first + start < column < first + end:
            return first + start
    return column


def taken_left(text: str, column: int) -> int:
    """Where begins what `backspace` takes: of a letter only its last mark, as one types it again; of a picture all."""
    start = one_left(text, column)
    return start if column - start < 2 or _is_picture(text[start:column]) else column - 1


def _is_picture(character: str) -> bool:
    from unicodedata import category

    return category(character[0]) in ("So", "Sk") or "\ufe0f" in character


class WholeText(Text):
    """Text whose cursor and selection are drawn over whole characters."""

    def stylize(self, style: str | Style, start: int = 0, end: int | None = None) -> None:
        super().stylize(style, *self._widened(start, end))

    def stylize_before(self, style: str | Style, start: int = 0, end: int | None = None) -> None:
        super().stylize_before(style, *self._widened(start, end))

    def _widened(self, start: int, end: int | None) -> tuple[int, int | None]:
        if end is None or not 0 <= start < end:
            return start, end
        return outside(self.plain, start), one_right(self.plain, outside(self.plain, end - 1))


class WholeCharacters(OfParts, TextArea, part=True):
    """The part of every text area that moves, deletes and draws by characters."""

    def get_cursor_left_location(self) -> Location:
        row, column = self.cursor_location
        return (
            (row, one_left(self.document.get_line(row), column))
            if column
            else super().get_cursor_left_location()
        )

    def get_cursor_right_location(self) -> Location:
        row, column = self.cursor_location
        line = self.document.get_line(row)
        return (row, one_right(line, column)) if column < len(line) else super().get_cursor_right_location()

    def move_cursor(
        self, location: Location, select: bool = False, center: bool = False, record_width: bool = True
    ) -> None:
        """By columns of the screen one may come into the midst of a character, as from the line above."""
        super().move_cursor(self._outside(location), select, center, record_width)

    def get_target_document_location(self, event: events.MouseEvent) -> Location:
        return self._outside(super().get_target_document_location(event))

    def _outside(self, location: Location) -> Location:
        row, column = location
        return (
            (row, outside(self.document.get_line(row), column))
            if row < self.document.line_count
            else location
        )

    def action_delete_left(self) -> None:
        row, column = self.cursor_location
        start = taken_left(self.document.get_line(row), column)
        if self.selection.is_empty and start < column:
            self._delete_via_keyboard((row, start), (row, column))
        else:
            super().action_delete_left()

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        return line if line.plain.isascii() else WholeText(line.plain, end="", no_wrap=True)
