"""The find bar and the map over a conversation in memory: what they say, what they ask for, how they look."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from codex_tui.messages.moving import (
    OutlineChanged,
    OutlineWanted,
    SearchEnded,
    SearchWanted,
    TurnChangesWanted,
)
from codex_tui.model.conversation import Turn, TurnStatus
from codex_tui.model.items import AgentItem, ItemStatus, Phase, UserItem
from codex_tui.model.outline import Changed, Outline, TurnLine, changed_by, turn_line
from codex_tui.model.safe_text import SafeText
from codex_tui.model.search import Place
from codex_tui.theming import DARK, LIGHT
from codex_tui.widgets.find_bar import said_of
from codex_tui.widgets.transcript.finding import Finding
from tests.conversation.host import NOW, THREAD, ConversationApp, idle_state, key, screen_lines, settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from codex_tui.model.state import AppState

pytestmark = pytest.mark.anyio
PICTURES = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="one Python owns the pictures")

ANSWER = """The sender **retries** now:

- five attempts, and each waits twice as long as the one before it
- a `429` is tried again when its *Retry-After* is over

Nothing else was changed. Without a retry the event would have been lost, as it was in May.
"""


@pytest.fixture(autouse=True)
def home(monkeypatch):
    monkeypatch.setenv("HOME", "/home/me")


def reading_state(*, complete: bool = True) -> AppState:
    state = idle_state()
    conversation = state.conversation(THREAD)
    conversation.history.complete = complete
    for number in (2, 3):
        turn = f"t{number}"
        conversation.turns[turn] = Turn(turn, TurnStatus.COMPLETED, started_at=NOW - 60, duration_ms=4_000)
        prompt = "Why is a retry needed at all?\nSay it briefly." if number == 3 else "And a 429?"
        conversation.append(UserItem(key=key(turn, "u"), status=ItemStatus.COMPLETED, text=SafeText(prompt)))
        answer = AgentItem(key=key(turn, "a"), status=ItemStatus.COMPLETED, phase=Phase.FINAL)
        answer.text.append(ANSWER * 2)
        conversation.append(answer)
    return state


def outline() -> Outline:
    turns = [
        ("t3", "Why is a retry needed at all?", TurnStatus.IN_PROGRESS, 20, None),
        ("t2", "And a 429?", TurnStatus.COMPLETED, 700, Changed(2, 41, 7)),
        ("t1", "Add retry with back-off to the webhook sender", TurnStatus.COMPLETED, 900, Changed(1, 18, 3)),
        ("t0", "Upgrade to Python 3.13 and see what breaks", TurnStatus.FAILED, 90_000, Changed(0, 0, 0)),
        ("s9", "Which tests are slow? Only look, change nothing", TurnStatus.INTERRUPTED, 180_000, None),
    ]
    lines = [
        TurnLine(turn, SafeText(prompt), status, NOW - age, Place(None), changed)
        for turn, prompt, status, age, changed in turns
    ]
    return Outline(lines, complete=True)


def of(pilot: Pilot[None]) -> ConversationApp:
    assert isinstance(pilot.app, ConversationApp)
    return pilot.app


async def find_retry(pilot: Pilot[None]) -> None:
    app = of(pilot)
    await settle(pilot)
    await pilot.press("f3", *"retry")
    await settle(pilot, lambda: app.conversation.transcript.finding.hits > 0)
    await pilot.press("enter", "enter")
    await settle(pilot)


async def open_map(pilot: Pilot[None]) -> None:
    app = of(pilot)
    await settle(pilot)
    await pilot.press("alt+up", "m")
    await settle(pilot, lambda: any(isinstance(intent, OutlineWanted) for intent in app.intents))
    app.state.conversation(THREAD).outline = outline()
    app.facts.tell(OutlineChanged(THREAD))
    await settle(pilot)


async def scroll_off_the_prompt(pilot: Pilot[None]) -> None:
    await settle(pilot)
    of(pilot).conversation.transcript.scroll_lines(-1)
    await settle(pilot)


# --- what is said and asked for


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        (Finding(""), ""),
        (Finding("x", at=3, hits=17), "3 of 17"),
        (Finding("x", at=3, hits=17, more=True), "3 of 17+"),
        (Finding("x", more=True), "none in what is loaded · enter looks further"),
        (Finding("x"), "no hits"),
        (Finding("x", busy=True), "searching"),
        (Finding("x", searched=120, of=500), "searching older turns, 120 of 500 · esc stops"),
        (Finding("x", at=1, hits=1, said="no more above"), "no more above · 1 of 1"),
    ],
)
def test_how_a_search_stands_in_words(finding: Finding, said: str):
    assert said_of(finding, "esc", "enter") == said


async def test_finding_goes_beyond_what_is_loaded_and_stops_at_escape():
    app = ConversationApp(reading_state(complete=False))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("f3", *"no such word", "enter")
        await settle(pilot, lambda: any(isinstance(intent, SearchWanted) for intent in app.intents))
        assert any("searching older turns" in line for line in screen_lines(app))
        await pilot.press("escape")
        await settle(pilot, lambda: any(isinstance(intent, SearchEnded) for intent in app.intents))
        assert any("/ no such word" in line for line in screen_lines(app))
        await pilot.press("escape")
        await settle(pilot, lambda: not app.conversation.find_bar.display)
        assert app.focused is app.conversation.transcript


async def test_what_is_typed_while_the_bar_is_open_goes_nowhere_else():
    app = ConversationApp(reading_state())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(*"draft", "f3", *"retry", "enter", "escape", "n")
        await settle(pilot)
        assert app.conversation.composer.text == "draft"
        assert "3 of " in screen_lines(app)[-1]
        await pilot.press("escape", *"!")
        await settle(pilot)
        assert app.conversation.composer.text == "draft!"


async def test_the_map_filters_as_one_types_and_asks_for_what_the_visible_turns_changed():
    app = ConversationApp(reading_state())
    async with app.run_test(size=(80, 24)) as pilot:
        await open_map(pilot)
        assert [intent.turn for intent in app.intents if isinstance(intent, TurnChangesWanted)] == [
            "t3",
            "s9",
        ]
        await pilot.press("!")
        await settle(pilot)
        shown = "\n".join(screen_lines(app))
        assert "Upgrade to Python" in shown
        assert "1 of 5 turns" in shown
        assert "And a 429?" not in shown.split("Map of the thread")[1].split("╰")[0]
        await pilot.press("backspace", *"429", "enter")
        await settle(pilot, lambda: app.screen is app.conversation)
        assert screen_lines(app)[1].startswith(" ›▎And a 429?")


async def test_a_thread_without_a_turn_says_so():
    app = ConversationApp(idle_state(), None)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("alt+up", "m")
        await settle(pilot)
        assert "Nothing to map yet" in screen_lines(app)[-1]


def test_only_patches_that_were_applied_count_as_changes():
    def patch(status: str, kind: str, diff: str) -> dict[str, object]:
        change = {"path": "/a", "kind": {"type": kind}, "diff": diff}
        return {"type": "fileChange", "status": status, "changes": [change]}

    items = [
        patch("completed", "update", "@@ -1,2 +1,2 @@\n one\n-two\n+2\n+3\n"),
        patch("declined", "update", "@@ -1 +1 @@\n-one\n+two\n"),
        patch("completed", "delete", "was\nhere\n"),
    ]
    assert changed_by(items) == Changed(1, 2, 3)


def test_a_turn_without_a_prompt_has_a_line_too():
    line = turn_line({"id": "t", "status": "failed", "startedAt": 1, "items": []}, Place(None))
    assert (line.prompt, line.status) == ("(no prompt)", TurnStatus.FAILED)


# --- pictures


@PICTURES
@pytest.mark.parametrize(
    ("size", "theme"), [((80, 24), DARK), ((40, 20), LIGHT)], ids=["80-dark", "40-light"]
)
def test_find_bar(snap_compare: Callable[..., bool], size: tuple[int, int], theme: str):
    app = ConversationApp(reading_state(), theme=theme)
    assert snap_compare(app, terminal_size=size, run_before=find_retry)


@PICTURES
@pytest.mark.parametrize(
    ("size", "theme"), [((80, 24), DARK), ((40, 20), LIGHT)], ids=["80-dark", "40-light"]
)
def test_map(snap_compare: Callable[..., bool], size: tuple[int, int], theme: str):
    app = ConversationApp(reading_state(), theme=theme)
    assert snap_compare(app, terminal_size=size, run_before=open_map)


@PICTURES
def test_sticky_prompt(snap_compare: Callable[..., bool]):
    app = ConversationApp(reading_state())
    assert snap_compare(app, terminal_size=(80, 16), run_before=scroll_off_the_prompt)
