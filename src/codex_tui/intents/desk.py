"""What every group of intents works with: the app as a stage, the state, and the session once it is there.

An intent that comes before the session does (it is imported after the first paint) waits for it; nothing pressed early
is lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar
from inspect import isfunction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from codex_tui.intents.servers import addressed
from codex_tui.intents.unsent import UnsentPrompts

if TYPE_CHECKING:
    from codex_tui.messages import Intent
    from codex_tui.messages.compare import CompareWanted, Fate
    from codex_tui.model.comparison import Comparison, Contender
    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.message_hits import FoundMessage
    from codex_tui.model.rewind import RewindLoss
    from codex_tui.model.state import AppState
    from codex_tui.model.trust import TrustQuestion
    from codex_tui.model.worktree import WorktreeBase
    from codex_tui.session.runtime import Session
    from codex_tui.settings.loading import Loaded
    from codex_tui.store.drafts import DraftStore

Command = Callable[["Session"], Awaitable[object]]
Handler = TypeVar("Handler", bound=Callable[..., Awaitable[None]])


class Dialogs(Protocol):
    """Dialogs that open at once; what a person answers is awaited later."""

    def key(self, action: str) -> str: ...

    async def ask(
        self, question: str, detail: str = "", more: Callable[[], Awaitable[str]] | None = None
    ) -> asyncio.Future[bool | None]: ...

    async def pick_folder(
        self,
        recent: Sequence[str],
        more: Callable[[], Awaitable[Sequence[str]]],
        begin: Callable[[str], Awaitable[None]],
    ) -> None: ...

    async def plan_worktree(
        self,
        look: Callable[[], Awaitable[WorktreeBase | str]],
        make: Callable[[WorktreeBase, str, str], Awaitable[tuple[str, str]]],
        begin: Callable[[str], Awaitable[None]],
    ) -> None: ...

    async def tell(self, title: str, text: str, over: Callable[[], bool] | None = None) -> None: ...

    async def ask_full_access(self, thread: ThreadKey | None) -> asyncio.Future[bool]: ...

    async def show_login(self, why: str) -> None: ...

    async def ask_trust(self, question: TrustQuestion) -> asyncio.Future[bool | None]: ...

    async def plan_comparison(
        self, wanted: CompareWanted, look: Callable[[], Awaitable[WorktreeBase | str]]
    ) -> asyncio.Future[tuple[Comparison, WorktreeBase | None] | None]: ...

    async def pick_comparison(
        self, comparisons: Sequence[Comparison], *, of_thread: bool
    ) -> asyncio.Future[int | None]: ...

    async def part_from(
        self, kept: Contender, others: Sequence[Contender]
    ) -> asyncio.Future[Fate | None]: ...


class Stage(Protocol):
    """What intents need of the app."""

    @property
    def dialogs(self) -> Dialogs: ...

    async def show_conversation(self, thread: ThreadKey | None) -> None: ...

    async def show_comparison(self) -> None: ...

    def mark_models(self, prompt: Draft) -> None: ...

    def used(self, thread: ThreadKey | None, prompt: Draft) -> None: ...

    async def show_changes(self, thread: ThreadKey, turn: str | None, path: str | None) -> None: ...

    def read(self, thread: ThreadKey) -> None: ...

    def show_found(self, thread: ThreadKey, term: str, message: FoundMessage | None) -> None: ...

    async def show_side(self, thread: ThreadKey, side: ThreadKey) -> bool: ...

    async def show_threads(self) -> None: ...

    def point_at(self, thread: ThreadKey) -> None: ...

    def shown_thread(self) -> ThreadKey | None: ...

    def new_conversations(self) -> int:
        """How many conversations without a thread were shown so far: the last one may be shown now."""
        ...

    def in_conversation(self) -> bool: ...

    def copy(self, text: str) -> str:
        """Puts a text on the clipboard; gives what to do where it may be on none, mostly nothing."""
        ...

    def put_back(self, prompt: Draft) -> None: ...

    async def ask_rewind(self, loss: RewindLoss, folder: str) -> bool: ...

    def rewound(self, thread: ThreadKey, prompt: Draft) -> None: ...

    async def edit(self, path: str, line: int | None) -> None: ...

    async def edit_draft(self, thread: ThreadKey | None, draft: Draft) -> None: ...

    def say(self, text: str, *, problem: bool = False) -> None: ...

    def failed(self, error: BaseException) -> None: ...

    def acted_on(self, threads: tuple[ThreadKey, ...]) -> None: ...

    def leave(self, problem: str | None) -> None: ...

    def settings_in_force(self) -> Loaded: ...

    def choose_settings(self, changes: Mapping[str, Any]) -> None: ...

    async def edit_settings(self) -> None: ...

    def reload_settings(self, *, always: bool = False) -> None: ...

    def preview_theme(self, name: str | None) -> None: ...


_meant: ContextVar[str | None] = ContextVar("server", default=None)
"""The server of the intent that is being carried out; None for that of the next new thread."""
_kinds: dict[Callable[..., object], type[Intent]] = {}
"""Of each marked method the intents that it handles."""


def handles(kind: type[Intent]) -> Callable[[Handler], Handler]:
    """Marks the method of a desk that does what intents of this kind say."""

    def mark(method: Handler) -> Handler:
        _kinds[method] = kind
        return method

    return mark


class Desk:
    """Does what intents say, beside the app: a command runs as a task, and never raises into a widget."""

    _handlers: dict[type[Intent], Callable[[Any, Any], Awaitable[None]]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._handlers = {
            _kinds[method]: method
            for ancestor in reversed(cls.__mro__)
            for method in vars(ancestor).values()
            if isfunction(method) and method in _kinds
        }

    def __init__(self, stage: Stage, state: AppState, drafts: DraftStore) -> None:
        self._stage = stage
        self._first_state = state
        self._drafts = drafts
        self.unsent = UnsentPrompts(drafts)
        self._others: dict[str, Session] = {}
        self._session: asyncio.Future[Session] = asyncio.get_running_loop().create_future()
        self._tasks: set[asyncio.Task[None]] = set()

    def attach(self, session: Session, others: Mapping[str, Session] = MappingProxyType({})) -> None:
        """Gives the sessions, once they are imported; what was asked for meanwhile is done now."""
        self._others.update(others)
        self._session.set_result(session)

    async def session(self) -> Session:
        """The session of the server that is meant, once it is there."""
        return await self.session_of(self._state.name)

    async def session_of(self, server: str) -> Session:
        """The session of a server, once it is there."""
        first = await asyncio.shield(self._session)
        return self._others.get(server, first)

    def turn_to(self, server: str) -> None:
        """What is done from here on in this task is meant for a server."""
        _meant.set(server)

    @property
    def _servers(self) -> tuple[str, ...]:
        """The servers that can be told something: one whose address or token is wrong has no session."""
        return (self._first_state.name, *self._others)

    @property
    def _state(self) -> AppState:
        """The state of the server that is meant."""
        first = self._first_state
        meant = _meant.get()
        return first.views.get(first.new_on if meant is None else meant, first)

    @property
    def busy(self) -> bool:
        """Whether something that was asked for is still being done."""
        return bool(self._tasks)

    def cancel(self) -> None:
        """Ends the commands that still run, as the app leaves."""
        for task in tuple(self._tasks):
            task.cancel()

    def do(self, command: Command) -> asyncio.Task[None]:
        """Runs a command as soon as there is a session."""

        async def run() -> None:
            await command(await self.session())

        task = asyncio.create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._stage.failed(error)

    async def handle(self, intent: Intent) -> None:
        """Does what a person wants, or begins to.

        Raises:
            TypeError: nobody handles intents of this kind.
        """
        handler = self._handlers.get(type(intent))
        if handler is None:
            raise TypeError(f"no handler for {type(intent).__name__}")
        for server, part in addressed(intent, self._servers):
            # Tasks that are begun meanwhile keep it, whichever server the next new thread is to begin on by then.
            before = _meant.set(self._first_state.new_on if server is None else server)
            try:
                await handler(self, part)
            finally:
                _meant.reset(before)
