"""Pictures of changes: the cell of a patch at three widths, and the diff screen with comments and marks."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from codex_tui.model.diff_comments import Place
from codex_tui.model.items import FileChange, FileChangeItem, ItemStatus
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.diff import DiffScreen
from codex_tui.theming import DARK, LIGHT
from tests.conversation.host import THREAD, ConversationApp, idle_state, key, settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from codex_tui.model.state import AppState

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="one Python owns the pictures")

SENDER = """\
@@ -38,7 +38,10 @@ class Sender:
     timeout = 5  # seconds

     def send(self, event: Event) -> Response:
-        return post(event.url, event.body, timeout=self.timeout)
+        \"\"\"Sends an event, and again if the receiver is busy.\"\"\"
+        return retry(post, event.url, event.body, timeout=self.timeout, attempts=5)
+
     def close(self) -> None:
         self.closed = True
@@ -90,4 +93,4 @@ def delay(attempt: int) -> float:
     if attempt == 0:
         return 0.0
-    return 2 ** attempt
+    return min(60.0, 2 ** attempt + random())
"""
TESTS = "from hooks import Sender\n\n\ndef test_retries() -> None:\n    assert Sender().send(EVENT).ok\n"


@pytest.fixture(autouse=True)
def home(monkeypatch):
    monkeypatch.setenv("HOME", "/home/me")


def changed_state() -> AppState:
    state = idle_state()
    changes = (
        FileChange(SafeText("/home/me/src/shop/src/hooks/sender.py"), "update", SafeText(SENDER)),
        FileChange(SafeText("/home/me/src/shop/tests/test_sender.py"), "add", SafeText(TESTS)),
        FileChange(SafeText("/home/me/src/shop/../etc/passwd"), "delete", SafeText("root:x:0:0\n")),
    )
    state.conversation(THREAD).append(
        FileChangeItem(key=key("t1", "p1"), status=ItemStatus.COMPLETED, changes=changes)
    )
    return state


@pytest.mark.parametrize("columns", [40, 80, 170])
def test_a_patch_in_the_conversation(snap_compare: Callable[..., bool], columns: int):
    app = ConversationApp(changed_state())
    assert snap_compare(app, terminal_size=(columns, 40), run_before=settle)


@pytest.mark.parametrize(("columns", "theme"), [(160, DARK), (120, DARK), (60, LIGHT)])
def test_the_diff_screen(snap_compare: Callable[..., bool], columns: int, theme: str):
    app = ConversationApp(changed_state(), theme=theme)

    async def read(pilot: Pilot[None]) -> None:
        await settle(pilot)
        place = Place(
            "src/hooks/sender.py",
            42,
            "+",
            "        return retry(post, event.url, event.body, timeout=self.timeout, attempts=5)",
        )
        app.ports.comments().put(THREAD, place, "Five attempts are many.\nThree would do.")
        screen = DiffScreen(app.ports, THREAD)
        await app.push_screen(screen)
        await settle(pilot)
        await pilot.press("J", "v", "K", "K", "j", "j", "j")
        await settle(pilot)

    assert snap_compare(app, terminal_size=(columns, 26), run_before=read)
