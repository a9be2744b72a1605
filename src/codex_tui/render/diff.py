"""Reading unified diffs, whatever state they are in: numbered lines, and the words that changed in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.model.items import FileChange

_HUNK = re.compile(r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@ ?(.*)")
_PREAMBLE = (
    "diff ",
    "index ",
    "--- ",
    "+++ ",
    "new file",
    "deleted file",
    "similarity ",
    "rename ",
    "old mode",
    "new mode",
)
_WORD = re.compile(r"\w+|\s+|.")

PAIR_LENGTH = 400
"""Characters up to which two lines are compared word by word."""
PAIR_BUDGET = 200
"""Pairs of lines that are compared in one file."""
_ALIKE = 0.4
"""Share of two lines that must be equal for the rest to be worth marking."""


class DiffKind(Enum):
    """What a line of a diff is."""

    CONTEXT = " "
    ADDED = "+"
    REMOVED = "-"
    HUNK = "@"
    NOTE = "\\"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a diff.

    Attributes:
        kind: what it is.
        text: without its sign.
        source: offset of the line in the diff.
        number: in the new file, or in the old one where it was removed; None where it has none.
        words: ranges of the text that differ from its counterpart.
    """

    kind: DiffKind
    text: str
    source: int
    number: int | None = None
    words: tuple[tuple[int, int], ...] = ()


def parse_change(change: FileChange) -> list[DiffLine]:
    """The lines of one file's change; of an added or deleted file the server gives the plain content."""
    if change.change in ("add", "delete") and not _HUNK.search(change.diff):
        kind = DiffKind.ADDED if change.change == "add" else DiffKind.REMOVED
        lines = []
        for number, (source, text) in enumerate(_numbered(change.diff), 1):
            lines.append(DiffLine(kind, text, source, number))
        return lines
    return _mark_words(list(_parse(change.diff)))


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    source = 0
    for line in text.removesuffix("\n").split("\n") if text else ():
        yield source, line
        source += len(line) + 1


def _parse(diff: str) -> Iterator[DiffLine]:
    old = new = 0  # numbers of the next lines
    old_left = new_left = 0  # lines that the hunk still has; negative once its header was wrong
    seen_hunk = False
    for source, line in _numbered(diff):
        hunk = _HUNK.match(line)
        if hunk is not None:  # whatever the last header promised: no line of a hunk begins like this
            old, new = int(hunk[1]), int(hunk[3])
            old_left, new_left = int(hunk[2] or 1), int(hunk[4] or 1)
            yield DiffLine(DiffKind.HUNK, hunk[5], source)
            seen_hunk = True
            continue
        outside = old_left <= 0 and new_left <= 0
        if outside and line.startswith(_PREAMBLE):
            continue
        sign, text = line[:1], line[1:]
        if sign == "\\":
            yield DiffLine(DiffKind.NOTE, text.strip(), source)
        elif sign == "+":
            yield DiffLine(DiffKind.ADDED, text, source, new if seen_hunk else None)
            new, new_left = new + 1, new_left - 1
        elif sign == "-":
            yield DiffLine(DiffKind.REMOVED, text, source, old if seen_hunk else None)
            old, old_left = old + 1, old_left - 1
        else:
            yield DiffLine(
                DiffKind.CONTEXT, text if sign == " " else line, source, new if seen_hunk else None
            )
            old, new, old_left, new_left = old + 1, new + 1, old_left - 1, new_left - 1


def _mark_words(lines: list[DiffLine]) -> list[DiffLine]:
    """Pairs removed lines with the added ones that replace them."""
    index, budget = 0, PAIR_BUDGET
    while index < len(lines) and budget > 0:
        if lines[index].kind is not DiffKind.REMOVED:
            index += 1
            continue
        middle = index
        while middle < len(lines) and lines[middle].kind is DiffKind.REMOVED:
            middle += 1
        end = middle
        while end < len(lines) and lines[end].kind is DiffKind.ADDED:
            end += 1
        pairs = min(middle - index, end - middle, budget)
        for step in range(pairs):
            removed, added = lines[index + step], lines[middle + step]
            before, after = changed_words(removed.text, added.text)
            lines[index + step] = replace(removed, words=before)
            lines[middle + step] = replace(added, words=after)
        budget -= pairs
        index = end
    return lines


Ranges = tuple[tuple[int, int], ...]


def changed_words(before: str, after: str) -> tuple[Ranges, Ranges]:
    """The ranges of two lines that differ, by words; none if the lines are long or have little in common."""
    if max(len(before), len(after)) > PAIR_LENGTH or before == after:
        return (), ()
    old, new = _WORD.findall(before), _WORD.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE or matcher.ratio() < _ALIKE:
        return (), ()
    removed: list[tuple[int, int]] = []
    added: list[tuple[int, int]] = []
    old_at, new_at = _offsets(old), _offsets(new)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        if i2 > i1:
            removed.append((old_at[i1], old_at[i2]))
        if j2 > j1:
            added.append((new_at[j1], new_at[j2]))
    return tuple(removed), tuple(added)


def _offsets(words: list[str]) -> list[int]:
    offsets = [0]
    for word in words:
        offsets.append(offsets[-1] + len(word))
    return offsets
