"""What waits for a yes: read in full, answered only on purpose."""

import pytest
from textual.screen import ModalScreen

from codex_tui.messages import ApprovalAnswered, ItemUpdated
from codex_tui.model.items import FileChange, FileChangeItem
from codex_tui.model.keys import RequestKey
from codex_tui.model.requests import UnknownRequest
from codex_tui.model.safe_text import SafeText
from codex_tui.widgets.requests.body import GUARD
from tests.conversation.host import (
    OTHER,
    THREAD,
    ConversationApp,
    command_approval,
    patch_approval,
    running_state,
    screen_lines,
    settle,
)

pytestmark = pytest.mark.anyio


def answers(app: ConversationApp) -> list[tuple[RequestKey, object]]:
    return [(one.request, one.answer.result) for one in app.intents if isinstance(one, ApprovalAnswered)]


async def test_an_approval_never_takes_the_focus_from_a_person_who_types():
    app = ConversationApp(running_state())
    async with app.run_test() as pilot:
        await pilot.press("m", "a")
        app.ask(command_approval())
        await app.let_stand(pilot)
        await pilot.press("y", "enter")
        await settle(pilot, lambda: bool(app.intents))
        assert app.focused is app.conversation.composer
        assert answers(app) == []
        assert app.history.prompts == ["may"]


async def test_the_seconds_of_the_turn_stand_still_until_it_is_answered():
    app = ConversationApp(running_state())
    async with app.run_test() as pilot:
        ticker = app.conversation._ticker
        await settle(pilot, lambda: ticker._active.is_set())
        asked = command_approval()
        app.ask(asked)
        await settle(pilot, lambda: not ticker._active.is_set())
        app.resolve(asked)
        await settle(pilot, lambda: ticker._active.is_set())


async def test_it_shows_command_reason_and_the_key_that_enters_it():
    app = ConversationApp(running_state())
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(command_approval())
        await settle(pilot, lambda: app.conversation.dock.display)
        await settle(pilot)
        text = "\n".join(screen_lines(app))
        for part in (
            "rm -rf build/",
            "stale artefacts break the run",
            "alt+a to answer",
            "1 of 1",
        ):
            assert part in text
        assert app.conversation.status.line.startswith("alt+a answer")
        assert app.conversation.status.line.endswith("waiting")


@pytest.mark.parametrize(
    ("letter", "decision"),
    [("y", "accept"), ("a", "acceptForSession"), ("c", "cancel")],
)
async def test_letters_answer_once_it_has_the_focus_and_has_stood_for_a_while(letter: str, decision: str):
    app = ConversationApp(running_state())
    asked = command_approval()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(asked)
        await app.let_stand(pilot)
        await pilot.press("alt+a", letter, letter)
        await settle(pilot, lambda: bool(app.intents))
        assert answers(app) == [(asked.key, {"decision": decision})]
        assert any("sent:" in line for line in screen_lines(app))
        app.resolve(asked)
        await settle(pilot, lambda: app.focused is app.conversation.composer)
        assert not app.conversation.dock.display


async def test_a_letter_in_the_first_half_second_is_ignored_and_says_so():
    app = ConversationApp(running_state())
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(command_approval())
        await settle(pilot, lambda: app.conversation.dock.display)
        app.monotonic.now += GUARD - 0.01
        await pilot.press("alt+a", "y")
        await settle(pilot, lambda: "only just appeared" in app.conversation.status.line)
        assert answers(app) == []
        await app.let_stand(pilot)
        await pilot.press("y")
        await settle(pilot, lambda: len(answers(app)) == 1)


async def test_enter_and_other_letters_answer_nothing():
    app = ConversationApp(running_state())
    async with app.run_test() as pilot:
        app.ask(command_approval())
        await app.let_stand(pilot)
        await pilot.press("alt+a", "enter", "space", "x", "g")
        await settle(pilot)
        assert app.intents == []
        assert app.conversation.composer.text == ""
        assert app.conversation.status.line.startswith("esc goes back to the composer")


