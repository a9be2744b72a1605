"""Leaving while turns run asks, and each answer does what it says; on a private server and on a shared one."""

import os
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from codex_app_server import AppServerConfig, AsyncCodex, Notification, launch_listening_server
from codex_tui.app import CodexTui
from codex_tui.demo.script import Gate, Script, Text
from codex_tui.demo.server import ScriptedModel
from codex_tui.model.items import ItemStatus, TurnEndItem
from codex_tui.options import Options
from codex_tui.screens.quit_question import QuitQuestion
from tests.support.app import Running, running

pytestmark = pytest.mark.anyio

NEW = Options(new=True)


@pytest.fixture
def held(scripted_model: ScriptedModel) -> Gate:
    gate = Gate("held")
    scripted_model.on("@@held", Script([[Text(["begun ", gate, "and done"])]]))
    return gate


async def ask(run: Running, text: str = "@@held") -> None:
    await run.shows("Ask anything")
    await run.type(text)
    await run.press("enter")
    await run.shows("begun")


def has_left(run: Running) -> Callable[[], bool]:
    return lambda: run.app._exit


async def test_nothing_that_runs_is_left_without_a_word(server_config: AppServerConfig, held: Gate):
    async with running(server_config, NEW) as run:
        await ask(run)
        await run.press("ctrl+d")
        shown = await run.shows("1 turn still runs. Leave?", "@@held", "w   ", "i   ", "esc stay")
        assert "leave them running" not in shown  # a private server ends with the application
        await run.press("l")  # so that this key means nothing yet
        await run.press("ctrl+d")  # and asking again asks no second question
        await run.press("enter")
        await run.hides("Leave?")
        assert not run.app._exit
        held.open()
        await run.shows("begun and done", "idle")
        await run.press("ctrl+d")
        await run.until(has_left(run))


async def test_waiting_leaves_when_the_turn_is_done(server_config: AppServerConfig, held: Gate):
    async with running(server_config, NEW) as run:
        await ask(run)
        await run.press("ctrl+d")
        await run.shows("Leave?")
        await run.press("w")
        await run.shows("Leaving when 1 turn is done.")
        await run.press("escape")
        await run.hides("Leaving when")
        await run.press("ctrl+d", "w")
        await run.shows("Leaving when 1 turn is done.")
        assert not run.app._exit
        held.open()
        await run.until(has_left(run))


async def test_interrupting_leaves_once_the_turn_has_ended(server_config: AppServerConfig, held: Gate):
    async with running(server_config, NEW) as run:
        await ask(run)
        [conversation] = run.app.state.conversations.values()
        await run.press("ctrl+d")
        await run.shows("Leave?")
        await run.press("i")
        await run.until(has_left(run))
        [end] = [item for item in conversation.items if isinstance(item, TurnEndItem)]
        assert end.status is ItemStatus.INTERRUPTED


@pytest.mark.long
async def test_a_turn_that_ends_under_the_question_is_said(server_config: AppServerConfig, held: Gate):
    async with running(server_config, NEW) as run:
        await ask(run)
        await run.press("ctrl+d")
        await run.shows("1 turn still runs.")
        held.open()
        await run.shows("Nothing runs any more. Leave?")
        assert isinstance(run.app.screen, QuitQuestion)


@pytest.mark.parametrize("size", [(40, 16), pytest.param((100, 30), marks=pytest.mark.long)])
async def test_on_a_server_of_several_clients_turns_can_be_left_running(
    server_config: AppServerConfig, held: Gate, tmp_path: Path, size: tuple[int, int]
):
    with launch_listening_server(server_config, f"unix://{tmp_path / 'codex.sock'}") as server:
        joined = replace(server_config, endpoint=server.endpoint)
        async with AsyncCodex(joined) as other:
            async with running(joined, NEW, size=size) as run:
                await ask(run)
                thread = run.thread
                await run.press("ctrl+d")
                await run.shows("leave them running", "esc", "stay")
                await run.press("l")
                await run.until(has_left(run))
            batches = other.notification_batches(include_turns=True)
            await other.thread_resume(thread.thread)
            held.open()
            assert await _next_end(batches) == "completed"


@pytest.mark.usefixtures("stays_lost")
async def test_the_second_press_leaves_when_the_server_is_lost_under_the_question(
    server_config: AppServerConfig, held: Gate
):
    async with running(server_config, NEW) as run:
        await ask(run)
        await run.press("ctrl+d")
        await run.shows("1 turn still runs. Leave?")
        os.kill(run.server_pid, signal.SIGKILL)
        shown = await run.shows("Nothing runs any more. Leave?", "l   leave", "esc stay")
        assert "interrupt them" not in shown
        await run.press("ctrl+d")
        await run.until(has_left(run))
    held.open()


@pytest.mark.usefixtures("stays_lost")
async def test_what_goes_on_at_a_server_that_is_not_reached_keeps_nobody(
    server_config: AppServerConfig, held: Gate, tmp_path: Path
):
    with launch_listening_server(server_config, f"unix://{tmp_path / 'codex.sock'}") as server:
        async with running(replace(server_config, endpoint=server.endpoint), NEW) as run:
            await ask(run)
            await run.press("left")
            await run.shows("RUNNING")
            await run.press("q")
            await run.shows("1 turn still runs. Leave?")
            await run.press("q")
            await run.press("ctrl+d")
            assert not run.app._exit
            server.kill()
            await run.until(lambda: run.app.state.server.away)
            await run.press("q")
            await run.until(has_left(run))
    held.open()


async def _next_end(batches: AsyncIterator[list[Notification]]) -> str:
    """How the next turn ended of which a client hears."""
    async for batch in batches:
        for notification in batch:
            if notification.method == "turn/completed":
                return str(notification.params["turn"]["status"])
    raise AssertionError("the connection ended before the turn did")


class LeftAsItIsReady(CodexTui):
    def on_ready(self) -> None:
        self.leave_now(143)  # as a signal does, before anything that comes after the first paint


async def test_leaving_in_the_moment_of_the_first_paint_is_no_crash(project_dir: Path):
    app = LeftAsItIsReady(str(project_dir))
    async with app.run_test():
        pass
    assert app.return_code == 143
