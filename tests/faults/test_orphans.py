"""Nothing is left behind, by process: no server, no keeper, no command, whoever is killed and however one leaves."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from codex_tui.demo.script import Script, Shell, Text
from codex_tui.demo.tools import append_config
from codex_tui.options import Options
from tests.support.app import ask, running
from tests.support.processes import commands, kill_server, servers, wait_until_nothing_lives
from tests.support.terminal import Terminal
from tests.tui.test_command import COMMAND

if TYPE_CHECKING:
    from pathlib import Path

    from codex_app_server import AppServerConfig
    from codex_tui.demo.server import ScriptedModel

LONG = "sleep 4711"


@pytest.fixture(autouse=True)
def long_command(scripted_model: ScriptedModel) -> None:
    """A command that starts others, which nobody but its server would end."""
    script = Script([[Shell(f"{LONG} & {LONG}; true", yield_time_ms=60_000)], [Text("Done.")]])
    scripted_model.on("run it", script)


@pytest.mark.anyio
async def test_what_a_command_started_ends_with_a_server_that_is_killed_and_the_turn_says_so(
    server_config: AppServerConfig, tmp_path
):
    async with running(server_config, Options(new=True), size=(110, 30)) as run:
        # Of one's own: nothing is around it. The sandbox of one that the model runs ends with the server.
        await ask(run, f"!{LONG} & {LONG}; true")
        await run.until(lambda: len(commands(tmp_path, LONG)) == 2)
        kill_server(tmp_path)
        await run.shows(
            "A command had left 2 processes behind", "never completed", "The server was started again"
        )
        assert not commands(tmp_path, LONG)


@pytest.fixture
def unsandboxed(
    codex_home: Path, server_config: AppServerConfig, project_dir: Path, state_folder: Path
) -> None:
    """No sandbox: what one holds ends with it. The project has to be trusted for that."""
    (state_folder / "untrusted-folders.json").unlink()
    free = ('sandbox_mode="danger-full-access"', 'approval_policy="never"')
    trust = f'\n[projects."{project_dir}"]\ntrust_level = "trusted"\n'
    append_config(codex_home, "\n".join((*free, *server_config.config_overrides, trust)))


def leave(terminal: Terminal, how: str) -> None:
    if how == "ctrl+d":
        terminal.type("\x04")
        terminal.wait_for("Leave?")
        terminal.type("i")
    else:
        terminal.process.send_signal(getattr(signal, how))
    terminal.wait_for_exit()


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("--private", "SIGKILL"),
        pytest.param("shared", "SIGKILL", marks=pytest.mark.long),
        *(
            pytest.param(kind, how, marks=pytest.mark.long)
            for kind in ("--private", "shared")
            for how in ("ctrl+d", "SIGTERM", "SIGHUP")
        ),
    ],
)
def test_nothing_is_left_of_a_client_and_what_it_ran(
    unsandboxed, server_env, project_dir, tmp_path, kind, how
):
    options = ["--private"] if kind == "--private" else []
    command = [*COMMAND, *options, "run it"]
    with Terminal(command, cwd=project_dir, env=server_env, columns=120) as terminal:
        terminal.wait_for("$ sleep 4711")
        while len(commands(tmp_path, LONG)) < 2:
            terminal.read_for(0.05)
        leave(terminal, how)
        if kind == "shared":
            # Turns go on there, and are over once what they run is; the server ends after that.
            for pid in commands(tmp_path, LONG):
                os.kill(pid, signal.SIGTERM)
        wait_until_nothing_lives(tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("how", ["SIGTERM", "SIGKILL"])
def test_nothing_is_left_of_a_client_whose_servers_were_killed(
    unsandboxed, server_env, project_dir, tmp_path, how
):
    with Terminal([*COMMAND, "run it"], cwd=project_dir, env=server_env, columns=120) as terminal:
        terminal.wait_for("$ sleep 4711")
        while len(commands(tmp_path, LONG)) < 2:
            terminal.read_for(0.05)
        kill_server(tmp_path)
        terminal.wait_for("A command had left 2 processes behind")
        terminal.wait_for(lambda _text: bool(servers(tmp_path)))
        leave(terminal, how)
        wait_until_nothing_lives(tmp_path)
