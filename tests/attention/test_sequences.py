"""No text, wherever it comes from, can end what is sent to the terminal, or begin something else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.attention.sequences import LONGEST, WindowTitle, harmless, notification
from codex_tui.attention.settings import AttentionSettings, Method, for_terminal
from codex_tui.settings.loading import load


def wanted(environment: dict[str, str]) -> AttentionSettings:
    return for_terminal(load(environment=environment).settings.notifications, environment)


EVIL = "ok\x1b]0;evil\x07\x9d9;twice\x9c;x=1\nnext\u202eline"
SHAPES = {
    Method.OSC_9: r"\x1b\]9;[^\x00-\x1f\x7f-\x9f;]*\x1b\\",
    Method.OSC_777: r"\x1b\]777;notify;[^\x00-\x1f\x7f-\x9f;]*;[^\x00-\x1f\x7f-\x9f;]*\x1b\\",
    Method.OSC_99: (
        r"\x1b\]99;i=codex-tui:d=0;[^\x00-\x1f\x7f-\x9f;]*\x1b\\"
        r"\x1b\]99;i=codex-tui:d=1:p=body;[^\x00-\x1f\x7f-\x9f;]*\x1b\\"
    ),
}


@pytest.mark.parametrize("method", SHAPES)
@given(title=st.one_of(st.text(), st.just(EVIL)), body=st.one_of(st.text(), st.just(EVIL)))
def test_a_notification_is_one_sequence_whatever_its_texts_hold(method, title, body):
    sent = notification(method, title, body)
    assert re.fullmatch(SHAPES[method], sent)
    # The same for the terminal around tmux, with every escape doubled.
    wrapped = notification(method, title, body, through_tmux=True)
    inner = wrapped.removeprefix("\x1bPtmux;").removesuffix("\x1b\\")
    assert inner.replace("\x1b\x1b", "") == sent.replace("\x1b", "")
    assert inner.replace("\x1b\x1b", "\x1b") == sent


def test_what_was_not_shown_in_a_text_is_not_shown_in_a_notification_either():
    assert harmless(EVIL, 100) == "ok]0,evil9,twice,x=1 nextline"
    assert harmless("a" * 300, LONGEST).endswith("a…")
    assert len(harmless("漢" * 300, LONGEST)) == LONGEST
    assert harmless("3 need you · Füße", 80, ascii_only=True) == "3 need you - F??e"


def test_off_asks_for_nothing():
    assert notification(Method.NONE, "title", "body") == ""


def test_a_title_is_lent_once_and_given_back():
    title = WindowTitle()
    assert title.taken_again() == title.given_back() == ""
    assert title.change("one") == "\x1b[22;0t\x1b]0;one\a"
    assert title.change("one") == ""
    assert title.change("two") == "\x1b]0;two\a"
    assert title.given_back() == "\x1b[23;0t"
    assert title.taken_again() == "\x1b[22;0t\x1b]0;two\a"


@pytest.mark.parametrize(
    ("environment", "method"),
    [
        ({}, Method.OSC_9),
        ({"TERM": "xterm-kitty"}, Method.OSC_99),
        ({"KITTY_WINDOW_ID": "1", "TERM": "screen-256color", "TMUX": "x"}, Method.OSC_99),
        ({"VTE_VERSION": "7600"}, Method.OSC_777),
        ({"TERM": "foot-extra"}, Method.OSC_777),
        ({"TERM": "rxvt-unicode-256color"}, Method.OSC_777),
        ({"TERM": "screen-256color", "TMUX": "x"}, Method.OSC_9),
        ({"TERM": "screen"}, Method.NONE),
        ({"TERM": "linux"}, Method.NONE),
        ({"TERM": "xterm-kitty", "CODEX_TUI_NOTIFY": "osc777"}, Method.OSC_777),
        ({"CODEX_TUI_NOTIFY": "off"}, Method.NONE),
    ],
)
def test_the_way_is_the_one_that_the_terminal_knows(environment, method):
    assert wanted(environment).method is method


def test_each_can_be_turned_off():
    off = {"CODEX_TUI_BELL": "0", "CODEX_TUI_TITLE": "off", "CODEX_TUI_NOTIFY_AFTER": "off"}
    settings = wanted(off)
    assert (settings.bell, settings.title, settings.long_turn) == (False, False, None)
    assert wanted({"CODEX_TUI_NOTIFY_AFTER": "1.5"}).long_turn == 1.5
    assert wanted({"CODEX_TUI_NOTIFY_WHEN": "always"}).always


def test_what_is_not_understood_is_named_and_counts_as_not_set():
    wrong = dict.fromkeys(
        (
            "CODEX_TUI_BELL",
            "CODEX_TUI_NOTIFY",
            "CODEX_TUI_TITLE",
            "CODEX_TUI_NOTIFY_WHEN",
            "CODEX_TUI_NOTIFY_AFTER",
        ),
        "loud",
    )
    problems = load(environment=wrong).problems
    assert sorted(problem.split()[0] for problem in problems) == sorted(wrong)
    assert all("'loud'" in problem for problem in problems)
    settings = wanted(wrong)
    assert (settings.bell, settings.title, settings.always, settings.long_turn) == (
        True,
        True,
        False,
        30.0,
    )
