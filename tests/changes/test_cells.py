"""The cell of a patch under the mouse and the cursor."""

from __future__ import annotations

import pytest

from codex_tui.messages import ChangesWanted, EditFile
from codex_tui.screens.diff import DiffScreen
from tests.changes.test_snapshots import changed_state
from tests.conversation.host import THREAD, ConversationApp, screen_lines, settle

pytestmark = pytest.mark.anyio


async def test_a_click_on_the_header_of_a_hunk_opens_it_in_its_place():
    app = ConversationApp(changed_state())
    async with app.run_test(size=(90, 40)) as pilot:
        await settle(pilot, lambda: any("line 93" in line for line in screen_lines(app)))
        before = screen_lines(app)
        row = next(number for number, line in enumerate(before) if "line 93" in line)
        await pilot.click(offset=(10, row))
        await settle(pilot, lambda: any("random()" in line for line in screen_lines(app)))
        after = screen_lines(app)
        assert "def delay" in after[row]
        assert after[row - 1] == before[row - 1]
        await pilot.click(offset=(10, row))
        await settle(pilot, lambda: screen_lines(app)[row] == before[row])


async def test_a_key_on_the_cell_asks_for_its_turn_and_its_file():
    app = ConversationApp(changed_state())
    async with app.run_test(size=(90, 40)) as pilot:
        await settle(pilot, lambda: any("line 93" in line for line in screen_lines(app)))
        await pilot.press("ctrl+up", "k", "j", "d")
        await settle(pilot, lambda: any(isinstance(intent, ChangesWanted) for intent in app.intents))
        [wanted] = [intent for intent in app.intents if isinstance(intent, ChangesWanted)]
        assert (wanted.thread, wanted.turn) == (THREAD, "t1")
        assert wanted.path == "/home/me/src/shop/src/hooks/sender.py"


async def test_a_file_is_opened_at_the_line_under_the_cursor():
    app = ConversationApp(changed_state())
    async with app.run_test(size=(90, 40)) as pilot:
        await app.push_screen(DiffScreen(app.ports, THREAD))
        await pilot.press("n", "j", "o")
        await settle(pilot, lambda: any(isinstance(intent, EditFile) for intent in app.intents))
        [wanted] = [intent for intent in app.intents if isinstance(intent, EditFile)]
        assert (wanted.path, wanted.line) == ("/home/me/src/shop/src/hooks/sender.py", 93)
