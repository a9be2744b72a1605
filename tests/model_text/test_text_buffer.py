from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.model.safe_text import SafeText
from codex_tui.model.text_buffer import Difference, TextBuffer


def test_deltas_add_up_and_are_made_safe() -> None:
    buffer = TextBuffer("one ")
    buffer.append("two\x1b")
    assert buffer.text() == "one two␛"
    assert len(buffer) == 8


@given(st.lists(st.text(alphabet="ab\r\n\x1b", max_size=4)))
def test_a_line_end_cut_between_deltas_is_one_newline(chunks: list[str]) -> None:
    buffer = TextBuffer()
    for chunk in chunks:
        buffer.append(chunk)
    whole = SafeText("".join(chunks))
    assert buffer.text() == whole
    assert (len(buffer), buffer.newlines) == (len(whole), whole.count("\n"))


@given(st.lists(st.integers(0, 3000), max_size=12), st.floats(0, 1))
def test_the_text_since_an_offset_is_the_end_of_the_text(sizes: list[int], share: float) -> None:
    buffer = TextBuffer()
    for number, size in enumerate(sizes):
        buffer.append(chr(97 + number) * size)
    offset = int(len(buffer) * share)
    assert buffer.since(offset) == buffer.text()[offset:]
    assert buffer.since(len(buffer) + 5) == ""


def test_replacing_tells_what_changed() -> None:
    buffer = TextBuffer("Hello")
    assert buffer.replace("Hello") is Difference.NONE
    assert buffer.replace("Hello, world") is Difference.EXTENDED
    assert buffer.rewrites == 0
    assert buffer.replace("Hi") is Difference.REWRITTEN
    assert (buffer.text(), buffer.rewrites, buffer.newlines) == ("Hi", 1, 0)
