"""Told by the terminal while one looks elsewhere: what goes through it, byte by byte."""

from __future__ import annotations

import re
import sys

import pytest

from codex_tui.demo.script import Gate, Script, Shell, Text
from tests.support.terminal import LEAVE_ALTERNATE_SCREEN, Terminal

from .test_command import overrides

COMMAND = (sys.executable, "-m", "codex_tui")
LOOK_AWAY = b"\x1b[O"
NOTIFICATION = re.compile(rb"\x1b\]9;([^\x00-\x1f;]*)\x1b\\")
TITLE = re.compile(rb"\x1b\]0;([^\x00-\x1f;]*)\x07")
EVIL = "hi\x1b]0;evil\x07;\x1b]9;twice\x1b\\ @@hello"


@pytest.fixture(autouse=True)
def scripts(scripted_model):
    scripted_model.on("@@hello", Script([[Text("Hello.")]]))


@pytest.fixture
def open_terminal(server_config, server_env, project_dir):
    def start(*arguments, **variables):
        command = [*COMMAND, *overrides(server_config), *arguments]
        return Terminal(command, cwd=project_dir, env={**server_env, **variables})

    return start


def received(terminal, pattern):
    return [found.decode() for found in pattern.findall(bytes(terminal.received))]


def look_away(terminal):
    """The terminal says that it has lost the focus, and the application has understood."""
    corner = next((row, line.index("╭")) for row, line in enumerate(terminal.text.split("\n")) if "╭" in line)
    before = terminal.screen.buffer[corner[0]][corner[1]]
    terminal.send(LOOK_AWAY)
    terminal.wait_for(lambda _: terminal.screen.buffer[corner[0]][corner[1]] != before)


def bells(terminal):
    """Bells that rang: not those that end a sequence, as of the title and of the shape of the pointer."""
    return re.sub(rb"\x1b\][^\x07\x1b]*\x07", b"", bytes(terminal.received)).count(b"\x07")


def test_a_person_who_looks_elsewhere_is_told_and_no_name_can_say_more(open_terminal, scripted_model):
    gate = Gate()
    scripted_model.on(
        "@@touch", Script([[Text(["Well ", gate, "then."]), Shell("touch made", escalated=True)]])
    )
    with open_terminal(EVIL, CODEX_TUI_NOTIFY_AFTER="0") as terminal:
        terminal.wait_for(lambda text: "Hello." in text and "idle" in text)
        # Whoever looks here is told nothing: neither by a bell nor by the desktop.
        assert received(terminal, NOTIFICATION) == []
        assert bells(terminal) == 0
        terminal.type("@@touch\r")
        terminal.wait_for("Well")
        look_away(terminal)
        gate.open()
        terminal.wait_for(lambda _: NOTIFICATION.search(terminal.received) is not None)
        assert received(terminal, NOTIFICATION) == [
            "hi␛]0,evil␇,␛]9,twice␛\\ @@hello: needs you: run: touch made"
        ]
        assert bells(terminal) == 1
        at = terminal.received.index(b"\x1b]9;")
        assert terminal.received[at - 1 : at] == b"\x07"
        titles = received(terminal, TITLE)
        assert titles[-1] == "codex-tui · 1 needs you · hi␛]0,evil␇,␛]9,twice␛\\ @@hello"
        assert b"\x1b]0;evil" not in terminal.received
        assert b"\x1b]9;twice" not in terminal.received


@pytest.mark.long
def test_a_long_turn_that_ends_is_told(open_terminal, scripted_model):
    gate = Gate()
    scripted_model.on("@@long", Script([[Text(["Well ", gate, "then."])]]))
    with open_terminal("--new", CODEX_TUI_NOTIFY_AFTER="0", VTE_VERSION="7600") as terminal:
        terminal.wait_for("Ask anything")
        terminal.type("@@long\r")
        terminal.wait_for("Well")
        look_away(terminal)
        gate.open()
        told = re.compile(rb"\x1b\]777;notify;@@long;done after \d+s\x1b\\")
        terminal.wait_for(lambda _: told.search(terminal.received) is not None)


def test_the_title_is_given_back_with_the_terminal(open_terminal, project_dir):
    with open_terminal("--new") as terminal:
        terminal.wait_for("Ask anything")
        terminal.wait_for(lambda _: TITLE.search(terminal.received) is not None)
        terminal.type("\x04")
        assert terminal.wait_for_exit() == 0
        sent = bytes(terminal.received)
        assert received(terminal, TITLE) == [f"codex-tui · {project_dir.name}"]
        assert sent.count(b"\x1b[22;0t") == sent.count(b"\x1b[23;0t") == 1
        assert sent.index(b"\x1b[23;0t") < sent.rindex(LEAVE_ALTERNATE_SCREEN)


@pytest.mark.long
@pytest.mark.parametrize("off", ["CODEX_TUI_BELL", "CODEX_TUI_NOTIFY"])
def test_each_of_them_can_be_turned_off(open_terminal, scripted_model, off):
    scripted_model.on("@@touch", Script([[Shell("touch made", escalated=True)]]))
    settings = {off: "off", "CODEX_TUI_TITLE": "off", "CODEX_TUI_NOTIFY_WHEN": "always"}
    with open_terminal("@@touch", **settings) as terminal:
        terminal.wait_for(lambda _: bells(terminal) or NOTIFICATION.search(terminal.received) is not None)
        assert bells(terminal) == (off != "CODEX_TUI_BELL")
        assert len(received(terminal, NOTIFICATION)) == (off != "CODEX_TUI_NOTIFY")
        assert b"\x1b]0;" not in terminal.received
        assert b"\x1b[22;0t" not in terminal.received


@pytest.mark.long
def test_a_setting_that_is_not_understood_is_named(open_terminal):
    with open_terminal("--new", CODEX_TUI_NOTIFY="loud") as terminal:
        terminal.wait_for("CODEX_TUI_NOTIFY is 'loud'")


def test_what_is_typed_in_one_breath_with_looking_elsewhere_counts(open_terminal):
    with open_terminal("--new") as terminal:
        terminal.wait_for(lambda text: "enter send" in text)
        terminal.send(b"@@hello\r" + LOOK_AWAY)
        terminal.wait_for(lambda text: "Hello." in text)
