"""Both ends of a long thread, whatever the order in which the server answers.

The transcript and the session's commands are the real ones. The server is a peer that holds its answers back until the
test lets one go: what the real one does by chance, under load.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from textual import on

from codex_app_server import AppServerConfig, AsyncCodex, MemoryPeer, memory_transport_pair
from codex_tui.messages import (
    EndWanted,
    Intent,
    NewerHistoryWanted,
    OlderHistoryWanted,
    StartWanted,
)
from codex_tui.model.items import Item, UserItem
from codex_tui.model.keys import ThreadKey
from codex_tui.model.reducer import Reducer
from codex_tui.model.safe_text import SafeText
from codex_tui.page_call import FIRST_PAGE
from codex_tui.session.commands.history import HistoryCommands
from codex_tui.session.dispatcher import Dispatcher
from codex_tui.session.link import Link
from codex_tui.widgets.transcript.head import HeadRenderer
from codex_tui.widgets.transcript.sequence import CellSequence

from .host import Host, make_ports

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot

    from codex_tui.model.conversation import Conversation

pytestmark = pytest.mark.anyio

TURNS = 70
KEY = ThreadKey("local", "thread")


class HeldServer:
    """Keeps the turns of one thread. Pages of them are held back; all else is answered at once."""

    def __init__(self, peer: MemoryPeer) -> None:
        self._peer = peer
        self.held: list[dict[str, Any]] = []

    async def run(self) -> None:
        while (message := await self._peer.receive()) is not None:
            if message.get("method") == "thread/turns/list":
                self.held.append(message)
            elif "id" in message:
                result: dict[str, Any] = _INITIALIZED
                if message["method"] == "thread/items/list":
                    result = {"data": []}
                self._peer.send({"id": message["id"], "result": result})

    def release(self, index: int) -> None:
        """Answers one of the requests that are held."""
        request = self.held.pop(index)
        self._peer.send({"id": request["id"], "result": _page(request["params"])})


_INITIALIZED = {
    "userAgent": "peer/0.163.0",
    "codexHome": "/x",
    "platformFamily": "unix",
    "platformOs": "linux",
}


def _turn(number: int) -> dict[str, Any]:
    text = [{"type": "text", "text": f"prompt {number}", "text_elements": []}]
    answer = f"answer {number}\n" + "\n".join(f"line {line} of {number}" for line in range(3))
    items = [
        {"type": "userMessage", "id": f"user-{number}", "content": text},
        {"type": "agentMessage", "id": f"agent-{number}", "text": answer},
    ]
    return {"id": f"turn-{number:03}", "items": items, "status": "completed", "itemsView": "full"}


def _page(params: dict[str, Any]) -> dict[str, Any]:
    """Like the server's: a cursor with "+" begins with its turn, any other behind it."""
    cursor, limit = params.get("cursor"), params["limit"]
    if params["sortDirection"] == "asc":
        begin = 0 if cursor is None else int(cursor.rstrip("+")) + (not cursor.endswith("+"))
        end = min(begin + limit, TURNS)
        return {
            "data": [_turn(number) for number in range(begin, end)],
            "nextCursor": None if end == TURNS else str(end - 1),
            "backwardsCursor": f"{begin}+",
        }
    end = TURNS if cursor is None else int(cursor.rstrip("+")) + cursor.endswith("+")
    begin = max(0, end - limit)
    return {
        "data": [_turn(number) for number in reversed(range(begin, end))],
        "nextCursor": None if begin == 0 else str(begin),
        "backwardsCursor": f"{end - 1}+",
    }


class HistoryHost(Host):
    """A transcript whose wishes for pages go to the session's commands."""

    def __init__(self, link: Link, history: HistoryCommands, dispatcher: Dispatcher) -> None:
        super().__init__(
            link.state.conversation(KEY),
            ports=replace(
                make_ports(),
                state=link.state,
                subscribe=dispatcher.subscribe,
                unsubscribe=dispatcher.unsubscribe,
            ),
        )
        self.link = link
        self.history = history
        self.ends_wanted = 0

    @on(Intent)
    def _intent(self, intent: Intent) -> None:
        history = self.history
        if isinstance(intent, OlderHistoryWanted):
            self.link.in_background(history.load_older(KEY, intent.read))
        elif isinstance(intent, NewerHistoryWanted):
            self.link.in_background(history.load_newer(KEY, intent.read))
        elif isinstance(intent, StartWanted):
            self.link.in_background(history.go_to_start(KEY))
        elif isinstance(intent, EndWanted):
            self.ends_wanted += 1
            self.link.in_background(history.go_to_end(KEY))


class Stage:
    """The transcript on its screen, and the server behind it."""

    def __init__(self, app: HistoryHost, pilot: Pilot[None], server: HeldServer) -> None:
        self.app = app
        self.pilot = pilot
        self.server = server

    @property
    def rows(self) -> list[str]:
        compositor = self.app.screen._compositor  # Textual has no public way to read the screen
        return [strip.text.rstrip() for strip in compositor.render_strips()]

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.quiet()

    async def quiet(self) -> None:
        """Until nothing moves any more without the server."""
        for _ in range(5):
            await self.pilot.pause()

    async def release(self, index: int) -> None:
        self.server.release(index)
        await self.quiet()

    async def release_all(self, order: list[int]) -> None:
        """Answers what is held, and what is asked for then, each time the one that the order says."""
        choices = iter(order)
        while self.server.held:
            await self.release(next(choices, 0) % len(self.server.held))


