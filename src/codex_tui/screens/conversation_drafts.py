"""What is written in the conversation beside typing: an earlier prompt is looked for.

Between moving (`conversation_moves`) and commands (`conversation_commands`).
"""

from __future__ import annotations

from textual import on

from codex_tui.screens.conversation_moves import ConversationMoves
from codex_tui.widgets.composer import Composer
from codex_tui.widgets.recall_bar import RecallBar


class ConversationDrafts(ConversationMoves, part=True):
    """A conversation in which earlier prompts are found."""

    @on(Composer.RecallWanted)
    def _recall_wanted(self, event: Composer.RecallWanted) -> None:
        event.stop()
        if self.recall_bar.open(self.composer.history_here.entries()):
            self.composer.flush_draft()
            self.composer.begin_preview()
            self._tell()
        else:
            self._say("No earlier prompts here")

    @on(RecallBar.Found)
    def _recalled(self, event: RecallBar.Found) -> None:
        event.stop()
        self.composer.preview(event.recalled)

    @on(RecallBar.Closed)
    def _recall_closed(self, event: RecallBar.Closed) -> None:
        event.stop()
        self.composer.end_preview(take=event.take)
        self.composer.focus()

    @on(Composer.PreviewEnded)
    def _preview_ended(self, event: Composer.PreviewEnded) -> None:
        event.stop()
        self.recall_bar.close()
        self._tell()