async def test_escape_leaves_it_unanswered_and_goes_back_to_the_composer():
    app = ConversationApp(running_state())
    async with app.run_test() as pilot:
        app.ask(command_approval())
        await settle(pilot, lambda: app.conversation.dock.display)
        await pilot.press("alt+a")
        await settle(pilot, lambda: app.conversation.dock.has_focus_within)
        await pilot.press("escape")
        await settle(pilot, lambda: app.focused is app.conversation.composer)
        assert app.conversation.dock.display
        assert app.intents == []


async def test_several_wait_and_each_new_one_shown_starts_the_guard_again():
    app = ConversationApp(running_state())
    first, second = command_approval(1), command_approval(2, command="make deploy")
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(first)
        app.ask(second)
        await app.let_stand(pilot, 2)
        await pilot.press("alt+a", "tab")
        await settle(pilot, lambda: any("make deploy" in line for line in screen_lines(app)))
        await pilot.press("y")
        assert answers(app) == []
        await app.let_stand(pilot, 2)
        await pilot.press("y", "y")
        await settle(pilot, lambda: bool(answers(app)))
        assert answers(app) == [(second.key, {"decision": "accept"})]
        assert any("rm -rf build/" in line for line in screen_lines(app))
        await app.let_stand(pilot, 2)
        await pilot.press("n", "enter")
        await settle(pilot, lambda: len(answers(app)) == 2)
        assert answers(app)[1] == (first.key, {"decision": "decline"})


async def test_another_one_that_comes_does_not_change_what_is_shown():
    app = ConversationApp(running_state())
    first = command_approval(1)
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(first)
        await app.let_stand(pilot)
        await pilot.press("alt+a")
        app.ask(command_approval(2, command="make deploy"))
        await settle(pilot, lambda: any("1 of 2" in line for line in screen_lines(app)))
        await pilot.press("y")
        await settle(pilot, lambda: bool(answers(app)))
        assert answers(app) == [(first.key, {"decision": "accept"})]


async def test_one_that_is_answered_elsewhere_gives_way_to_the_next_with_a_new_guard():
    app = ConversationApp(running_state())
    first, second = command_approval(1), command_approval(2, command="make deploy")
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(first)
        app.ask(second)
        await app.let_stand(pilot, 2)
        await pilot.press("alt+a")
        app.resolve(first)
        await settle(pilot, lambda: app.conversation.dock.waiting == 1)
        await pilot.press("y")
        await settle(pilot)
        assert answers(app) == []
        await settle(pilot, lambda: app.conversation.dock.has_focus_within)


async def test_a_patch_that_changes_while_it_is_shown_starts_the_guard_again():
    state = running_state()
    app = ConversationApp(state)
    patch = patch_approval(state.conversation(THREAD))
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(patch)
        await app.let_stand(pilot)
        await pilot.press("alt+a")
        assert patch.item is not None
        item = state.conversation(THREAD).get(patch.item, FileChangeItem)
        assert item is not None
        item.changes = (FileChange(SafeText("setup.py"), "add", SafeText("import os\n")),)
        item.touch()
        app.facts.tell(ItemUpdated(item.key))
        await settle(pilot)
        await pilot.press("y")
        await settle(pilot)
        assert answers(app) == []


async def test_the_end_of_a_long_command_can_be_read_and_is_never_hidden_unsaid():
    command = " && ".join(f"step-{number}" for number in range(20)) + " && finish"
    app = ConversationApp(running_state())
    async with app.run_test(size=(40, 14)) as pilot:
        app.ask(command_approval(command=command))
        await settle(pilot, lambda: app.conversation.dock.display)
        await settle(pilot)
        assert app.conversation.dock.region.height <= 6
        await pilot.press("alt+a")
        read: dict[str, None] = {}
        while True:
            dock = app.conversation.dock.region
            rows = [line.strip() for line in screen_lines(app)[dock.y + 1 : dock.bottom - 2]]
            read.update((row, None) for row in rows if "more lines" not in row)
            if not any("more lines" in row for row in rows):
                break
            await pilot.press("down")
        assert command.replace(" ", "") in "".join(read).replace(" ", "")


