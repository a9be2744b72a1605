"""A long list: what a page costs, how one comes to its end, and a filter over all of it. Work is counted, not timed."""

import pytest

from codex_tui import messages as say
from codex_tui.widgets.thread_list.index import ThreadIndex
from tests.screens.support import NARROW, WIDE, Home, key, row, screen_lines, tell

pytestmark = pytest.mark.anyio

COUNT = 3_000
PAGE = 100


def put(fake, first, count):
    """Older and older rows; gives their keys."""
    for number in range(first, first + count):
        fake.state.board.put(row(f"{number:05}", f"thread number {number:05}", age=600 + number))
    return [key(f"{number:05}") for number in range(first, first + count)]


@pytest.fixture
def long(fake):
    """A board with a first page of very many threads."""
    board = fake.state.board
    board.rows.clear()
    board.listing.complete, board.listing.cursor = False, "page 2"
    put(fake, 0, 50)
    return fake


def counted(monkeypatch, name):
    """The calls of a method of the index, which does its work as ever."""
    calls, method = [], getattr(ThreadIndex, name)

    def count(*args):
        calls.append(name)
        return method(*args)

    monkeypatch.setattr(ThreadIndex, name, count)
    return calls


async def listed(pilot, fake, first, count):
    keys = put(fake, first, count)
    await tell(pilot, fake, lambda: say.ThreadsListed(keys))


async def test_a_page_costs_what_its_own_rows_cost_however_many_there_are(long, monkeypatch):
    placed = counted(monkeypatch, "_spot")
    rebuilt = counted(monkeypatch, "rebuild")
    app = Home(long)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        rebuilt.clear()
        placed.clear()
        for first in range(50, COUNT, PAGE):
            await listed(pilot, long, first, PAGE)
        assert app.threads.index.total == 50 + len(range(50, COUNT, PAGE)) * PAGE
        assert not rebuilt
        assert len(placed) == app.threads.index.total - 50


async def test_the_end_is_followed_as_pages_come_and_left_by_any_other_key(long):
    listing = long.state.board.listing
    app = Home(long)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("G")
        assert {type(intent) for intent in app.intents} == {say.MoreThreadsWanted, say.AllThreadsWanted}
        listing.all_wanted = True
        await listed(pilot, long, 50, PAGE)
        assert app.text("#matches") == "listing 150…"
        assert app.threads.cursor == key("00149")
        await listed(pilot, long, 150, PAGE)
        assert app.threads.cursor == key("00249")

        await pilot.press("k")
        assert isinstance(app.intents[-1], say.EnoughThreads)
        await listed(pilot, long, 250, PAGE)
        assert app.threads.cursor == key("00248")

        await pilot.press("G")
        listing.all_wanted, listing.complete = False, True
        await listed(pilot, long, 350, 7)
        assert app.threads.cursor == key("00356")
        assert app.text("#matches") == ""
        assert screen_lines(app.threads)[-1].startswith("▌")


async def test_a_filter_has_all_titles_loaded_and_shows_them_as_they_come(long):
    listing = long.state.board.listing
    app = Home(long)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("slash", *"Number 0041")
        while not any(isinstance(intent, say.AllThreadsWanted) for intent in app.intents):
            await pilot.pause(0.01)
        listing.all_wanted = True
        await listed(pilot, long, 50, PAGE)
        assert app.threads.index.count == 1
        await listed(pilot, long, 400, PAGE)
        assert app.text("#matches") == "11…"
        assert app.text("#short-scope") == ""
        await pilot.press("escape")
        assert isinstance(app.intents[-1], say.EnoughThreads)
        assert app.threads.index.count == 250
        assert app.text("#short-scope") != ""
