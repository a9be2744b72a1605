"""Pictures of what is filled in: questions, a form with a mistake, a page, at three widths and in both themes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.conversation.host import ConversationApp, running_state, settle
from tests.conversation.test_forms import ORDER, page, question, questions
from tests.conversation.test_snapshots import LOOKS, SIZES, of

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from codex_tui.model.requests import Request

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="one Python owns the pictures")

ADDRESS = (
    "https://admin@ex\u0430mple.com:8443/login/\u202ewith/a/long/path?token=0123456789abcdef&next=%2Fhome"
)


async def inside(pilot: Pilot[None], request: Request) -> None:
    app = of(pilot)
    app.ask(request)
    await settle(pilot, lambda: app.conversation.dock.display)
    await pilot.press("alt+a")
    await settle(pilot, lambda: app.conversation.dock.has_focus_within)


async def a_question_has_a_note(pilot: Pilot[None]) -> None:
    await inside(pilot, questions(question("rounding", "Half even", "Half up"), question("currency", "EUR")))
    await pilot.press("2", "n", *"but not for B2B", "escape")
    await settle(pilot)


async def all_is_answered(pilot: Pilot[None]) -> None:
    await inside(pilot, questions(question("rounding", "Half even"), question("token", is_secret=True)))
    await pilot.press("1", "enter", *"hunter2", "enter")
    await settle(pilot)


async def a_field_is_wrong(pilot: Pilot[None]) -> None:
    await inside(pilot, ORDER)
    await pilot.press(*"ada@", "enter", "2")
    await settle(pilot)


async def a_page_may_deceive(pilot: Pilot[None]) -> None:
    await inside(pilot, page(ADDRESS))
    await settle(pilot)


@pytest.mark.parametrize(("columns", "theme"), LOOKS)
@pytest.mark.parametrize(
    "act",
    [
        pytest.param(a_question_has_a_note, id="question"),
        pytest.param(all_is_answered, id="answers"),
        pytest.param(a_field_is_wrong, id="form"),
        pytest.param(a_page_may_deceive, id="page"),
    ],
)
def test_what_is_filled_in(snap_compare, monkeypatch, columns, theme, act):
    monkeypatch.setenv("HOME", "/home/me")
    app = ConversationApp(running_state(), theme=theme)
    assert snap_compare(app, terminal_size=SIZES[columns], run_before=act)


def test_what_is_filled_in_without_unicode(snap_compare):
    app = ConversationApp(running_state(), ascii_only=True)
    assert snap_compare(app, terminal_size=SIZES[80], run_before=all_is_answered)
