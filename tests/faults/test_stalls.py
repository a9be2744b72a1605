"""A real server that is stopped and goes on: what the person in front of the application sees, and what stays."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from codex_tui.model.state import ConnectionState
from codex_tui.session import silence
from codex_tui.widgets.composer import Composer
from tests.support.app import Running, ask, running
from tests.support.processes import stop
from tests.support.shared_servers import is_running
from tests.support.trust import leave_untrusted
from tests.tui.test_commands import NEW
from tests.tui.test_threads import make_threads

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.anyio

SILENT = "Nothing is heard from the local server: it is stopped or too busy."


@pytest.fixture(autouse=True)
def state_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "state"
    leave_untrusted(folder, tmp_path / "shop")
    monkeypatch.setenv("CODEX_TUI_STATE", str(folder))


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence is noticed after a moment instead of half a minute."""
    monkeypatch.setattr(silence, "ASK_AFTER", 0.2)
    monkeypatch.setattr(silence, "PATIENCE", 0.2)


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """A process that is there, with all its pipes open, and does nothing."""
    stop(pid)
    try:
        yield
    finally:
        if is_running(pid):
            os.kill(pid, signal.SIGCONT)


def composer(run: Running) -> Composer:
    return run.app.screen.query_one(Composer)


async def test_a_stopped_server_is_noticed_what_is_done_waits_and_goes_on_when_it_answers(server_config):
    async with running(server_config, NEW) as run:
        await ask(run, "before")
        await run.shows("before", "· idle")
        with stopped(run.server_pid):
            await run.shows(SILENT, "What you do waits for it.", "starts it again; your draft is kept")
            await run.type("in the meantime")
            await run.shows("in the meantime")
            await run.press("enter")
            await run.until(lambda: composer(run).text == "")
            await run.type("and this is not sent")
            assert SILENT in run.screen_text()
        await run.shows("The server answers again.")
        await run.hides(SILENT)
        await run.shows("▎ in the meantime", "· idle")
        assert composer(run).text == "and this is not sent"


@pytest.mark.long
async def test_a_stopped_server_can_be_given_up_for_a_new_one_that_has_everything(server_config):
    async with running(server_config, NEW) as run:
        await ask(run, "before")
        await run.shows("▎ before", "· idle")
        first = run.server_pid
        with stopped(first):
            await run.shows(SILENT)
            await run.type("a draft")
            await run.press("alt+r")
            await run.until(lambda: not is_running(first))
        await run.until(lambda: run.app.state.server.state is ConnectionState.READY)
        await run.hides(SILENT)
        await run.shows("▎ before", "· idle")
        assert composer(run).text == "a draft"
        await run.press("enter")
        await run.shows("▎ a draft")


async def test_what_is_done_to_a_row_is_said_while_the_server_takes_its_time(server_config):
    await make_threads(server_config, "goes away")
    async with running(server_config) as run:
        await run.shows("goes away")
        with stopped(run.server_pid):
            await run.press("a")
            await run.shows("Archiving: “goes away”…")
        await run.shows("Archived (u undoes): “goes away”")
        with stopped(run.server_pid):
            await run.press("u")
            await run.shows("Taking it back…")
        await run.shows("Taken out of the archive: “goes away”")


@pytest.mark.long
async def test_the_application_can_be_left_while_the_server_is_stopped(server_config):
    async with running(server_config, NEW) as run:
        await ask(run, "before")
        await run.shows("· idle")
        server = run.server_pid
        with stopped(server):
            await run.shows(SILENT)
            await run.press("ctrl+q")
            await run.until(lambda: not run.app.is_running)
    assert not is_running(server)


async def test_a_thread_that_begins_late_leaves_the_new_conversation_that_is_shown_by_then(server_config):
    async with running(server_config, NEW) as run:
        await run.shows("Ask anything")
        with stopped(run.server_pid):
            await ask(run, "the first of two")
            await run.until(lambda: composer(run).text == "")
            await run.press("alt+n")
            await run.shows("Ask anything")
            await run.type("the second")
            await run.shows("│ the second")
        await run.until(lambda: any("first of two" in row.title for row in run.app.state.board.rows.values()))
        await run.press("enter")
        await run.shows("▎ the second", "· idle")
        assert "first of two" not in run.screen_text()
        await run.press("alt+t")
        await run.shows("the first of two", "the second")
