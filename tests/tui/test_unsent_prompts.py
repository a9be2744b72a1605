"""A prompt that did not go out is not lost: the server was not up yet, or would begin no thread."""

import signal

import pytest

from codex_tui.options import Options
from tests.support.app import running
from tests.support.terminal import Terminal
from tests.tui.test_command import COMMAND, overrides

KEPT = (
    "codex-tui: The server had not taken your prompt yet. It is kept as a draft: "
    "codex-tui --new in the same folder shows it."
)


@pytest.fixture
def hanging_binary(tmp_path):
    """A server that starts and never says a word."""
    binary = tmp_path / "codex"
    binary.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && echo codex-cli 0.163.0 && exit\nexec cat >/dev/null\n'
    )
    binary.chmod(0o755)
    return str(binary)


@pytest.mark.long
@pytest.mark.parametrize("leaving", ["ctrl+d", "SIGTERM"])
def test_a_prompt_of_the_command_line_outlives_leaving_before_the_server_is_up(
    hanging_binary, server_config, server_env, project_dir, leaving
):
    command = [*COMMAND, "--private", "--codex-bin", hanging_binary, "fix the login"]
    with Terminal(command, cwd=project_dir, env=server_env) as terminal:
        terminal.wait_for("starting")
        if leaving == "SIGTERM":
            terminal.process.send_signal(signal.SIGTERM)
        else:
            terminal.type("\x04")
        assert terminal.wait_for_exit() == (143 if leaving == "SIGTERM" else 0), terminal.left_behind
        assert KEPT in terminal.left_behind
    with Terminal(
        [*COMMAND, "--new", *overrides(server_config)], cwd=project_dir, env=server_env
    ) as terminal:
        terminal.wait_for("│ fix the login")
        terminal.type("\x03\x04")
        assert terminal.wait_for_exit() == 0
        assert KEPT not in terminal.left_behind


def test_why_it_ends_and_what_was_kept_are_two_sentences(tmp_path, server_env, project_dir):
    broken = tmp_path / "codex"
    broken.write_text("#!/bin/sh\necho 'Error: no luck' >&2\nexit 3\n")
    broken.chmod(0o755)
    command = [*COMMAND, "--codex-bin", str(broken), "fix the login"]
    with Terminal(command, cwd=project_dir, env=server_env, columns=200) as terminal:
        assert terminal.wait_for_exit() == 2
        assert f"no luck. {KEPT.removeprefix('codex-tui: ')}" in terminal.left_behind.replace("\n", "")


@pytest.mark.anyio
async def test_a_first_prompt_comes_back_where_no_thread_could_be_started(server_config, codex_home):
    async with running(server_config, Options(new=True)) as run:
        await run.shows("│ Ask ")
        (codex_home / "config.toml").write_text("= no TOML")  # which the server reads for each new thread
        await run.type("fix the login")
        await run.press("enter")
        await run.shows("No thread could be started", "│ fix the login")
        assert run.app.drafts.get(None).text == "fix the login"
