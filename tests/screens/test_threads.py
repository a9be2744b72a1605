"""The home screen: what its keys ask for, and what it says in each state."""

from collections.abc import Callable

import pytest
from textual import events
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input, Static

from codex_tui import messages as say
from codex_tui.model.board import Listing, ThreadState
from codex_tui.model.inbox import Approval, ApprovalKind
from codex_tui.model.keys import RequestKey
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import ConnectionState
from codex_tui.screens.threads import ThreadsScreen
from codex_tui.widgets.connection_notice import ConnectionNotice
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.thread_list import ThreadList
from tests.screens.support import (
    DAY,
    HOUR,
    MINUTE,
    PAY,
    SHOP,
    FakePorts,
    Host,
    busy_board,
    key,
    ready,
    row,
    screen_lines,
    screen_text,
)

pytestmark = pytest.mark.anyio
WIDE = (120, 24)
NARROW = (40, 14)


class Home(Host):
    """The threads screen over a state in memory."""

    def __init__(self, fake: FakePorts, *, ascii_only: bool = False) -> None:
        super().__init__(lambda: ThreadsScreen(fake.ports(ascii_only=ascii_only)))

    @property
    def threads(self) -> ThreadList:
        return self.screen.query_one(ThreadList)

    @property
    def lines(self) -> list[str]:
        return screen_lines(self.threads)

    def text(self, selector: str) -> str:
        label = self.screen.query_one(selector, Static)
        return str(label.content) if label.display else ""


@pytest.fixture
def fake() -> FakePorts:
    fake = FakePorts()
    busy_board(fake.state)
    return fake


async def tell(pilot: Pilot[None], fake: FakePorts, fact: Callable[[], Message]) -> None:
    fake.tell(fact)
    await pilot.pause()


