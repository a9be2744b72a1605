from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.model import output as output_module
from codex_tui.model import output_batches
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


@given(st.lists(st.text(ALPHABET, max_size=5), max_size=12))
def test_chunks_cut_anywhere_end_in_the_same_lines(chunks: list[str]) -> None:
    streamed = OutputBuffer()
    for chunk in chunks:
        streamed.append(chunk)
    assert lines(streamed) == lines(OutputBuffer("".join(chunks)))


PIECES = st.sampled_from(
    [
        *(
            "a",
            "word ",
            "x" * 25,
            "\n",
            "\n",
            "\r\n",
            "\r",
            "\b",
            "\t",
            "\x00",
            "é",
            "漢",
            "\u202e",
            "\ud800",
        ),
        *(
            "\x1b",
            "\x1b[",
            "\x1b[31m",
            "\x1b[1;4m",
            "\x1b[m",
            "\x1b[0m",
            "\x1b[48:2::1:2:3m",
            "\x1b[1?m",
            "\x9b31m",
        ),
        *("\x1b[K", "\x1b[1K", "\x1b[2K", "\x1b[?K", "\x1b[>4;1m", "\x1b[1 m", "\x1b[2J", "\x1b(B", "\x84"),
        *("\x1b]0;t", "\x1bP", "\x90", "\x07", "\x1b\\", "\x9c", "\x18", "m", "0", "K", ";", "[", "]", "\\"),
    ]
)
PRINTED = st.lists(PIECES, max_size=60).map("".join)


def facts(buffer: OutputBuffer) -> tuple[object, ...]:
    """All that a reader can learn of it."""
    return (
        (buffer.settled, buffer.line_count, buffer.printed, buffer.head_count, buffer.tail_first),
        (buffer.omitted_lines, buffer.omitted_chars),
        buffer.text(),
        lines(buffer),
    )


@given(st.lists(st.tuples(PRINTED, st.booleans()), max_size=8), st.sampled_from([1, 10, 50, 8192]))
def test_what_is_kept_does_not_depend_on_how_it_came_or_who_looked(
    chunks: list[tuple[str, bool]], batch: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("HEAD_LIMIT", 30), ("TAIL_LIMIT", 60), ("LINE_LIMIT", 20)):
            patch.setattr(output_module, name, value)
        # Looked at after each character, all of it goes through the writer, which obeys one action after another.
        obeyed, streamed = OutputBuffer(), OutputBuffer()
        for text, looked_at in chunks:
            for character in text:
                obeyed.append(character)
                assert obeyed.printed >= 0
            patch.setattr(output_module, "BATCH", batch)
            streamed.append(text)
            if looked_at:
                assert facts(streamed) == facts(obeyed)
        assert facts(streamed) == facts(obeyed)
        assert facts(OutputBuffer("".join(text for text, _ in chunks))) == facts(obeyed)


def test_a_colour_that_was_looked_at_before_its_line_came_colours_that_line() -> None:
    buffer = OutputBuffer("plain\n\x1b[31m")
    assert buffer.line_count == 1
    buffer.append("red\n")
    assert [line.runs for line in lines(buffer)] == [(), (Run(0, 3, Sgr(fg=1)),)]


@pytest.mark.parametrize(
    "line", ["y\n", "one line\r\n", "\x1b[32mok\x1b[0m \x1b[1mof what\x1b[m is printed\n", "10%\r90%\r100%\n"]
)
def test_of_much_output_only_what_is_looked_at_becomes_lines(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = 0
    original = OutputLine.__new__

    def count(*args, **kwargs):
        nonlocal made
        made += 1
        return original(*args, **kwargs)

    monkeypatch.setattr(OutputLine, "__new__", count)
    buffer = OutputBuffer()
    text = line * (1_000_000 // len(line))
    for start in range(0, len(text), 8000):
        buffer.append(text[start : start + 8000])
    assert made < 7_000  # the batch in which the head ends, and lines that were cut in two
    made = 0
    assert {buffer[index].text for index in range(-6, -1)} == {buffer[0].text}
    assert made <= 2 * output_batches.BATCH


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
