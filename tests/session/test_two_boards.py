"""Two clients of one server do whatever people do to threads, in any order: their boards end equal, and as a fresh one.

A state machine of hypothesis. Each client has a link of its own that can be cut; one that is killed is a client whose
link is cut and that nobody hears of again. Run with more and longer examples by `make test-long`.
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import Future
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import pytest
from anyio import fail_after
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from codex_app_server import AppServerConfig, launch_listening_server
from codex_tui.demo.script import Gate, Script, Shell, Text
from codex_tui.model import answers
from codex_tui.model.requests import CommandApproval
from codex_tui.model.row_actions import RowAction
from codex_tui.model.state import ConnectionState
from codex_tui.widgets.thread_list.index import ThreadIndex
from tests.support.cutting_proxy import CuttingProxy, cutting_proxy

from .conftest import PATIENCE, Stage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from codex_app_server import ListeningServer
    from codex_tui.demo.request import ModelRequest
    from codex_tui.demo.server import ScriptedModel
    from codex_tui.model.board import ThreadRow
    from codex_tui.model.keys import ThreadKey

ASKS = Script([[Shell("true", escalated=True, justification="May I?")], [Text("Went on.")]])
ACTIONS = [action for action in RowAction if action not in (RowAction.HIDE, RowAction.UNHIDE)]
"""What is hidden is a matter of one client."""
PHASES = (Phase.generate,)
CLIENTS = st.integers(0, 1)
THREADS = st.integers(0, 20)


class Client:
    """One client: a session behind a link that can be cut."""

    def __init__(self, proxy: CuttingProxy, folder: Path, store: Path) -> None:
        config = AppServerConfig(endpoint=proxy.endpoint)
        self.stage = Stage(config, folder, store, time.time)
        self.proxy = proxy
        self.session = self.stage.session
        self._task = asyncio.create_task(self.session.run())

    @property
    def rows(self) -> dict[ThreadKey, ThreadRow]:
        return self.stage.state.board.rows

    @property
    def is_up(self) -> bool:
        return self.stage.state.server.state is ConnectionState.READY

    async def up(self) -> None:
        self.proxy.refusing = False

        def ready() -> bool:
            if self.stage.state.server.state is ConnectionState.LOST:
                self.session.reconnect()
            return self.is_up

        await self.stage.ears.until(ready)
        await self.session.loaded.wait()

    async def cut(self) -> None:
        self.proxy.refusing = True
        await self.proxy.cut()
        await self.stage.ears.until(lambda: self.stage.state.server.state is ConnectionState.LOST)

    async def end(self) -> None:
        await self.session.stop()
        with fail_after(PATIENCE):
            await self._task


class World:
    """A server, the clients, and the threads that they made."""

    def __init__(
        self, model: ScriptedModel, server: ListeningServer, stack: AsyncExitStack, folder: Path, store: Path
    ) -> None:
        self._model, self._server, self._stack = model, server, stack
        self._folder, self._store = folder, store
        self._count = 0
        self._gates: dict[str, Gate] = {}
        self.clients: list[Client] = []
        self.threads: list[ThreadKey] = []
        model.on("@@asks", ASKS)
        model.on("@@held", self._held)

    def _held(self, request: ModelRequest) -> Script:
        gate = self._gates[request.thread_id or ""] = Gate("held")
        return Script([[Text(["Half ", gate, "and whole."])]])

    def another_name(self, what: str) -> str:
        self._count += 1
        return f"{what} {self._count}"

    async def another(self) -> Client:
        proxy = await self._stack.enter_async_context(cutting_proxy(self._server.endpoint))
        client = Client(proxy, self._folder, self._store)
        self._stack.push_async_callback(client.end)
        await client.up()
        return client

    async def begin(self) -> None:
        for _ in range(2):
            self.clients.append(await self.another())
            await self.turn(len(self.clients) - 1, None, "@@plain")

    def pick(self, who: int, which: int) -> tuple[Client, ThreadKey, ThreadRow | None]:
        client, key = self.clients[who], self.threads[which % len(self.threads)]
        return client, key, client.rows.get(key)

    async def turn(self, who: int, which: int | None, keyword: str) -> None:
        """A turn, to its end, or until it is held or asks."""
        client = self.clients[who]
        thread = None
        if which is not None:
            client, thread, row = self.pick(who, which)
            if row is None or row.archived or row.state.active:
                return
        if not client.is_up:
            return
        text = f"{self.another_name('turn')} {keyword}"
        key = await client.session.turns.submit(thread, text)
        if key is None:
            return
        if key not in self.threads:
            self.threads.append(key)
        if keyword == "@@plain":
            await client.stage.ears.until(lambda: not self._runs(client, key) or self._stands(client, key))

    def _runs(self, client: Client, key: ThreadKey) -> bool:
        conversation, row = client.stage.state.conversations.get(key), client.rows.get(key)
        active = conversation is not None and conversation.active_turn is not None
        return active or (row is not None and row.state.active)

    def _stands(self, client: Client, key: ThreadKey) -> bool:
        """Whether the prompt has met a turn that was not heard of here yet, and that waits for somebody."""
        row, gate = client.rows.get(key), self._gates.get(key.thread)
        return (row is not None and row.state.needs_you) or (gate is not None and not gate.is_open)

    async def act(self, who: int, which: int, action: RowAction) -> None:
        client, key, row = self.pick(who, which)
        if client.is_up and row is not None and not (action is RowAction.DELETE and row.state.active):
            await client.session.row_actions.act(action, [key])

    async def name(self, who: int, which: int) -> None:
        client, key, row = self.pick(who, which)
        if client.is_up and row is not None:
            await client.session.row_actions.rename(key, self.another_name("name"))

    async def fork(self, who: int, which: int) -> None:
        client, key, row = self.pick(who, which)
        if not client.is_up or row is None or row.archived:
            return
        copy = await client.session.threads.fork(key)
        if copy is not None:
            self.threads.append(copy)
            await self.turn(who, len(self.threads) - 1, "@@plain")

    async def interrupt(self, who: int, which: int) -> None:
        client, key, row = self.pick(who, which)
        if client.is_up and row is not None and row.state.active:
            await client.session._link.call("turn/interrupt", {"threadId": key.thread, "turnId": ""})

    async def finish(self, which: int) -> None:
        gate = self._gates.get(self.threads[which % len(self.threads)].thread)
        if gate is not None:
            gate.open()

    async def answer(self, who: int, yes: bool) -> None:
        inbox = self.clients[who].stage.state.inbox
        for request in inbox.all()[:1]:
            assert isinstance(request, CommandApproval)
            answer = answers.accept(request) if yes else answers.decline(request)
            await self.clients[who].session.approvals.answer(request.key, answer)

    async def cut(self, who: int) -> None:
        if self.clients[who].is_up:
            await self.clients[who].cut()

    async def back(self, who: int) -> None:
        await self.clients[who].up()

    async def kill(self, who: int) -> None:
        await self.cut(who)
        await self.clients[who].end()
        self.clients[who] = await self.another()

    async def end(self) -> None:
        for client in self.clients:
            await client.up()
        await self.same("as they are")
        for gate in self._gates.values():
            gate.open()
        for key in self.threads:
            await self.interrupt(0, self.threads.index(key))
        await self.same("once nothing runs")

    async def same(self, when: str) -> None:
        """Waits until both boards are as that of a client that begins now."""
        fresh = await self.another()
        for client in (fresh, *self.clients):
            for archived in (True, False):
                await client.session.listing.list_threads(None, archived=archived)
            await client.session.listing.all_threads()
        give_up_at = time.monotonic() + 15
        while True:
            for client in (fresh, *self.clients):
                await client.session.look_again()
                await client.session.kin.see(tuple(client.rows))
            truth = board_of(fresh)
            boards = [board_of(client) for client in self.clients]
            if boards == [truth, truth] and not any(
                client.session._reactions.rows._busy for client in self.clients
            ):
                break
            for number, board in enumerate(boards):
                if time.monotonic() > give_up_at:
                    assert board == truth, f"client {number}, {when}"
            await asyncio.sleep(0.02)
        for client in self.clients:
            assert listed(client) == listed(fresh), when
            assert {request.thread for request in client.stage.state.inbox.all()} == {
                key for key, row in client.rows.items() if row.state.needs_you
            }, when
        await fresh.end()


def board_of(client: Client) -> dict[str, tuple[Any, ...]]:
    return {key.thread: told(row) for key, row in client.rows.items()}


def told(row: ThreadRow) -> tuple[Any, ...]:
    return (
        row.name,
        row.preview,
        row.branch,
        row.model,
        row.updated_at,
        row.state,
        row.archived,
        row.unread,
        row.pinned and not row.archived,
        row.forked_from,
    )


def listed(client: Client) -> list[tuple[str, list[str]]]:
    """The list as a person sees it, section by section; no row may be in it twice."""
    board = client.stage.state.board
    index = ThreadIndex(board)
    index.rebuild(0.0)
    sections = [
        (section.kind.value, [section.key(number).thread for number in range(len(section))])
        for section in index.sections()
    ]
    shown = [thread for _, threads in sections for thread in threads]
    assert len(shown) == len(set(shown)) == sum(board.lists(row) for row in board.rows.values())
    return [(name, threads if name == "RECENT" else sorted(threads)) for name, threads in sections]


Order = tuple["Callable[..., Awaitable[None]]", "tuple[Any, ...]", "Future[None]"]


async def serve(orders: asyncio.Queue[Order | None], make: Callable[[AsyncExitStack], World]) -> None:
    """Does one thing after the other in one task, in which links can be opened and closed."""
    async with AsyncExitStack() as stack:
        world = make(stack)
        while (order := await orders.get()) is not None:
            what, args, done = order
            try:
                await what(world, *args)
            except BaseException as error:
                done.set_exception(error)
            else:
                done.set_result(None)


class Boards(RuleBasedStateMachine):
    """What two people do."""

    def __init__(self, portal: BlockingPortal, make: Callable[[AsyncExitStack], World]) -> None:
        super().__init__()
        self._portal = portal
        self._orders: asyncio.Queue[Order | None] = portal.call(asyncio.Queue)
        self._over = portal.start_task_soon(serve, self._orders, make)

    def _do(self, what: Callable[..., Awaitable[None]], *args: Any) -> None:
        done: Future[None] = Future()
        self._portal.call(self._orders.put_nowait, (what, args, done))
        done.result()

    @initialize()
    def begin(self) -> None:
        self._do(World.begin)

    @rule(who=CLIENTS)
    def new(self, who: int) -> None:
        self._do(World.turn, who, None, "@@plain")

    @rule(who=CLIENTS, which=THREADS, keyword=st.sampled_from(("@@plain", "@@held", "@@asks", "@@400")))
    def turn(self, who: int, which: int, keyword: str) -> None:
        self._do(World.turn, who, which, keyword)

    @rule(who=CLIENTS, which=THREADS, action=st.sampled_from(ACTIONS))
    def act(self, who: int, which: int, action: RowAction) -> None:
        self._do(World.act, who, which, action)

    @rule(who=CLIENTS, which=THREADS)
    def name(self, who: int, which: int) -> None:
        self._do(World.name, who, which)

    @rule(who=CLIENTS, which=THREADS)
    def fork(self, who: int, which: int) -> None:
        self._do(World.fork, who, which)

    @rule(who=CLIENTS, which=THREADS)
    def interrupt(self, who: int, which: int) -> None:
        self._do(World.interrupt, who, which)

    @rule(which=THREADS)
    def finish(self, which: int) -> None:
        self._do(World.finish, which)

    @rule(who=CLIENTS, yes=st.booleans())
    def answer(self, who: int, yes: bool) -> None:
        self._do(World.answer, who, yes)

    @rule(who=CLIENTS)
    def cut(self, who: int) -> None:
        self._do(World.cut, who)

    @rule(who=CLIENTS)
    def back(self, who: int) -> None:
        self._do(World.back, who)

    @rule(who=CLIENTS)
    def kill(self, who: int) -> None:
        self._do(World.kill, who)

    def teardown(self) -> None:
        try:
            self._do(World.end)
        finally:
            self._portal.call(self._orders.put_nowait, None)
            self._over.result()


def run(model: ScriptedModel, config: AppServerConfig, folder: Path, tmp_path: Path, **wanted: Any) -> None:
    count = iter(range(10_000))
    with launch_listening_server(config) as server, start_blocking_portal("asyncio") as portal:

        def make(stack: AsyncExitStack) -> World:
            return World(model, server, stack, folder, tmp_path / f"example{next(count)}")

        def machine() -> Boards:
            return Boards(portal, make)

        run_state_machine_as_test(
            machine,
            settings=settings(
                deadline=None,
                suppress_health_check=list(HealthCheck),
                print_blob=True,
                phases=PHASES,
                **wanted,
            ),
        )


def test_whatever_two_people_do_their_boards_end_equal(
    server_config: AppServerConfig, scripted_model: ScriptedModel, project_dir: Path, tmp_path: Path
) -> None:
    run(scripted_model, server_config, project_dir, tmp_path, max_examples=2, stateful_step_count=12)


@pytest.mark.long
def test_however_long_two_people_go_on_their_boards_end_equal(
    server_config: AppServerConfig, scripted_model: ScriptedModel, project_dir: Path, tmp_path: Path
) -> None:
    run(scripted_model, server_config, project_dir, tmp_path, max_examples=60, stateful_step_count=40)
