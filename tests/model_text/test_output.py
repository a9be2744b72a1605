from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codex_tui.model import output as output_module
from codex_tui.model.output import OutputBuffer, OutputLine, Run
from codex_tui.model.sgr import Sgr
from codex_tui.model.text_buffer import Difference


def lines(buffer: OutputBuffer) -> list[OutputLine]:
    return [buffer[index] for index in range(len(buffer))]


def texts(buffer: OutputBuffer) -> list[str]:
    return [line.text for line in lines(buffer)]


def test_colours_become_runs_of_plain_data() -> None:
    buffer = OutputBuffer("a\x1b[1;31mred\x1b[0m b\x1b[38;5;200mx\x1b[48;2;1;2;3my\x1b[38:2::9:8:7mz")
    assert texts(buffer) == ["ared bxyz"]
    assert buffer[0].runs == (
        Run(1, 4, Sgr(fg=1, bold=True)),
        Run(6, 7, Sgr(fg=200)),
        Run(7, 8, Sgr(fg=200, bg=(1, 2, 3))),
        Run(8, 9, Sgr(fg=(9, 8, 7), bg=(1, 2, 3))),
    )


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("10%\r20%\r100%\n", ["100%"]),
        ("downloading\r\x1b[Kdone\n", ["done"]),
        ("windows\r\nlines\r\n", ["windows", "lines"]),
        ("abc\b\bX", ["aXc"]),
        ("\x1b]0;title\x07text", ["text"]),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", ["link"]),
        ("\x1b]52;c;c2VjcmV0\x07x", ["x"]),
        ("\x1bP1;2qsixel\x1b\\x\x1b_apc\x1b\\y", ["xy"]),
        ("\x1b[2J\x1b[H\x1b[?1049h\x1b[>4;1mx", ["x"]),
        ("\x1b(B\x1b=\x1b7x", ["x"]),
        ("\x9b31mred\x9b0m", ["red"]),
        ("\x1b]never closed\nnext", ["", "next"]),
        ("nul\x00", ["nul␀"]),
        ("\x1b[8mhidden", ["hidden"]),
    ],
)
def test_output_shows_what_a_terminal_would_leave_on_a_line(printed: str, shown: list[str]) -> None:
    assert texts(OutputBuffer(printed)) == shown


ALPHABET = st.sampled_from("ab\n\r\b\t\x1b[]P\\;:m0138K\x07\x9b\x9c\x18 (é漢\x00")


@settings(max_examples=200)
@given(st.lists(st.text(ALPHABET, max_size=5), max_size=12))
def test_chunks_cut_anywhere_end_in_the_same_lines(chunks: list[str]) -> None:
    streamed = OutputBuffer()
    for chunk in chunks:
        streamed.append(chunk)
    assert lines(streamed) == lines(OutputBuffer("".join(chunks)))


@settings(max_examples=100)
@given(st.text())
def test_no_escape_is_left_of_any_output(printed: str) -> None:
    text = OutputBuffer(printed).text()
    assert not set(text) & set("\x1b\x07\r\x08\x9b\x00")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output_module, "HEAD_LIMIT", 30)
    monkeypatch.setattr(output_module, "TAIL_LIMIT", 60)
    monkeypatch.setattr(output_module, "LINE_LIMIT", 20)


@pytest.mark.usefixtures("small")
def test_long_output_keeps_its_head_and_its_tail_and_counts_the_rest() -> None:
    buffer = OutputBuffer("".join(f"line {number:03}\n" for number in range(100)) + "open")
    assert texts(buffer) == [
        "line 000",
        "line 001",
        "line 002",
        *[f"line {n:03}" for n in range(94, 100)],
        "open",
    ]
    assert (buffer.omitted_lines, buffer.omitted_chars) == (91, 91 * 9)
    assert (buffer.line_count, buffer.head_count, buffer.tail_first) == (101, 3, 94)
    assert buffer[-1].text == "open"
    assert buffer.line(94).text == "line 094"
    assert "91 lines, 819 characters omitted" in buffer.text()
    with pytest.raises(IndexError):
        buffer.line(50)


@pytest.mark.usefixtures("small")
def test_memory_stays_bounded_without_any_newline() -> None:
    buffer = OutputBuffer()
    for _ in range(1000):
        buffer.append("x" * 7)
    assert len(buffer.text()) < 30 + 60 + 20 + 60
    assert all(len(line.text) <= 20 for line in lines(buffer))
    assert buffer.printed == 7000


@pytest.mark.usefixtures("small")
def test_a_line_that_was_too_long_is_whole_in_the_text() -> None:
    assert OutputBuffer("x" * 25 + "\nnext\n").text() == "x" * 25 + "\nnext\n"


def test_the_output_that_the_server_holds_for_true_wins() -> None:
    buffer = OutputBuffer("a\nb\n")
    assert buffer.replace("a\nb\n") is Difference.NONE
    assert buffer.replace("a\nc\n") is Difference.REWRITTEN
    assert (texts(buffer), buffer.rewrites) == (["a", "c"], 1)
    assert OutputBuffer().replace("x") is Difference.EXTENDED
