"""Rows with text from the right, in terminals that turn it around and in those that do not."""

from __future__ import annotations

import re

import pytest

from codex_tui.turned_text import ASKS_WHETHER_IT_TURNS, TurnedText
from tests.support.terminal import Terminal
from tests.tui.test_command import COMMAND, overrides

MARK = "\u200e"
ROW = "\x1b[3;1H"
TABLE = f"{ROW}  שם \x1b[2m│\x1b[0m ערך\x1b[0m\x1b[4;1H  one │ two"


def never() -> None:
    raise AssertionError("nothing is to be drawn again")


def told(answer: str, **environment: str) -> TurnedText:
    """What is known of a terminal after what it said."""
    turned = TurnedText(environment, never)
    assert turned.rewrite(answer) == ""
    return turned


def drawn(text: str) -> str:
    """A frame without its colours and places."""
    return re.sub(r"\x1b\[[0-9;]*[mH]", "", text)


@pytest.mark.parametrize("setting", "13")
def test_the_parts_of_a_row_stay_in_their_places_and_rows_without_such_text_are_as_they_were(setting: str):
    turned = told(f"\x1b[8;{setting}$y")
    assert drawn(turned.sent(TABLE)) == f"  {MARK}שם │ {MARK}ערך  one │ two"
    assert turned.sent(f"{ROW}one │ two") == f"{ROW}one │ two"


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ("שלום  12m", f"שלום  {MARK}12m"),
        ("שלום \x1b[2m 12m", f"שלום  {MARK}12m"),
        ("• שלום · 12%", f"• {MARK}שלום · {MARK}12%"),
        ("╭─╮שלום│", f"╭─╮{MARK}שלום│{MARK}"),
        # What is one text to its reader is one to the terminal: a space, an abbreviation, a number.
        ('צה"ל, עם 12 מילים', 'צה"ל, עם 12 מילים'),
        ("مَ\x1b[2Gرْ\x1b[3G", "مَ\x1b[2Gرْ\x1b[3G"),
    ],
)
def test_gaps_rules_and_signs_between_facts_part_what_stands_beside_them(row: str, shown: str):
    assert drawn(told("\x1b[8;1$y").sent(ROW + row)) == shown


def test_no_link_and_nothing_but_rows_is_changed():
    link = f"{ROW}\x1b]8;id=1;https://example.com/a·b\x1b\\שלום\x1b]8;;\x1b\\"
    turned = told("\x1b[8;1$y")
    assert turned.sent(link) == link
    title = "\x1b]0;שלום · codex-tui\x07"
    assert turned.sent(title) == title


@pytest.mark.parametrize("answer", ["", "\x1b[8;0$y", "\x1b[8;2$y", "\x1b[8;4$y"])
def test_other_terminals_get_no_marks(answer: str):
    assert told(answer, TERM="xterm-256color").sent(TABLE) == TABLE


@pytest.mark.parametrize("environment", [{"TERM": "mlterm-256color"}, {"KONSOLE_VERSION": "221203"}])
def test_terminals_that_do_not_answer_are_known_by_their_names(environment: dict[str, str]):
    assert MARK in told("", **environment).sent(TABLE)


def test_what_was_drawn_before_the_answer_is_drawn_again_once():
    again: list[bool] = []
    turned = TurnedText({}, lambda: again.append(True))
    turned.sent(f"{ROW}one │ two")
    turned.rewrite("\x1b[8;1$y")
    assert not again
    turned = TurnedText({}, lambda: again.append(True))
    turned.sent(TABLE)
    turned.rewrite("\x1b[8;1$y")
    turned.rewrite("\x1b[8;1$y")
    assert len(again) == 1


def test_the_answer_is_no_key_in_however_many_pieces_it_comes():
    turned = TurnedText({}, never)
    assert turned.rewrite("a\x1b[8;1$yb") == "ab"
    assert turned.rewrite("a\x1b[8") == "a"
    assert turned.rewrite(";1") == ""
    assert turned.rewrite("$yb\x1b[8~") == "b\x1b[8~"
    assert turned.rewrite("\x1b[8") == ""
    assert turned.silence() == "\x1b[8"
    assert turned.silence() == ""


@pytest.mark.parametrize(("answer", "mark"), [("\x1b[8;1$y", MARK), ("", "")])
def test_a_terminal_is_asked_and_gets_what_it_needs(server_config, server_env, project_dir, answer, mark):
    command = [*COMMAND, "--new", *overrides(server_config)]
    with Terminal(command, cwd=project_dir, env={**server_env, "TERM": "xterm-256color"}) as terminal:
        terminal.wait_for("│ Ask ")
        assert ASKS_WHETHER_IT_TURNS.encode() in terminal.received
        terminal.type(f"{answer}שלום  12")
        # What stands on the screen is not asked: the emulator takes nothing of a row from a mark on.
        terminal.wait_for(lambda _: f"שלום  {mark}12" in drawn(terminal.received.decode(errors="replace")))
