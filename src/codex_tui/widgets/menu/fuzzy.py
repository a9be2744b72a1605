"""Fuzzy matching for menus: the letters of a query in their order, and how good a match that is.

Linear in the text: a title may be long, and every key asks anew. Pure.
"""

from __future__ import annotations

from typing import NamedTuple

_EXACT = 1000.0
_BEGINNING = 500.0
_WITHIN = 200.0
"""Levels: better ones never lose to the sum of small things."""


class Match(NamedTuple):
    """How good a match is, more is better, and the characters of the text that it is made of."""

    score: float
    indices: tuple[int, ...]


def match(query: str, text: str) -> Match | None:
    """Matches a query, in any case of letters; None if its letters are not in the text in that order."""
    wanted, folded = query.lower(), text.lower()
    if len(folded) != len(
        text
    ):  # letters whose small form is longer: their places would not be those of the text
        folded = "".join(small if len(small := character.lower()) == 1 else character for character in text)
    if not wanted:
        return Match(0.0, ())
    at = _best_place(wanted, folded)
    if at >= 0:
        level = (_BEGINNING if at == 0 else _WITHIN) + (_EXACT if wanted == folded else 0.0)
        return Match(level + _small_things((at,), folded, at), tuple(range(at, at + len(wanted))))
    indices = _scattered(wanted, folded)
    if indices is None:
        return None
    return Match(_small_things(indices, folded, indices[0]), indices)


def _starts_word(text: str, at: int) -> bool:
    return at == 0 or not text[at - 1].isalnum()


def _best_place(wanted: str, text: str) -> int:
    """Where the whole query stands: at the beginning of a word if there is such a place, else the first."""
    first = at = text.find(wanted)
    while at >= 0:
        if _starts_word(text, at):
            return at
        at = text.find(wanted, at + 1)
    return first


def _scattered(wanted: str, text: str) -> tuple[int, ...] | None:
    """The letters one by one, at beginnings of words where that leaves the rest of them a place."""
    # From the end: the last place at which each letter may stand.
    latest, limit = [], len(text)
    for letter in reversed(wanted):
        limit = text.rfind(letter, 0, limit)
        if limit < 0:
            return None
        latest.append(limit)
    latest.reverse()
    indices: list[int] = []
    at = 0
    for letter, last in zip(wanted, latest, strict=True):
        place = text.find(letter, at)
        if not (indices and place == at):  # a letter that goes on directly is better than any beginning
            begins = place
            while 0 <= begins <= last and not _starts_word(text, begins):
                begins = text.find(letter, begins + 1)
            if 0 <= begins <= last:
                place = begins
        indices.append(place)
        at = place + 1
    return tuple(indices)


def _small_things(indices: tuple[int, ...], text: str, first: int) -> float:
    """What tells matches of one level apart: beginnings of words, letters that stand together, short texts."""
    score = 0.0
    for number, at in enumerate(indices):
        score += 8.0 if _starts_word(text, at) else 0.0
        score += 6.0 if number and indices[number - 1] == at - 1 else 0.0
    return score - min(first, 40) * 0.05 - min(len(text), 200) * 0.01