@asynccontextmanager
async def opened() -> AsyncIterator[Stage]:
    """A long thread whose newest page is shown, the keys in its transcript."""
    transport, peer = memory_transport_pair()
    server = HeldServer(peer)
    answering = asyncio.create_task(server.run())
    dispatcher = Dispatcher(frame=0)
    state = make_ports().state
    link = Link(state, dispatcher, Reducer(state, lambda: 1_000.0), lambda: 1_000.0)
    history = HistoryCommands(link)
    async with AsyncCodex(AppServerConfig(), transport=transport) as codex:
        link.up(codex)
        app = HistoryHost(link, history, dispatcher)
        async with app.run_test(size=(60, 20)) as pilot:
            page = asyncio.create_task(history.page(KEY, limit=FIRST_PAGE))
            stage = Stage(app, pilot, server)
            await stage.quiet()
            await stage.release(0)
            history.put(app.shown, await page, frozenset())
            await stage.quiet()
            app.transcript.focus()
            await stage.quiet()
            yield stage
    answering.cancel()


def numbers(stage: Stage) -> list[int]:
    """The turns of the window, by their numbers."""
    turns = dict.fromkeys(item.key.turn for item in stage.app.shown.items)
    return [int(turn[5:]) for turn in turns]


ORDERS = [[], [1, 1, 1], [1, 0, 1]]
"""Which of the answers that are held comes next: as asked, the later one first, and in turns."""


@pytest.mark.parametrize("order", ORDERS, ids=str)
async def test_the_beginning_is_shown_whichever_page_comes_first(order: list[int]) -> None:
    async with opened() as stage:
        assert any("prompt 69" in row for row in stage.rows)
        await stage.press("g")
        await stage.release_all(order)
        assert "beginning of the thread" in stage.rows[0], stage.rows
        assert "› prompt 0" in next(row for row in stage.rows[1:] if row), stage.rows
        window = numbers(stage)
        assert window == list(range(window[0], window[-1] + 1))


@pytest.mark.parametrize("order", ORDERS, ids=str)
async def test_who_goes_back_to_the_end_at_once_is_there_whichever_page_comes_first(order: list[int]) -> None:
    async with opened() as stage:
        await stage.press("g")
        await stage.press("G")
        await stage.release_all(order)
        assert any("answer 69" in row for row in stage.rows), stage.rows
        assert not stage.app.shown.history.loading
        await stage.press("g")
        await stage.release_all(order)
        assert "beginning of the thread" in stage.rows[0], stage.rows


def opened_anew(stage: Stage) -> Conversation:
    """The thread was left and let go of, and is opened again: nothing of it has come yet."""
    app = stage.app
    app.transcript.show(None)
    del app.link.state.conversations[KEY]
    conversation = app.link.state.conversation(KEY)
    app.transcript.show(conversation)
    return conversation


async def test_who_wants_the_end_before_the_page_where_one_stopped_to_read_has_come_sees_the_end() -> None:
    async with opened() as stage:
        history = stage.app.history
        await stage.press("g")
        await stage.release_all([])
        stage.app.transcript.scroll_page(1)
        await stage.quiet()
        again = opened_anew(stage)
        page = asyncio.create_task(history.page(KEY, newer=True))
        await stage.press("G")
        assert stage.app.ends_wanted == 1
        await stage.release(0)
        history.put(again, await page, frozenset())
        await stage.quiet()
        end = asyncio.create_task(history.go_to_end(KEY))
        await stage.quiet()
        await stage.release_all([])
        await end
        await stage.quiet()
        assert any("line 2 of 69" in row for row in stage.rows), stage.rows


async def test_who_wants_the_end_just_as_the_last_page_comes_sees_the_end() -> None:
    async with opened() as stage:
        stage.app.transcript.scroll_page(-1)
        await stage.quiet()
        await stage.release_all([])
        assert not any("line 2 of 69" in row for row in stage.rows), stage.rows
        again = opened_anew(stage)
        page = asyncio.create_task(stage.app.history.page(KEY))
        await stage.quiet()
        await stage.release_all([])
        stage.app.history.put(again, await page, frozenset())
        stage.app.transcript.scroll_to_end()
        await stage.quiet()
        assert any("line 2 of 69" in row for row in stage.rows), stage.rows


def test_pages_that_are_put_before_the_first_one_stand_behind_the_head() -> None:
    items = [UserItem(key=KEY.item(f"turn-{number}", "user"), text=SafeText("hi")) for number in range(60)]
    cells = CellSequence(lambda _above, _below: 0)
    head = cells.put_head(Item(key=KEY.item("", "head")), HeadRenderer())
    for loaded in (8, 30, 60):
        cells.reconcile(items[-loaded:])
        ranks = [cell.rank for cell in cells.column]
        assert ranks[0] == head.rank
        assert ranks == sorted(ranks)
