"""Intents about what is being written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.messages.base import AddressedIntent

if TYPE_CHECKING:
    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ThreadKey


class EditDraft(AddressedIntent):
    """Write on in the person's own editor; what is saved there comes back to the composer."""

    def __init__(self, thread: ThreadKey | None, draft: Draft) -> None:
        super().__init__(thread)
        self.draft = draft
