"""Pictures of the pages around a day's work, from memory."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from textual.screen import Screen

from codex_tui.doctor import examine
from codex_tui.messages.around import FactsLoaded
from codex_tui.model.around_facts import ConfigLayer, Hook, McpServer, McpTool, ServerFacts
from codex_tui.model.goal import Goal
from codex_tui.model.permissions import Permissions
from codex_tui.model.review import Branch, ReviewChoices
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.around.doctor import DoctorScreen
from codex_tui.screens.around.hooks import HookScreen
from codex_tui.screens.around.mcp import McpScreen
from codex_tui.screens.around.review import ReviewScreen
from codex_tui.screens.around.status import StatusScreen
from codex_tui.theming import DARK, LIGHT
from tests.around.test_doctor import WELL
from tests.conversation.host import NOW, THREAD, ConversationApp, idle_state, settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from codex_tui.model.state import AppState
    from codex_tui.ports import Ports

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="one Python owns the pictures")

FOLDER = "/home/me/src/shop"


@pytest.fixture(autouse=True)
def home(monkeypatch):
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.setattr("codex_tui.render.pages.status.__version__", "1.0.0")


def full_state() -> AppState:
    """Everything that the pages show."""
    state = idle_state()
    conversation = state.conversation(THREAD)
    conversation.settings.permissions = Permissions(sandbox=SafeText("workspaceWrite"))
    conversation.instructions = (SafeText(f"{FOLDER}/AGENTS.md"),)
    conversation.goal = Goal(SafeText("All tests pass"), budget=50_000, tokens=12_300)
    state.server.version = SafeText("0.163.0")
    around = state.around
    around.server = ServerFacts(
        home=SafeText("/home/me/.codex"),
        platform=SafeText("linux (unix)"),
        process=4711,
        memory=96_500_000,
        threads=3,
        layers=(
            ConfigLayer(
                "project", SafeText(f"{FOLDER}/.codex"), (SafeText("model"),), SafeText("not trusted")
            ),
            ConfigLayer(
                "user", SafeText("/home/me/.codex/config.toml"), (SafeText("model"), SafeText("hooks"))
            ),
        ),
        account=SafeText("ChatGPT, me@example.com, plus"),
        limits=((SafeText("codex, 5 hours"), 83, NOW + 7200), (SafeText("codex, 1 week"), 41, NOW + 200_000)),
    )
    around.mcp = (
        McpServer(
            "broken", "failed", problem=SafeText("No such file or directory"), command=SafeText("/no/such")
        ),
        McpServer(
            "shop",
            "connected",
            "oAuth",
            SafeText("Shop"),
            SafeText("1.2"),
            SafeText("https://shop.example.com/mcp"),
            (
                McpTool(SafeText("stock"), SafeText("Count what is in stock."), read_only=True),
                McpTool(
                    SafeText("order"),
                    SafeText("Order [b]what is missing[/b], at the shop that has it cheapest."),
                ),
            ),
        ),
        McpServer("old", "disabled", enabled=False),
    )
    around.hooks = (
        Hook(
            "a",
            "preToolUse",
            "command",
            SafeText("./check.sh"),
            SafeText("shell"),
            "user",
            "/c",
            True,
            "trusted",
            "1",
        ),
        Hook(
            "b",
            "preToolUse",
            "command",
            SafeText("rm -rf x"),
            SafeText("mcp__shop"),
            "project",
            "/c",
            True,
            "modified",
            "2",
        ),
        Hook("c", "stop", "command", SafeText("say done"), SafeText(), "user", "/c", False, "trusted", "3"),
    )
    around.checks = examine(
        replace(WELL, editor=("", False), sandbox=1, sandbox_said="bwrap: no permissions")
    )
    around.review = ReviewChoices(
        FOLDER,
        3,
        tuple(
            Branch(name, SafeText(about), SafeText(age))
            for name, about, age in (
                ("main", "A cart and a receipt", "2 days ago"),
                ("feat/retry", "Retry", "1 hour ago"),
            )
        ),
    )
    return state


class Blank(Screen[None]):
    """Nothing."""


def shown(make: Callable[[Ports], Screen[None]], what: str, *keys: str) -> Callable[[Pilot[None]], object]:
    async def act(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, ConversationApp)
        await app.push_screen(Blank())  # what lies under a page is not its business
        await app.push_screen(make(app.ports))
        app.facts.tell(FactsLoaded(what))
        await settle(pilot)
        await pilot.press(*keys)
        await settle(pilot)

    return act


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(shown(lambda p: StatusScreen(p, THREAD, FOLDER), "status"), id="page"),
        pytest.param(shown(lambda p: ReviewScreen(p, THREAD, FOLDER), "review"), id="dialog"),
    ],
)
def test_in_ascii(snap_compare: Callable[..., bool], act: object):
    app = ConversationApp(full_state(), ascii_only=True)
    assert snap_compare(app, terminal_size=(100, 44), run_before=act)


@pytest.mark.parametrize(
    ("size", "theme", "act"),
    [
        pytest.param(
            (120, 44), DARK, shown(lambda p: StatusScreen(p, THREAD, FOLDER), "status"), id="status"
        ),
        pytest.param(
            (80, 24), LIGHT, shown(lambda p: McpScreen(p, THREAD, FOLDER), "mcp", "ctrl+t", "j"), id="mcp"
        ),
        pytest.param(
            (40, 14), DARK, shown(lambda p: HookScreen(p, THREAD, FOLDER), "hooks", "j"), id="hooks"
        ),
        pytest.param((80, 24), DARK, shown(lambda p: DoctorScreen(p, THREAD, FOLDER), "doctor"), id="doctor"),
        pytest.param(
            (80, 24), LIGHT, shown(lambda p: ReviewScreen(p, THREAD, FOLDER), "review", "tab"), id="review"
        ),
    ],
)
def test_page(snap_compare: Callable[..., bool], size: tuple[int, int], theme: str, act: object):
    assert snap_compare(ConversationApp(full_state(), theme=theme), terminal_size=size, run_before=act)
