"""Lines of a terminal, where what is typed is meant for something that is over by the time it is complete."""

from __future__ import annotations

import os
import pty

import pytest

from codex_tui.linear.input_lines import TerminalLines
from codex_tui.linear.speaker import Speaker


class Keyboard:
    """Types into `TerminalLines`; `shown` is its echo, `taken` its lines."""

    def __init__(self) -> None:
        self.shown = ""
        self.taken: list[str | None] = []
        self.begun = 0
        self.lines = TerminalLines(Speaker(self._show))
        self.lines._begun = self._begin

    def _show(self, text: str) -> None:
        self.shown += text

    def _begin(self) -> None:
        self.begun += 1

    def type(self, text: str) -> None:
        self.lines._feed(text.encode(), self.taken.append)


@pytest.fixture
def keyboard(monkeypatch):
    master, slave = pty.openpty()
    with open(master, "rb", closefd=True), os.fdopen(slave) as terminal:
        monkeypatch.setattr("sys.stdin", terminal)
        yield Keyboard()


def test_a_secret_whose_request_went_meanwhile_is_not_shown_in_part(keyboard):
    keyboard.lines.hide(True)
    keyboard.type("hunt")
    keyboard.lines.hide(False)
    keyboard.type("er2\rseen")
    assert keyboard.taken == ["hunter2"]
    assert keyboard.shown == "\nseen"


def test_a_secret_that_is_forgotten_is_over(keyboard):
    keyboard.lines.hide(True)
    keyboard.type("hunter2")
    keyboard.lines.hide(False)
    assert keyboard.lines.drop()
    keyboard.type("seen")
    assert keyboard.shown == "\nseen"


def test_a_line_begins_once_however_its_keys_arrive(keyboard):
    for part in ("one", " line", "\r"):
        keyboard.type(part)
    keyboard.type("two\r")
    assert keyboard.taken == ["one line", "two"]
    assert keyboard.begun == 2
