"""What a killed server leaves of its sandboxes, which wait for each other for ever, is ended, and nothing else."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import anyio
import pytest

from codex_app_server import (
    AsyncCodex,
    CodexError,
    end_orphaned_sandboxes,
    launch_listening_server,
    launch_server,
    run_id_of,
)
from codex_tui.demo.script import Script, Shell, Text
from codex_tui.demo.tools import append_config
from tests.support.app import ask
from tests.support.processes import (
    PATIENCE,
    commands,
    kill_server,
    living,
    servers,
    wait_until_nothing_lives,
)
from tests.support.terminal import Terminal
from tests.tui.test_command import COMMAND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from codex_app_server import AppServerConfig
    from codex_tui.demo.server import ScriptedModel
    from tests.support.app import Running

pytestmark = [pytest.mark.anyio, pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")]

SANDBOX, OTHER = "codex-linux-sandbox 4711", "sleep 4712"
LEAVE_BOTH = "(exec -a codex-linux-sandbox sleep 4711) > /dev/null 2>&1 & sleep 4712 > /dev/null 2>&1 &"
"""What looks like a sandbox and outlives its command, and what somebody wanted in the background."""
ROUNDS = 25


@pytest.fixture(autouse=True)
def nothing_goes_on(tmp_path: Path) -> Iterator[None]:
    """Ends what a test leaves on purpose, or because it failed."""
    yield
    for pid in living(tmp_path):
        os.kill(pid, signal.SIGKILL)


async def until(condition: Callable[[], bool]) -> None:
    """Waits for what only looking at processes tells."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never came to be"
        await anyio.sleep(0.02)


def both_run(folder: Path) -> bool:
    return bool(commands(folder, SANDBOX) and commands(folder, OTHER))


async def leave_both(config: AppServerConfig, folder: Path) -> None:
    """Has a server leave both, and its client see it die."""
    async with AsyncCodex(config) as codex:
        thread = await codex.thread_start()
        await thread.shell_command(LEAVE_BOTH)
        await until(lambda: both_run(folder))
        [pid] = servers(folder)
        os.kill(pid, signal.SIGKILL)
        await codex.wait_closed()


async def test_a_client_of_the_sdk_ends_the_sandboxes_of_its_server_and_nothing_else(
    server_config: AppServerConfig, tmp_path: Path
) -> None:
    await leave_both(server_config, tmp_path)
    await until(lambda: not commands(tmp_path, SANDBOX))
    assert commands(tmp_path, OTHER)


async def test_so_does_whoever_started_a_server_that_listens(
    server_config: AppServerConfig, tmp_path: Path
) -> None:
    with launch_listening_server(server_config, f"unix://{tmp_path}/socket") as server:
        await leave_both(replace(server_config, endpoint=server.endpoint), tmp_path)
        assert both_run(tmp_path)  # a client of a server that it has not started leaves it to others
    await until(lambda: not commands(tmp_path, SANDBOX))
    assert commands(tmp_path, OTHER)


@pytest.mark.parametrize("application", ["shared"], indirect=True)
async def test_the_application_ends_those_of_the_shared_server(
    application: Callable[[], AbstractAsyncContextManager[Running]], tmp_path: Path
) -> None:
    async with application() as run:
        await ask(run, f"!{LEAVE_BOTH}")
        await run.until(lambda: both_run(tmp_path))
        await run.shows("· idle")
        kill_server(tmp_path)
        await run.shows("was started again")
        await run.until(lambda: not commands(tmp_path, SANDBOX))
        assert commands(tmp_path, OTHER)


async def test_whoever_waits_beside_a_server_ends_those_where_its_client_is_killed_as_well(
    server_env, codex_home: Path, server_config: AppServerConfig, project_dir: Path, tmp_path: Path
) -> None:
    append_config(codex_home, "\n".join(server_config.config_overrides))
    with Terminal([*COMMAND, "--new"], cwd=project_dir, env=server_env) as terminal:
        terminal.wait_for("│ Ask ")
        terminal.type(f"!{LEAVE_BOTH}\r")
        while not both_run(tmp_path):
            terminal.read_for(0.05)
        terminal.wait_for("· idle")
        # What died first has nobody who sees it die.
        terminal.process.kill()
        kill_server(tmp_path)
        terminal.wait_for_exit()
    await until(lambda: not commands(tmp_path, SANDBOX))
    await until(lambda: list(living(tmp_path)) == commands(tmp_path, OTHER))


async def test_sandboxes_of_a_server_that_lives_or_of_another_one_are_left_alone(
    server_config: AppServerConfig, scripted_model: ScriptedModel, tmp_path: Path
) -> None:
    scripted_model.on("run", Script([[Shell("sleep 4713", yield_time_ms=60_000)], [Text("Done.")]]))
    process = launch_server(server_config)
    await until(lambda: run_id_of(process.pid) == process.run_id)  # once it has become the server
    async with AsyncCodex(server_config, process=process) as codex:
        thread = await codex.thread_start()
        await thread.turn("run")
        await thread.shell_command(LEAVE_BOTH)
        await until(lambda: both_run(tmp_path) and bool(commands(tmp_path, "sleep 4713")))
        for other in ("", run_id_of(os.getpid()), "0123456789abcdef"):
            assert await anyio.to_thread.run_sync(end_orphaned_sandboxes, other) == 0
        assert await anyio.to_thread.run_sync(end_orphaned_sandboxes, process.run_id) == 1
        assert commands(tmp_path, "sleep 4713")  # its sandbox has the server for a parent
        assert not commands(tmp_path, SANDBOX)


@pytest.mark.long
async def test_nothing_is_left_of_servers_that_are_killed_as_they_start_commands(
    server_config: AppServerConfig, scripted_model: ScriptedModel, tmp_path: Path
) -> None:
    # One in twelve of such servers leaves something: measured before there was somebody to end it, 6 of 75.
    chance = random.Random(os.environ.get("ORPHAN_SEED", "1"))
    steps = [[Shell(f"true {number}")] for number in range(500)]
    scripted_model.on("many", Script([*steps, [Text("Done.")]]))
    for _ in range(ROUNDS):
        process = launch_server(server_config)
        try:
            async with AsyncCodex(server_config, process=process) as codex:
                for _ in range(4):
                    thread = await codex.thread_start()
                    await thread.turn("many")
                await anyio.sleep(0.3 + 1.2 * chance.random())  # the moment is what is drawn, not waited for
                os.kill(process.pid, signal.SIGKILL)
                await codex.wait_closed()
        except CodexError:
            pass  # what it still had to say to the server
        await anyio.to_thread.run_sync(wait_until_nothing_lives, tmp_path)
