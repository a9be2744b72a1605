"""What every command of the session works with: the connection, the model, and how to say things."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, TypeVar

from codex_app_server import CodexError, JsonRpcError, RequestTimeoutError, TransportClosedError
from codex_tui.model.board import IN_ARCHIVE
from codex_tui.model.changes import Change, Remarked
from codex_tui.model.safe_path import SafePath, raw_path
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import AppState, ConnectionState, Server
from codex_tui.model.translate_text import first_line

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable

    from pydantic import BaseModel

    from codex_app_server import AsyncCodex
    from codex_tui.model.reducer import Reducer
    from codex_tui.session.dispatcher import Dispatcher

ModelT = TypeVar("ModelT", bound="BaseModel")

_log = logging.getLogger("codex_tui.said")
for _name in ("codex_tui", "codex_app_server"):
    # What these say is for a log that was asked for; without one Python would write it over the screen.
    logging.getLogger(_name).addHandler(logging.NullHandler())

_UNKNOWN = "the server does not know this thread (a thread is stored with its first prompt)"
_MEANINGS = {
    "ephemeral": "a side conversation is kept nowhere, and cannot do that",
    "already has an active writer": "another codex process has it open. Close it there, or go on in a copy",
    "is draining": "the server was told to end, and does so once what runs is done",
    "is archived": IN_ARCHIVE,
    "no rollout found": _UNKNOWN,
    "failed to read session metadata": "the server ended before it had kept anything of this thread",
    "thread not found": _UNKNOWN,
    "thread not loaded": _UNKNOWN,
    "invalid session id": "this is not the id of a thread",
    "invalid thread id": "this is not the id of a thread",
}
"""What parts of the server's messages mean for a person."""

PATIENCE = 30.0
"""Seconds that a command waits for a connection that is coming up."""


def _nobody_hears(_changes: Iterable[Change]) -> None:
    """The session has not begun to listen."""


def as_they_are(params: Any) -> Any:
    """What the server is told, with each path as what it is and not as it is drawn."""
    if isinstance(params, dict):
        return {name: as_they_are(value) for name, value in params.items()}
    if isinstance(params, list):
        return [as_they_are(value) for value in params]
    return raw_path(params) if isinstance(params, SafePath) else params


class NotConnectedError(CodexError):
    """There is no connection to carry a command out."""


class Link:
    """The connection to one server as the commands see it."""

    def __init__(
        self, state: AppState, dispatcher: Dispatcher, reducer: Reducer, clock: Callable[[], float]
    ) -> None:
        self.state = state
        self.dispatcher = dispatcher
        self.reducer = reducer
        self.clock = clock
        self.on_report: Callable[[Iterable[Change]], None] = _nobody_hears
        """Told of what commands changed, as opposed to what the server tells by itself."""
        self._codex: AsyncCodex | None = None
        self._settled = asyncio.Event()
        self._news = asyncio.Event()
        """Set once the connection is another one, or gone; then another event stands here."""
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def name(self) -> str:
        """The name of the server, by which threads are told from those of others."""
        return self.state.name

    @property
    def home(self) -> str:
        """The codex home of the server that is connected, where it is a folder of this machine; else empty."""
        if self._codex is None or self.server.host not in ("", "socket"):
            return ""
        return str(self._codex.metadata.codex_home)

    @property
    def server(self) -> Server:
        return self.state.servers[self.name]

    def connecting(self) -> None:
        """A connection is on its way: commands wait for it."""
        self._codex = None
        self._settled.clear()
        self._tell()

    def up(self, codex: AsyncCodex) -> None:
        self._codex = codex
        self._settled.set()
        self._tell()

    def down(self) -> None:
        """There is no connection: commands fail at once."""
        self._codex = None
        self._settled.set()
        self._tell()

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def comes_back(self) -> bool:
        """Waits for the next connection after a call failed with the last one; False where none is made by itself."""
        failed = self._codex
        while failed is not None and self._codex is failed:  # calls hear of it first
            await self._news.wait()
        while self._codex is None:
            if self._settled.is_set() and not self.server.returns:
                return False
            await self._news.wait()
        return True

    async def codex(self) -> AsyncCodex:
        """The client, once the server is ready.

        Raises:
            NotConnectedError: the connection is lost, or takes too long.
        """
        try:
            await asyncio.wait_for(self._settled.wait(), PATIENCE)
        except asyncio.TimeoutError:
            raise NotConnectedError("the server does not answer") from None
        if self._codex is None:
            raise NotConnectedError(self.server.problem or "there is no connection to the server")
        return self._codex

    async def request(
        self,
        method: str,
        params: dict[str, Any],
        response_model: type[ModelT],
    ) -> ModelT:
        """Calls the server once it is ready.

        Raises:
            CodexError: whatever went wrong; `explain` puts it in plain words.
        """
        codex = await self.codex()
        return await codex.request(method, as_they_are(params), response_model)

    async def call(self, method: str, params: dict[str, Any], *, timeout: float | None = None) -> Any:
        """The same, with the answer as it came; `timeout` in seconds, instead of the configured one."""
        codex = await self.codex()
        return await codex.request(method, as_they_are(params), dict, request_timeout=timeout)

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Does something that nobody waits for."""
        task = asyncio.ensure_future(work)
        # The loop holds tasks weakly.
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def report(self, *changes: Change) -> None:
        self.dispatcher.report(changes)
        self.on_report(changes)

    def say(self, text: str, *, problem: bool = False) -> None:
        if problem:
            _log.warning("%s: %s", self.name, text)
        self.report(Remarked(first_line(text), problem))

    def complain(self, what: str, error: CodexError) -> None:
        """Says what could not be done, and why."""
        self.say(f"{what}: {explain(error)}", problem=True)

    @property
    def ready(self) -> bool:
        return self.server.state is ConnectionState.READY


def is_lost(error: CodexError) -> bool:
    """Whether a call failed because there is no connection, or none any more."""
    return isinstance(error, (TransportClosedError, NotConnectedError))


def in_words(error: Exception) -> str:
    """What the SDK says, with what a person sets in the place of what a program does."""
    return (
        str(error)
        .replace(
            ": set bearer_token", ": name it with --remote-auth-token-env, or with token_env in the settings"
        )
        .replace("this bearer_token", "this token")
        .replace("bearer_token would", "the token would")
        .replace(
            "set ssl_context if it is signed by an authority of your own",
            "name its authority's file in SSL_CERT_FILE if it is signed by one of your own",
        )
    )


def explain(error: CodexError) -> SafeText:
    """An error in plain words."""
    if isinstance(error, JsonRpcError):
        for part, meaning in _MEANINGS.items():
            if part in error.message:
                return SafeText(meaning)
        return first_line(error.message)
    if isinstance(error, NotConnectedError):
        return SafeText(str(error))
    if isinstance(error, RequestTimeoutError):
        return SafeText("the server did not answer in time")
    if isinstance(error, TransportClosedError):
        return SafeText("the connection to the server was lost")
    return first_line(in_words(error))
