"""A draft in the editor: it comes back as it was saved, and nothing is lost where that fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from codex_tui.draft_editing import edit_text
from codex_tui.messages.drafts import EditDraft
from codex_tui.model.draft import draft_of, joined, of_element
from codex_tui.model.draft_elements import PastedText
from codex_tui.model.safe_text import SafeText
from tests.conversation.host import ConversationApp, idle_state, settle

if TYPE_CHECKING:
    from pathlib import Path

LOG = "\n".join("abcdefghijklmnop")


@pytest.mark.anyio
async def test_what_was_edited_takes_the_place_of_the_draft_and_folds_again():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        composer.put_back(joined((draft_of("why "), of_element(PastedText(SafeText(LOG))))))
        await pilot.press("ctrl+g")
        await settle(pilot, lambda: bool(app.intents))
        (wanted,) = app.intents
        assert isinstance(wanted, EditDraft)
        composer.edited(wanted.draft, f"please say {wanted.draft.expanded}\nand how")
        assert composer.text == "please say why [Pasted text #1, 16 lines]\nand how"
        await pilot.press("ctrl+underscore")
        assert composer.draft == wanted.draft


@pytest.mark.anyio
async def test_what_came_back_meanwhile_stays():
    app = ConversationApp(idle_state())
    async with app.run_test():
        composer = app.conversation.composer
        composer.put_back("draft")
        before = composer.draft
        composer.put_back("returned")
        composer.edited(before, "draft, edited")
        assert composer.text == "returned\ndraft, edited"
        composer.edited(before, "again")
        assert composer.text == "again\nreturned\ndraft, edited"


@pytest.mark.anyio
async def test_where_the_screen_cannot_be_given_away_nothing_is_lost(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("CODEX_TUI_STATE", str(tmp_path))
    app = ConversationApp(idle_state())
    async with app.run_test():
        edited = await edit_text(app, "text", "true")  # type: ignore[arg-type]
        assert edited.text is None
        assert "cannot be given" in edited.problem
        assert list((tmp_path / "editing").iterdir()) == []
