"""stdin and stdout as scripts leave them: closed, read by nobody, on a disk that is full."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

COMMAND = f"{sys.executable} -m codex_tui"


def _run(line: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True, env=env, check=False)


@pytest.mark.parametrize("arguments", ["settings list", "--version"])
def test_a_full_disk_is_said_and_is_no_crash(arguments, server_env, tmp_path):
    env = {**server_env, "CODEX_TUI_STATE": str(tmp_path / "state")}
    done = _run(f"{COMMAND} {arguments} > /dev/full", env)
    assert done.stderr == "codex-tui: Not all could be written: No space left on device.\n"
    assert done.returncode == 1
    assert not list(tmp_path.glob("state/crashes/*"))


@pytest.mark.parametrize("arguments", ["settings list", "--help"])
def test_without_a_stdout_nothing_is_printed_and_all_is_well(arguments, server_env):
    done = _run(f"{COMMAND} {arguments} >&-", server_env)
    assert (done.returncode, done.stderr) == (0, "")


def test_without_a_stdin_there_is_no_terminal(server_env):
    done = _run(f"{COMMAND} <&-", server_env)
    assert done.returncode == 2
    assert "this is none" in done.stderr


@pytest.mark.parametrize("arguments", ["settings list", "--help", "--version"])
def test_whoever_reads_no_further_is_no_failure(arguments, server_env):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run(
            [*COMMAND.split(), *arguments.split()],
            stdout=pipe,
            stderr=subprocess.PIPE,
            env=server_env,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, b"")