@pytest.mark.parametrize(
    ("pressed", "intent", "expected"),
    [
        ("enter", say.OpenThread, {"thread": key("7f3a")}),
        ("n", say.NewThread, {}),
        ("f", say.ForkThread, {"thread": key("7f3a")}),
        ("a", say.ArchiveThread, {"thread": key("7f3a")}),
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


async def test_threads_stand_in_sections_by_what_they_need(fake):
    app = Home(fake)
    async with app.run_test(size=WIDE):
        lines = app.lines
    assert [line.split("  ")[0].strip() for line in lines if line[1:2].isupper()] == [
        "NEEDS YOU",
        "RUNNING",
        "RECENT",
    ]
    needs = lines[1]
    for part in ("? Migrate orders", "~/src/shop", "feat/orders", "run: rm -rf build/", "2m", "7f3a"):
        assert part in needs
    assert "needs input" in lines[2]
    assert "! Upgrade to Python 3.13" in "\n".join(lines)
    assert "• Explain the checkout flow" in "\n".join(lines)


async def test_narrow_rows_keep_state_title_and_age_and_say_what_they_do_below(fake):
    app = Home(fake)
    async with app.run_test(size=NARROW):
        lines = app.lines
        assert not app.screen.query_one("#threads-header").display
    assert lines[1].startswith("▌? Migrate orders to the new s")
    assert lines[1].endswith("…   2m")
    assert lines[2].strip("▌ ") == "run: rm -rf build/"
    assert lines[3].split() == ["?", "Which", "currency", "rounding?", "11m"]


async def test_the_folder_has_a_column_only_where_there_are_several(fake):
    fake.state.board.listing.cwd = SHOP
    app = Home(fake)
    async with app.run_test(size=WIDE):
        text = "\n".join(app.lines)
    assert "~/src/shop" not in text
    assert "Which currency rounding?" not in text


async def test_text_of_threads_is_never_markup(fake):
    app = Home(fake)
    async with app.run_test(size=WIDE):
        assert "[red]not markup[/red] in a title" in "\n".join(app.lines)


async def test_a_plain_terminal_gets_plain_characters(fake):
    fake.state.board.drop(key("77c0"))
    app = Home(fake, ascii_only=True)
    async with app.run_test(size=NARROW):
        assert all(line.isascii() for line in app.lines), app.lines
        assert app.text("#short-scope").isascii()


async def test_the_cursor_stays_on_its_thread_when_rows_move(fake):
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("j", "j", "j", "j", "j")
        assert app.threads.cursor == key("b90c")
        changed = fake.state.board.rows[key("b90c")]
        changed.state = ThreadState.NEEDS_APPROVAL
        await tell(pilot, fake, lambda: say.ThreadStatusChanged(key("b90c")))
        assert app.threads.cursor == key("b90c")
        assert app.lines[1].startswith("▌? Fix flaky test_totals")
        assert "NEEDS YOU  3" in app.lines[0]


async def test_the_cursor_goes_to_the_next_row_when_its_thread_is_gone(fake):
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("j")
        fake.state.board.drop(key("09be"))
        await tell(pilot, fake, say.BoardChanged)
        assert app.threads.cursor == key("c21d")


async def test_moving_by_keys(fake):
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("G")
        assert app.threads.cursor == key("d001")
        await pilot.press("k")
        assert app.threads.cursor == key("77c0")
        await pilot.press("g", "up")
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
    assert isinstance(app.intents[0], say.UnarchiveThread)


async def test_the_next_page_is_asked_for_once(fake):
    listing = fake.state.board.listing
    listing.complete, listing.cursor = False, "page2"
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("G", "k", "G")
        await pilot.pause()
        assert [type(intent) for intent in app.intents] == [say.MoreThreadsWanted]
        assert "more…" in "\n".join(app.lines)
        listing.cursor = "page3"
        await tell(pilot, fake, say.BoardChanged)
        assert len(app.intents) == 2


async def test_a_page_that_failed_is_asked_for_again_only_when_one_goes_on(fake):
    listing = fake.state.board.listing
    listing.complete, listing.cursor = False, "page2"
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        listing.error = SafeText("the server took too long")
        await tell(pilot, fake, say.BoardChanged)
        assert len(app.intents) == 1
        assert "! more could not be listed: the server took too long" in "\n".join(app.lines)
        await pilot.press("j")
        await pilot.pause()
        assert len(app.intents) == 2


async def test_the_threads_of_this_folder_are_asked_for_if_nobody_did():
    fake = FakePorts()
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        [asked] = app.intents
        assert isinstance(asked, say.ListingWanted)
        assert (asked.cwd, asked.archived) == (SHOP, False)
        assert app.text("#empty") == "Starting the server"
        fake.state.server.state = ConnectionState.READY
        await tell(pilot, fake, lambda: say.ConnectionChanged("local"))
        assert app.text("#empty") == "Listing the threads"


@pytest.mark.parametrize(
    ("cwd", "archived", "says"),
    [
        (SHOP, False, "No threads in ~/src/shop yet.\n\nn  starts one here\no  shows those of all folders"),
        (None, False, "No threads yet.\n\nn  starts one"),
        (SHOP, True, "The archive of this folder is empty.\n\nA  leaves the archive"),
        (None, True, "The archive is empty.\n\nA  leaves the archive"),
    ],
)
async def test_an_empty_list_says_why_and_what_to_do(cwd, archived, says):
    fake = FakePorts()
    ready(fake.state)
    fake.state.board.listing.cwd, fake.state.board.listing.archived = cwd, archived
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        assert app.text("#empty") == says


async def test_a_listing_that_failed_says_why_and_can_be_repeated():
    fake = FakePorts()
    ready(fake.state)
    fake.state.board.listing.error = SafeText("database is locked")
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        assert "could not be listed: database is locked" in app.text("#empty")
        assert "R  tries again" in app.text("#empty")


async def test_a_lost_server_is_said_and_the_rows_stay(fake):
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        assert not app.screen.query_one(ConnectionNotice).display
        fake.state.server.state = ConnectionState.LOST
        fake.state.server.problem = SafeText("The server ended with exit code 1.")
        await tell(pilot, fake, lambda: say.ConnectionChanged("local"))
        assert app.screen.query_one(ConnectionNotice).display
        shown = screen_text(app)
        assert "ended with exit code 1" in shown
        assert "alt+r" in shown
        assert app.text("#server") == "! local lost"
        assert "Migrate orders" in "\n".join(app.lines)


async def test_the_header_tells_folder_scope_model_and_server(fake):
    app = Home(fake)
    async with app.run_test(size=WIDE):
        assert app.text("#place") == "codex-tui · ~/src/shop"
        assert app.text("#scope") == "all folders ▾"
        assert app.text("#model") == "gpt-6-sol medium"
        assert app.text("#server") == "local 0.163.0"


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


async def test_what_was_done_is_said_where_the_hints_are(fake):
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        hints = app.screen.query_one(KeyHints)
        assert "enter open  n new" in str(hints.render())
        await tell(pilot, fake, lambda: say.Said(SafeText("Copied [b]it[/b].")))
        assert str(hints.render()) == "Copied [b]it[/b]."
        hints.hush()
        assert "enter open  n new" in str(hints.render())


async def test_a_narrow_screen_keeps_the_key_for_help(fake):
    app = Home(fake)
    async with app.run_test(size=NARROW):
        assert str(app.screen.query_one(KeyHints).render()) == "enter open  n new  / filter  ? help"


@pytest.mark.parametrize(
    ("age", "shown"),
    [(5, "now"), (3 * MINUTE, "3m"), (HOUR, "1h"), (DAY, "1d"), (20 * DAY, "2w"), (800 * DAY, "2y")],
)
async def test_ages_are_short(age, shown):
    fake = FakePorts()
    ready(fake.state)
    fake.state.board.put(row("0001", "One", age=age, cwd=PAY))
    app = Home(fake)
    async with app.run_test(size=NARROW):
        assert app.lines[1].split() == ["▌", "One", shown]


async def test_who_waits_in_another_folder_is_told(fake):
    fake.state.board.listing.cwd = SHOP
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        assert app.text("#elsewhere") == ""
        for number, thread in enumerate((key("09be"), key("7f3a"))):
            request = RequestKey("local", number)
            fake.state.inbox.add(Approval(request, thread, None, ApprovalKind.COMMAND, "execCommand"))
            await tell(pilot, fake, lambda: say.ApprovalRequested(thread, request))  # noqa: B023 - called at once
        assert app.text("#elsewhere") == "1 needs you elsewhere"
        assert str(app.screen.query_one("#short-scope", Static).content) == "?1  this folder ▾"
        await pilot.click("#elsewhere")
        await pilot.pause()
    [asked] = app.intents
    assert isinstance(asked, say.ListingWanted)
    assert asked.cwd is None


async def test_another_listing_begins_at_its_top(fake):
    app = Home(fake)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("G")
        fake.state.board.listing = Listing(cwd=SHOP, complete=True, loaded_once=True)
        await tell(pilot, fake, say.BoardChanged)
        assert app.threads.cursor == key("7f3a")
        assert app.lines[0] == " NEEDS YOU  1"


async def test_the_wheel_scrolls_and_leaves_the_cursor(fake):
    app = Home(fake)
    async with app.run_test(size=NARROW) as pilot:
        assert "NEEDS YOU" in app.lines[0]
        await pilot._post_mouse_events([events.MouseScrollDown], ThreadList, offset=(5, 5))
        await pilot.pause()
        assert "NEEDS YOU" not in app.lines[0]
        assert app.threads.cursor == key("7f3a")
