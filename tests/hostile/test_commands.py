"""Commands of the shell and the linear mode on a pseudo-terminal, with hostile names, answers, output and requests."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

from codex_app_server import Codex
from codex_tui.demo.script import Script, Shell, Text
from tests.hostile.sent import harm
from tests.hostile.test_real_server import EVIL, SIGNS, corpus, halves, hostile_project
from tests.support.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

    from codex_app_server import AppServerConfig
    from codex_tui.demo.server import ScriptedModel

pytestmark = pytest.mark.long

COMMAND = (sys.executable, "-m", "codex_tui")


@pytest.fixture
def overrides(server_config: AppServerConfig) -> list[str]:
    return [part for override in server_config.config_overrides for part in ("-c", override)]


@pytest.fixture
def project(project_template: Path, tmp_path: Path) -> Path:
    return hostile_project(project_template, tmp_path / f"code{EVIL}")


def printed(command: list[str], project: Path, env: dict[str, str]) -> str:
    """What a command printed on a terminal and ended well, all of it harmless."""
    with Terminal(command, columns=250, rows=60, cwd=project, env=env) as terminal:
        code = terminal.wait_for_exit()
        said = terminal.received.decode()
    assert harm(said, "\r\n\t") is None, said
    assert code in (0, 1), said
    return said


def test_commands_print_nothing_that_a_terminal_obeys(
    server_config: AppServerConfig,
    overrides: list[str],
    server_env: dict[str, str],
    scripted_model: ScriptedModel,
    project: Path,
) -> None:
    scripted_model.on("evil", Script([[Text(corpus())]]))
    with Codex(server_config) as codex:
        thread = codex.thread_start(cwd=str(project))
        thread.run(f"evil {EVIL}")
    listed = printed([*COMMAND, "threads", *overrides], project, server_env)
    assert f"evil {SIGNS}" in listed
    exported = printed([*COMMAND, "export", thread.id, "--output", "-", *overrides], project, server_env)
    assert SIGNS in exported
    path = printed([*COMMAND, "export", "--last", *overrides], project, server_env)
    assert "codex-evil" in path
    again = printed([*COMMAND, "export", "--last", *overrides], project, server_env)
    assert "exists already" in again
    unknown = printed([*COMMAND, "export", f"none{EVIL}", *overrides], project, server_env)
    assert f"none{SIGNS}" in unknown
    hostile_env = {
        **server_env,
        "CODEX_TUI_STATE": f"{project}/state{EVIL}",
        "TERM_PROGRAM": f"term{EVIL}",
        "EDITOR": f"editor{EVIL}",
        "CODEX_TUI_NOTIFY": f"loud{EVIL}",
    }
    examined = printed([*COMMAND, "doctor"], project, hostile_env)
    assert SIGNS in examined


def test_the_linear_mode_says_nothing_that_a_terminal_obeys(
    overrides: list[str],
    codex_home: Path,
    server_env: dict[str, str],
    scripted_model: ScriptedModel,
    project: Path,
) -> None:
    script = Script(
        [
            [Text(halves(corpus())), Shell(f"cat noise # {EVIL}")],
            [Shell(f"true # {EVIL}", escalated=True, justification=f"It must {EVIL}.")],
            [Text(f"It ends {EVIL} so.")],
        ]
    )
    scripted_model.on("evil", script)
    command = [*COMMAND, "--linear", *overrides]
    with Terminal(command, columns=100, rows=50, cwd=project, env=server_env) as terminal:
        terminal.wait_for("Connected to the server")
        terminal.type("evil\r")
        terminal.wait_for("Do you trust the files")
        terminal.type("no\r")
        terminal.wait_for("waits for you")
        terminal.type("/answer 1 yes\r")
        terminal.wait_for("Turn completed")
        terminal.type("/threads\r")
        terminal.wait_for("1: evil")
        terminal.type("\x04")
        assert terminal.wait_for_exit() == 0
        said = terminal.received.decode()
    said = re.sub(r"\x1b\[\?2004[hl]", "", said)  # pastes are to be marked, and are not any more
    assert harm(said, "\r\n\t") is None
    assert f"true # {SIGNS}" in said
    assert f"It must {SIGNS}" in said
    assert "last of the noise" in said
    assert f"It ends {SIGNS}" in said
