"""The composer by its keys: what is sent, what is kept, what is recalled."""

import asyncio

import pytest
from textual import events
from textual._xterm_parser import XTermParser  # the only way from bytes to keys

from codex_tui.messages import ConnectionChanged, PromptReturned, PromptSubmitted, Said, ShowThreads
from codex_tui.messages.queue import PromptQueued
from codex_tui.model.draft import draft_of
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import ConnectionState
from codex_tui.screens import conversation_parts
from tests.conversation.host import (
    OTHER,
    THREAD,
    ConversationApp,
    idle_state,
    lost_state,
    running_state,
    settle,
)

pytestmark = pytest.mark.anyio


async def test_enter_sends_the_text_and_empties_the_composer():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        await pilot.press(*"fix it", "enter")
        await settle(pilot, lambda: bool(app.intents))
        (sent,) = app.intents
        assert isinstance(sent, PromptSubmitted)
        assert (sent.thread, sent.text) == (THREAD, "fix it")
        assert app.conversation.composer.text == ""
        assert app.history.prompts == ["fix it"]
        assert app.drafts.get(THREAD).text == ""


async def test_enter_sends_nothing_when_there_is_nothing():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        await pilot.press("enter", "space", "enter")
        await settle(pilot)
        assert app.intents == []
        assert app.history.prompts == []


@pytest.mark.parametrize("key", ["shift+enter", "ctrl+j", "alt+enter"])
async def test_new_line_keys_do_not_send(key: str):
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        await pilot.press("a", key, "b")
        await settle(pilot)
        assert app.conversation.composer.text == "a\nb"
        assert app.intents == []


async def test_keys_that_come_in_one_burst_act_in_their_order():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        burst = [*"aa", "ctrl+j", *"bbx", "backspace", "ctrl+j", *"cc", "enter", *"dd"]
        for key in burst:
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await settle(pilot, lambda: composer.text == "dd")
        (sent,) = app.intents
        assert isinstance(sent, PromptSubmitted)
        assert sent.text == "aa\nbb\ncc"


@pytest.mark.parametrize("sent", ["\x1b\r", "\x1b\n"])
async def test_alt_enter_is_known_from_terminals_without_the_kitty_protocol(sent: str):
    app = ConversationApp(idle_state())
    async with app.run_test():
        keys = [event.key for event in XTermParser().feed(f"a{sent}b") if isinstance(event, events.Key)]
        assert keys == ["a", "alt+enter", "b"]


async def test_a_paste_of_many_lines_goes_in_and_never_sends():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        app.conversation.composer.post_message(events.Paste("one\r\ntwo\rthree\n\x1b[31mred"))
        await settle(pilot)
        assert app.conversation.composer.text == "one\ntwo\nthree\n␛[31mred"
        assert app.intents == []


async def test_up_at_the_first_line_recalls_and_down_brings_the_draft_back():
    app = ConversationApp(idle_state())
    app.history.prompts = ["first", "second\nwith two lines"]
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        await pilot.press(*"draft", "up")
        assert composer.text == "second\nwith two lines"
        await pilot.press("up")
        assert composer.text == "second\nwith two lines"
        await pilot.press("up")
        assert composer.text == "first"
        await pilot.press("down", "down")
        assert composer.text == "draft"


async def test_up_inside_a_wrapped_line_stays_in_it():
    app = ConversationApp(idle_state())
    app.history.prompts = ["earlier"]
    async with app.run_test(size=(40, 20)) as pilot:
        composer = app.conversation.composer
        await pilot.press(*("word " * 12))
        await pilot.press("up")
        assert composer.text == "word " * 12
        await pilot.press("up")
        assert composer.text == "earlier"


async def test_readline_keys_edit_the_line():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        await pilot.press(*"alpha beta", "ctrl+a", "X", "ctrl+e", "Y")
        assert composer.text == "Xalpha betaY"
        await pilot.press("ctrl+w")
        assert composer.text == "Xalpha "
        await pilot.press("ctrl+a", "right", "ctrl+k")
        assert composer.text == "X"
        await pilot.press("ctrl+u")
        assert composer.text == ""


async def test_left_question_mark_and_ctrl_d_mean_more_on_an_empty_composer():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        await pilot.press("question_mark", "ctrl+d", "left")
        await settle(pilot, lambda: bool(app.intents))
        assert app.asked == ["help", "quit"]
        assert isinstance(app.intents[0], ShowThreads)


async def test_left_question_mark_and_ctrl_d_only_edit_where_there_is_text():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        await pilot.press("a", "b", "left", "question_mark", "ctrl+d")
        await settle(pilot)
        assert app.conversation.composer.text == "a?"
        assert app.asked == []
        assert app.intents == []


