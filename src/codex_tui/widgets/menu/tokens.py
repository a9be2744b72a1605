"""What at the cursor of the composer a menu is for: a command, its argument, a file, a skill. Pure.

Only the first line and that of the cursor are looked at, so that a long text costs nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_SKILL = re.compile(r"[A-Za-z][\w:-]*\Z|\Z")
_OPENING = "([{<'\"`"
"""What may stand directly before a file or a skill, beside a blank."""


class Kind(str, Enum):
    """Of what a menu offers something."""

    COMMAND = "command"
    ARGUMENT = "argument"
    FILE = "file"
    SKILL = "skill"


@dataclass(frozen=True, slots=True)
class Token:
    """A part of one line: what is looked for, and what gives way to what is chosen.

    Attributes:
        kind: what it is.
        row: the line.
        start: the first column that gives way.
        end: the column after the last one.
        query: what was typed of it, up to the cursor.
        command: the name before an argument.
    """

    kind: Kind
    row: int
    start: int
    end: int
    query: str
    command: str = ""

    @property
    def place(self) -> tuple[Kind, int, int, str]:
        """What stays the same while one goes on typing it."""
        return self.kind, self.row, self.start, self.command


def token_at(first_line: str, line: str, row: int, column: int) -> Token | None:
    """The token at the cursor.

    Args:
        first_line: of the text.
        line: the one with the cursor.
        row: its number, from 0.
        column: of the cursor in it.
    """
    if first_line.startswith("!"):
        return None
    if row == 0 and first_line.startswith("/"):
        found = _command(line, column)
        if found is not None:
            return found
    return _word(line, row, column)


def _command(line: str, column: int) -> Token | None:
    end = next((at for at, character in enumerate(line) if character.isspace()), len(line))
    name = line[1:end]
    if "/" in name or column == 0:
        return None
    if column <= end:
        return Token(Kind.COMMAND, 0, 0, end, line[1:column]) if name or len(line) == 1 else None
    start = end + len(line[end:]) - len(line[end:].lstrip())
    if column < start or not name:
        return None
    return Token(Kind.ARGUMENT, 0, start, len(line), line[start:column], name)


def _word(line: str, row: int, column: int) -> Token | None:
    before = line[:column]
    quote = before.rfind('@"')
    if quote >= 0 and '"' not in before[quote + 2 :] and _free(before, quote):
        end = line.find('"', column)
        return Token(Kind.FILE, row, quote, end + 1 if end >= 0 else column, before[quote + 2 :])
    start = max(before.rfind(" "), before.rfind("\t")) + 1
    while start < column and line[start] in _OPENING:
        start += 1
    sign = line[start : start + 1]
    if start >= column or sign not in ("@", "$"):
        return None
    query = line[start + 1 : column]
    if sign == "$":
        return Token(Kind.SKILL, row, start, _end(line, column), query) if _SKILL.match(query) else None
    return Token(Kind.FILE, row, start, _end(line, column), query)


def _free(before: str, at: int) -> bool:
    return at == 0 or before[at - 1].isspace() or before[at - 1] in _OPENING


def _end(line: str, column: int) -> int:
    """The end of the word."""
    return next((at for at in range(column, len(line)) if line[at].isspace()), len(line))
