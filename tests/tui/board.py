"""The board as tests of its keys look at it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from codex_app_server import AppServerConfig, AsyncCodex, launch_listening_server
from codex_tui.screens.prompt import ConfirmPrompt
from codex_tui.widgets.thread_list import ThreadList
from tests.tui.test_threads import make_threads

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from tests.support.app import Running


async def ids_of(config: AppServerConfig, **options: Any) -> set[str]:
    async with AsyncCodex(config) as codex:
        return {row.id async for row in codex.threads(**options)}


@asynccontextmanager
async def second_client(
    config, tmp_path, *prompts
) -> AsyncIterator[tuple[AppServerConfig, AsyncCodex, Sequence[str]]]:
    """A server that listens, with finished threads, oldest first; and a client of it beside the application."""
    with launch_listening_server(config, f"unix://{tmp_path}/s") as server:
        shared = AppServerConfig(endpoint=server.endpoint, cwd=config.cwd, concurrent_turns=True)
        ids = await make_threads(shared, *prompts, cwd=str(config.cwd))
        async with AsyncCodex(shared) as other:
            yield shared, other, ids


def rows(run: Running) -> list[str]:
    """The titles on the board, from top to bottom."""
    return [str(row.title) for row in run.app.state.board.visible()]


def board(run: Running) -> ThreadList:
    return run.app.screen.query_one(ThreadList)


async def ask(run: Running, *keys: str) -> str:
    """Presses keys that lead to a question, and waits until it can be answered."""
    await run.press(*keys)
    await run.until(lambda: isinstance(run.app.screen, ConfirmPrompt) and run.app.screen._more is None)
    return run.screen_text()
