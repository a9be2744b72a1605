"""Where in a TOML text a key stands. Pure.

TOML parsers give no lines for what they have understood. This one understands enough to find a key: headers of tables,
dotted and quoted keys, and that nothing inside of a text or an array over several lines is a key.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_KEY = re.compile(rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*=")
_HEADER = re.compile(rf"\s*\[\[?\s*({_PART}(?:\s*\.\s*{_PART})*)\s*\]\]?")
_PARTS = re.compile(_PART)
_TEXT = re.compile(r'"""|\'\'\'|"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*|[\[\]{}]')


def line_of(text: str, path: Sequence[str]) -> int | None:
    """The line, from 1, on which a key or the header of a table stands; else that of the nearest part above it."""
    best: tuple[int, int] | None = None
    for line, found in _keys(text):
        depth = 0
        while depth < min(len(found), len(path)) and found[depth] == path[depth]:
            depth += 1
        if depth == len(found) and (best is None or depth > best[0]):
            best = depth, line
    return best[1] if best is not None else None


def _keys(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    table: tuple[str, ...] = ()
    quote, depth = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        rest = line
        if not quote and not depth:
            if header := _HEADER.match(line):
                table = _parts(header[1])
                yield number, table
                continue
            if key := _KEY.match(line):
                yield number, (*table, *_parts(key[1]))
                rest = line[key.end() :]
        quote, depth = _state(rest, quote, depth)


def _parts(key: str) -> tuple[str, ...]:
    return tuple(part[1:-1] if part[0] in "\"'" else part for part in _PARTS.findall(key))


def _state(rest: str, quote: str, depth: int) -> tuple[str, int]:
    """Whether a text over several lines, or so many brackets, are open behind this piece of a line."""
    at = 0
    while at < len(rest):
        if quote:
            end = rest.find(quote, at)
            if end < 0:
                return quote, depth
            quote, at = "", end + 3
            continue
        token = _TEXT.search(rest, at)
        if token is None:
            break
        at = token.end()
        found = token.group()
        if found in ('"""', "'''"):
            quote = found
        elif found in "[{":
            depth += 1
        elif found in "]}":
            depth = max(0, depth - 1)
        elif found[0] == "#":
            break
    return quote, depth
