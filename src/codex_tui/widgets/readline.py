"""The keys of a shell's line in a draft: moving, cutting into a ring, putting in again, undoing.

A line is a line of the text, not of the screen. Rows of the keymap's editing scope call these actions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from unicodedata import category

from textual.actions import SkipAction

from codex_tui.widgets.draft_area import DraftArea, cut
from codex_tui.widgets.kill_ring import KillRing

if TYPE_CHECKING:
    from codex_tui.model.draft import Draft

Test = Callable[[str], bool]


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_" or (character > "\u02ff" and category(character)[0] == "M")


def _no_blank(character: str) -> bool:
    return not character.isspace()


def word_start(text: str, at: int, belongs: Test = _in_word) -> int:
    """Where the word before an offset begins."""
    while at and not belongs(text[at - 1]):
        at -= 1
    while at and belongs(text[at - 1]):
        at -= 1
    return at


def word_end(text: str, at: int) -> int:
    """Where the word behind an offset ends."""
    while at < len(text) and not _in_word(text[at]):
        at += 1
    while at < len(text) and _in_word(text[at]):
        at += 1
    return at


class ReadlineArea(DraftArea, part=True):
    """A draft with the keys of a shell."""

    def __init__(self, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]  # Textual's own, handed through
        self._ring = KillRing()
        self._cut_at: tuple[int, int] | None = None
        """Edits and cursor right after the last cut: where both are the same, the next one belongs to it."""
        self._yanked: tuple[int, int, int] | None = None
        """Edits, start and end of what was put in last from the ring."""

    # --- moving ---------------------------------------------------------------------------------------------

    def action_line_start(self) -> None:
        self.move_cursor((self.cursor_location[0], 0))

    def action_line_end(self) -> None:
        row, _ = self.cursor_location
        self.move_cursor((row, len(self.document[row])))

    def action_word_left(self) -> None:
        self.move_cursor(self.location_of(self._word_start()))

    def action_word_right(self) -> None:
        self.move_cursor(self.location_of(self._word_end()))

    def action_text_start(self) -> None:
        self.move_cursor((0, 0))

    def action_text_end(self) -> None:
        self.move_cursor(self.document.end)

    # --- cutting --------------------------------------------------------------------------------------------

    def action_kill_to_end(self) -> None:
        """Cuts to the end of the line; there, the line break."""
        at = self.cursor_offset_in_text
        row, column = self.cursor_location
        self._kill(at, at + max(1, len(self.document[row]) - column))

    def action_kill_to_start(self) -> None:
        """Cuts to the start of the line; there, the line break before it."""
        at = self.cursor_offset_in_text
        self._kill(at - max(1, self.cursor_location[1]), at)

    def action_kill_word_left(self) -> None:
        self._kill(self._word_start(), self.cursor_offset_in_text)

    def action_kill_blank_word_left(self) -> None:
        """Cuts back to the last blank, as ctrl+w does in a shell."""
        self._kill(self._word_start(_no_blank), self.cursor_offset_in_text)

    def action_kill_word_right(self) -> None:
        """Leaves the key to whoever has another meaning for it, where there is no word to cut."""
        if self.cursor_at_end_of_text and self.selection.is_empty:
            raise SkipAction
        self._kill(self.cursor_offset_in_text, self._word_end())

    def _kill(self, start: int, end: int) -> None:
        if not self.selection.is_empty:
            start, end = sorted(self.offset_of(location) for location in self.selection)
        start, end = max(0, start), min(end, len(self.text))
        if start == end:
            return
        at = self.cursor_offset_in_text
        taken = cut(self, start, end)
        follows = self._cut_at is not None and self._cut_at == (self.edits - 1, at)
        self._ring.add(taken, follows=follows, backward=start < at)
        self._cut_at = (self.edits, self.cursor_offset_in_text)

    def action_cut(self) -> None:
        """Cuts what is selected, into the clipboard too, and in full."""
        if self.selection.is_empty:
            raise SkipAction
        self.app.copy_to_clipboard(self.selected_text)
        self._kill(0, 0)

    def action_yank(self) -> None:
        """Puts in what was cut last."""
        if (newest := self._ring.newest) is not None:
            start, end = sorted(self.offset_of(location) for location in self.selection)
            self._put_in(newest, start, end)

    def action_yank_pop(self) -> None:
        """Puts in, for what was just put in, the cut before it."""
        yanked = self._yanked
        if yanked is None or yanked[0] != self.edits or yanked[2] != self.cursor_offset_in_text:
            return
        if (older := self._ring.turn()) is not None:
            self._put_in(older, yanked[1], yanked[2])

    def _put_in(self, what: Draft, start: int, end: int) -> None:
        self.put(what, start, end)
        self._yanked = (self.edits, start, self.cursor_offset_in_text)

    # --- words ----------------------------------------------------------------------------------------------

    def _word_start(self, belongs: Test = _in_word) -> int:
        return word_start(self.text, self.cursor_offset_in_text, belongs)

    def _word_end(self) -> int:
        return word_end(self.text, self.cursor_offset_in_text)
