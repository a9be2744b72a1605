"""The whole output of a command as bytes, wherever they lie: what the model and the pager know of it.

The model keeps the beginning and the end of an output. All of it is written to disk by the session, which hands the
reducer a log for each command; a short output, and any other text, is a log in memory.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from codex_tui.model.output import OutputBuffer
    from codex_tui.model.output_lines import OutputLine
    from codex_tui.model.sgr import Sgr

HALF = 512 * 1024
"""Bytes that the server keeps of each end of an output, once it is complete."""
_CUT = re.compile(rb"\n\.\.\. (\d+) bytes omitted \.\.\.\n")
_SLACK = 16
"""Bytes by which the place of the cut may differ: characters that were cut in two are replaced by longer ones."""
_SEAM = 96
"""Bytes by which a stream is found again behind a hole."""
_STEP = 4096
STORED = 64 * 1024
"""Characters that the server stores of an output, in its history."""
_STORED_CUT = "\n... command output truncated for persistence ...\n"


class ByteLog(Protocol):
    """Bytes that can only grow, until they are replaced as a whole.

    Attributes:
        size: how many there are.
        version: counts the times that all of them were replaced.
        lost: how many bytes are known to be missing.
        note: what a reader should know of what is missing; empty if it is whole.
    """

    @property
    def size(self) -> int: ...

    @property
    def version(self) -> int: ...

    @property
    def lost(self) -> int: ...

    @property
    def note(self) -> str: ...

    def read(self, start: int, count: int) -> bytes:
        """The bytes from `start` on, `count` of them or as many as there are."""
        ...


class OutputLog(ByteLog, Protocol):
    """The log of a command that runs; the reducer writes it, and somebody else brings it to disk.

    Attributes:
        gone: what was kept is not there any more.
    """

    @property
    def gone(self) -> bool: ...

    def write(self, text: str) -> None:
        """Adds what the command printed."""
        ...

    def finish(self, text: str | None) -> None:
        """The command is over; `text` is the output that the server holds for true, None if it said nothing."""
        ...


class MemoryLog:
    """Bytes that are there already and do not change."""

    version = 0

    def __init__(self, data: bytes, note: str = "") -> None:
        self._data = data
        self.note = note
        self.lost = 0

    @property
    def size(self) -> int:
        return len(self._data)

    def read(self, start: int, count: int) -> bytes:
        return self._data[start : start + count]


class Cut(NamedTuple):
    """An output that the server has shortened: its beginning, the bytes it left out, and its end."""

    head: bytes
    omitted: int
    tail: bytes


def find_cut(data: bytes) -> Cut | None:
    """Where the server has left out the middle of an output; None if it is whole."""
    if len(data) <= 2 * HALF:
        return None
    found = _CUT.search(data, HALF - _SLACK, HALF + 64 + _SLACK)
    if found is None:
        return None
    return Cut(data[: found.start()], int(found.group(1)), data[found.end() :])


def left_out(text: str) -> int | None:
    """Bytes that the server has left out of the middle of an output; 0 if it is whole, None if it does not say."""
    if len(text) > 2 * HALF - 4 * _SLACK:
        cut = find_cut(text.encode("utf-8", "replace"))
        if cut is not None:
            return cut.omitted
    return None if len(text) > STORED - _SLACK and _STORED_CUT in text else 0


def mended(stream: bytes, cut: Cut) -> bytes | None:
    """A stream with holes, its ends as they were: the server keeps them, and leaves out what it cannot send in time.

    Gives None if the stream does not go with what was kept.
    """
    start = _passed(stream, cut.head)
    middle = stream[start:]
    middle = middle[: len(middle) - _passed(middle[::-1], cut.tail[::-1])]
    return cut.head + middle + cut.tail if len(middle) <= cut.omitted else None


def _passed(stream: bytes, known: bytes) -> int:
    """How much of a stream with holes lies within the text that it begins with."""
    at = place = 0
    while at < len(stream) and place < len(known):
        same = _common(stream, at, known, place)
        at, place = at + same, place + same
        piece = stream[at : at + _SEAM]
        found = known.find(piece, place)
        if not piece or place == len(known):
            break
        if found < 0:
            # What follows begins behind the text, or with the last bytes of it.
            rest = next((size for size in range(_SEAM - 1, 7, -1) if known.endswith(piece[:size], place)), 0)
            return at + rest
        place = found
    return at


def _common(one: bytes, at: int, other: bytes, place: int) -> int:
    """How many bytes are the same from two places on."""
    begin = at
    while (piece := one[at : at + _STEP]) and piece == other[place : place + _STEP]:
        at, place = at + len(piece), place + len(piece)
    a, b = one[at : at + _STEP], other[place : place + _STEP]
    size = min(len(a), len(b))
    return at - begin + next((number for number in range(size) if a[number] != b[number]), size)


def log_of(output: OutputBuffer) -> MemoryLog:
    """What is kept of an output, colours as escape sequences again."""
    lines = [_with_colours(output[index]) for index in range(output.head_count)]
    note = ""
    if output.omitted_lines:
        note = f"{output.omitted_lines:,} lines of the middle are not kept"
        lines.append(f"[… {output.omitted_lines:,} lines omitted …]\n")
    lines += [_with_colours(output[index]) for index in range(output.head_count, len(output))]
    text = "".join(lines)
    if left_out(text) != 0:
        note = "the server stores the beginning and the end of a long output only"
    return MemoryLog(text.encode("utf-8", "replace"), note)


def _with_colours(line: OutputLine) -> str:
    end = "" if line.unbroken else "\n"
    if not line.runs:
        return line.text + end
    parts: list[str] = []
    position = 0
    for start, stop, sgr in line.runs:
        parts += [line.text[position:start], _sequence(sgr), line.text[start:stop], "\x1b[0m"]
        position = stop
    return "".join([*parts, line.text[position:], end])


def _sequence(sgr: Sgr) -> str:
    codes = [
        code
        for on, code in (
            (sgr.bold, "1"),
            (sgr.dim, "2"),
            (sgr.italic, "3"),
            (sgr.underline, "4"),
            (sgr.reverse, "7"),
            (sgr.strike, "9"),
        )
        if on
    ]
    for base, colour in ((38, sgr.fg), (48, sgr.bg)):
        if isinstance(colour, int):
            codes.append(f"{base};5;{colour}")
        elif colour is not None:
            codes.append(f"{base};2;" + ";".join(map(str, colour)))
    return f"\x1b[{';'.join(codes)}m"
