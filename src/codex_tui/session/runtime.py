"""The life of a session: connect, pump until the connection dies, wait for `reconnect`, and again.

Heavy: it brings the SDK's client, pydantic and anyio, so the app imports it after the first paint.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import anyio

from codex_app_server import AsyncCodex, CodexError, ServerClosedError, run_id_of
from codex_tui.model.changes import ServerChanged
from codex_tui.model.reducer import Reducer
from codex_tui.model.safe_text import SafeText
from codex_tui.model.server_kind import ServerKind
from codex_tui.model.state import LOCAL, AppState, ConnectionState
from codex_tui.ports import nobody_types
from codex_tui.session.command_groups import CommandGroups
from codex_tui.session.left_behind import running_commands, see_to_left_behind
from codex_tui.session.link import Link
from codex_tui.session.open_requests import OpenRequests
from codex_tui.session.problem import describe_end, describe_loss, full_home
from codex_tui.session.pump import let_keys_pass, pump
from codex_tui.session.reactions import Reactions
from codex_tui.session.returning import Returning, host_of
from codex_tui.session.silence import Silence
from codex_tui.session.warm_up import warm_up
from codex_tui.steady import steady

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from codex_tui.messages import PromptReturned
    from codex_tui.model.changes import Change
    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.dispatcher import Dispatcher
    from codex_tui.session.launch import Launch
    from codex_tui.store.comparisons import ComparisonStore
    from codex_tui.store.drafts import DraftStore
    from codex_tui.store.hidden_threads import HiddenStore
    from codex_tui.store.origins import OriginStore
    from codex_tui.store.spool import Spool
    from codex_tui.store.trust_answers import TrustAnswers

RETRY, PATIENT = 5.0, 300.0
"""Seconds after which one of several servers is tried again, at first and at most: each time twice as long."""
WATCHED = 60.0
"""The same, at most, for a server that somebody else runs and that is the only one: a person waits for it."""
KNOWN_AT_ONCE = 1_000
"""Threads of one of several servers that are listed without being scrolled to."""
_ELSEWHERE = (ServerKind.REMOTE, ServerKind.DAEMON)
"""Servers that others start, with a home of theirs."""
_VERSION = re.compile(r"/(\d[\w.+-]*)")
_log = logging.getLogger("codex_tui.connection")


class Session(CommandGroups):
    """Owns the connection to one server, and is the only one that changes the model.

    Attributes:
        first_error: why the very first connection never came up; None while it may, or if it did.
        loaded: set once what the first screen shows is there, or will not come.
    """

    def __init__(
        self,
        state: AppState,
        dispatcher: Dispatcher,
        launch: Launch,
        *,
        drafts: DraftStore,
        clock: Callable[[], float],
        steady: Callable[[], float] = steady,
        hold: Callable[[], float] = nobody_types,
        spool: Spool | None = None,
        hidden: HiddenStore | None = None,
        origins: OriginStore | None = None,
        comparisons: ComparisonStore | None = None,
        trust_answers: TrustAnswers | None = None,
    ) -> None:
        self._state = state
        self._launch = launch
        self._drafts = drafts
        self._hold = hold
        self._reducer = Reducer(state, clock, spool.open if spool is not None else None, steady=steady)
        self._dispatcher = dispatcher
        dispatcher.on_unheard = self._keep_returned
        self._link = Link(state, dispatcher, self._reducer, clock)
        self._requests = OpenRequests(self._link)
        super().__init__(
            self._link,
            self._requests,
            config=lambda: launch.config,
            on_listed=lambda threads: self._reactions.listed(threads),
            on_unsure=lambda: self._reactions.keep_rows(),
            hidden=hidden,
            trust_answers=trust_answers,
            comparisons=comparisons,
        )
        self._reactions = Reactions(self._link, self, origins)
        self.first_error: SafeText | None = None
        self._pause = RETRY
        self.loaded = asyncio.Event()
        self._is_up = self._was_up = False
        self._was_loaded = False
        self._stopping = False
        self._wanted = asyncio.Event()
        self._returns = Returning()
        self._silence = Silence(self._link)
        self._codex: AsyncCodex | None = None
        self._server_pid: int | None = None
        """The process of the server, where that is on this machine."""
        self._run_id = ""
        """By which its sandboxes are found; those of a private one the SDK sees to."""
        self._is_anew = False

    @property
    def startup_failed(self) -> bool:
        """The server never came up: leave with `first_error` and exit code 2."""
        return self.first_error is not None

    async def run(self) -> None:
        """Lives until `stop`, or until it is clear that the server does not start (`first_error`).

        Run it as a task; what goes wrong becomes state, not an exception.
        """
        while not self._stopping:
            self._wanted.clear()
            await self._connection()
            if self.startup_failed:
                return
            if not self._stopping:
                await self._until_wanted()

    @property
    def _is_first(self) -> bool:
        """Whether this is the server without which there would be nothing to show."""
        return self._link.name == LOCAL

    async def _until_wanted(self) -> None:
        """Waits until a person wants a connection again, or it is to be tried without that."""
        if self._returns.due:
            await self._wanted_within(self._returns.pause)
            return
        if self._is_first:
            await self._wanted_within(self._returns.next_pause(RETRY, WATCHED))
            return
        self._pause = min(PATIENT, self._pause * 2) if not self._was_up else RETRY
        self._was_up = False
        await self._wanted_within(self._pause)

    async def _wanted_within(self, seconds: float | None) -> None:
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._wanted.wait(), seconds)

    def reconnect(self) -> None:
        """Starts a lost server again and resumes what is open; gives up on one that does not answer, and tries anew."""
        server = self._link.server
        if server.state is ConnectionState.LOST:
            self._wanted.set()
        elif self._codex is not None and (server.silent or server.state is ConnectionState.CONNECTING):
            self._wanted.set()
            self._link.in_background(self._codex.close())

    async def stop(self) -> None:
        """Ends the connection and the server; `run` returns."""
        self._stopping = True
        self._wanted.set()
        if self._codex is not None:
            await self._codex.close()

    # --- one connection -------------------------------------------------------------------------------------

    async def _connection(self) -> None:
        """From finding a server, or launching one, to the end of the connection."""
        self._enter(ConnectionState.CONNECTING)
        self._link.connecting()
        self._is_up = False
        why: CodexError | None = None
        stderr = ""
        try:
            way = await self._launch.way()
            self._link.server.kind = way.kind
            self._link.server.host = host_of(way)
            self._link.server.address = way.config.endpoint or ""
            config = replace(way.config, concurrent_turns=True, pace=self._hear)
            before = self._server_pid
            self._run_id = ""
            if way.process is not None:
                self._server_pid = way.process.pid
            else:
                self._server_pid = way.socket.peer_pid if way.socket is not None else None
                if self._server_pid is not None:
                    self._run_id = run_id_of(self._server_pid)
            self._is_anew = self._server_pid is not None and self._server_pid != before
            codex = self._codex = AsyncCodex(config, process=way.process, socket=way.socket)
            try:
                await self._live(codex)
            finally:
                self._codex = None
                stderr = codex.stderr_tail or self._launch.said
        except CodexError as error:
            why = error
        self._lose(why, stderr)

    async def _hear(self) -> None:
        """The server has said something; keys that were typed are looked at first."""
        self._silence.hear()
        await let_keys_pass(self._hold)

    async def _live(self, codex: AsyncCodex) -> None:
        # Streams first: what the server says while it starts shall not be missed.
        batches = codex.notification_batches(include_turns=True)
        requests = codex.server_requests()
        async with codex:
            self._welcome(codex)
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._requests.take, requests)
                tasks.start_soon(self._load)
                tasks.start_soon(self._silence.watch, codex)
                with contextlib.suppress(ServerClosedError):  # raised again below, as the client's own reason
                    await pump(batches, self._link.name, self._reducer, self._report, hold=self._hold)
                tasks.cancel_scope.cancel()
            reason = codex.close_reason
        if isinstance(reason, ServerClosedError):
            raise reason

    def _welcome(self, codex: AsyncCodex) -> None:
        self._is_up = self._was_up = True
        self._returns.up()
        version = _VERSION.search(codex.metadata.user_agent)
        server = self._link.server
        server.version = SafeText(version.group(1) if version is not None else "")
        server.problem = SafeText()
        server.returns = False
        self._reducer.memory(self._link.name).server_lived = (
            self._server_pid is not None and not self._is_anew
        )
        self._link.up(codex)
        self._enter(ConnectionState.READY)

    async def _load(self) -> None:
        """Loads what the screens show: models, threads, and what they had open before."""
        listing = self._state.board.listing
        self._reactions.connected()
        # The first page of the first connection may be there already, see `FirstPage`.
        listed = listing.loaded_once and not self._was_loaded
        self._was_loaded = True
        open_threads = [key for key in self._own(self._state.conversations) if self._dispatcher.watched(key)]
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self.models.load_models)
            tasks.start_soon(self.permissions.load)
            tasks.start_soon(self.account.load)
            if not listed:
                tasks.start_soon(self._relist, listing.cwd, listing.archived)
            tasks.start_soon(self.pins.load)
            for key in open_threads:
                tasks.start_soon(self.threads.open_thread, key)
        board = self._state.board
        board.unsure.update(board.unheard)
        self._reactions.keep_rows()
        self.loaded.set()
        memory = self._reducer.memory(self._link.name)
        came_back = self._returns.came_back(anew=self._is_anew, unsent=memory.unsent)
        if came_back and not memory.gave_back:
            self._link.say(came_back)  # else what was just said of a prompt is what a person has to know
        memory.gave_back = memory.unsent = False
        await self._reactions.loaded(self._own(self._state.board.rows))
        await warm_up()
        if listed:
            await self.listing.find_worktrees()  # the page that was there already is of the folder alone

    def _own(self, threads: Iterable[ThreadKey]) -> list[ThreadKey]:
        """Those of this server."""
        return [key for key in threads if key.server == self._link.name]

    async def _relist(self, cwd: str | None, archived: bool) -> None:
        await self.listing.list_threads(cwd, archived=archived)
        if not self._is_first:
            self._link.in_background(self.listing.up_to(KNOWN_AT_ONCE))

    def _lose(self, why: CodexError | None, stderr: str) -> None:
        server = self._link.server
        self.loaded.set()
        self._silence.end()
        self._requests.drop()
        self._reactions.lost()
        what = ""
        if not self._stopping:
            first, ready, kind = not self._was_up, self._is_up, server.kind
            what = describe_end(why, stderr, was_ready=ready, kind=kind, later=True)
            now = asyncio.get_running_loop().time()
            server.returns = self._returns.lost(kind, why, was_ready=ready, now=now, what=what)
            server.problem = describe_loss(
                why,
                stderr,
                was_ready=ready,
                first=first,
                kind=kind,
                returns=server.returns,
                full="" if kind in _ELSEWHERE else full_home(self._launch.config.env or os.environ),
            )
            if self._returns.tries_on(kind, why, was_up=self._was_up) and not server.returns:
                server.problem = SafeText(f"{server.problem} It is tried again by itself.")
            if first and not server.returns and not self._wanted.is_set() and self._is_first:
                self.first_error = server.problem
        self._link.down()
        own = [self._state.conversations[key] for key in self._own(self._state.conversations)]
        commands = running_commands(own)
        if (commands or self._run_id) and self._server_pid is not None and not self._stopping:
            left = see_to_left_behind(self._link, self._server_pid, self._run_id, commands)
            self._link.in_background(left)
        self._link.report(*self._reducer.lose_connection(self._link.name, "The connection was lost", what))
        self._enter(ConnectionState.LOST)

    def _report(self, changes: list[Change]) -> None:
        self._dispatcher.report(changes)
        self._reactions.told(changes)

    async def look_again(self, seen: Iterable[ThreadKey] = ()) -> None:
        """A person looks at the board again, and sees these rows: reads what only asking tells."""
        await self.listing.find_worktrees()  # somebody may have made one
        await self.listing.look_again(seen)
        await self.pins.load()

    def _enter(self, state: ConnectionState) -> None:
        server = self._link.server
        server.state = state
        level = logging.WARNING if state is ConnectionState.LOST else logging.INFO
        _log.log(level, "%s: %s %s", self._link.name, state.value, server.problem or server.version)
        self._link.report(ServerChanged(self._link.name))

    def _keep_returned(self, message: PromptReturned) -> None:
        """Puts a prompt that came back into the draft of its thread, where nobody shows that thread."""
        self._drafts.put_before(message.thread, message.draft)
