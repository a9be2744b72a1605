"""The linear mode as a command, and on a pseudo-terminal."""

from __future__ import annotations

import sys

import pytest

from tests.support.terminal import Terminal


@pytest.fixture
def command(server_config):
    overrides = [part for override in server_config.config_overrides for part in ("-c", override)]
    return [sys.executable, "-m", "codex_tui", "--linear", *overrides]


@pytest.fixture
def trusted(codex_home, project_dir):
    (codex_home / "config.toml").write_text(f'[projects."{project_dir}"]\ntrust_level = "trusted"\n')


@pytest.fixture
def terminal(command, server_env, project_dir):
    with Terminal(command, columns=80, rows=40, cwd=project_dir, env=server_env) as terminal:
        terminal.wait_for("Connected to the server")
        yield terminal
        said = terminal.received.replace(b"\x1b[?2004h", b"").replace(b"\x1b[?2004l", b"")
        assert b"\x1b" not in said, "an escape sequence was written"
