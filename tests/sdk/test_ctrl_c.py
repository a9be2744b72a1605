"""Ctrl-C in a program of its own: it ends promptly, and no server stays behind unless the program goes on with it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from codex_app_server import AppServerConfig, AsyncCodex, launch_server
from codex_tui.demo.script import Gate, Script, Text
from codex_tui.demo.scripts import PLAIN_ANSWER
from codex_tui.demo.server import ScriptedModel
from tests.support.processes import stop

from .capabilities import is_older

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a terminal there sends another signal")

HEAD = """
import json, signal, sys
# Whoever runs the tests in the background has Ctrl-C ignored by everything below.
signal.signal(signal.SIGINT, signal.default_int_handler)
from codex_app_server import AppServerConfig, AsyncCodex, Codex, launch_server
config = AppServerConfig(**json.loads(sys.argv[1]))
process = launch_server(config)
print(process.pid, flush=True)
"""

ASYNC = """
import {backend}
async def main():
    async with AsyncCodex(config, process=process) as codex:
        thread = await codex.thread_start()
        {wait}
{backend}.run(main{call})
"""
WAYS_TO_WAIT = {
    "a run": 'await thread.run("@@hold")',
    "a stream": 'async for n in (await thread.turn("@@hold")).stream(): pass',
    "questions": 'await thread.turn("@@hold"); await anext(codex.server_requests())',
}

BLOCKING = """
with Codex(config, process=process) as codex:
    codex.thread_start().run("@@hold")
"""
BLOCKING_NOT_CLOSED = """
codex = Codex(config, process=process)
codex.thread_start().run("@@hold")
"""
CAUGHT = """
with Codex(config, process=process) as codex:
    thread = codex.thread_start()
    for wait in (lambda: thread.run("@@hold"), lambda: list(thread.turn("@@hold").stream())):
        try:
            wait()
        except KeyboardInterrupt:
            print(thread.run("@@plain").final_response, codex.is_closed, flush=True)
"""


@pytest.fixture
def gates(scripted_model: ScriptedModel) -> Iterator[Gate]:
    """The places where the model stands when it is told `@@hold`, one for each time."""
    gates = [Gate(), Gate()]
    left = iter(gates)
    scripted_model.on("@@hold", lambda request: Script([[Text(["one ", next(left)])]]))
    return iter(gates)


@contextmanager
def program(config: AppServerConfig, code: str) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """Run a program that launches a server; give the program and the server's process id."""
    options = {"config_overrides": config.config_overrides, "cwd": config.cwd, "env": dict(config.env or {})}
    command = [sys.executable, "-W", "error", "-c", HEAD + code, json.dumps(options)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            assert process.stdout is not None
            yield process, int(process.stdout.readline())
        finally:
            process.kill()


def press_ctrl_c(process: "subprocess.Popen[str]", gate: Gate) -> None:
    gate.wait_reached()
    process.send_signal(signal.SIGINT)


def assert_ended(process: "subprocess.Popen[str]", server: int) -> None:
    """The program ended by Ctrl-C and nothing else, and its server was reaped before."""
    _, said = process.communicate(timeout=20)
    assert process.returncode == -signal.SIGINT  # 130 for a shell
    assert said.strip().splitlines()[-1].startswith("KeyboardInterrupt")
    assert "Group" not in said
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)


@pytest.mark.parametrize(
    ("backend", "call"), [("asyncio", "()"), pytest.param("trio", "", marks=pytest.mark.long)]
)
@pytest.mark.parametrize(
    "way",
    [way if way == "a run" else pytest.param(way, marks=pytest.mark.long) for way in WAYS_TO_WAIT],
)
def test_an_async_program_ends_with_its_server(
    server_config: AppServerConfig, gates: Iterator[Gate], backend: str, call: str, way: str
):
    code = ASYNC.format(backend=backend, call=call, wait=WAYS_TO_WAIT[way])
    with program(server_config, code) as (process, server):
        press_ctrl_c(process, next(gates))
        assert_ended(process, server)


def test_on_trio_it_does_not_break_out_of_the_clients_own_tasks(server_config: AppServerConfig):
    import trio

    armed = False

    async def press() -> None:
        nonlocal armed
        if armed:  # in the middle of reading, where trio would raise it
            armed = False
            signal.raise_signal(signal.SIGINT)

    async def main() -> None:
        nonlocal armed
        async with AsyncCodex(replace(server_config, pace=press)) as codex:
            armed = True
            await codex.models()

    with pytest.raises(KeyboardInterrupt):
        trio.run(main)


def test_in_the_middle_of_closing_it_leaves_no_server_behind(server_config: AppServerConfig):
    import trio
    import trio.testing

    async def press() -> None:
        await trio.testing.wait_all_tasks_blocked()
        signal.raise_signal(signal.SIGINT)
        os.kill(process.pid, signal.SIGCONT)

    async def main() -> None:
        async with AsyncCodex(server_config, process=process):
            stop(process.pid)  # closing waits until the key was pressed
            trio.lowlevel.spawn_system_task(press)

    process = launch_server(server_config)
    with pytest.raises(KeyboardInterrupt):
        trio.run(main)
    assert process.poll() is not None


@pytest.mark.parametrize("code", [pytest.param(BLOCKING, marks=pytest.mark.long), BLOCKING_NOT_CLOSED])
def test_a_blocking_program_ends_with_its_server(
    server_config: AppServerConfig, gates: Iterator[Gate], code: str
):
    with program(server_config, code) as (process, server):
        press_ctrl_c(process, next(gates))
        assert_ended(process, server)


def test_a_blocking_program_that_catches_it_goes_on_with_its_client(
    server_config: AppServerConfig, gates: Iterator[Gate]
):
    with program(server_config, CAUGHT) as (process, server):
        answers: list[Any] = []
        assert process.stdout is not None
        for gate, joins in zip(gates, (False, True), strict=True):
            press_ctrl_c(process, gate)
            if joins and is_older():
                gate.open()  # they let a running answer finish before they take the input that is added to it
            answers.append(process.stdout.readline())
        _, said = process.communicate(timeout=20)
        assert (process.returncode, said) == (0, "")
    assert answers == [f"{PLAIN_ANSWER} False\n"] * 2
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)
