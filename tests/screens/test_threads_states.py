"""The home screen: what it says above, below and in place of the rows in each state."""

import pytest
from textual.widgets import Static

from codex_tui import messages as say
from codex_tui.model.keys import RequestKey
from codex_tui.model.requests import CommandApproval
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import ConnectionState
from codex_tui.widgets.connection_notice import ConnectionNotice
from codex_tui.widgets.key_hints import KeyHints
from tests.screens.support import (
    NARROW,
    SHOP,
    WIDE,
    FakePorts,
    Home,
    key,
    ready,
    screen_lines,
    screen_text,
    tell,
)

pytestmark = pytest.mark.anyio


async def test_until_there_are_rows_it_says_what_one_waits_for():
    fake = FakePorts()
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        assert app.text("#empty") == "Starting the server"
        fake.state.server.state = ConnectionState.READY
        await tell(pilot, fake, lambda: say.ConnectionChanged("local"))
        assert app.text("#empty") == "Listing the threads"


@pytest.mark.parametrize(
    ("cwd", "archived", "says"),
    [
        (
            SHOP,
            False,
            "No threads in ~/src/shop.\n\nn  starts one here\no  shows those of all folders\nA  shows the archive",
        ),
        (None, False, "No threads.\n\nn  starts one\nA  shows the archive"),
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


async def test_what_waits_has_a_place_among_the_keys_of_a_narrow_screen(fake):
    app = Home(fake)
    async with app.run_test(size=NARROW) as pilot:
        request = RequestKey("local", 1)
        fake.state.inbox.add(CommandApproval(key=request, thread=key("7f3a"), method="execCommand"))
        await tell(pilot, fake, lambda: say.ApprovalRequested(key("7f3a"), request))
        assert screen_lines(app.screen.query_one(KeyHints)) == ["enter open  i inbox 1  n new  ? help"]


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


async def test_what_was_done_is_said_where_the_hints_are(fake):
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        hints = app.screen.query_one(KeyHints)
        assert "enter open  n new" in str(hints.render())
        await tell(pilot, fake, lambda: say.Said(SafeText("Copied [b]it[/b].")))
        assert str(hints.render()) == "Copied [b]it[/b]."
        await pilot.press("j")
        assert "enter open  n new" in str(hints.render())


async def test_a_narrow_screen_keeps_the_key_for_help(fake):
    app = Home(fake)
    async with app.run_test(size=NARROW):
        assert str(app.screen.query_one(KeyHints).render()) == "enter open  n new  / filter  ? help"


async def test_a_narrow_screen_shows_a_sentence_to_its_end_and_the_cursor_above_it(fake):
    app = Home(fake)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("G")
        sentence = "The connection to the shared server broke. It is up again, and what was open is resumed."
        await tell(pilot, fake, lambda: say.Said(SafeText(sentence)))
        text = screen_text(app)
        assert sentence in " ".join(text.split())
        assert "▌" in text
        await pilot.press("k")
        assert "enter open" in screen_lines(app.screen.query_one(KeyHints))[0]
        assert app.screen.query_one(KeyHints).size.height == 1


async def test_who_waits_in_another_folder_is_told(fake):
    fake.state.board.listing.cwd = SHOP
    app = Home(fake)
    async with app.run_test(size=WIDE) as pilot:
        assert app.text("#elsewhere") == ""
        for number, thread in enumerate((key("09be"), key("7f3a"))):
            request = RequestKey("local", number)
            fake.state.inbox.add(CommandApproval(key=request, thread=thread, method="execCommand"))
            await tell(pilot, fake, lambda: say.ApprovalRequested(thread, request))  # noqa: B023 - called at once
        assert app.text("#elsewhere") == "1 needs you elsewhere"
        assert str(app.screen.query_one("#short-scope", Static).content) == "?1  this folder ▾"
        await pilot.click("#elsewhere")
        await pilot.pause()
    [asked] = app.intents
    assert isinstance(asked, say.ListingWanted)
    assert asked.cwd is None
