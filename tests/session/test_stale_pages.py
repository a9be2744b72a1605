"""A page of the list that was asked for before something was heard of its threads, from a server that answers late."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

import pytest

from codex_tui.messages import BoardChanged, ThreadsListed
from codex_tui.model.keys import ThreadKey
from codex_tui.model.reducer import Reducer
from codex_tui.model.state import LOCAL, AppState
from codex_tui.session.commands.listing import ListingCommands
from codex_tui.session.dispatcher import Dispatcher
from codex_tui.session.link import Link

from .conftest import Ears, as_widget
from .replay import note
from .test_message_search import turn_over

if TYPE_CHECKING:
    from codex_app_server import AsyncCodex

pytestmark = pytest.mark.anyio


def thread(which: str, at: int = 100, **more: Any) -> dict[str, Any]:
    return {"id": which, "preview": which, "cwd": "/src", "recencyAt": at, "status": {"type": "idle"}} | more


def key(name: str) -> ThreadKey:
    return ThreadKey(LOCAL, name)


class Peer:
    """Answers each page when it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[dict[str, Any], asyncio.Future[Any]]] = []

    async def request(self, method: str, params: dict[str, Any], *_: object, **__: object) -> Any:
        assert method == "thread/list"
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.asked.append((params, answer))
        return await answer

    def answer(self, *threads: dict[str, Any], more: str | None = None) -> None:
        self.asked[-1][1].set_result({"data": list(threads), "nextCursor": more})


class Desk:
    def __init__(self) -> None:
        self.peer, self.state, self.ears = Peer(), AppState("/src"), Ears()
        dispatcher = Dispatcher(frame=0)
        dispatcher.subscribe(as_widget(self.ears), None)
        self.reducer = Reducer(self.state, lambda: 500.0)
        link = Link(self.state, dispatcher, self.reducer, lambda: 500.0)
        link.up(cast("AsyncCodex", self.peer))
        self.listed: list[set[ThreadKey]] = []
        self.listing = ListingCommands(link, lambda keys: self.listed.append(set(keys)))

    def hear(self, method: str, name: str, **params: Any) -> None:
        self.reducer.apply(LOCAL, note(method, threadId=name, **params))

    @property
    def rows(self) -> dict[str, bool]:
        """The threads on the board, and whether they are archived."""
        return {key.thread: row.archived for key, row in self.state.board.rows.items()}


async def first_page(desk: Desk, *threads: dict[str, Any], more: str | None = "more") -> None:
    task = asyncio.create_task(desk.listing.list_threads(None, archived=False))
    await turn_over()
    desk.peer.answer(*threads, more=more)
    await task


async def test_a_page_does_not_bring_back_what_was_put_away_meanwhile():
    desk = Desk()
    await first_page(desk, thread("seen", 300))
    page = asyncio.create_task(desk.listing.more_threads())
    await turn_over()
    assert desk.peer.asked[-1][0]["cursor"] == "more"
    desk.hear("thread/deleted", "deleted")
    desk.hear("thread/archived", "archived")
    desk.hear("thread/archived", "seen")
    desk.peer.answer(thread("deleted"), thread("archived"), thread("seen", 300), thread("quiet"))
    await page
    assert desk.rows == {"seen": True, "quiet": False}
    # Of these the server is asked by themselves.
    assert {key("archived"), key("seen")} <= desk.state.board.unsure


async def test_what_was_heard_before_a_page_was_asked_for_is_in_it():
    desk = Desk()
    await first_page(desk, thread("one", 300))
    desk.hear("thread/archived", "two")
    desk.hear("thread/unarchived", "two")
    page = asyncio.create_task(desk.listing.more_threads())
    await turn_over()
    desk.peer.answer(thread("two"))
    await page
    assert desk.rows == {"one": False, "two": False}


async def test_a_name_that_was_given_meanwhile_stays():
    desk = Desk()
    await first_page(desk, thread("one", 300))
    page = asyncio.create_task(desk.listing.more_threads())
    await turn_over()
    desk.hear("thread/name/updated", "one", threadName="new name")
    desk.peer.answer(thread("one", 300, name="old name"))
    await page
    assert desk.state.board.rows[key("one")].title == "new name"


async def test_a_row_that_was_there_before_goes_with_the_page_that_comes_without_it():
    desk = Desk()
    old = [thread(f"at {at}", at) for at in (90, 80, 70, 60, 50)]
    await first_page(desk, *old, more=None)
    task = asyncio.create_task(desk.listing.list_threads(None, archived=False))
    await turn_over()
    desk.hear("thread/status/changed", "at 70", status={"type": "active", "activeFlags": []})
    desk.peer.answer(old[0], thread("at 60", 60), more="more")
    await task
    # 80 would stand on that page; so would 70, which has just been heard of; 50 may be on the next one.
    assert set(desk.rows) == {"at 90", "at 70", "at 60", "at 50"}
    await turn_over()
    desk.peer.answer(thread("at 40", 40))
    await desk.ears.until(lambda: desk.state.board.listing.complete)
    assert set(desk.rows) == {"at 90", "at 70", "at 60", "at 40"}


async def test_pages_come_to_the_end_by_themselves_until_that_is_enough():
    desk = Desk()
    await first_page(desk, thread("page 0", 300))
    desk.ears.heard.clear()
    task = asyncio.create_task(desk.listing.all_threads())
    for number in range(1, 4):
        await turn_over()
        desk.peer.answer(thread(f"page {number}", 300 - number), more="more")
    await turn_over()
    assert desk.state.board.listing.all_wanted
    desk.listing.enough_threads()
    desk.peer.answer(thread("page 4", 200), more="more")
    await task
    assert set(desk.rows) == {f"page {number}" for number in range(5)}
    assert not desk.state.board.listing.all_wanted
    # The whole board is not to be taken anew for a page of it.
    assert not desk.ears.of(BoardChanged)
    told = [key for message in desk.ears.of(ThreadsListed) for key in message.threads]
    assert sorted(key.thread for key in told) == [f"page {number}" for number in range(1, 5)]


async def test_another_listing_ends_the_way_to_the_end_of_this_one():
    desk = Desk()
    await first_page(desk, thread("page 0", 300))
    task = asyncio.create_task(desk.listing.all_threads())
    await turn_over()
    other = asyncio.create_task(desk.listing.list_threads("/src", archived=True))
    await turn_over()
    desk.peer.answer(thread("page 1", 200), more="more")
    await task
    await turn_over()
    assert desk.peer.asked[-1][0]["archived"] is True
    desk.peer.answer()
    await other
    assert desk.state.board.listing.complete


async def test_the_list_that_was_chosen_last_is_shown_however_long_git_takes(monkeypatch):
    asked, answer = asyncio.Event(), asyncio.Event()

    async def slow(_folder: str) -> frozenset[str]:
        asked.set()
        await answer.wait()
        return frozenset({"/elsewhere"})

    monkeypatch.setattr("codex_tui.session.commands.listing.beside", slow)
    desk = Desk()
    of_folder = asyncio.create_task(desk.listing.list_threads("/src", archived=False))
    await turn_over()
    desk.peer.answer(thread("here"))
    await of_folder
    await asked.wait()
    everything = asyncio.create_task(desk.listing.list_threads(None, archived=False))
    await turn_over()
    desk.peer.answer(thread("all"))
    await everything
    answer.set()
    await turn_over()
    assert desk.state.board.listing.cwd is None
