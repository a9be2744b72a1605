"""Keys with alt, from the bytes of a terminal: whatever follows them at once, and never in what is pasted."""

from __future__ import annotations

import pytest
from textual import events
from textual._xterm_parser import XTermParser  # the only way from bytes to keys

from codex_tui.alt_keys import AltKeys
from codex_tui.alt_modes import AltModes


def read(*pieces: str) -> list[str]:
    """The keys, and pastes in quotes, that the application gets if those pieces come one after the other."""
    alt_keys, parser = AltKeys(), XTermParser()
    messages = [message for piece in pieces for message in parser.feed(alt_keys.rewrite(piece))]
    return [
        message.key if isinstance(message, events.Key) else repr(message.text)
        for message in messages
        if isinstance(message, events.Key | events.Paste)
    ]


@pytest.mark.parametrize(
    ("pieces", "keys"),
    [
        (["\x1ba\x1ba"], ["alt+a", "alt+a"]),
        (["\x1ba\x1b[B\r"], ["alt+a", "down", "enter"]),
        (["\x1bw\x1b[I"], ["alt+w"]),
        (["\x1bay"], ["alt+a", "y"]),
        (["\x1b,\x1b.\x1b."], ["alt+comma", "alt+full_stop", "alt+full_stop"]),
        (["\x1bA\x1bA"], ["alt+shift+a", "alt+shift+a"]),
        (["\x1b", "a", "\x1b[A"], ["alt+a", "up"]),
        (["\x1b[1;3A\x1bOP"], ["alt+up", "f1"]),
        (["\x1b[200~\x1ba\x1b[201~\x1ba\x1ba"], ["'␛a'", "alt+a", "alt+a"]),
        (["\x1b[200~\x1b[31mred\x1b[0m\x1b[201~y"], ["'␛[31mred␛[0m'", "y"]),
        (["\x1b[2", "00~\x1ba\x1b[20", "1~", "\x1ba\x1ba"], ["'␛a'", "alt+a", "alt+a"]),
    ],
)
def test_they_are_known_whatever_follows(pieces: list[str], keys: list[str]):
    assert read(*pieces) == keys


def test_an_escape_that_nothing_followed_is_no_alt():
    alt_keys = AltKeys()
    assert alt_keys.rewrite("\x1b") == "\x1b"
    alt_keys.silence()
    assert alt_keys.rewrite("a") == "a"


def test_a_terminal_that_sends_letters_for_alt_is_told_to_send_keys_and_given_back_as_it_was():
    modes = AltModes()
    assert modes.heard("a\x1b[?2026;2$y\x1b[?10") == ""
    assert modes.heard("36;2$y") == "\x1b[?1036h"
    assert modes.heard("\x1b[?1039;2$y\x1b[?1036;2$y") == "\x1b[?1039h"
    assert modes.given_back() == "\x1b[?1036l\x1b[?1039l"
    assert modes.given_back() == ""
    assert modes.heard("\x1b[?1036;2$y") == "\x1b[?1036h"


@pytest.mark.parametrize("setting", "0134")
def test_a_terminal_that_sends_keys_already_or_knows_no_such_setting_is_left_alone(setting: str):
    modes = AltModes()
    assert modes.heard(f"\x1b[?1036;{setting}$y\x1b[?1039;{setting}$y") == modes.given_back() == ""
