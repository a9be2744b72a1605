"""The transcript as a person reads in it: the end that is followed, older pages, and lines that keep their place."""

from __future__ import annotations

import pytest
from textual.events import MouseScrollUp

from codex_tui.messages import HistoryLoaded, OlderHistoryWanted
from codex_tui.model.safe_text import SafeText
from tests.transcript.host import SIZE, THREAD, Host, agent, conversation, lines_of, numbered, user

pytestmark = pytest.mark.anyio


async def test_a_conversation_opens_at_its_end():
    app = Host(conversation(*numbered(50)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.screen_text[-1] == "› m message 49"
        assert app.transcript.at_end
        assert app.transcript.new_below == 0


async def test_streamed_text_keeps_the_end_in_view():
    app = Host(conversation(*numbered(10)))
    async with app.run_test(size=SIZE) as pilot:
        item = agent("a", running=True)
        app.start(item)
        for number in range(40):
            app.append(item, f"line {number}\n\n")
            await pilot.pause()
            assert f"line {number}" in "\n".join(app.screen_text[-3:])
        assert app.transcript.at_end


async def test_a_view_that_was_scrolled_up_stays_while_text_streams_below():
    app = Host(conversation(*numbered(40)))
    async with app.run_test(size=SIZE) as pilot:
        item = agent("a", "start", running=True)
        app.start(item)
        await pilot.pause()
        app.transcript.focus()
        await pilot.press("ctrl+u")
        await pilot.pause()
        before = app.screen_text
        assert not app.transcript.at_end
        app.transcript.repainted.clear()
        for number in range(30):
            app.append(item, f"\n\nline {number}")
            await pilot.pause()
        assert app.screen_text == before
        assert app.transcript.repainted == []
        assert app.transcript.new_below == 60
        await pilot.press("G")
        assert "line 29" in app.screen_text[-1]
        assert app.transcript.at_end
        assert app.transcript.new_below == 0


async def test_lines_that_were_there_before_one_scrolled_up_are_not_new():
    app = Host(conversation(*numbered(40)))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.press("ctrl+u", "ctrl+u")
        await pilot.pause()
        assert app.transcript.new_below == 0
        app.start(user("new", "hello"))
        await pilot.pause()
        assert app.transcript.new_below == 2


async def test_scrolling_back_to_the_end_follows_it_again():
    app = Host(conversation(*numbered(40)))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.press("ctrl+u")
        await pilot.press("ctrl+d")
        assert app.transcript.at_end
        app.start(user("new", "hello"))
        await pilot.pause()
        assert app.screen_text[-1] == "› hello"


async def test_an_older_page_does_not_move_the_view():
    app = Host(conversation(*numbered(40), complete=False))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.press("g")
        await pilot.press("ctrl+d")
        await pilot.pause()
        before = app.screen_text
        app.prepend(numbered(30, "old"))
        await pilot.pause()
        assert app.screen_text == before
        await pilot.press("ctrl+u", "ctrl+u")
        assert "› old message 29" in app.screen_text


async def test_an_older_page_takes_the_place_of_the_line_that_announced_it():
    app = Host(conversation(*numbered(40), complete=False))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.press("g")
        await pilot.pause()
        assert app.screen_text[0].strip() == "loading older messages…"
        assert app.screen_text[2] == "›▎m message 0"
        app.prepend(numbered(30, "old"))
        await pilot.pause()
        assert app.screen_text[2] == "›▎m message 0"
        assert app.screen_text[0] == "› old message 29"


async def test_older_history_is_asked_for_once_a_page():
    app = Host(conversation(*numbered(40), complete=False))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.transcript.focus()

        def wanted() -> list[OlderHistoryWanted]:
            return [intent for intent in app.intents if isinstance(intent, OlderHistoryWanted)]

        assert len(wanted()) == 0
        await pilot.press("ctrl+u", "ctrl+u", "ctrl+u", "ctrl+u")
        assert len(wanted()) == 1
        await pilot.press("g")
        await pilot.pause()
        assert len(wanted()) == 1
        app.prepend(numbered(10, "old"))
        await pilot.pause()
        assert len(wanted()) == 2
        assert wanted()[0].thread == THREAD


async def test_a_failed_page_is_said_and_tried_again_at_the_top():
    app = Host(conversation(*numbered(40), complete=False))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.press("g")
        await pilot.pause()
        assert len(app.intents) == 1
        app.shown.history.error = SafeText("the server is gone")
        app.transcript.post_message(HistoryLoaded(THREAD, 0))
        await pilot.pause()
        assert "the server is gone" in app.screen_text[0]
        assert len(app.intents) == 1
        await pilot.press("g")
        await pilot.pause()
        assert len(app.intents) == 2


async def test_the_beginning_of_the_thread_is_said():
    app = Host(conversation(*numbered(3)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.screen_text[0].strip() == "beginning of the thread"


async def test_a_resize_keeps_the_line_at_the_top():
    text = " ".join(f"word{number}" for number in range(2_000))
    app = Host(conversation(*numbered(5), user("long", text), *numbered(5, "n")))
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        app.transcript.fold_all(False)
        await pilot.press("g", "ctrl+d", "ctrl+d", "ctrl+d", "ctrl+d")
        await pilot.pause()
        first = app.screen_text[0].lstrip(" ▎").split()[0]
        assert first.startswith("word")
        for width in (40, 100, 25, 60):
            await pilot.resize_terminal(width, 20)
            await pilot.pause()
            assert first in app.screen_text[0].lstrip(" ▎").split()


async def test_a_resize_at_the_end_stays_at_the_end():
    app = Host(conversation(*numbered(30), agent("a", lines_of(20))))
    async with app.run_test(size=SIZE) as pilot:
        for size in ((40, 20), (40, 8), (100, 30)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert app.screen_text[-1].strip() == "line 19"
            assert app.transcript.at_end


async def test_a_wheel_scrolls():
    app = Host(conversation(*numbered(40)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        before = app.screen_text
        await pilot._post_mouse_events([MouseScrollUp], app.transcript, offset=(3, 3))
        await pilot.pause()
        assert not app.transcript.at_end
        shift = 20 - app.transcript.size.height + before.index(app.screen_text[-1])
        assert app.screen_text[-shift:] == before[:shift] or app.screen_text[2:] == before[:-2]


async def test_one_goes_on_reading_where_one_stopped():
    made = conversation(*numbered(60))
    app = Host(made)
    async with app.run_test(size=SIZE) as pilot:
        app.transcript.focus()
        await pilot.press("ctrl+u", "ctrl+u", "ctrl+u")
        await pilot.pause()
        before = app.screen_text
        app.transcript.show(None)
        await pilot.pause()
        assert "Ask for something." in app.screen_text[0]
        app.transcript.show(made)
        await pilot.pause()
        assert [line.replace("▎", " ") for line in app.screen_text] == [
            line.replace("▎", " ") for line in before
        ]
