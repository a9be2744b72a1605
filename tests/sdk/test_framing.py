import json
from itertools import pairwise
from typing import Any

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


def test_invalid_utf8_from_a_peer_is_one_bad_line():
    assert decode_lines([b'{"a":"\xff"}', b'{"a":1}']) == [None, {"a": 1}]


def test_text_that_is_not_valid_unicode_is_sent_as_valid_utf8():
    line = encode_message({"path": "a\udcff", "list": ["\ud800"]})
    assert json.loads(line.decode("utf-8")) == {"path": "a?", "list": ["?"]}
