"""A small parser of terminal text: tells text from controls, whatever way the stream is cut into chunks."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Action(Enum):
    """What a piece of a terminal stream means."""

    TEXT = "text"
    NEWLINE = "newline"
    RETURN = "return"
    BACKSPACE = "backspace"
    SGR = "sgr"
    """Carries the parameters."""
    ERASE = "erase"
    """Erase in line; carries its parameter."""


_SPECIAL = re.compile("[\n\r\b\a\x1b\x84\x85\x88\x8d-\x90\x98\x9a-\x9f]")
# The lengths are bounded so that what waits for its end is; a longer one is no sequence of this world.
_CSI = re.compile("(?:\x1b\\[|\x9b)([0-?]{0,128})([ -/]{0,8})([@-~])")
_CSI_BEGUN = re.compile("(?:\x1b\\[|\x9b)[0-?]{0,128}[ -/]{0,8}")
_ESCAPE = re.compile("\x1b[ -/]{0,8}[0-~]")
_ESCAPE_BEGUN = re.compile("\x1b[ -/]{0,8}")
_STRING = re.compile("\x1b[P\\]_^X]|[\x90\x98\x9d-\x9f]")
_STRING_END = re.compile("\x1b\\\\|[\x9c\a\x18\x1a]|(?=[\n\x1b])")
_CONTROLS = {"\n": Action.NEWLINE, "\r": Action.RETURN, "\b": Action.BACKSPACE}


# What leaves no mark behind on a line without a cursor that moves back: all sequences but "erase" backwards. The
# parameters of a colour are the group. One pattern that begins with one character: the search skips to that.
SEQUENCE = re.compile(
    "\x1b(?:"
    "\\[(?:((?:[0-;][0-?]{0,127})?)m|[0-?]{0,128}[ -/]{0,8}[@-JL-ln-~]"
    "|0?K|[<-?][0-?]{0,127}[Km]|[0-?]{0,128}[ -/]{1,8}[Km])"
    "|[P\\]_^X][^\n\x1b\x9c\a\x18\x1a]*(?:\x1b\\\\|[\x9c\a\x18\x1a]|(?=[\n\x1b])|\\Z)"
    "|(?![\\[P\\]_^X])[ -/]{0,8}[0-~]"
    ")"
)
COLOUR = re.compile("\x1b\\[((?:[0-;][0-?]{0,127})?)m")
_HARMLESS = bytes((0x09, 0x0A, *range(0x20, 0x7F)))


def residue(text: str) -> str:
    """The characters that need a look: all but printable ASCII, tab and newline. The cheapest test there is."""
    return text.encode("utf-8", "surrogatepass").translate(None, _HARMLESS).decode("utf-8", "surrogatepass")


def is_obeyed(characters: str) -> bool:
    """Whether any of some characters is one that a terminal obeys, or begins a sequence."""
    return _SPECIAL.search(characters) is not None


class EscapeParser:
    """Cuts a stream into actions. A sequence that is not complete waits for the next chunk.

    A string sequence (OSC, DCS, APC ...) also ends at a newline, so that a stray opener hides no more than
    its line.
    """

    __slots__ = ("_in_string", "_pending")

    def __init__(self) -> None:
        self._pending = ""
        self._in_string = False

    @property
    def inside(self) -> bool:
        """Whether it waits for the rest of a sequence."""
        return self._in_string or bool(self._pending)

    def feed(self, chunk: str) -> Iterator[tuple[Action, str]]:
        """Gives the actions of a chunk; the text of TEXT holds no escape."""
        data = self._pending + chunk
        self._pending = ""
        position, end = 0, len(data)
        while position < end:
            if self._in_string:
                position = self._skip_string(data, position)
                continue
            found = _SPECIAL.search(data, position)
            if found is None:
                yield Action.TEXT, data[position:]
                return
            if found.start() > position:
                yield Action.TEXT, data[position : found.start()]
            position = found.end()
            char = found.group()
            if char in _CONTROLS:
                yield _CONTROLS[char], ""
            elif char in "\x1b\x90\x98\x9b\x9d\x9e\x9f":
                sequence = _CSI.match(data, found.start())
                if sequence is not None:
                    position = sequence.end()
                    parameters, between, final = sequence.groups()
                    # Private forms (CSI > 4 m) share the letter, not the meaning.
                    if final in "mK" and not between and not parameters.startswith(("<", "=", ">", "?")):
                        yield (Action.SGR if final == "m" else Action.ERASE), parameters
                else:
                    position = self._other_sequence(data, found.start())

    def _skip_string(self, data: str, position: int) -> int:
        found = _STRING_END.search(data, position)
        if found is None:
            return len(data)
        if found.start() == len(data) - 1 and data[found.start()] == "\x1b":
            self._pending = "\x1b"  # perhaps the first half of the terminator
            self._in_string = True
            return len(data)
        self._in_string = False
        return found.end()

    def _other_sequence(self, data: str, start: int) -> int:
        """Passes over the sequence at `start`, or keeps its beginning for later; gives where to go on."""
        string = _STRING.match(data, start)
        if string is not None:
            self._in_string = True
            return string.end()
        begun = _CSI_BEGUN.match(data, start) or _ESCAPE_BEGUN.match(data, start)
        if begun is None:
            return start + 1
        if begun.end() == len(data):
            self._pending = data[start:]
            return len(data)
        whole = None if data.startswith(("\x1b[", "\x9b"), start) else _ESCAPE.match(data, start)
        return whole.end() if whole is not None else begun.end()
