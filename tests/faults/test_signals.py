"""Signals: stopped and continued as a job of a shell, told to end, and left without a terminal."""

from __future__ import annotations

import json
import os
import signal
from typing import TYPE_CHECKING

import pytest

from codex_tui.demo.script import Gate, Script, Shell, Text
from tests.faults.terminals import (
    PROMPT,
    children_of,
    command_line,
    environment,
    modes_left_on,
    process_state,
    shell,
    typing_is_echoed,
    until,
)
from tests.support.terminal import ENTER_ALTERNATE_SCREEN, PATIENCE, Terminal

if TYPE_CHECKING:
    from pathlib import Path

    from codex_app_server import AppServerConfig
    from codex_tui.demo.server import ScriptedModel


def test_a_stopped_job_gives_the_terminal_back_and_is_drawn_whole_when_it_goes_on(
    server_config: AppServerConfig,
    scripted_model: ScriptedModel,
    server_env: dict[str, str],
    project_dir: Path,
    tmp_path: Path,
) -> None:
    gates = [Gate(str(number)) for number in range(5)]
    chunks = [piece for number, gate in enumerate(gates) for piece in (f"part {number}. ", gate)]
    scripted_model.on("@@parts", Script([[Text([*chunks, "The end."])]]))
    with shell(environment(server_env, tmp_path), tmp_path) as sh:
        terminal = sh.terminal
        sh.run(command_line(server_config, "@@parts"))
        terminal.wait_for("part 0.")
        job = sh.job
        stops = [
            lambda: terminal.type("\x1a"),
            lambda: os.kill(job, signal.SIGTSTP),
            lambda: terminal.type("/suspend\r"),
            lambda: os.kill(job, signal.SIGTSTP),
        ]
        for number, (stop, gate) in enumerate(zip(stops, gates, strict=False)):
            written = sh.stop(job, stop)
            assert modes_left_on(terminal.received) == set()
            assert written.count(b"\x1b") <= 4, "something was drawn over the shell"
            assert typing_is_echoed(terminal)
            gate.open()  # the server goes on meanwhile
            terminal.screen.reset()
            entered = terminal.received.count(ENTER_ALTERNATE_SCREEN)
            terminal.type("fg\n")
            terminal.wait_for(f"part {number + 1}.")
            assert terminal.received.count(ENTER_ALTERNATE_SCREEN) == entered + 1
        gates[-1].open()
        whole = " ".join(f"part {number}." for number in range(5)) + " The end."
        terminal.wait_for(lambda text: whole in text and "idle" in text)
        terminal.type("\x04")
        until(terminal, lambda: PROMPT in terminal.text and process_state(job) == "", "left")
        assert modes_left_on(terminal.received) == set()


@pytest.mark.long
def test_in_the_background_it_stops_again_without_a_word_and_ends_when_it_is_told_to(
    server_config: AppServerConfig, server_env: dict[str, str], project_dir: Path, tmp_path: Path
) -> None:
    env = environment(server_env, tmp_path)
    with shell(env, tmp_path) as sh:
        terminal = sh.terminal
        sh.run(command_line(server_config, "--new"))
        terminal.wait_for("Ask anything")
        terminal.type("half a thought")
        terminal.wait_for("half a thought")
        job = sh.job
        sh.stop(job, lambda: os.kill(job, signal.SIGSTOP))  # of which no process hears
        for _ in range(2):
            written = sh.stop(job, lambda: terminal.type("bg\n"))
            assert b"thought" not in written
        terminal.screen.reset()
        terminal.type("fg\n")
        terminal.wait_for("│ half a thought")
        terminal.type(", and more")
        terminal.wait_for("│ half a thought, and more")
        written = sh.stop(job, lambda: terminal.type("\x1a"))
        assert modes_left_on(terminal.received) == set()
        os.kill(job, signal.SIGTERM)
        terminal.type("bg\n")
        until(terminal, lambda: process_state(job) == "", "ended")
        assert modes_left_on(terminal.received) == set()
        assert typing_is_echoed(terminal)
        sh.run(command_line(server_config, "--new"))
        terminal.wait_for("│ half a thought, and more")


@pytest.mark.long
def test_where_no_shell_could_continue_it_the_application_stays_and_says_so(
    server_config: AppServerConfig, server_env: dict[str, str], project_dir: Path, tmp_path: Path
) -> None:
    env = environment(server_env, tmp_path)
    with Terminal(command_line(server_config, "--new"), cwd=project_dir, env=env) as terminal:
        terminal.wait_for("Ask anything")
        terminal.type("a thought\x1a")
        terminal.wait_for("codex-tui was not suspended")
        terminal.type(" that goes on")
        terminal.wait_for("│ a thought that goes on")


@pytest.mark.parametrize(
    ("stop", "code"),
    [
        (signal.SIGINT, 130),
        pytest.param(signal.SIGTERM, 143, marks=pytest.mark.long),
        pytest.param(signal.SIGHUP, 129, marks=pytest.mark.long),
        pytest.param(signal.SIGQUIT, 131, marks=pytest.mark.long),
        pytest.param(None, 129, marks=pytest.mark.long),
    ],
    ids=["INT", "TERM", "HUP", "QUIT", "gone"],
)
def test_told_to_end_in_a_dialog_while_an_answer_streams(
    server_config: AppServerConfig,
    scripted_model: ScriptedModel,
    server_env: dict[str, str],
    project_dir: Path,
    tmp_path: Path,
    stop: signal.Signals | None,
    code: int,
) -> None:
    scripted_model.on("@@held", Script([[Text(["begun ", Gate("held"), "and done"])]]))
    env = environment(server_env, tmp_path)
    with Terminal(command_line(server_config, "@@held"), cwd=project_dir, env=env) as terminal:
        terminal.wait_for("begun")
        children = children_of(terminal.process.pid)
        assert children
        terminal.type("half a thought\x1bm")
        terminal.wait_for(lambda text: "half a thought" in text and "esc" in text)
        if stop is None:
            terminal.hang_up()  # and no signal says so
            assert terminal.process.wait(PATIENCE) == code
        else:
            terminal.process.send_signal(stop)
            terminal.process.send_signal(stop)  # whoever is in a hurry
            assert terminal.wait_for_exit() == code
            assert modes_left_on(terminal.received) == set()
            assert typing_is_echoed(terminal)
            assert "Traceback" not in terminal.left_behind
        assert [pid for pid in children if process_state(pid)] == []
    kept = [json.loads(path.read_bytes())["text"] for path in (tmp_path / "state" / "drafts").glob("*.json")]
    assert kept == ["half a thought"]


def test_a_terminal_that_is_gone_while_a_prompt_waits_is_no_crash(
    server_config: AppServerConfig,
    scripted_model: ScriptedModel,
    server_env: dict[str, str],
    project_dir: Path,
    tmp_path: Path,
) -> None:
    scripted_model.on("@@asks", Script([[Shell("touch made", escalated=True)]]))
    with Terminal(
        command_line(server_config, "@@asks"), cwd=project_dir, env=environment(server_env, tmp_path)
    ) as terminal:
        terminal.wait_for("alt+a to answer")
        terminal.type("and one more\r")
        terminal.wait_for("waiting to be taken up")
        terminal.hang_up()  # what is said of the prompt that was kept cannot be written any more
        assert terminal.process.wait(PATIENCE) == 129
    assert list((tmp_path / "state").rglob("crash-*")) == []
