"""Looking for an earlier prompt, as in a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from codex_tui.messages import PromptSubmitted
from codex_tui.model.draft import draft_of, joined, of_element
from codex_tui.model.draft_elements import PastedText
from codex_tui.model.safe_text import SafeText
from codex_tui.widgets.history_search import HistorySearch
from tests.conversation.host import THREAD, ConversationApp, idle_state, screen_lines, settle

if TYPE_CHECKING:
    from textual.pilot import Pilot

PROMPTS = ["fix the login", "Run the tests", "explain login and\nlogout", "run the linter", "fix the login"]


def search() -> HistorySearch:
    return HistorySearch([draft_of(text) for text in PROMPTS])


def found(looked: HistorySearch) -> str:
    return looked.shown.prompt.text if looked.shown is not None else ""


def test_the_newest_prompt_that_holds_the_term_is_found_first_and_each_once() -> None:
    looked = search()
    assert looked.total == 4
    looked.look_for("login")
    assert (found(looked), looked.number, looked.count) == ("fix the login", 1, 2)
    looked.step(1)
    assert found(looked) == "explain login and\nlogout"
    looked.step(1)
    assert looked.number == 2
    looked.step(-1)
    assert looked.number == 1


def test_a_longer_term_stays_at_what_is_shown_if_it_holds_that_too() -> None:
    looked = search()
    looked.look_for("run")
    looked.step(1)
    assert found(looked) == "Run the tests"
    looked.look_for("run the")
    assert found(looked) == "Run the tests"
    looked.look_for("run the l")
    assert found(looked) == "run the linter"
    assert looked.look_for("run the lx") is None
    looked.look_for("")
    assert looked.shown is None


def test_a_capital_counts() -> None:
    looked = search()
    looked.look_for("Run")
    assert looked.count == 1


def test_the_range_that_is_marked_is_that_of_the_term() -> None:
    hit = search().look_for("LOGIN".lower())
    assert hit is not None
    assert hit.prompt.text[hit.start : hit.end] == "login"


def test_without_a_term_one_goes_through_all_prompts() -> None:
    looked = search()
    looked.step(1)
    looked.step(1)
    assert found(looked) == "run the linter"


async def opened(pilot: Pilot[None], app: ConversationApp, *, draft: str = "") -> None:
    app.history.prompts = PROMPTS
    await pilot.press(*draft, "ctrl+r")
    await settle(pilot, lambda: app.conversation.recall_bar.has_focus_within)


@pytest.mark.anyio
async def test_what_is_found_is_shown_and_taken_into_the_composer():
    app = ConversationApp(idle_state())
    async with app.run_test(size=(80, 24)) as pilot:
        composer = app.conversation.composer
        await opened(pilot, app)
        await pilot.press(*"login")
        await settle(pilot, lambda: composer.text == "fix the login")
        assert any("1 of 2" in line for line in screen_lines(app))
        assert composer.marked == (8, 13)
        await pilot.press("ctrl+r")
        await settle(pilot, lambda: composer.text == PROMPTS[2])
        await pilot.press("enter")
        await settle(pilot, lambda: composer.has_focus)
        assert app.intents == []
        assert not app.conversation.recall_bar.display
        await pilot.press(*"!", "enter")
        await settle(pilot, lambda: bool(app.intents))
        (sent,) = app.intents
        assert isinstance(sent, PromptSubmitted)
        assert sent.text == f"{PROMPTS[2]}!"


@pytest.mark.anyio
@pytest.mark.parametrize("key", ["escape", pytest.param("ctrl+c", marks=pytest.mark.long)])
async def test_leaving_gives_the_draft_back_where_its_cursor_was(key: str):
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        app.history.prompts = PROMPTS
        await pilot.press(*"my draft", "left", "left", "ctrl+r")
        await settle(pilot, lambda: app.conversation.recall_bar.has_focus_within)
        await pilot.press(*"tests")
        await settle(pilot, lambda: composer.text == "Run the tests")
        app.conversation.flush_draft()
        await pilot.press(key)
        await settle(pilot, lambda: composer.has_focus)
        assert app.drafts.get(THREAD).text == "my draft"
        await pilot.press("X")
        assert composer.text == "my draXft"


@pytest.mark.anyio
async def test_a_draft_that_gives_way_is_in_the_history():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        await opened(pilot, app, draft="half a thought")
        await pilot.press(*"tests", "tab")
        await settle(pilot, lambda: app.conversation.composer.text == "Run the tests")
        await settle(pilot, lambda: app.drafts.get(THREAD).text == "Run the tests")
        assert app.history.prompts[-1] == "half a thought"


@pytest.mark.anyio
async def test_a_prompt_comes_back_with_its_elements():
    app = ConversationApp(idle_state())
    log = "\n".join("abcdefghijklmnop")
    app.history.drafts = [joined((draft_of("why "), of_element(PastedText(SafeText(log)))))]
    async with app.run_test() as pilot:
        await pilot.press("ctrl+r")
        await settle(pilot, lambda: app.conversation.recall_bar.has_focus_within)
        await pilot.press(*"why", "enter")
        await settle(pilot, lambda: app.conversation.composer.has_focus)
        assert app.conversation.composer.draft.expanded == f"why {log}"


@pytest.mark.anyio
async def test_nothing_to_look_for_is_said():
    app = ConversationApp(idle_state())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+r")
        await settle(pilot, lambda: "No earlier prompts" in app.conversation.status.line)
        assert app.conversation.composer.has_focus


@pytest.mark.anyio
async def test_it_works_on_a_small_screen():
    app = ConversationApp(idle_state())
    async with app.run_test(size=(40, 14)) as pilot:
        await opened(pilot, app)
        await pilot.press(*"nothing like it")
        await settle(pilot, lambda: any("no prompt" in line for line in screen_lines(app)))
        lines = screen_lines(app)
        assert lines[11].strip().startswith("recall")
        assert app.conversation.status.region.y == 13
