"""A draft that gives its place to earlier prompts while one is looked for, and comes back or is taken over.

Under the composer. The bar in which one types is `recall_bar`; the screen stands between both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from codex_tui.widgets.readline import ReadlineArea

if TYPE_CHECKING:
    from textual.document._document import Location

    from codex_tui.model.draft import Draft
    from codex_tui.widgets.history_search import Recalled


class RecallArea(ReadlineArea, part=True):
    """A draft in whose place earlier prompts are shown."""

    _aside: tuple[Draft, Location] | None = None
    """The draft, while earlier prompts may be shown, and where its cursor was."""

    class RecallWanted(Message):
        """An earlier prompt is to be looked for."""

    class PreviewEnded(Message):
        """What is shown is a draft again, no prompt that was found."""

    @property
    def previews(self) -> bool:
        """Whether what is shown may be no draft, but a prompt that was found."""
        return self._aside is not None

    def begin_preview(self) -> None:
        """Puts the draft aside, until a prompt is taken or it comes back."""
        self._aside = (self.draft, self.cursor_location)

    def preview(self, recalled: Recalled | None) -> None:
        """Shows a prompt that was found, with what it was found by marked; None shows the draft."""
        if self._aside is None:
            return
        self._mark((0, 0) if recalled is None else recalled[1:])
        self._set_draft(self._aside[0] if recalled is None else recalled.prompt)
        if recalled is not None:
            self.move_cursor(self.location_of(recalled.start))

    def end_preview(self, *, take: bool) -> None:
        """Goes on with what is shown, or with the draft."""
        if self._aside is None:
            return
        (draft, cursor), self._aside = self._aside, None
        self._mark((0, 0))
        if take:
            self.move_cursor(self.document.end)
            self.preview_taken(draft)
        else:
            self._set_draft(draft)
            self.move_cursor(cursor)
        self.post_message(self.PreviewEnded())

    def preview_taken(self, before: Draft) -> None:
        """A prompt that was found is the draft now, in the place of another one."""

    def on_focus(self) -> None:
        """Whoever goes into the text takes what it shows."""
        self.end_preview(take=True)

    def action_recall(self) -> None:
        self.post_message(self.RecallWanted())

    def _mark(self, marked: tuple[int, int]) -> None:
        if marked != self.marked:
            self.marked = marked
            self._line_cache.clear()
            self.refresh()

    def _set_draft(self, draft: Draft) -> None:
        if draft != self.draft:
            self.load_draft(draft)
        self.move_cursor(self.document.end)