async def test_tab_queues_and_keeps_the_focus_in_the_composer():
    app = ConversationApp(running_state())
    async with app.run_test() as pilot:
        await pilot.press("a", "tab", "b", "shift+tab", "c")
        assert app.focused is app.conversation.composer
        assert app.conversation.composer.text == "bc"
        queued = [intent for intent in app.intents if isinstance(intent, PromptQueued)]
        assert [(intent.thread, intent.draft.text, intent.place) for intent in queued] == [
            (THREAD, "a", None)
        ]


async def test_each_thread_keeps_its_draft():
    app = ConversationApp(idle_state())
    app.drafts.kept[OTHER] = draft_of("the other draft")
    async with app.run_test() as pilot:
        await pilot.press(*"mine")
        app.conversation.show(OTHER)
        assert app.conversation.composer.text == "the other draft"
        await settle(pilot, lambda: app.drafts.get(THREAD).text == "mine")
        app.conversation.show(THREAD)
        assert app.conversation.composer.text == "mine"


async def test_a_draft_is_told_when_the_composer_loses_the_focus_and_when_the_app_ends():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        await pilot.press(*"kept", "ctrl+up")
        await settle(pilot, lambda: app.drafts.get(THREAD).text == "kept")
        await pilot.press("escape", *" too")
        app.conversation.flush_draft()
        await settle(pilot, lambda: app.drafts.get(THREAD).text == "kept too")


async def test_a_prompt_that_was_not_taken_up_comes_back_before_the_draft():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        await pilot.press(*"new thought")
        app.facts.tell(PromptReturned(THREAD, SafeText("steered text"), SafeText("The turn ended first")))
        await settle(pilot, lambda: "steered" in app.conversation.composer.text)
        assert app.conversation.composer.text == "steered text\nnew thought"
        assert app.conversation.status.line.startswith("The turn ended first")


async def test_why_a_prompt_came_back_is_said_for_as_long_as_anything_is(monkeypatch):
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        monkeypatch.setattr(conversation_parts, "SAID_SECONDS", 0.3)
        app.facts.tell(Said(SafeText("Said before")))
        await settle(pilot, lambda: app.conversation.status.line.startswith("Said before"))
        monkeypatch.setattr(conversation_parts, "SAID_SECONDS", 3600.0)
        app.facts.tell(PromptReturned(THREAD, SafeText("steered text"), SafeText("The turn ended first")))
        await settle(pilot, lambda: "steered" in app.conversation.composer.text)
        later = asyncio.Event()
        app.conversation.set_timer(0.3, later.set)
        await later.wait()  # what was said before is over
        assert app.conversation.status.line.startswith("The turn ended first")


async def test_enter_keeps_the_text_and_says_why_while_the_server_is_lost():
    app = ConversationApp(lost_state())
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press(*"go on", "enter")
        await settle(pilot, lambda: "Not sent" in app.conversation.status.line)
        assert app.conversation.composer.text == "go on"
        assert app.intents == []
        app.state.server.state = ConnectionState.READY
        app.facts.tell(ConnectionChanged("local"))
        await pilot.press("enter")
        await settle(pilot, lambda: bool(app.intents))
        assert app.conversation.composer.text == ""


async def test_enter_keeps_the_text_while_the_thread_is_being_opened():
    state = idle_state()
    state.conversation(THREAD).ready = False
    app = ConversationApp(state)
    async with app.run_test() as pilot:
        await pilot.press("a", "enter")
        await settle(pilot, lambda: "being opened" in app.conversation.status.line)
        assert app.conversation.composer.text == "a"


async def test_what_is_typed_while_a_new_thread_starts_moves_with_it():
    app = ConversationApp(idle_state(), None)
    async with app.run_test() as pilot:
        await pilot.press(*"begin", "enter", *"and then")
        await settle(pilot, lambda: bool(app.intents))
        assert isinstance(app.intents[0], PromptSubmitted)
        assert app.intents[0].thread is None
        app.conversation.show(THREAD)
        await settle(pilot, lambda: app.drafts.get(None).text == "")
        assert app.conversation.composer.text == "and then"


async def test_the_composer_grows_to_a_third_of_a_small_screen_and_the_status_stays():
    app = ConversationApp(running_state())
    async with app.run_test(size=(40, 14)) as pilot:
        composer, status = app.conversation.composer, app.conversation.status
        assert composer.region.height == 1
        await pilot.press(*"1", "ctrl+j", *"2", "ctrl+j", *"3")
        await settle(pilot, lambda: composer.region.height == 3)
        await pilot.press(*("ctrl+j", "x") * 10)
        await settle(pilot, lambda: composer.region.height == 4)
        assert status.region.y == 13
        assert composer.region.bottom == 13
        assert app.conversation.transcript.region.height == 8


async def test_the_placeholder_says_what_enter_will_do():
    for state, hint in ((idle_state(), "next step"), (running_state(), "Steer"), (lost_state(), "kept")):
        app = ConversationApp(state)
        async with app.run_test():
            assert hint in str(app.conversation.composer.placeholder)


