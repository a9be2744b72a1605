"""The theme follows the background of the terminal, and no byte of what the terminal says of it lands in a prompt."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.background import QUESTION, TELL_CHANGES, TELL_NO_CHANGES, answered, ask, guessed, hearing
from codex_tui.theme_colours import DARK, LIGHT
from codex_tui.typed_ahead import TypedAhead
from tests.support.terminal import Terminal
from tests.tui.test_command import COMMAND, overrides

WHITE = "\x1b]11;rgb:ffff/ffff/ffff\x1b\\"
BLACK = "\x1b]11;rgb:00/00/00\x07"
NOW_DARK, NOW_LIGHT = "\x1b[?997;1n", "\x1b[?997;2n"
KEYS = ["a", "\x1b", "\x1b[A", "\x1b[I", "\x1bb", "\x1b]", "]11;", "é", "\x1b[?1;2c"]


def colours(name: str) -> str:
    return {"light": LIGHT, "dark": DARK}[name]["background"].removeprefix("#")


@given(
    st.lists(st.sampled_from([*KEYS, WHITE, BLACK, NOW_DARK, NOW_LIGHT])),
    st.lists(st.integers(0, 200)),
)
def test_answers_are_taken_out_of_what_is_typed_however_it_is_cut(parts: list[str], cuts: list[int]):
    text = "".join(parts)
    told: list[bool] = []
    answers = hearing(told.append, clock=lambda: 0.0)
    ends = [*sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[start:end] for start, end in itertools.pairwise([0, *ends])]
    typed = "".join([*(answers.rewrite(piece) for piece in pieces), answers.silence()])
    whole: list[bool] = []
    rest = hearing(whole.append, clock=lambda: 0.0)
    assert typed == rest.rewrite(text) + rest.silence()
    assert told == whole
    for answer in (WHITE, BLACK, NOW_DARK, NOW_LIGHT):
        assert answer not in typed


def test_an_escape_waits_for_an_answer_in_the_first_moments_only():
    now = 0.0
    answers = hearing(lambda dark: None, clock=lambda: now)
    assert answers.rewrite("\x1b") == ""
    assert answers.silence() == "\x1b"
    now = 10.0
    assert answers.rewrite("\x1b") == "\x1b"
    assert answers.silence() == ""


@pytest.mark.parametrize(
    ("typed", "dark", "rest"),
    [(b"hi", None, b"hi"), (f"h{WHITE}i".encode(), False, b"hi"), (BLACK.encode() + b"\xc3", True, b"\xc3")],
)  # fmt: skip
def test_what_is_answered_before_there_is_a_screen_is_known(typed: bytes, dark: bool | None, rest: bytes):
    ahead = TypedAhead()
    ahead.replace(typed)
    assert answered(ahead) is dark
    assert ahead.read() == rest


def test_a_terminal_that_cannot_answer_is_not_asked():
    assert not ask({"TERM": "linux"})
    assert not ask({"TERM": "screen"})
    assert guessed({"COLORFGBG": "0;15"}) is False
    assert guessed({"COLORFGBG": "15;default;0"}) is True
    assert guessed({"COLORFGBG": "15;default"}) is guessed({}) is None


@pytest.fixture
def command(server_config, server_env, project_dir):
    def start() -> Terminal:
        env = {**server_env, "COLORTERM": "truecolor"}
        return Terminal([*COMMAND, "--new", *overrides(server_config)], cwd=project_dir, env=env)

    return start


def shows(terminal: Terminal, name: str) -> None:
    terminal.wait_for(lambda text: "New thread" in text and terminal.screen.buffer[0][0].bg == colours(name))


def test_an_answer_before_the_first_paint_makes_it_right_and_is_remembered(command):
    with command() as terminal:
        terminal.type(WHITE)
        shows(terminal, "light")
        assert QUESTION.encode() in terminal.received
        dark = ";".join(str(int(colours("dark")[at : at + 2], 16)) for at in (0, 2, 4))
        assert f"48;2;{dark}".encode() not in terminal.received
        terminal.type("\x04")
        assert terminal.wait_for_exit() == 0
        assert terminal.received.count(TELL_CHANGES.encode()) == terminal.received.count(
            TELL_NO_CHANGES.encode()
        )
    with command() as terminal:  # this time the terminal does not answer
        shows(terminal, "light")


@pytest.mark.long
def test_a_late_answer_in_pieces_and_a_change_later_on_leave_what_is_typed_alone(command):
    with command() as terminal:
        shows(terminal, "dark")
        for piece in ("he", "y\x1b]1", "1;rgb:ffff/", "ffff/ffff\x1b", "\\ y", f"ou{NOW_DARK}"):
            terminal.type(piece)
        terminal.wait_for("hey you")
        shows(terminal, "dark")
        terminal.type(NOW_LIGHT)
        shows(terminal, "light")
        assert " hey you  " in terminal.text
