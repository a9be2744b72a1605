"""How the cells of tools, agents, hooks and notices look, folded and open; the pictures are made on one Python only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_tui.theming import LIGHT
from tests.session.replay import Player, complete, start, started
from tests.support.item_samples import BLOCKED, DENIED, ITEMS, NOTICES, item
from tests.transcript.host import THREAD, Host

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from codex_tui.model.conversation import Conversation

    Compare = Callable[..., bool]

DRAWN_ELSEWHERE = ("commandExecution", "fileChange", "plan")


def everything() -> Conversation:
    """One of each kind, as a turn would have them, and what still runs at the end."""
    at = Player(THREAD.thread)
    at.say("turn/started", **started())
    for kind in ITEMS:
        if kind not in DRAWN_ELSEWHERE:
            complete(at, item(kind))
    at.say("hook/completed", turnId="T", run=BLOCKED)
    at.say("item/autoApprovalReview/completed", turnId="T", **DENIED)
    complete(
        at, item("mcpToolCall", "failed", status="failed", result=None, error={"message": "no such shelf"})
    )
    at.say("model/rerouted", turnId="T", **NOTICES["model/rerouted"])
    start(at, item("mcpToolCall", "running", status="inProgress", result=None))
    at.say("item/mcpToolCall/progress", turnId="T", itemId="running", message="shelf 3 of 6")
    failure = {"message": "Reconnecting... 2/5", "additionalDetails": "the stream broke off"}
    at.say("error", turnId="T", willRetry=True, error=failure)
    start(at, item("contextCompaction", "compacting"))
    conversation = at.conversation
    conversation.history.complete = True
    for one in conversation.items:
        one.started_ms, one.began_ms = 988_000 if one.running else None, None
    return conversation


async def _open_all(pilot: Pilot[Any]) -> None:
    app = pilot.app
    assert isinstance(app, Host)
    app.transcript.fold_all(False)


def test_tools_dark_80(snap_compare: Compare):
    assert snap_compare(Host(everything()), terminal_size=(80, 58))


def test_tools_light_40(snap_compare: Compare):
    assert snap_compare(Host(everything(), theme=LIGHT), terminal_size=(40, 66))


def test_tools_dark_80_open(snap_compare: Compare):
    assert snap_compare(Host(everything()), terminal_size=(80, 110), run_before=_open_all)
