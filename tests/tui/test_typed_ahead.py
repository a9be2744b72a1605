"""What is typed before there is a screen: nothing is lost, nothing is echoed, and the shell gets its terminal back."""

from __future__ import annotations

import os
import pty
import select
import signal
import termios

import pytest

from codex_tui.typed_ahead import TypedAhead
from tests.support.shared_servers import wait_for_no_server
from tests.support.terminal import ENTER_ALTERNATE_SCREEN, Terminal
from tests.tui.test_command import COMMAND, overrides

STANDS_STILL = """
import signal
open({reached!r}, "w").close()
signal.pause()
"""
"""In the place of Textual's first module: says that its import is reached, and goes no further."""


@pytest.fixture
def importing(server_env, project_dir, tmp_path):
    """A command that is still importing Textual, with the shell's modes of its terminal."""
    reached = tmp_path / "reached"
    os.mkfifo(reached)
    package = tmp_path / "path" / "textual"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(STANDS_STILL.format(reached=str(reached)))
    env = {**server_env, "PYTHONPATH": str(package.parent)}
    with Terminal([*COMMAND, "--new"], cwd=project_dir, env=env) as terminal, reached.open():
        yield terminal, terminal.shell_modes


def interrupt(terminal):
    """What ctrl+c does while the terminal still makes signals of keys; this one controls no process."""
    terminal.process.send_signal(signal.SIGINT)


def test_a_prompt_typed_with_the_first_breath_is_sent_once(
    server_config, scripted_model, server_env, project_dir
):
    command = [*COMMAND, "--new", *overrides(server_config)]
    with Terminal(command, cwd=project_dir, env=server_env) as terminal:
        terminal.type("hello there\r")
        terminal.wait_for(lambda text: "scripted model" in text and "· idle" in text)
        terminal.type("\x04")
        assert terminal.wait_for_exit() == 0
    prompts = [prompt for request in scripted_model.requests for prompt in request.prompts]
    assert prompts.count("hello there") == 1


def test_nothing_typed_before_the_screen_is_echoed(importing):
    terminal, _ = importing
    terminal.type("abc\r")
    terminal.wait_typed()
    interrupt(terminal)
    terminal.wait_for_exit()
    assert b"abc" not in terminal.received
    assert ENTER_ALTERNATE_SCREEN not in terminal.received


def test_ctrl_c_before_the_screen_ends_it_and_gives_the_terminal_back(importing):
    terminal, shell_modes = importing
    assert terminal.modes != shell_modes
    interrupt(terminal)
    assert terminal.wait_for_exit() == 130
    assert terminal.modes == shell_modes
    assert not terminal.text.strip()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_before_the_screen_ends_what_was_begun_and_gives_the_terminal_back(
    importing, tmp_path, number
):
    terminal, shell_modes = importing
    terminal.process.send_signal(number)
    assert terminal.wait_for_exit() == 128 + number
    assert terminal.modes == shell_modes
    wait_for_no_server(tmp_path / "run")


@pytest.mark.parametrize("arguments", [["--cd", "no/such/folder"], ["--no-such-option"], ["--version"]])
def test_a_command_without_a_screen_gives_the_terminal_back(server_env, project_dir, arguments):
    with Terminal([*COMMAND, *arguments], cwd=project_dir, env=server_env) as terminal:
        terminal.wait_for_exit()
        assert terminal.modes == terminal.shell_modes


def test_leaving_gives_the_terminal_back(server_config, server_env, project_dir):
    command = [*COMMAND, "--new", *overrides(server_config)]
    with Terminal(command, cwd=project_dir, env=server_env) as terminal:
        terminal.wait_for("Ask anything")
        terminal.type("\x04")
        assert terminal.wait_for_exit() == 0
        assert terminal.modes == terminal.shell_modes


@pytest.fixture
def typed_in_a_shell():
    """A terminal with a shell's modes in which something was typed: what reads it and what types."""
    master, slave = pty.openpty()
    yield slave, lambda text: os.write(master, text)
    os.close(slave)
    os.close(master)


def test_a_line_feed_from_before_the_terminal_was_taken_was_enter(typed_in_a_shell):
    terminal, type_keys = typed_in_a_shell
    before = termios.tcgetattr(terminal)
    type_keys(b"hello\rmore")
    select.select([terminal], [], [])  # the system hands it over in its own time
    typed = TypedAhead()
    typed.take(terminal)
    assert typed.read() == b"hello\rmore"
    assert typed.read() == b""
    type_keys(b"\r\n")
    assert os.read(terminal, 100) == b"\r\n"
    typed.give_back(terminal)
    assert termios.tcgetattr(terminal) == before


def test_what_is_no_terminal_is_left_alone():
    reader, writer = os.pipe()
    typed = TypedAhead()
    typed.take(reader)
    typed.give_back(reader)
    assert typed.modes is None
    assert typed.read() == b""
    os.close(reader)
    os.close(writer)
