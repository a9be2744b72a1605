"""A thread that another process has open: it can be read, the screen says who has it, and it opens once it is free."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from codex_app_server import AppServerConfig, AsyncCodex
from codex_tui.options import Options
from codex_tui.session.holder import UNKNOWN, holder_of
from tests.support.app import running

pytestmark = pytest.mark.anyio

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's list of locks is Linux's")


@ON_LINUX
@pytest.mark.parametrize("size", [(100, 30), pytest.param((40, 20), marks=pytest.mark.long)])
async def test_a_thread_of_another_process_is_read_and_said_to_be_open_there(
    server_config: AppServerConfig, size: tuple[int, int]
):
    async with AsyncCodex(server_config) as other:
        thread = await other.thread_start()
        await thread.run("hello there @@plain")
        async with running(server_config, Options(resume=thread.id), size=size) as run:
            # The other program is the one that runs these tests.
            await run.shows(
                "hello there @@plain", "Read only", f"(process {os.getpid()}", "f9 forks it here", "read only"
            )
            await run.type("and now?")
            await run.press("enter")
            await run.shows("Not sent: it can only", "and now?")
            await run.press("alt+t")
            [row] = run.app.state.board.rows.values()
            assert f"(process {os.getpid()}" in row.activity
            assert row.activity.startswith("open in ")
            await run.press("enter")
            await run.shows("read only", "and now?")
            await other.close()
            await run.press("enter")
            await run.shows("I am a scripted model", "idle")
            assert "open in" not in row.activity


async def test_without_a_trace_it_is_another_process(tmp_path: Path):
    assert holder_of(str(tmp_path), "no-such-thread") == UNKNOWN
    assert holder_of("", "no-such-thread") == UNKNOWN


@pytest.mark.long
async def test_it_can_be_forked_and_run_here(server_config: AppServerConfig):
    async with AsyncCodex(replace(server_config)) as other:
        thread = await other.thread_start()
        await thread.run("hello there @@plain")
        async with running(server_config, Options(resume=thread.id)) as run:
            await run.shows("Read only", "f9 forks it here")
            await run.press("f9")
            await run.until(lambda: run.thread.thread != thread.id)
            await run.shows("idle")
            await run.type("go on @@plain")
            await run.press("enter")
            await run.shows("go on @@plain", "idle")
