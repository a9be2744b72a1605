"""What at the cursor a menu is for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.widgets.menu.tokens import Kind, Token, token_at


def token(text: str) -> Token | None:
    """The token at the bar in a text."""
    before, _, after = text.partition("|")
    lines = (before + after).split("\n")
    row = before.count("\n")
    column = len(before) - (before.rfind("\n") + 1)
    return token_at(lines[0], lines[row], row, column)


@pytest.mark.parametrize(
    ("text", "query", "span"),
    [
        ("/|", "", (0, 1)),
        ("/comp|", "comp", (0, 5)),
        ("/co|mp act", "co", (0, 5)),
        ("/comp|\nsecond line", "comp", (0, 5)),
    ],
)
def test_a_command_is_the_first_word_of_the_text(text, query, span):
    found = token(text)
    assert found is not None
    assert (found.kind, found.query, (found.start, found.end)) == (Kind.COMMAND, query, span)


@pytest.mark.parametrize(
    ("text", "command", "query", "start"),
    [
        ("/model |", "model", "", 7),
        ("/model gpt|", "model", "gpt", 7),
        ("/rename  two words|", "rename", "two words", 9),
    ],
)
def test_its_argument_is_all_behind_it(text, command, query, start):
    found = token(text)
    assert found is not None
    assert (found.kind, found.command, found.query, found.start) == (Kind.ARGUMENT, command, query, start)


@pytest.mark.parametrize(
    ("text", "query", "span"),
    [
        ("@|", "", (0, 1)),
        ("see @src/ma|in.py now", "src/ma", (4, 16)),
        ("first\nsee (@ma|", "ma", (5, 8)),
        ('see @"two wor|ds.py" now', "two wor", (4, 19)),
        ('see @"two wor|', "two wor", (4, 13)),
    ],
)
def test_a_file_is_the_word_behind_an_at_sign(text, query, span):
    found = token(text)
    assert found is not None
    assert (found.kind, found.query, (found.start, found.end)) == (Kind.FILE, query, span)


def test_a_skill_is_a_name_behind_a_dollar_sign():
    found = token("use $rev|")
    assert found is not None
    assert (found.kind, found.query, found.start) == (Kind.SKILL, "rev", 4)
    assert token("use $|") is not None


@pytest.mark.parametrize(
    "text",
    [
        "|",
        "plain text|",
        "me@example.org|",
        "|/compact",
        "/usr/bin/env|",
        "/ |compact",
        "see |@main",
        "see @main |",
        'see @"two words.py" |',
        "it costs $5|",
        "first line\n/compact|",
        "!cat @main|",
    ],
)
def test_all_else_is_text(text):
    assert token(text) is None


@given(st.text(alphabet="/@$!\"' ab.\n", max_size=20), st.integers(min_value=0, max_value=20))
def test_a_token_lies_in_its_line_and_holds_the_cursor(text, at):
    before = text[:at]
    lines = text.split("\n")
    row, column = before.count("\n"), len(before) - (before.rfind("\n") + 1)
    found = token_at(lines[0], lines[row], row, column)
    if found is not None:
        assert 0 <= found.start <= column <= found.end <= len(lines[row])
        assert lines[row][found.start : column].endswith(found.query)
