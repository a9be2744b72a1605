"""Several codex-tui on several terminals, with one server: what one does, the others see."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import AF_UNIX
from socket import socket as Socket
from tempfile import TemporaryDirectory

import pytest

from codex_tui.demo.script import Gate, Script, Shell, Text
from codex_tui.demo.server import ScriptedModel
from codex_tui.servers.places import daemon_socket
from tests.support.shared_servers import is_running, shared_servers, wait_until_ended
from tests.support.terminal import Terminal


@contextmanager
def listening(path: Path) -> Iterator[Socket]:
    """Somebody who listens there and never says anything."""
    with Socket(AF_UNIX) as silent, TemporaryDirectory() as short:
        silent.bind(f"{short}/s")
        silent.listen()
        path.symlink_to(f"{short}/s")  # as a server does it, because its own path may be too long
        yield silent


Open = Callable[..., Terminal]


def answer(terminal: Terminal, key: str) -> None:
    """Answers the docked approval: its keys count half a second after it appeared."""
    terminal.type("\x1ba")
    terminal.wait_for(lambda text: "alt+a" not in text)  # one is in it
    while "waiting" in terminal.text:
        terminal.type(key)
        for _ in range(8):  # where it counted, a second one would be a letter of the next prompt
            if "waiting" in terminal.text:
                terminal.read_for(0.1)


@pytest.mark.long
def test_one_turn_and_one_approval_on_two_terminals(terminal: Open, runtime: Path):
    first = terminal()
    first.wait_for("shared 0.")
    second = terminal()
    second.wait_for("shared 0.")
    [server] = shared_servers(runtime)
    first.type("\x1bs")
    first.wait_for("THE NEXT NEW THREAD")
    first.type("G")
    first.wait_for("unix://")  # where it is
    first.type("q")

    first.type("ngo @@approval")
    first.wait_for("go @@approval")
    first.type("\r")
    second.wait_for("NEEDS YOU")
    second.type("\r")
    for each in (first, second):
        each.wait_for("alt+a")
    answer(second, "y")
    for each in (first, second):
        each.wait_for("idle")
        assert "waits for you" not in each.text

    # One that is killed takes nothing with it.
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait()
    second.type("and now?")
    second.wait_for("and now?")
    second.type("\r")
    second.wait_for(lambda text: "I am a scripted model" in text and "idle" in text)
    assert is_running(server)
    second.type("\x04")
    assert second.wait_for_exit() == 0
    wait_until_ended(server)


def test_turns_outlive_the_client_that_was_killed_and_the_next_one_sees_them(
    terminal: Open, runtime: Path, scripted_model: ScriptedModel
):
    gate = Gate()
    scripted_model.on("@@held", Script([[Shell("echo ran")], [Text(["the first half,", gate, " the rest"])]]))
    first = terminal("begin @@held")
    first.wait_for("the first half,")
    [server] = shared_servers(runtime)
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait()
    second = terminal("--last")
    second.wait_for("running")
    assert shared_servers(runtime) == [server]
    gate.open()
    second.wait_for("the rest")
    second.wait_for("idle")
    second.type("\x04")
    assert second.wait_for_exit() == 0
    wait_until_ended(server)


@pytest.mark.long
def test_what_was_left_running_is_finished_and_who_comes_meanwhile_sees_it(
    terminal: Open, runtime: Path, scripted_model: ScriptedModel
):
    gate = Gate()
    scripted_model.on("@@held", Script([[Shell("echo ran")], [Text(["the first half,", gate, " the rest"])]]))
    first = terminal("begin @@held")
    first.wait_for("the first half,")
    [server] = shared_servers(runtime)
    first.type("\x04")
    first.wait_for("leave them running")
    first.type("l")
    assert first.wait_for_exit() == 0
    assert is_running(server)
    second = terminal("--last")
    second.wait_for("running")
    second.type("\x04")
    second.wait_for("leave them running")
    second.type("l")
    assert second.wait_for_exit() == 0
    assert is_running(server)
    gate.open()
    wait_until_ended(server)  # nobody came back


def test_a_runtime_folder_that_is_cleared_costs_nobody_the_server(terminal: Open, runtime: Path):
    """As the system does after the last login, while tmux goes on."""
    first = terminal("hello there @@plain", columns=120)
    first.wait_for("idle")
    [server] = shared_servers(runtime)
    shutil.rmtree(runtime / "codex-tui")
    second = terminal("--last", columns=120)
    second.wait_for("Hello from the scripted model")
    assert shared_servers(runtime) == [server]
    shutil.rmtree(runtime / "codex-tui")
    os.kill(server, signal.SIGKILL)
    for window in (first, second):
        window.wait_for("was started again")
    second.type("\x04")
    assert second.wait_for_exit() == 0
    first.type("and now? @@plain\r")
    first.wait_for(lambda text: "and now?" in text and text.count("Hello from the scripted model") > 1)


def test_a_server_that_is_killed_is_there_again_by_itself(terminal: Open, runtime: Path):
    window = terminal("hello there @@plain", columns=120)
    window.wait_for("idle")
    [server] = shared_servers(runtime)
    os.kill(server, signal.SIGKILL)
    window.wait_for("The shared server was started again")
    assert "hello there" in window.text
    [other] = shared_servers(runtime)
    assert other != server
    window.type("still there?\r")
    window.wait_for("still there?")
    window.wait_for(lambda text: "I am a scripted model" in text and "idle" in text)
    # Again and again, and so soon: that is the server's own trouble, and for a person to see.
    for _ in range(200):
        for pid in shared_servers(runtime):
            os.kill(pid, signal.SIGKILL)
        window.read_for(0.1)
        if "reconnects" in window.text:
            break
    window.wait_for("reconnects")
    assert "started again" not in window.text  # as it was said a moment before
    window.type("\x1b[15~")
    window.wait_for(lambda text: "reconnects" not in text)
    window.type("\x04")
    assert window.wait_for_exit() == 0


@pytest.mark.long  # it waits as long as a person would
def test_a_server_that_hangs_is_said_so_and_can_be_tried_anew(terminal: Open, configured: Path):
    """As a daemon that is stopped: the system connects to it, and nobody answers."""
    socket = daemon_socket(configured.resolve())
    socket.parent.mkdir()
    with listening(socket) as silent:
        window = terminal("--new")
        window.wait_for("does not answer; codex-tui --private")
        silent.close()
        socket.unlink()
        window.type("\x1b[15~")
        window.wait_for(lambda text: "does not answer" not in text)
        window.type("hello @@plain")
        window.wait_for("hello @@plain")
        window.type("\r")
        window.wait_for("Hello from the scripted model")


@pytest.mark.long
def test_a_hang_up_or_a_signal_ends_the_application_without_a_question(terminal: Open, runtime: Path):
    window = terminal("--new")
    window.wait_for("Ask anything")
    [server] = shared_servers(runtime)
    window.process.send_signal(signal.SIGTERM)
    window.wait_for_exit()
    wait_until_ended(server)
