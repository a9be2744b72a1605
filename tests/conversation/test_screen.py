"""The keys of the conversation, and what happens when another thread is shown."""

import pytest
from textual import events

from codex_tui.messages import (
    ArchiveThread,
    CompactThread,
    CopyRequested,
    ForkThread,
    InterruptTurn,
    ItemStarted,
    TextAppended,
    ThreadIntent,
    TurnCompleted,
)
from codex_tui.model.items import AgentItem, ItemStatus
from codex_tui.model.keys import ThreadKey
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import ConnectionState
from codex_tui.screens.conversation import QUIT_WINDOW
from codex_tui.widgets.connection_notice import ConnectionNotice
from codex_tui.widgets.welcome import welcome
from tests.conversation.host import (
    OTHER,
    THREAD,
    ConversationApp,
    command_approval,
    idle_state,
    key,
    running_state,
    screen_lines,
    settle,
)

pytestmark = pytest.mark.anyio


async def test_the_composer_has_the_focus_at_the_start():
    app = ConversationApp(idle_state())
    async with app.run_test():
        assert app.focused is app.conversation.composer


@pytest.mark.parametrize(
    ("pressed", "intent"),
    [
        ("alt+k", CompactThread),
        ("f9", ForkThread),
        ("alt+x", ArchiveThread),
        ("escape", InterruptTurn),
        ("ctrl+c", InterruptTurn),
    ],
)
async def test_keys_become_intents_of_the_thread(pressed: str, intent: type[ThreadIntent]):
    app = ConversationApp(running_state())
    async with app.run_test() as pilot:
        await pilot.press(pressed)
        await settle(pilot, lambda: bool(app.intents))
        (got,) = app.intents
        assert type(got) is intent
        assert isinstance(got, ThreadIntent)
        assert got.thread == THREAD


@pytest.mark.parametrize("pressed", ["alt+k", "f9", "alt+x"])
async def test_a_conversation_without_a_thread_says_that_there_is_nothing_to_do_it_to(pressed: str):
    app = ConversationApp(idle_state(), None)
    async with app.run_test() as pilot:
        await pilot.press(pressed)
        await settle(pilot, lambda: "Nothing to" in app.conversation.status.line)
        assert app.intents == []


async def test_the_first_prompt_of_a_thread_is_seen_while_the_server_starts():
    state = idle_state()
    state.server.state = ConnectionState.CONNECTING
    app = ConversationApp(state, None)
    async with app.run_test() as pilot:
        await pilot.press(*"hello", "enter")
        await settle(pilot, lambda: "as soon as the server is up" in "\n".join(screen_lines(app)))
        assert any("› hello" in line for line in screen_lines(app))
        app.conversation.put_draft("hello")
        await settle(pilot, lambda: "New thread in" in "\n".join(screen_lines(app)))


async def test_escape_on_an_idle_thread_does_nothing():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        await pilot.press("escape", "escape")
        await settle(pilot)
        assert app.intents == []
        assert app.asked == []


async def test_escape_leaves_the_transcript_before_it_interrupts():
    app = ConversationApp(running_state())
    async with app.run_test() as pilot:
        await pilot.press("ctrl+up")
        assert app.conversation.transcript.has_focus
        await pilot.press("escape")
        await settle(pilot, lambda: app.conversation.composer.has_focus)
        assert app.intents == []
        await pilot.press("x", "shift+left", "escape")
        assert app.conversation.composer.selected_text == ""
        assert app.intents == []
        await pilot.press("escape")
        await settle(pilot, lambda: bool(app.intents))


async def test_ctrl_c_clears_the_draft_then_interrupts():
    app = ConversationApp(running_state())
    async with app.run_test() as pilot:
        await pilot.press(*"draft", "ctrl+c")
        assert app.conversation.composer.text == ""
        assert app.history.prompts == ["draft"]
        assert app.intents == []
        await pilot.press("up")
        assert app.conversation.composer.text == "draft"
        await pilot.press("ctrl+c", "ctrl+c")
        await settle(pilot, lambda: bool(app.intents))
        assert isinstance(app.intents[0], InterruptTurn)
        assert app.asked == []


async def test_ctrl_c_on_an_idle_thread_quits_at_the_second_press_within_two_seconds():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        await pilot.press("ctrl+c")
        await settle(pilot, lambda: app.conversation.status.line.startswith("ctrl+c again to quit"))
        hushing = app.conversation._hushing
        assert hushing is not None and hushing._interval == QUIT_WINDOW  # it is said as long as it is true
        app.monotonic.now += 2.5
        await pilot.press("ctrl+c")
        assert app.asked == []
        app.monotonic.now += 1.5
        await pilot.press("ctrl+c")
        assert app.asked == ["quit"]


async def test_a_key_between_two_ctrl_c_means_that_one_stays():
    app = ConversationApp(idle_state())
    async with app.run_test() as pilot:
        await pilot.press("ctrl+c", "x", "backspace", "ctrl+c")
        await settle(pilot)
        assert app.asked == []


async def test_ctrl_c_copies_what_is_selected_and_keeps_it():
    app = ConversationApp(running_state())
    async with app.run_test() as pilot:
        await pilot.press(*"copy me", "shift+home", "ctrl+c")
        await settle(pilot, lambda: bool(app.intents))
        (copied,) = app.intents
        assert isinstance(copied, CopyRequested)
        assert copied.text == "copy me"
        assert app.conversation.composer.text == "copy me"


