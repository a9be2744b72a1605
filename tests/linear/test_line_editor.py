"""What is typed and what is echoed of it, key by key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from codex_tui.linear.line_editor import EndOfInput, LineEditor


class Typed:
    def __init__(self):
        self.echoed = ""
        self.editor = LineEditor(self._echo, cell_len)

    def _echo(self, text):
        self.echoed += text

    def __call__(self, keys):
        data = keys if isinstance(keys, bytes) else keys.encode()
        return list(self.editor.feed(data))


def test_a_line_ends_with_enter_and_is_echoed():
    typed = Typed()
    assert typed("hello\r") == ["hello"]
    assert typed.echoed == "hello\n"


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ("helli\x7fo\r", "hello"),
        ("one two\x17three\r", "one three"),
        ("all of it\x15again\r", "again"),
        ("first\\\rsecond\r", "first\nsecond"),
        ("a\x1b[Ab\x1bOPc\x1bxd\x1b[1;5De\r", "abcde"),
        ("日本\x7f語\r", "日語"),
        ("\x01\x02\x07x\r", "x"),
    ],
)
def test_editing(keys, line):
    assert Typed()(keys) == [line]


@pytest.mark.parametrize(
    ("keys", "lines"),
    [
        ("\x1b[200~one\rtwo\x1b[201~\r", ["one\ntwo"]),
        ("say: \x1b[200~one\r\rtwo\r\x1b[201~ end\r", ["say: one\n\ntwo\n end"]),
        ("\x1b[200~one\rtwo\r\x1b[201~\rnext\r", ["one\ntwo", "next"]),
        ("\x1b[200~a\x7fb\x04\x15\tc\x1b[201~\r", ["ab\tc"]),
        ("\x1b[200~ends with \\\rand goes on\x1b[201~\r", ["ends with \\\nand goes on"]),
    ],
)
def test_lines_of_a_paste_are_one_prompt_however_it_arrives(keys, lines):
    assert Typed()(keys) == lines
    typed = Typed()
    assert [line for byte in keys.encode() for line in typed(bytes([byte]))] == lines


def test_a_paste_into_a_secret_is_one_line():
    typed = Typed()
    typed.editor.secret = True
    assert typed("\x1b[200~hunter2\r\x1b[201~\r") == ["hunter2"]


def test_a_wide_character_is_erased_as_wide_as_it_is():
    typed = Typed()
    typed("日\x7f")
    assert typed.echoed == "日" + "\b \b" * 2


def test_a_secret_is_not_echoed():
    typed = Typed()
    typed.editor.secret = True
    assert typed("hunter\x7f2\r") == ["hunte2"]
    assert typed.echoed == "\n"


def test_what_is_typed_cannot_draw():
    typed = Typed()
    typed("a\u202eb\r")
    assert "\u202e" not in typed.echoed


def test_ctrl_d_ends_on_an_empty_line_only():
    typed = Typed()
    assert typed("ab\x04\r") == ["ab"]
    with pytest.raises(EndOfInput):
        typed("\x04")


@given(
    st.lists(
        st.sampled_from(["a", "é", "日", " ", "\x7f", "\x17", "\x1b[A", "\x1bOH", "\\\r", "\r"]), max_size=30
    ),
    st.data(),
)
def test_bytes_cut_anywhere_give_the_same_lines(keys, data):
    whole = "".join(keys).encode()
    cuts = sorted(data.draw(st.sets(st.integers(0, len(whole)), max_size=8)))
    pieces = [whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    in_pieces, at_once = Typed(), Typed()
    # An escape key by itself is told from the beginning of a longer key by what follows.
    assert [line for piece in pieces for line in in_pieces(piece)] == at_once(whole)
    assert in_pieces.echoed == at_once.echoed
