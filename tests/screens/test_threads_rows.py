"""The home screen: how its rows look, which of them the cursor keeps, and when the next page is asked for."""

import pytest
from textual import events

from codex_tui import messages as say
from codex_tui.model.board import Listing, ThreadState
from codex_tui.model.safe_text import SafeText
from codex_tui.widgets.thread_list import ThreadList
from tests.screens.support import (
    DAY,
    HOUR,
    MINUTE,
    NARROW,
    PAY,
    SHOP,
    WIDE,
    FakePorts,
    Home,
    key,
    ready,
    row,
    tell,
)

pytestmark = pytest.mark.anyio


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


async def test_the_next_page_is_asked_for_once(fake):
    listing = fake.state.board.listing
    listing.complete, listing.cursor = False, "page2"
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("pagedown", "k", "pagedown")
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
