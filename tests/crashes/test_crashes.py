"""A mistake in codex-tui itself: what ends, what goes on, what is said and written, and what is not."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crashes.failing import CANARY
from tests.support.terminal import ENTER_ALTERNATE_SCREEN, LEAVE_ALTERNATE_SCREEN, Terminal
from tests.support.trust import leave_untrusted

FAILING = str(Path(__file__).with_name("failing.py"))
PLAIN = (sys.executable, "-m", "codex_tui")
KEY = "a-secret-of-the-environment"


@pytest.fixture
def state(tmp_path, project_dir):
    folder = tmp_path / "state"
    leave_untrusted(folder, project_dir)
    return folder


@pytest.fixture
def environment(server_env, state):
    return {**server_env, "CODEX_TUI_STATE": str(state), "SOME_API_KEY": KEY}


@pytest.fixture
def overrides(server_config):
    return [part for override in server_config.config_overrides for part in ("-c", override)]


@pytest.fixture
def start(overrides, environment, project_dir):
    def start(*command, columns=100) -> Terminal:
        return Terminal([*command, *overrides], cwd=project_dir, env=environment, columns=columns)

    return start


def reports(state):
    return sorted((state / "crashes").glob("crash-*.txt"))


def check(report):
    text = report.read_text()
    assert report.stat().st_mode & 0o777 == 0o600
    assert report.parent.stat().st_mode & 0o777 == 0o700
    assert CANARY not in text and KEY not in text and os.path.expanduser("~") not in text
    return text


def test_one_failure_is_survived_and_one_that_is_not_says_where_its_report_is(start, state):
    with start(sys.executable, FAILING, "action,screen", "--new") as terminal:
        terminal.wait_for("Ask anything")
        terminal.type("typed before")
        terminal.wait_for("typed before")
        terminal.type("\x0c")
        terminal.wait_for("failed inside codex-tui")
        terminal.type(" and after")
        terminal.wait_for("typed before and after")
        terminal.type("\x1bOP")
        assert terminal.wait_for_exit() == 70
        said = terminal.left_behind.replace("\r\n", "")
        assert terminal.received.count(ENTER_ALTERNATE_SCREEN) == terminal.received.count(
            LEAVE_ALTERNATE_SCREEN
        )
        assert CANARY.encode() not in terminal.received
    survived, ended = reports(state)
    assert "codex-tui: That is a mistake in codex-tui itself (ValueError in " in said
    assert "What you typed is kept" in said and ended.name in said.replace(" ", "")
    assert "Traceback" not in said and len(said) < 1000
    for report in (survived, ended):
        text = check(report)
        assert re.search(r"^versions: codex-tui \S+, textual \S+", text, re.MULTILINE)
        assert "TERM=xterm-256color" in text and "100 columns, 30 rows" in text
        assert "ConnectionChanged" in text
        assert "raise ValueError" in text
        assert "options: --new -c" in text
    # The next start tells of it once, and what was typed is there again.
    for told in (True, False):
        with start(*PLAIN, "--new", columns=200) as terminal:
            terminal.wait_for("typed before and after")
            if told:
                terminal.wait_for("ended by an error of its own")
                assert ended.name in terminal.text
            os.kill(terminal.process.pid, signal.SIGTERM)
            assert terminal.wait_for_exit() == 128 + signal.SIGTERM
            assert told == (b"error of its own" in terminal.received)


@pytest.mark.long
@pytest.mark.parametrize("place", ["pump", "keys", "start", "import"])
def test_whatever_fails_the_terminal_is_given_back_with_a_paragraph(start, state, place):
    with start(sys.executable, FAILING, place, "--new") as terminal:
        terminal.type("x")
        assert terminal.wait_for_exit() == 70
        said = terminal.left_behind
        assert terminal.received.count(ENTER_ALTERNATE_SCREEN) == terminal.received.count(
            LEAVE_ALTERNATE_SCREEN
        )
        assert CANARY.encode() not in terminal.received
    assert "a mistake in codex-tui itself" in said
    assert "Traceback" not in said
    check(reports(state)[-1])


@pytest.mark.long
@pytest.mark.parametrize("place", ["unseen", "thread"])
def test_what_fails_beside_the_screen_is_said_on_it_and_not_written_over_it(start, state, place):
    with start(sys.executable, FAILING, place, "--new") as terminal:
        terminal.wait_for("Ask anything")
        terminal.type("\x0c")
        terminal.wait_for("failed inside codex-tui")
        terminal.type("goes on")
        terminal.wait_for("goes on")
        assert CANARY.encode() not in terminal.received and b"Traceback" not in terminal.received
    assert "raise ValueError" in check(reports(state)[-1])


@pytest.mark.long
def test_what_fails_again_and_again_ends_it_and_writes_few_reports(start, state):
    with start(sys.executable, FAILING, "widget") as terminal:
        terminal.wait_for("threads")
        for _ in range(8):
            terminal.type("o")
        assert terminal.wait_for_exit() == 70
    assert len(reports(state)) <= 5
    for number in range(12):
        (state / "crashes" / f"crash-2020010{number % 10}-{number}.txt").write_text("old")
    with start(sys.executable, FAILING, "start") as terminal:
        assert terminal.wait_for_exit() == 70
    assert len(reports(state)) == 10
    assert reports(state)[-1].read_text().startswith("A crash of codex-tui")


@pytest.mark.long
@pytest.mark.parametrize(
    ("place", "arguments"), [("pump", ["--linear", "hello"]), ("list", ["threads"])], ids=["lines", "command"]
)
def test_lines_and_commands_of_the_shell_say_so_too(
    environment, overrides, project_dir, state, place, arguments
):
    done = subprocess.run(
        [sys.executable, FAILING, place, *arguments, *overrides],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=project_dir,
        env=environment,
        check=False,
        timeout=60,
    )
    assert done.returncode == 70, done.stdout + done.stderr
    assert done.stderr.startswith("codex-tui: That is a mistake in codex-tui itself (ValueError in ")
    assert CANARY not in done.stdout + done.stderr and "Traceback" not in done.stderr
    assert "failed: " in check(reports(state)[-1])


@pytest.mark.long
def test_a_report_that_cannot_be_written_is_said_and_hides_nothing(start, state):
    (state / "crashes").write_text("no folder")
    with start(sys.executable, FAILING, "screen", "--new") as terminal:
        terminal.wait_for("Ask anything")
        terminal.type("\x1bOP")
        assert terminal.wait_for_exit() == 70
        said = " ".join(terminal.left_behind.split())
    assert "ValueError in" in said
    assert "A report of it could not be written: File exists." in said


@pytest.mark.long
def test_a_signal_that_ends_python_leaves_a_report_for_the_next_start(start, state):
    with start(*PLAIN, "--new") as terminal:
        terminal.wait_for("Ask anything")
        terminal.wait_for("new")
        while not list((state / "crashes").glob("signal-*.txt")):
            terminal.read_for(0.05)
        os.kill(terminal.process.pid, signal.SIGABRT)
        assert terminal.wait_for_exit() == -signal.SIGABRT
    with start(*PLAIN, "--new", columns=200) as terminal:
        terminal.wait_for("ended by an error of its own")
        terminal.type("\x04")
        assert terminal.wait_for_exit() == 0
    (report,) = reports(state)
    assert "Fatal Python error: Aborted" in check(report)
    assert not list((state / "crashes").glob("signal-*.txt"))