async def test_on_a_low_screen_one_reads_more_of_it_once_inside():
    app = ConversationApp(running_state())
    async with app.run_test(size=(40, 14)) as pilot:
        app.ask(command_approval(command="make clean && " * 4 + "make"))
        await settle(pilot, lambda: app.conversation.dock.display)
        await settle(pilot)
        assert "more lines" in "\n".join(screen_lines(app))
        await pilot.press("alt+a")
        await settle(pilot, lambda: "more lines" not in "\n".join(screen_lines(app)))
        assert app.conversation.composer.region.bottom == 13


async def test_a_long_one_is_read_by_pages_and_from_its_end():
    command = "\n".join(f"step-{number}" for number in range(300))
    app = ConversationApp(running_state())
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(command_approval(command=command))
        await settle(pilot, lambda: app.conversation.dock.display)
        await pilot.press("alt+a", "G")
        await settle(pilot, lambda: "step-299" in "\n".join(screen_lines(app)))
        await pilot.press("g")
        await settle(pilot, lambda: " step-0" in "\n".join(screen_lines(app)))
        await pilot.press("pagedown", "pagedown")
        await settle(pilot, lambda: " step-0" not in "\n".join(screen_lines(app)))
        assert " step-10↵" in "\n".join(screen_lines(app))
        await pilot.press("pageup", "pageup")
        await settle(pilot, lambda: " step-0" in "\n".join(screen_lines(app)))
        assert answers(app) == []


async def test_its_height_is_the_same_with_and_without_the_focus():
    app = ConversationApp(running_state())
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(command_approval())
        await settle(pilot, lambda: app.conversation.dock.region.height > 0)
        before = app.conversation.dock.region
        await pilot.press("alt+a")
        await settle(pilot)
        assert app.conversation.dock.region == before


async def test_at_40_columns_every_answer_key_is_readable():
    app = ConversationApp(running_state())
    async with app.run_test(size=(40, 14)) as pilot:
        app.ask(command_approval(1))
        app.ask(command_approval(2))
        await settle(pilot, lambda: app.conversation.dock.waiting == 2)
        await pilot.press("alt+a")
        await settle(pilot)
        text = "\n".join(screen_lines(app))
        for key in ("y once", "a session", "p always", "n no", "c stop", "z full", "esc later", "tab next"):
            assert key in text
        assert "rm -rf build/" in text


async def test_what_this_version_cannot_answer_can_only_be_declined():
    unknown = UnknownRequest(
        key=RequestKey("local", 5),
        thread=THREAD,
        method="item/tool/somethingNew",
        detail=SafeText('{"questions": []}'),
    )
    app = ConversationApp(running_state())
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(unknown)
        await app.let_stand(pilot)
        await pilot.press("alt+a", "y")
        await settle(pilot, lambda: "not offered" in app.conversation.status.line)
        assert answers(app) == []
        await pilot.press("n", "enter")
        await settle(pilot, lambda: bool(answers(app)))
        assert answers(app) == [(unknown.key, None)]


async def test_what_waits_elsewhere_is_counted_in_the_header_and_not_docked():
    app = ConversationApp(running_state())
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(command_approval(9, thread=OTHER))
        await settle(pilot, lambda: "1 needs you elsewhere" in screen_lines(app)[0])
        assert not app.conversation.dock.display
        await pilot.press("alt+a")
        await settle(pilot, lambda: "Nothing waits" in app.conversation.status.line)
        assert app.focused is app.conversation.composer


async def test_the_transcript_stays_at_its_end_when_an_approval_appears():
    app = ConversationApp(running_state())
    async with app.run_test(size=(40, 14)) as pilot:
        await settle(pilot, lambda: app.conversation.transcript.at_end)
        app.ask(command_approval())
        await settle(pilot, lambda: app.conversation.dock.region.height > 0)
        await settle(pilot)
        assert app.conversation.transcript.at_end
        assert any("F.." in line for line in screen_lines(app))


async def test_coming_back_from_a_dialog_starts_the_guard_again():
    app = ConversationApp(running_state())
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(command_approval())
        await settle(pilot, lambda: app.conversation.dock.display)
        await pilot.press("alt+a")
        await app.push_screen(ModalScreen[None]())
        app.monotonic.now += 10
        await app.pop_screen()
        await settle(pilot, lambda: app.conversation.dock.has_focus_within)
        await pilot.press("y")
        await settle(pilot)
        assert answers(app) == []
