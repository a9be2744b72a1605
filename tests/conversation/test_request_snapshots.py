"""Pictures of what follows a key in a request: a rule before it is saved, a reason, parts to grant, a tool."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from codex_tui.messages import RulesLoaded
from codex_tui.screens.request import RequestScreen
from codex_tui.screens.rules import RulesScreen
from codex_tui.theming import DARK, LIGHT
from tests.conversation.host import ConversationApp, command_approval, running_state, settle
from tests.conversation.test_answers import permission_approval, tool_approval
from tests.screens.test_rules import FOLDER, book

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from codex_tui.model.requests import Request

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="one Python owns the pictures")

SIZES = {40: (40, 14), 80: (80, 24), 120: (120, 30)}
LOOKS = [(40, DARK), pytest.param(120, DARK, marks=pytest.mark.long), (80, LIGHT)]


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.setenv("TZ", "UTC")


def after(request: Request, *keys: str) -> Callable[[Pilot[None]], object]:
    async def act(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, ConversationApp)
        app.ask(request)
        await settle(pilot, lambda: app.conversation.dock.display)
        await pilot.press("alt+a")
        await settle(pilot, lambda: app.conversation.dock.has_focus_within)
        app.monotonic.now += 10
        await pilot.press(*keys)
        if "z" in keys:
            await settle(pilot, lambda: isinstance(app.screen, RequestScreen))
        await settle(pilot)

    return act


LONG = "git push origin " + " ".join(f"branch-{number}" for number in range(30))


@pytest.mark.parametrize(("columns", "theme"), LOOKS)
@pytest.mark.parametrize(
    "act",
    [
        pytest.param(after(command_approval(command=LONG), "p", "left"), id="rule"),
        pytest.param(after(command_approval(command=LONG), "z"), id="whole"),
        pytest.param(after(permission_approval(), "down", "space"), id="permissions"),
    ],
)
def test_request(snap_compare: Callable[..., bool], act, columns: int, theme: str):
    app = ConversationApp(running_state(), theme=theme)
    assert snap_compare(app, terminal_size=SIZES[columns], run_before=act)


@pytest.mark.parametrize("columns", [40, 80])
def test_tool(snap_compare: Callable[..., bool], columns: int):
    app = ConversationApp(running_state())
    act = after(tool_approval("session", "always"))
    assert snap_compare(app, terminal_size=SIZES[columns], run_before=act)


def test_reason(snap_compare: Callable[..., bool]):
    app = ConversationApp(running_state())
    act = after(command_approval(), "n", *"use make clean")
    assert snap_compare(app, terminal_size=SIZES[40], run_before=act)


@pytest.mark.parametrize(("columns", "theme"), LOOKS)
def test_rules(snap_compare: Callable[..., bool], columns: int, theme: str):
    async def act(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, ConversationApp)
        await app.push_screen(RulesScreen(app.ports, None, FOLDER))
        app.state.rules = book()
        app.facts.tell(RulesLoaded())
        await settle(pilot)
        await settle(pilot)

    app = ConversationApp(running_state(), theme=theme)
    assert snap_compare(app, terminal_size=(SIZES[columns][0], max(20, SIZES[columns][1])), run_before=act)
