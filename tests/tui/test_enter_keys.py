"""Which key hints name for a new line: one that this terminal tells from enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from codex_tui.enter_keys import ASKS_FOR_PROTOCOL, EnterKeys
from codex_tui.keymap import key_label, tell_enter_keys_apart
from tests.support.terminal import Terminal
from tests.tui.test_command import COMMAND, overrides

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    tell_enter_keys_apart(True)


def never() -> None:
    raise AssertionError("no other key is to be named")


def test_one_that_does_not_answer_has_another_key_and_one_that_does_changes_the_hints_once():
    changes: list[str] = []
    keys = EnterKeys({}, lambda: changes.append(key_label("composer.newline")))
    assert key_label("composer.newline") == "ctrl+j"
    assert (
        key_label("composer.newline", {"composer.newline": "ctrl+enter"}) == "ctrl+enter"
    )  # there is no other
    assert keys.rewrite("a\x1b[?") + keys.rewrite("1") + keys.rewrite("ub\x1b[?0u") == "ab"
    assert changes == ["shift+enter"]


def test_what_was_no_answer_was_typed():
    keys = EnterKeys({}, never)
    assert keys.rewrite("\x1b[?") == ""
    assert keys.silence() == "\x1b[?"
    assert keys.rewrite("\x1b[?1036;2$y\x1bOM") == "\x1b[?1036;2$y\x1bOM"


def test_konsole_has_a_sequence_for_it_and_is_asked_nothing_more():
    keys = EnterKeys({"KONSOLE_VERSION": "221203"}, never)
    assert key_label("composer.newline") == "shift+enter"
    assert keys.rewrite("\x1bOM\r") == "\x1b[13;2u\r"


@pytest.mark.parametrize(
    ("konsole", "answer", "key", "pressed"),
    [
        ({}, "", "ctrl+j", "\n"),
        ({}, "\x1b[?1u", "shift+enter", "\x1b[13;2u"),
        ({"KONSOLE_VERSION": "221203"}, "", "shift+enter", "\x1bOM"),
    ],
)
def test_the_named_key_begins_a_line(server_config, server_env, project_dir, konsole, answer, key, pressed):
    command = [*COMMAND, "--new", *overrides(server_config)]
    with Terminal(command, cwd=project_dir, env={**server_env, **konsole}) as terminal:
        terminal.wait_for("│ Ask ")
        assert ASKS_FOR_PROTOCOL.encode() in terminal.received
        terminal.type(answer)
        terminal.wait_for(
            lambda text: any(line.split()[:3] == [key, "new", "line"] for line in text.split("\n"))
        )
        terminal.type(f"first{pressed}second")
        terminal.wait_for(lambda text: "│ first" in text and "│ second" in text)
