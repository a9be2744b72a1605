import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_app_server.rpc.codec import decode_lines, encode_message
from codex_app_server.rpc.framing import LineSplitter

LINES = st.lists(st.binary(max_size=40).map(lambda data: data.replace(b"\n", b" ")), max_size=30)
CUTS = st.lists(st.integers(min_value=0, max_value=400), max_size=20)


def cut(data: bytes, positions: list[int]) -> list[bytes]:
    borders = [0, *sorted(min(position, len(data)) for position in positions), len(data)]
    return [data[start:end] for start, end in pairwise(borders) if end > start]


@given(lines=LINES, positions=CUTS)
def test_any_cutting_of_the_bytes_gives_the_same_lines(lines: list[bytes], positions: list[int]):
    splitter = LineSplitter()
    data = b"".join(line + b"\n" for line in lines)
    found = [line for chunk in cut(data, positions) for line in splitter.feed(chunk)]
    assert found == [line for line in lines if line not in (b"", b"\r")]
    assert splitter.rest() == b""


def test_a_line_is_returned_only_when_it_is_finished():
    splitter = LineSplitter()
    assert splitter.feed(b'{"a"') == []
    assert splitter.rest() == b'{"a"'
    assert splitter.feed(b":1}\n{") == [b'{"a":1}']
    assert splitter.rest() == b"{"


@given(values=st.lists(st.dictionaries(st.text(), st.text() | st.integers() | st.none()), max_size=10))
def test_what_is_encoded_is_decoded_again(values: list[dict[str, Any]]):
    lines = LineSplitter().feed(b"".join(encode_message(value) for value in values))
    assert decode_lines(lines) == json.loads(json.dumps(values))


def test_lines_that_are_no_json_do_not_hide_their_neighbours():
    assert decode_lines([b'{"a":1}', b"oops", b'{"b":2},{"c":3}', b'"half', b'half"', b"[1]"]) == [
        {"a": 1},
        None,
        None,
        None,
        None,
        [1],
    ]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (b'{"a":"x\xffy"}', "x\ufffdy"),
        (b'{"a":"x\xed\xa0\x80y"}', "x\ufffd\ufffd\ufffdy"),
        (b'{"a":"x\\ud800y"}', "x\ufffdy"),
        (b'{"a":"x\\uDC00y"}', "x\ufffdy"),
        (b'{"a":"x\\ud83d\\ude00\\ud83d"}', "x\U0001f600\ufffd"),
        (b'{"a":"x\\\\ud800\\ud800"}', "x\\ud800\ufffd"),
        (b'{"a":"x\x00y\x1bz"}', "x\ufffdy\ufffdz"),
        (b'\xef\xbb\xbf{"a":"x"}', "x"),
        (b'{"a":"x"}\r', "x"),
        (b' {"a":"first","a":"x"}\t', "x"),
    ],
)
def test_a_character_that_is_none_costs_neither_its_line_nor_others(line: bytes, text: str):
    assert decode_lines([b'{"b":1}', line, b'{"b":2}']) == [{"b": 1}, {"a": text}, {"b": 2}]


@pytest.mark.parametrize(
    "line",
    [
        b"[" * 10_000 + b"]" * 10_000,
        b'{"a":' + b"9" * 10_000 + b"}",
        b'{"a":1}\0',
        b"\0",
        b"\xff",
        b'{"a":"\\x"}',
    ],
    ids=["too deep", "too large a number", "trailing NUL", "NUL", "no UTF-8", "no escape"],
)
def test_what_cannot_be_read_costs_its_line_only(line: bytes):
    assert decode_lines([b'{"b":1}', line, b'{"b":2}']) == [{"b": 1}, None, {"b": 2}]


def test_lines_that_make_sense_only_together_are_bad_each_for_itself():
    # With commas between them these would be three values, as many as there are lines, and the good one in the first.
    lines = [b'{"a":[{}', b'{"good":1}', b'{}]},{"x":1},{"y":1}']
    assert decode_lines(lines) == [None, {"good": 1}, None]


def test_text_that_is_not_valid_unicode_is_sent_as_valid_utf8():
    line = encode_message({"path": "a\udcff", "list": ["\ud800"]})
    assert json.loads(line.decode("utf-8")) == {"path": "a?", "list": ["?"]}


PIECES = st.sampled_from(
    [
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b'"',
        b"\\",
        b"\\ud83d",
        b"\xff",
        b"\0",
        b"\r",
        b"1",
        b"null",
        b'"a"',
        b"\xef\xbb\xbf",
    ]
)
BAD_OR_GOOD = st.one_of(
    st.dictionaries(st.text(max_size=4), st.text(max_size=8) | st.integers() | st.none(), max_size=3).map(
        lambda value: json.dumps(value, ensure_ascii=False).encode()
    ),
    st.lists(PIECES, max_size=8).map(b"".join),
    st.binary(max_size=12).map(lambda data: data.replace(b"\n", b" ")),
)


@given(lines=st.lists(BAD_OR_GOOD, max_size=12), positions=CUTS)
def test_each_line_means_the_same_in_any_company_and_any_cutting(lines: list[bytes], positions: list[int]):
    splitter = LineSplitter()
    whole = b"".join(line + b"\n" for line in lines)
    read: list[Any] = []
    for chunk in cut(whole, positions):
        found = splitter.feed(chunk)
        read += decode_lines(found) if found else []
    alone = [decode_lines([line])[0] for line in lines if line not in (b"", b"\r")]
    assert repr(read) == repr(alone)  # NaN is no equal of itself
    assert splitter.rest() == b""
