"""A session on the real server with the scripted model, and ears that hear what its dispatcher posts."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar, cast

import pytest
from anyio import fail_after
from textual.message import Message

from codex_app_server import launch_server
from codex_tui.model.items import Item
from codex_tui.model.state import AppState, ConnectionState
from codex_tui.session.dispatcher import Dispatcher
from codex_tui.session.launch import Launch
from codex_tui.session.runtime import Session
from codex_tui.store.drafts import DraftStore
from codex_tui.store.origins import OriginStore
from tests.support import plain_project

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from textual.message_pump import MessagePump

    from codex_app_server import AppServerConfig, ServerProcess
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ThreadKey

project_dir, repository = plain_project.project_dir, plain_project.repository

PATIENCE = 30
"""Seconds after which a test that waits for something has failed."""

ItemT = TypeVar("ItemT", bound=Item)
MessageT = TypeVar("MessageT", bound=Message)


class Ears:
    """Stands where a widget would: hears facts, and lets a test wait for what they bring about."""

    def __init__(self) -> None:
        self.heard: list[Message] = []
        self.is_running = True
        self._news = asyncio.Event()

    def post_message(self, message: Message) -> bool:
        self.heard.append(message)
        self._news.set()
        return True

    async def until(self, condition: Callable[[], Any]) -> None:
        """Waits until something holds; looks again with every message."""
        with fail_after(PATIENCE):
            while not condition():
                self._news.clear()
                await self._news.wait()

    def of(self, kind: type[MessageT]) -> list[MessageT]:
        return [message for message in self.heard if isinstance(message, kind)]


def as_widget(ears: Ears) -> MessagePump:
    return cast("MessagePump", ears)


class Stage:
    """A running session with what surrounds it."""

    def __init__(
        self,
        config: AppServerConfig,
        folder: Path,
        store: Path,
        clock: Callable[[], float] = lambda: 1_800_000_000.0,
    ) -> None:
        self.state = AppState(str(folder))
        self.dispatcher = Dispatcher()
        self.ears = Ears()
        self.dispatcher.subscribe(as_widget(self.ears), None)
        self.drafts = DraftStore(str(folder), folder=store)
        self.launch = Launch(config)
        self.session = Session(
            self.state,
            self.dispatcher,
            self.launch,
            drafts=self.drafts,
            clock=clock,
            steady=clock,
            origins=OriginStore(folder=store),
        )
        self._take = self.launch.take

    def watch(self, thread: ThreadKey) -> Conversation:
        """Listens to a thread as a screen that shows it does."""
        self.dispatcher.subscribe(as_widget(self.ears), thread)
        return self.state.conversation(thread)

    async def ready(self) -> None:
        await self.ears.until(lambda: self.state.server.state is ConnectionState.READY)

    async def submit(self, text: str, thread: ThreadKey | None = None) -> Conversation:
        key = await self.session.turns.submit(thread, text)
        assert key is not None
        return self.watch(key)

    async def turn_over(self, conversation: Conversation) -> None:
        """Waits until nothing runs any more in a conversation that ran."""
        await self.ears.until(lambda: conversation.turns and conversation.active_turn is None)


def items(conversation: Conversation, kind: type[ItemT]) -> list[ItemT]:
    return [item for item in conversation.items if isinstance(item, kind)]


@asynccontextmanager
async def running(stage: Stage) -> AsyncIterator[Stage]:
    task = asyncio.create_task(stage.session.run())
    try:
        yield stage
    finally:
        await stage.session.stop()
        with fail_after(PATIENCE):
            await task


@asynccontextmanager
async def killable(
    config: AppServerConfig, folder: Path, state: Path
) -> AsyncIterator[tuple[Stage, ServerProcess]]:
    """A session that is ready, and the process of its server, which is the test's to kill."""
    stage = Stage(config, folder, state)
    process = stage.launch.process = launch_server(config)
    async with running(stage):
        await stage.ready()
        yield stage, process


@pytest.fixture
async def stage(server_config: AppServerConfig, project_dir: Path, tmp_path: Path) -> AsyncIterator[Stage]:
    async with running(Stage(server_config, project_dir, tmp_path / "state")) as stage:
        await stage.ready()
        yield stage
