"""What is read of one thread, from a server that answers late: what was heard of the thread meanwhile counts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

import pytest

from codex_app_server import JsonRpcError
from codex_tui.model.board import ThreadState
from codex_tui.model.keys import ThreadKey
from codex_tui.model.reducer import Reducer
from codex_tui.model.state import LOCAL, AppState
from codex_tui.model.translate_requests import request_of
from codex_tui.session import row_upkeep
from codex_tui.session.dispatcher import Dispatcher
from codex_tui.session.link import Link
from codex_tui.session.row_upkeep import RowUpkeep

from .replay import note
from .test_message_search import turn_over

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_app_server import AsyncCodex

pytestmark = pytest.mark.anyio

KEY = ThreadKey(LOCAL, "one")
ACTIVE = {"type": "active", "activeFlags": []}
IDLE = {"type": "idle"}


def stored(*, archived: bool = False, **more: Any) -> dict[str, Any]:
    folder = "archived_sessions" if archived else "sessions/2026"
    return {
        "id": KEY.thread,
        "preview": "typed",
        "cwd": "/src",
        "cliVersion": "1",
        "createdAt": 50,
        "updatedAt": 100,
        "recencyAt": 100,
        "ephemeral": False,
        "modelProvider": "mock",
        "path": f"/home/{folder}/rollout-one.jsonl",
        "sessionId": KEY.thread,
        "source": "vscode",
        "status": IDLE,
        "turns": [],
    } | more


JOINED = {
    "approvalPolicy": "never",
    "approvalsReviewer": "user",
    "cwd": "/src",
    "model": "m",
    "modelProvider": "mock",
    "sandbox": {"type": "readOnly"},
}


class Peer:
    """Answers each call when it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Callable[[Any], Any], asyncio.Future[Any]]] = []

    async def request(self, method: str, _: object, model: Any, **__: object) -> Any:
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.asked.append((method, getattr(model, "model_validate", lambda raw: raw), answer))
        return await answer

    @property
    def methods(self) -> list[str]:
        """What waits for an answer."""
        return [method for method, _, answer in self.asked if not answer.done()]

    async def answer(self, **result: Any) -> None:
        _, parse, answer = next(call for call in self.asked if not call[2].done())
        answer.set_result(parse(result))
        await turn_over()

    async def refuse(self, message: str) -> None:
        next(call for call in self.asked if not call[2].done())[2].set_exception(
            JsonRpcError(-32600, message)
        )
        await turn_over()


class Desk:
    def __init__(self) -> None:
        self.peer, self.state = Peer(), AppState("/src")
        self.reducer = Reducer(self.state, lambda: 500.0)
        link = Link(self.state, Dispatcher(frame=0), self.reducer, lambda: 500.0)
        link.up(cast("AsyncCodex", self.peer))
        self.left: list[ThreadKey] = []
        self.rows = RowUpkeep(link, self.left.append)

    async def hear(self, method: str, **params: Any) -> None:
        self.reducer.apply(LOCAL, note(method, threadId=KEY.thread, **params))
        self.rows.look()
        await turn_over()

    @property
    def archived(self) -> bool | None:
        """Whether the thread is on the board as an archived one; None if it is not there."""
        row = self.state.board.rows.get(KEY)
        return None if row is None else row.archived


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(row_upkeep, "PAUSES", (0.0, 0.0, 0.0))
    return Desk()


async def test_a_thread_that_is_archived_while_it_is_read_is_archived(desk):
    await desk.hear("thread/status/changed", status=IDLE)
    await desk.hear("thread/archived")
    await desk.peer.answer(thread=stored())
    await desk.peer.answer(thread=stored(archived=True))
    assert desk.archived is True
    assert not desk.peer.methods


async def test_a_known_thread_that_is_archived_while_it_is_read_stays_archived(desk):
    await desk.hear("thread/status/changed", status=IDLE)
    await desk.peer.answer(thread=stored())
    await desk.hear("thread/status/changed", status=ACTIVE)
    await desk.hear("thread/status/changed", status={"type": "notLoaded"})
    await desk.hear("thread/archived")
    await desk.peer.answer(thread=stored())
    assert desk.archived is True
    await desk.peer.answer(thread=stored(archived=True))
    assert desk.archived is True


async def test_a_thread_that_is_deleted_while_it_is_read_does_not_come_back(desk):
    await desk.hear("thread/status/changed", status=IDLE)
    await desk.hear("thread/deleted")
    await desk.peer.answer(thread=stored())
    assert desk.archived is None
    assert not desk.peer.methods


async def test_a_thread_that_is_deleted_before_it_could_be_read_is_not_asked_for_again(desk):
    await desk.hear("thread/status/changed", status=IDLE)
    await desk.hear("thread/deleted")
    await desk.peer.refuse("no rollout found")
    assert not desk.peer.methods


async def test_a_name_and_a_status_that_are_told_while_a_thread_is_read_stay(desk):
    await desk.hear("thread/status/changed", status=IDLE)
    await desk.peer.answer(thread=stored())
    await desk.hear("thread/status/changed", status=ACTIVE)
    await desk.hear("thread/name/updated", threadName="new name")
    await desk.hear("thread/status/changed", status=IDLE)
    await desk.peer.answer(thread=stored(status=ACTIVE))
    row = desk.state.board.rows[KEY]
    assert (row.title, row.state) == ("new name", ThreadState.IDLE)
    await desk.peer.answer(thread=stored(name="new name"))
    assert (row.title, row.state, row.updated_at) == ("new name", ThreadState.IDLE, 100)
    # What came of the turn was told to those who listen to the thread only.
    assert desk.peer.methods == ["thread/turns/list"]
    await desk.peer.answer(data=[], nextCursor=None, backwardsCursor=None)
    assert not desk.peer.methods


async def test_a_thread_that_asked_before_it_was_on_the_board_says_what_it_asks(desk):
    params = {"threadId": KEY.thread, "turnId": "T", "itemId": "asked", "command": "rm x"}
    desk.reducer.ask(request_of(LOCAL, 0, "item/commandExecution/requestApproval", params, 1.0))
    await desk.hear("thread/status/changed", status=ACTIVE)
    await desk.peer.answer(thread=stored(status=ACTIVE))
    assert desk.state.board.rows[KEY].activity == "run: rm x"


async def test_a_turn_that_was_followed_before_its_prompt_was_stored_gets_its_title(desk):
    await desk.hear("thread/status/changed", status=ACTIVE)
    early = stored(status=ACTIVE, preview="")
    await desk.peer.answer(thread=early)
    assert desk.peer.methods == ["thread/resume"]
    await desk.peer.answer(thread=early, **JOINED)
    # What was typed was told before anybody listened, and was not stored yet.
    for _ in range(3):
        await turn_over()
    assert desk.peer.methods == ["thread/read"]
    await desk.peer.answer(thread=stored(status=ACTIVE))
    assert desk.state.board.rows[KEY].title == "typed"
    assert not desk.peer.methods
