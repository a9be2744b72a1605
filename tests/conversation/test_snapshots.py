"""Pictures of the conversation: the states a person sees most, at three widths and in both themes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from codex_tui.theming import DARK, LIGHT
from tests.conversation.host import (
    OTHER,
    THREAD,
    ConversationApp,
    command_approval,
    idle_state,
    lost_state,
    patch_approval,
    running_state,
    settle,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="one Python owns the pictures")

SIZES = {40: (40, 14), 80: (80, 24), 120: (120, 30)}
LOOKS = [
    (40, DARK),
    pytest.param(80, DARK, marks=pytest.mark.long),
    pytest.param(120, DARK, marks=pytest.mark.long),
    (80, LIGHT),
]
"""A narrow and a light one each time; the others differ from them in width or in colour alone."""


@pytest.fixture(autouse=True)
def home(monkeypatch):
    monkeypatch.setenv("HOME", "/home/me")


def of(pilot: Pilot[None]) -> ConversationApp:
    assert isinstance(pilot.app, ConversationApp)
    return pilot.app


async def at_rest(pilot: Pilot[None]) -> None:
    await settle(pilot)


async def someone_types(pilot: Pilot[None]) -> None:
    app = of(pilot)
    app.ask(command_approval(9, thread=OTHER))
    await pilot.press(*"also cover a 429")
    await settle(pilot)


async def a_command_waits(pilot: Pilot[None]) -> None:
    app = of(pilot)
    app.ask(command_approval())
    await settle(pilot, lambda: app.conversation.dock.display)
    await settle(pilot)


async def a_patch_is_read(pilot: Pilot[None]) -> None:
    app = of(pilot)
    app.ask(command_approval())
    app.ask(patch_approval(app.state.conversation(THREAD)))
    await settle(pilot, lambda: app.conversation.dock.waiting == 2)
    await pilot.press("alt+a", "tab")
    await settle(pilot)


@pytest.mark.parametrize(("columns", "theme"), LOOKS)
@pytest.mark.parametrize(
    ("state", "act"),
    [
        pytest.param(idle_state, at_rest, id="idle"),
        pytest.param(running_state, someone_types, id="running"),
        pytest.param(running_state, a_command_waits, id="approval"),
        pytest.param(running_state, a_patch_is_read, id="answering"),
        pytest.param(lost_state, at_rest, id="lost"),
    ],
)
def test_conversation(snap_compare: Callable[..., bool], state, act, columns: int, theme: str):
    app = ConversationApp(state(), theme=theme)
    assert snap_compare(app, terminal_size=SIZES[columns], run_before=act)


@pytest.mark.parametrize("columns", [40, 80])
def test_new_conversation(snap_compare: Callable[..., bool], columns: int):
    app = ConversationApp(idle_state(), None)
    assert snap_compare(app, terminal_size=SIZES[columns], run_before=at_rest)


def test_without_unicode(snap_compare: Callable[..., bool]):
    app = ConversationApp(running_state(), ascii_only=True)
    assert snap_compare(app, terminal_size=SIZES[80], run_before=a_command_waits)
