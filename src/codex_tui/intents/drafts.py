"""What a person wants of what is being written."""

from __future__ import annotations

from codex_tui.intents.desk import Desk, handles
from codex_tui.messages import drafts as say


class DraftIntents(Desk):
    """What a person wants of what is being written."""

    @handles(say.EditDraft)
    async def _edit_draft(self, intent: say.EditDraft) -> None:
        # As a task: it lasts as long as the person edits.
        self.do(lambda _session: self._stage.edit_draft(intent.thread, intent.draft))
