"""Pictures of what floats over a conversation: the question before a rewind, the export dialog, the menu of a cell."""

from __future__ import annotations

import sys

import pytest

from codex_tui.model.items import FileChange
from codex_tui.model.rewind import RewindLoss
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.prompt import ConfirmPrompt
from codex_tui.screens.rewind_question import rewind_question
from codex_tui.theming import DARK, LIGHT
from tests.conversation.host import ConversationApp, idle_state, settle

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="one Python owns the pictures")

LOOKS = [((80, 24), DARK), ((40, 20), LIGHT)]
DIFF = "@@ -41,2 +41,3 @@\n def send(event):\n-    return post(event)\n+    return retry(post, event)\n+    # once\n"


def picture(snap_compare, size, theme, act):
    app = ConversationApp(idle_state(), theme=theme)
    return snap_compare(app, terminal_size=size, run_before=act)


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_rewind_question(snap_compare, size, theme):
    paths = ("src/hooks/sender.py", "src/hooks/retry.py", "tests/hooks/test_sender.py")
    changes = [FileChange(SafeText(f"/home/me/src/shop/{path}"), "update", SafeText(DIFF)) for path in paths]
    loss = RewindLoss(3, (*changes, changes[0]), attachments=1)

    async def act(pilot):
        await pilot.app.push_screen(ConfirmPrompt(*rewind_question(loss, "/home/me/src/shop")))
        await settle(pilot)

    assert picture(snap_compare, size, theme, act)


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_export_dialog(snap_compare, size, theme):
    async def act(pilot):
        await pilot.press("alt+e")
        await settle(pilot)

    assert picture(snap_compare, size, theme, act)


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_menu_of_a_cell(snap_compare, size, theme):
    async def act(pilot):
        await pilot.press("ctrl+up", "full_stop", "down")
        await settle(pilot)

    assert picture(snap_compare, size, theme, act)
