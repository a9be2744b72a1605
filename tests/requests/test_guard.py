"""A yes is given to what was seen: by a key of its own, pressed after that had stood on the screen for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.events import Key

from codex_tui.messages import ApprovalAnswered, ItemUpdated
from codex_tui.model.items import FileChange, FileChangeItem
from codex_tui.model.safe_text import SafeText
from codex_tui.one_piece import in_one_piece
from codex_tui.widgets.requests.body import GUARD
from codex_tui.widgets.requests.text import RequestText
from tests.conversation.host import (
    THREAD,
    ConversationApp,
    command_approval,
    patch_approval,
    running_state,
    screen_lines,
    settle,
)
from tests.conversation.test_answers import Asking, results, text_of

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from codex_tui.model.requests import Request

pytestmark = pytest.mark.anyio


def key(name: str, seconds_ago: float = 0.0) -> Key:
    pressed = Key(name, name if len(name) == 1 else None)
    pressed.time -= seconds_ago
    return pressed


async def replace_shown(at: Asking, old: Request, new: Request) -> None:
    at.app.resolve(old)
    at.app.ask(new)
    await settle(at.pilot, lambda: at.app.conversation.dock.shown == new)


async def test_a_key_that_waited_while_another_request_took_the_place_answers_neither():
    first, second = command_approval(1), command_approval(2, command="make deploy")
    async with Asking(first) as at:
        await replace_shown(at, first, second)
        await at.shows("make deploy")
        at.app.monotonic.now += 10  # so long the application was at work
        at.app.post_message(key("y", seconds_ago=10.1))
        await settle(at.pilot, lambda: "only just appeared" in at.app.conversation.status.line)
        assert results(at.app) == []
        at.wait()
        await at.press("y")
        await settle(at.pilot, lambda: bool(results(at.app)))
        assert [one.request for one in at.app.intents if isinstance(one, ApprovalAnswered)] == [second.key]


async def test_what_was_not_painted_yet_is_not_answered():
    first, second = command_approval(1), command_approval(2, command="make deploy")
    async with Asking(first) as at:
        with at.app.batch_update():
            await replace_shown(at, first, second)
            at.app.monotonic.now += 10
            await at.press("y")
        await at.shows("make deploy")
        await at.press("y")  # at once after it could be read
        await settle(at.pilot)
        assert results(at.app) == []


async def test_another_request_under_the_same_key_is_shown_and_has_a_guard_of_its_own():
    first = command_approval(1)
    other = command_approval(1, command="make deploy")
    async with Asking(first) as at:
        await at.press("y")
        await settle(at.pilot, lambda: len(results(at.app)) == 1)
        at.app.ask(other)
        await at.shows("make deploy", "y once")
        await at.press("y")
        await settle(at.pilot, lambda: "only just appeared" in at.app.conversation.status.line)
        assert len(results(at.app)) == 1
        assert [one.asked for one in at.app.intents if isinstance(one, ApprovalAnswered)] == [first]


async def test_keys_that_came_in_one_piece_answer_nothing_and_one_alone_does():
    async with Asking(command_approval()) as at:
        for pressed in in_one_piece([key("j"), key("y")]):
            at.app.post_message(pressed)
        await settle(at.pilot, lambda: "several keys came at once" in at.app.conversation.status.line)
        for pressed in in_one_piece([key("p"), key("s")]):
            at.app.post_message(pressed)
        await settle(at.pilot)
        assert results(at.app) == []
        at.wait()
        for pressed in in_one_piece([key("y")]):
            at.app.post_message(pressed)
        await settle(at.pilot, lambda: results(at.app) == [{"decision": "accept"}])


async def test_a_click_that_was_meant_for_what_stood_there_does_not_enter_it():
    app = ConversationApp(running_state())
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(command_approval())
        await settle(pilot, lambda: app.conversation.dock.display)
        await settle(pilot, lambda: bool(app.screen.query(RequestText)))
        text = app.screen.query_one(RequestText)
        await settle(pilot, lambda: text.is_painted)
        await pilot.click(RequestText)
        assert not app.conversation.dock.has_focus_within
        app.monotonic.now += GUARD
        await pilot.click(RequestText)
        assert app.conversation.dock.has_focus_within


@pytest.mark.parametrize("letter", ["y", pytest.param("a", marks=pytest.mark.long)])
async def test_a_yes_counts_once_the_end_was_seen_and_a_no_at_any_time(letter: str):
    command = "\n".join(f"echo {number}" for number in range(399)) + "\nrm -rf ~"
    async with Asking(command_approval(command=command)) as at:
        await at.press(letter)
        await settle(at.pilot, lambda: "G first" in at.app.conversation.status.line)
        assert results(at.app) == []
        await at.press("G")
        await at.shows("rm -rf ~")
        await at.press("g")  # what was read stays read
        at.wait()
        await at.press(letter)
        await settle(at.pilot, lambda: bool(results(at.app)))
    async with Asking(command_approval(command=command)) as at:
        await at.press("c")
        await settle(at.pilot, lambda: results(at.app) == [{"decision": "cancel"}])


async def test_a_patch_that_nobody_can_read_is_not_made():
    state = running_state()
    patch = patch_approval(state.conversation(THREAD))
    assert patch.item is not None
    item = state.conversation(THREAD).get(patch.item, FileChangeItem)
    assert item is not None
    changes, item.changes = item.changes, ()
    app = ConversationApp(state)
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(patch)
        await settle(pilot, lambda: app.conversation.dock.display)
        await enter(app, pilot)
        await pilot.press("y")
        await settle(pilot, lambda: "not known here yet" in app.conversation.status.line)
        assert results(app) == []
        item.changes = (*changes, FileChange(SafeText("/etc/passwd"), "delete", SafeText("root\n")))
        item.revision += 1
        app.facts.tell(ItemUpdated(patch.item))
        await settle(pilot, lambda: "deletes /etc/passwd" in "\n".join(screen_lines(app)))
        await pilot.press("y")  # it only just changed
        assert results(app) == []
        app.monotonic.now += 10
        await pilot.press("G", "y")
        await settle(pilot, lambda: results(app) == [{"decision": "accept"}])


async def enter(app: ConversationApp, pilot: Pilot[None]) -> None:
    await pilot.press("alt+a")
    await settle(pilot, lambda: app.conversation.dock.has_focus_within)
    await settle(pilot, lambda: app.screen.query_one(RequestText).is_painted)
    app.monotonic.now += 10


async def test_a_paste_with_a_yes_in_it_answers_nothing():
    async with Asking(command_approval()) as at:
        driver = at.app._driver
        assert driver is not None
        from textual.events import Paste

        driver.send_message(Paste("y\n"))
        await settle(at.pilot)
        assert results(at.app) == []
        assert "y once" in text_of(at.app)
