"""Pictures of the conversation with its panel: wide enough, wider and light, and too narrow for it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from codex_tui.model.conversation import Usage
from codex_tui.model.items import FileChange, FileChangeItem, ItemStatus, PlanItem, PlanStep, StepStatus
from codex_tui.model.safe_text import SafeText
from codex_tui.model.tallies import Tokens
from codex_tui.theming import DARK, LIGHT
from tests.conversation.host import NOW, THREAD, ConversationApp, key, running_state, settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from codex_tui.model.state import AppState

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="one Python owns the pictures")

DIFF = "@@ -41,2 +41,2 @@\n def send(event):\n-    return post(event)\n+    return retry(post, event)\n"


@pytest.fixture(autouse=True)
def home(monkeypatch):
    monkeypatch.setenv("HOME", "/home/me")


def busy_state() -> AppState:
    """A turn with a plan, after a patch, while a command runs."""
    state = running_state()
    conversation = state.conversation(THREAD)
    done, now, later = StepStatus.COMPLETED, StepStatus.IN_PROGRESS, StepStatus.PENDING
    steps = (
        PlanStep(SafeText("read the sender"), done),
        PlanStep(SafeText("write the retry with back-off and jitter"), done),
        PlanStep(SafeText("run the tests"), now),
        PlanStep(SafeText("document"), later),
    )
    conversation.append(PlanItem(key=key("t2", "local:plan"), steps=steps, started_ms=int(NOW * 1000)))
    changes = (FileChange(SafeText("/home/me/src/shop/src/hooks/sender.py"), "update", SafeText(DIFF)),)
    conversation.append(FileChangeItem(key=key("t2", "p2"), status=ItemStatus.COMPLETED, changes=changes))
    conversation.usage = Usage(
        62_000,
        410_000,
        272_000,
        context=Tokens(62_000, 60_000, 41_000, 2_000, 900),
        total=Tokens(410_000, 400_000, 300_000, 10_000, 4_000),
    )
    return state


async def at_rest(pilot: Pilot[None]) -> None:
    await settle(pilot)


@pytest.mark.parametrize(("columns", "theme"), [(120, DARK), (160, LIGHT), (100, DARK)])
def test_panel(snap_compare: Callable[..., bool], columns: int, theme: str):
    app = ConversationApp(busy_state(), theme=theme)
    assert snap_compare(app, terminal_size=(columns, 30), run_before=at_rest)
