from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.model.safe_path import SafePath, raw_path
from codex_tui.model.safe_text import SafeText


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain text", "plain text"),
        ("\x1b[31mred", "␛[31mred"),
        ("bell\x07 nul\x00 del\x7f", "bell␇ nul␀ del␡"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("tab\tstays", "tab\tstays"),
        ("next\x85line", "next‹U+0085›line"),
        ("\x9b31m", "‹U+009B›31m"),
        ("rm \u202egpj.x", "rm ‹U+202E›gpj.x"),
        ("a\u200bb\ufeff", "a‹U+200B›b‹U+FEFF›"),
        ("\u2028", "‹U+2028›"),
        ("\U000e0041", "‹U+E0041›"),
        ("half \ud83d", "half ‹U+D83D›"),
    ],
)
def test_what_a_terminal_obeys_or_nobody_sees_is_made_visible(raw: str, shown: str) -> None:
    assert SafeText(raw) == shown


@pytest.mark.parametrize("text", ["👩‍👩‍👧", "❤️", "می‌خواهم", "日本語", "é", "e\u0301", "שלום"])
def test_writing_systems_and_emoji_stay_as_they_are(text: str) -> None:
    assert SafeText(text) == text


def test_safe_text_of_safe_text_is_the_same_object() -> None:
    safe = SafeText("x\x1b")
    assert SafeText(safe) is safe


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=())))
def test_nothing_dangerous_is_left_of_any_text(raw: str) -> None:
    safe = SafeText(raw)
    assert SafeText(str(safe)) == safe
    for char in safe:
        assert char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp")
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\ufeff\U000e0000-\U000e007f]", safe)
    safe.encode()


@given(st.lists(st.text(max_size=5)))
def test_pieces_of_safe_text_put_together_are_safe(pieces: list[str]) -> None:
    joined = "".join(SafeText(piece) for piece in pieces)
    assert SafeText(joined) == joined


def test_a_path_is_drawn_safely_and_opened_as_what_it_is() -> None:
    path = SafePath("/src/sh\x07op")
    assert (path, raw_path(path)) == ("/src/sh␇op", "/src/sh\x07op")
    assert raw_path(SafePath(path)) == "/src/sh\x07op"
    assert (raw_path(SafeText("/src")), raw_path(None)) == ("/src", "")