async def test_markup_in_a_draft_is_text():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        await pilot.press(*"[red]x[/red]")
        assert app.conversation.composer.text == "[red]x[/red]"


async def test_a_second_prompt_waits_for_the_thread_that_the_first_one_starts():
    app = ConversationApp(idle_state(), None)
    async with app.run_test() as pilot:
        await pilot.press(*"one", "enter", *"two", "enter")
        await settle(pilot, lambda: "still starting" in app.conversation.status.line)
        assert len(app.intents) == 1
        assert app.conversation.composer.text == "two"
        app.conversation.show(THREAD)
        await pilot.press("enter")
        await settle(pilot, lambda: len(app.intents) == 2)
        assert isinstance(app.intents[1], PromptSubmitted)
        assert (app.intents[1].thread, app.intents[1].text) == (THREAD, "two")


async def test_a_thread_that_could_not_be_started_leaves_the_way_free_for_another_try():
    app = ConversationApp(idle_state(), None)
    async with app.run_test() as pilot:
        await pilot.press(*"one", "enter")
        app.conversation.put_draft("one")
        assert app.conversation.composer.text == "one"
        await pilot.press("enter")
        await settle(pilot, lambda: len(app.intents) == 2)


async def test_only_the_failure_of_its_own_start_lets_a_second_thread_begin():
    app = ConversationApp(idle_state(), None)
    async with app.run_test() as pilot:
        await pilot.press(*"one", "enter", *"two")
        app.facts.tell(Said(SafeText("The draft cannot be kept"), problem=True))
        await settle(pilot, lambda: "cannot be kept" in app.conversation.status.line)
        await pilot.press("enter")
        await settle(pilot, lambda: "still starting" in app.conversation.status.line)
        # Of a prompt that was sent from another new conversation.
        app.conversation.put_draft("another")
        await pilot.press("enter")
        await settle(pilot, lambda: "still starting" in app.conversation.status.line)
        assert len(app.intents) == 1
        app.conversation.put_draft("one")
        await pilot.press("enter")
        await settle(pilot, lambda: len(app.intents) == 2)
        assert [intent.text for intent in app.intents if isinstance(intent, PromptSubmitted)][1:] == [
            "one\nanother\ntwo"
        ]


async def test_showing_the_same_thread_again_keeps_what_was_just_typed():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        await pilot.press(*"just typed")
        app.conversation.show(THREAD)
        await settle(pilot)
        assert app.conversation.composer.text == "just typed"


async def test_the_key_for_help_is_one_that_is_no_letter_where_something_is_written():
    app = ConversationApp(idle_state())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, lambda: "? help" in app.conversation.status.line)
        await pilot.press("x")
        await settle(pilot, lambda: "f1 help" in app.conversation.status.line)
        await pilot.press("backspace")
        await settle(pilot, lambda: "? help" in app.conversation.status.line)


@pytest.mark.parametrize("key", ["enter", "ctrl+c"])
async def test_what_was_being_written_is_an_earlier_prompt_once_another_one_was_sent_or_cleared(key: str):
    app = ConversationApp(idle_state())
    app.history.prompts = ["earlier"]
    async with app.run_test() as pilot:
        await pilot.press(*"thought", "up", key)
        await settle(pilot, lambda: not app.conversation.composer.text)
        assert app.history.prompts == ["earlier", "thought", "earlier"]
        await pilot.press("up", "up")
        assert app.conversation.composer.text == "thought"


async def test_what_was_being_written_stays_the_draft_while_one_looks_at_earlier_prompts():
    app = ConversationApp(idle_state())
    app.history.prompts = ["earlier"]
    async with app.run_test() as pilot:
        await pilot.press(*"thought", "up")
        await settle(pilot, lambda: app.conversation.composer.text == "earlier")
        await settle(pilot)
        assert app.drafts.kept[THREAD].text == "thought"  # also for who comes after a kill
        app.conversation.show(OTHER)
        app.conversation.show(THREAD)
        await settle(pilot, lambda: app.conversation.composer.text == "thought")
        assert app.history.prompts == ["earlier"]


async def test_an_earlier_prompt_that_was_changed_is_the_draft_and_what_was_being_written_an_earlier_one():
    app = ConversationApp(idle_state())
    app.history.prompts = ["earlier"]
    async with app.run_test() as pilot:
        await pilot.press(*"thought", "up", "x")
        app.conversation.show(OTHER)
        app.conversation.show(THREAD)
        await settle(pilot, lambda: app.conversation.composer.text == "earlierx")
        assert app.history.prompts == ["earlier", "thought"]


async def test_the_history_is_that_of_the_threads_folder():
    app = ConversationApp(idle_state())
    app.state.conversation(THREAD).settings.cwd = SafeText("/elsewhere")
    async with app.run_test() as pilot:
        await pilot.press("up")
        assert app.history.folder == "/elsewhere"
        app.conversation.show(None)
        await pilot.press("up")
        assert app.history.folder == app.state.folder
