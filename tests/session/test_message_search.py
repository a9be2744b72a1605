"""The search through all messages against a server whose answers are held back: the newest search counts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

import pytest

from codex_app_server import JsonRpcError
from codex_tui.messages.hits import MessagesSearched
from codex_tui.model.reducer import Reducer
from codex_tui.model.state import AppState
from codex_tui.session.commands.message_search import AT_ONCE, MessageSearchCommands
from codex_tui.session.dispatcher import Dispatcher
from codex_tui.session.link import Link

from .conftest import Ears, as_widget

if TYPE_CHECKING:
    from codex_app_server import AsyncCodex

pytestmark = pytest.mark.anyio

FOLDER = "/src/shop"


class Peer:
    """Answers searches when it is told to; places of hits at once."""

    def __init__(self) -> None:
        self.asked: list[tuple[dict[str, Any], asyncio.Future[Any]]] = []

    async def request(self, method: str, params: dict[str, Any], *_: object, **__: object) -> Any:
        if method == "thread/searchOccurrences":
            return {"data": []}
        assert method == "thread/search"
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.asked.append((params, answer))
        return await answer

    @property
    def terms(self) -> list[str]:
        return [params["searchTerm"] for params, _ in self.asked]

    def answer(self, number: int, *threads: str, more: str | None = None, cwd: str = FOLDER) -> None:
        data = [
            {"thread": {"id": thread, "cwd": cwd, "preview": thread}, "snippet": thread} for thread in threads
        ]
        self.asked[number][1].set_result({"data": data, "nextCursor": more})


class Desk:
    """The commands over such a peer."""

    def __init__(self) -> None:
        self.peer = Peer()
        self.state = AppState(FOLDER)
        dispatcher = Dispatcher(frame=0)
        self.ears = Ears()
        dispatcher.subscribe(as_widget(self.ears), None)
        link = Link(self.state, dispatcher, Reducer(self.state, lambda: 0.0), lambda: 0.0)
        link.up(cast("AsyncCodex", self.peer))
        self.commands = MessageSearchCommands(link)

    def search(self, text: str) -> asyncio.Task[None]:
        return asyncio.create_task(self.commands.search(text))

    @property
    def found(self) -> list[str]:
        search = self.state.message_search
        assert search is not None
        return [hit.key.thread for hit in search.hits]


async def turn_over() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_the_newest_search_wins_whichever_is_answered_first(order):
    desk = Desk()
    tasks = [desk.search("old"), desk.search("newer")]
    await turn_over()
    assert desk.peer.terms == ["old", "newer"]
    for number in order:
        desk.peer.answer(number, ("found by the old", "found by the newer")[number])
        await turn_over()
    await asyncio.gather(*tasks)
    assert desk.found == ["found by the newer"]
    assert desk.ears.of(MessagesSearched)


async def test_what_was_typed_over_is_never_asked_for_while_the_server_is_busy():
    desk = Desk()
    tasks = [desk.search(text) for text in ("one", "two", "three", "four", "five")]
    await turn_over()
    assert desk.peer.terms == ["one", "two"] and AT_ONCE == 2
    desk.peer.answer(0)
    await turn_over()
    assert desk.peer.terms == ["one", "two", "five"]
    desk.peer.answer(1)
    desk.peer.answer(2, "a hit")
    await asyncio.gather(*tasks)
    assert desk.found == ["a hit"]


async def test_nothing_is_searched_for_a_single_letter_and_an_empty_line_ends_a_search():
    desk = Desk()
    task = desk.search("word")
    await turn_over()
    await desk.commands.search("w")
    assert desk.state.message_search is None
    desk.peer.answer(0, "late")
    await task
    assert desk.state.message_search is None
    assert desk.peer.terms == ["word"]


async def test_pages_without_a_thread_of_the_folder_are_gone_through():
    desk = Desk()
    desk.state.board.listing.cwd = FOLDER
    task = desk.search("word")
    await turn_over()
    desk.peer.answer(0, "elsewhere", more="second", cwd="/src/pay")
    await turn_over()
    assert desk.peer.asked[1][0]["cursor"] == "second"
    desk.peer.answer(1, "here")
    await task
    assert desk.found == ["here"]


async def test_more_hits_come_when_they_are_wanted_and_none_is_there_twice():
    desk = Desk()
    task = desk.search("word")
    await turn_over()
    first = [f"thread {number:02}" for number in range(25)]
    desk.peer.answer(0, *first, more="second")
    await task
    more = asyncio.create_task(desk.commands.more())
    await turn_over()
    await desk.commands.more()  # it is at it already
    desk.peer.answer(1, "thread 24", "thread 25")
    await more
    await desk.commands.more()  # that was all
    assert desk.found == [*first, "thread 25"]
    assert len(desk.peer.asked) == 2


async def test_a_search_that_failed_says_so_and_keeps_what_it_found():
    desk = Desk()
    task = desk.search("word")
    await turn_over()
    desk.peer.answer(0, *(f"thread {number}" for number in range(25)), more="second")
    await task
    more = asyncio.create_task(desk.commands.more())
    await turn_over()
    desk.peer.asked[1][1].set_exception(JsonRpcError(-32603, "the disk is full"))
    await more
    search = desk.state.message_search
    assert search is not None
    assert (str(search.error), search.running, len(search.hits)) == ("the disk is full", False, 25)
