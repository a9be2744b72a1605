"""What writes lines: whole words where they go to a terminal, whole lines where they go to a file."""

from __future__ import annotations

from codex_tui.linear.speaker import Speaker

LINE = "Answer with /answer 1 and a word. always rm -rf build/: for all commands that begin so; 日本語も"


def said(columns: int) -> list[str]:
    written: list[str] = []
    Speaker(written.append, lambda: columns).say(f"{LINE}\n\nshort")
    return "".join(written).split("\n")


def test_on_a_terminal_no_word_is_broken_at_its_edge():
    *rows, empty, short, end = said(40)
    assert " ".join(rows) == LINE
    assert rows[0] == "Answer with /answer 1 and a word. always"
    assert (empty, short, end) == ("", "short", "")


def test_elsewhere_a_line_is_a_line():
    assert said(0) == [LINE, "", "short", ""]