async def test_copy_last_gives_the_source_of_the_last_answer():
    app = ConversationApp(running_state())
    async with app.run_test() as pilot:
        await pilot.press("ctrl+o")
        await settle(pilot, lambda: bool(app.intents))
        (copied,) = app.intents
        assert isinstance(copied, CopyRequested)
        assert copied.text == "The send is now wrapped in a *retry* with exponential back-off and jitter."


async def test_letters_typed_in_the_transcript_go_to_the_composer_unless_they_mean_something_there():
    app = ConversationApp(running_state())
    async with app.run_test() as pilot:
        await pilot.press("h", "ctrl+up")
        await pilot.press("j", "k")
        assert app.conversation.transcript.has_focus
        await pilot.press(*"alt jk")
        await settle(pilot)
        assert app.conversation.composer.has_focus
        assert app.conversation.composer.text == "halt jk"


async def test_a_paste_over_the_transcript_goes_to_the_composer():
    app = ConversationApp(running_state())
    async with app.run_test() as pilot:
        await pilot.press("ctrl+up")
        app.conversation.transcript.post_message(events.Paste("pasted"))
        await settle(pilot, lambda: app.conversation.composer.text == "pasted")


async def test_showing_another_thread_follows_its_facts_only():
    state = running_state()
    app = ConversationApp(state)
    async with app.run_test(size=(80, 24)) as pilot:
        state.inbox.add(command_approval())
        app.conversation.show(OTHER)
        await settle(pilot)
        screen = app.conversation
        assert {of for widget, of in app.facts.subscriptions if widget is screen} == {None, OTHER}
        assert not screen.dock.display
        assert "1 needs you elsewhere" in screen_lines(app)[0]
        app.conversation.show(THREAD)
        await settle(pilot, lambda: screen.dock.display)
        assert "Add retry" in screen_lines(app)[0]


async def test_show_before_the_screen_is_there_holds():
    app = ConversationApp(idle_state(), None)
    app.conversation.show(THREAD)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Add retry" in screen_lines(app)[0]


async def test_a_new_conversation_says_where_it_starts_and_what_the_keys_are():
    app = ConversationApp(idle_state(), None)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        text = "\n".join(screen_lines(app))
        for part in ("src/shop", "gpt-6-sol", "shift+enter", "every key"):
            assert part in text


async def test_new_lines_below_are_said_without_moving_anything():
    state = running_state()
    conversation = state.conversation(THREAD)
    app = ConversationApp(state)
    async with app.run_test(size=(60, 16)) as pilot:
        await settle(pilot, lambda: app.conversation.transcript.at_end)
        assert not app.conversation.new_below.display
        region = app.conversation.transcript.region
        await pilot.press("pageup")
        await settle(pilot, lambda: app.conversation.new_below.display)
        item = AgentItem(key=key("t2", "a2"), status=ItemStatus.COMPLETED)
        item.text.append("one\n\ntwo\n\nthree")
        index = conversation.append(item)
        app.facts.tell(ItemStarted(item.key, index))
        app.facts.tell(TextAppended(item.key))
        await settle(pilot, lambda: any("new lines" in line for line in screen_lines(app)))
        assert app.conversation.transcript.region == region
        await pilot.press("ctrl+end")
        await settle(pilot, lambda: not app.conversation.new_below.display)
        assert any("three" in line for line in screen_lines(app))


async def test_a_slow_start_is_said_after_a_moment():
    state = idle_state()
    state.server.state = ConnectionState.CONNECTING
    app = ConversationApp(state, None)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert not app.conversation.notice.display
        late = ConnectionNotice(app.ports, patience=0.001)
        await app.conversation.mount(late)
        await settle(pilot, lambda: late.display)
        assert any("starting the server…" in line for line in screen_lines(app))
        await late.remove()
        hanging = ConnectionNotice(app.ports, patience=0.001, hanging=0.001)
        await app.conversation.mount(hanging)
        await settle(pilot, lambda: any("does not answer" in line for line in screen_lines(app)))
        assert any("alt+r tries again" in line for line in screen_lines(app))


async def test_a_thread_nobody_listed_has_a_name_all_the_same():
    app = ConversationApp(idle_state(), ThreadKey("local", "0199-unknown-c21d"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Thread c21d" in screen_lines(app)[0]


async def test_terminal_markup_and_escapes_in_a_title_are_text():
    state = idle_state()
    state.board.rows[THREAD].name = SafeText("[red]x[/] \x1b[31m")
    app = ConversationApp(state)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "[red]x[/] ␛[31m" in screen_lines(app)[0]


async def test_that_a_turn_is_being_interrupted_is_said_until_it_is_over():
    state = running_state()
    app = ConversationApp(state)
    async with app.run_test() as pilot:
        await pilot.press("escape")
        await settle(pilot, lambda: "Interrupting" in app.conversation.status.line)
        state.conversations[THREAD].active_turn = None
        app.facts.tell(TurnCompleted(THREAD))
        await settle(pilot, lambda: "enter send" in app.conversation.status.line)


async def test_a_long_key_keeps_its_distance_from_what_it_does():
    app = ConversationApp(idle_state(), None)
    async with app.run_test(size=(80, 24)):
        said = welcome(app.state, {"composer.send": "ctrl+x ctrl+s", "app.threads": "f11"}).plain
        assert "\nctrl+x ctrl+s  send\n" in said
        assert "\nf11            the threads\n" in said
