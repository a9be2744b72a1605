"""The home screen: what its keys, its filter and the mouse ask for."""

import pytest
from textual.widgets import Input

from codex_tui import messages as say
from codex_tui.model.row_actions import RowAction
from codex_tui.screens.threads import ThreadsScreen
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.thread_list import ThreadList
from tests.screens.support import SHOP, WIDE, Home, key, row, screen_text, tell

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("pressed", "intent", "expected"),
    [
        ("enter", say.OpenThread, {"thread": key("7f3a")}),
        ("n", say.NewThread, {}),
        ("f", say.ForkThread, {"thread": key("7f3a")}),
        ("a", say.ActOnThreads, {"action": RowAction.ARCHIVE, "threads": (key("7f3a"),)}),
        ("y", say.CopyRequested, {"text": "0190-7f3a"}),
        ("o", say.ListingWanted, {"cwd": SHOP, "archived": False}),
        ("A", say.ListingWanted, {"cwd": None, "archived": True}),
        ("R", say.ListingWanted, {"cwd": None, "archived": False}),
    ],
)
async def test_a_key_asks_for_its_action_on_the_thread_under_the_cursor(fake, pressed, intent, expected):
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press(pressed)
        await pilot.pause()
    [asked] = app.intents
    assert type(asked) is intent
    assert {name: getattr(asked, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("pressed", "cwd", "archived"),
    [("o", None, False), ("A", None, False), ("oA", SHOP, True), ("AR", None, True)],
)
async def test_a_key_goes_on_from_the_listing_that_was_asked_for_last(fake, pressed, cwd, archived):
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press(*(pressed if len(pressed) > 1 else pressed * 2))
        await pilot.pause()
    [_, asked] = app.intents
    assert isinstance(asked, say.ListingWanted)
    assert (asked.cwd, asked.archived) == (cwd, archived)


async def test_what_is_listed_counts_again_once_it_is_what_was_asked_for(fake):
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("A")
        await pilot.pause()
        fake.state.board.listing.archived = True
        await tell(pilot, fake, say.BoardChanged)
        fake.state.board.listing.archived = False
        await pilot.press("A")
        await pilot.pause()
    assert [asked.archived for asked in app.intents if isinstance(asked, say.ListingWanted)] == [True, True]


async def test_help_comes_by_its_key(fake):
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("question_mark")
        assert app.helped == 1


async def test_q_leaves(fake):
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("q")
        await pilot.pause()
        assert not app.is_running


async def test_moving_by_keys(fake):
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("G")
        assert app.threads.cursor == key("d001")
        await pilot.press("k")
        assert app.threads.cursor == key("77c0")
        await pilot.press("home", "up")
        assert app.threads.cursor == key("7f3a")
        await pilot.press("ctrl+d", "ctrl+u", "down")
        assert app.threads.cursor == key("09be")


async def test_the_filter_narrows_as_one_types_and_enter_goes_to_the_list(fake):
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("slash", *"FLOW the")
        await pilot.pause()
        assert [line[:29] for line in app.lines[:3]] == [" RECENT", "▌• Explain the checkout flow ", ""]
        assert app.text("#matches") == "1 of 9"
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert [type(intent) for intent in app.intents] == [say.OpenThread]
        await pilot.press("escape")
        await pilot.pause()
        assert app.threads.has_focus
        assert app.threads.index.count == 9


async def test_letters_typed_into_the_filter_are_no_commands(fake):
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("slash", *"nfayoAq?/")
        await pilot.pause()
        assert app.intents == []
        assert app.screen.query_one("#filter", Input).value == "nfayoAq?/"
        await pilot.press("down")
        assert app.threads.has_focus


async def test_a_filter_that_nothing_passes_says_so(fake):
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("slash", *"zzz")
        await pilot.pause()
        assert "No title of 9 holds “zzz”" in app.text("#empty")
        await pilot.press("enter", "enter", "a", "r", "y", "f")
        await pilot.pause()
        assert app.intents == []


async def test_renaming_asks_for_a_name_with_the_old_one_to_change(fake):
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("r")
        await pilot.pause()
        answer = app.screen.query_one("#answer", Input)
        assert answer.value == "Migrate orders to the new schema"
        answer.value = "  Orders  "
        await pilot.press("enter")
        await pilot.pause()
    [asked] = app.intents
    assert isinstance(asked, say.RenameThread)
    assert (asked.thread, asked.name) == (key("7f3a"), "Orders")


async def test_renaming_can_be_left(fake):
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("r", "x", "escape")
        await pilot.pause()
        assert isinstance(app.screen, ThreadsScreen)
    assert app.intents == []


async def test_the_archive_takes_threads_back(fake):
    fake.state.board.listing.archived = True
    fake.state.board.put(row("a001", "Put away", archived=True))
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        assert app.lines[0] == " ARCHIVED"
        assert app.text("#scope").startswith("archive, all folders")
        await pilot.press("a")
        await pilot.pause()
    [wanted] = app.intents
    assert isinstance(wanted, say.ActOnThreads)
    assert (wanted.action, wanted.threads) == (RowAction.UNARCHIVE, (key("a001"),))


async def test_a_click_selects_and_a_second_one_opens(fake):
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.click(ThreadList, offset=(10, 2))
        assert app.threads.cursor == key("09be")
        assert app.intents == []
        await pilot.click(ThreadList, offset=(10, 2))
        await pilot.click(ThreadList, offset=(10, 0))
        await pilot.click("#scope")
        await pilot.pause()
    opened, listed = app.intents
    assert isinstance(opened, say.OpenThread)
    assert opened.thread == key("09be")
    assert isinstance(listed, say.ListingWanted)


async def test_a_click_on_a_hint_presses_its_key(fake):
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.click(KeyHints, offset=(13, 0))
        await pilot.pause()
    assert [type(intent) for intent in app.intents] == [say.NewThread]


async def test_how_many_are_selected_reads_as_every_other_large_number(fake):
    for number in range(1_200):
        fake.state.board.put(row(f"{number:04}", f"thread {number}"))
    app = Home(fake)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("asterisk")
        assert "✓ 1,209" in screen_text(app)


async def test_selecting_all_of_a_list_that_is_not_loaded_to_its_end_says_so(fake):
    fake.state.board.listing.complete = False
    app = Home(fake)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("asterisk")
        assert "Selected what is loaded, 9; G loads the others" in screen_text(app)
        await pilot.press("j")
        # How to get out of it is told on a narrow screen too.
        assert "esc none" in screen_text(app)
    fake.state.board.listing.complete = True
    app = Home(fake)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("asterisk")
        assert "Selected what is loaded" not in screen_text(app)
