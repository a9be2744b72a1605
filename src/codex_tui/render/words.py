"""Which words of two lines differ: what a changed line is marked with."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_WORD = re.compile(r"\w+|\s+|.")

PAIR_LENGTH = 400
"""Characters up to which two lines are compared word by word."""
_ALIKE = 0.4
"""Share of two lines that must be equal for the rest to be worth marking."""

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
