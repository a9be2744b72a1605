"""Two keys pressed one after the other that count as one: a chord, named by both with a blank between. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BETWEEN = " "


def chord(first: str, second: str) -> str:
    """The name of both."""
    return f"{first}{BETWEEN}{second}"


def parts(key: str) -> tuple[str, ...]:
    """The keys of a chord; a key that is none, alone."""
    return tuple(key.split(BETWEEN))


def first_keys(given: Mapping[str, str]) -> frozenset[str]:
    """The keys that begin chords, of those that the settings give: the table itself has none."""
    keys = (key for written in given.values() if BETWEEN in written for key in written.split(","))
    return frozenset(parts(key.strip())[0] for key in keys if BETWEEN in key.strip())


def seconds(first: str, keys: Iterable[str]) -> dict[str, str]:
    """The keys that may follow one, each with the chord that it makes."""
    begin = f"{first}{BETWEEN}"
    return {key.removeprefix(begin): key for key in keys if key.startswith(begin)}


def clash(one: str, other: str) -> bool:
    """Whether two keys cannot mean different things at one place: they are the same, or one begins the other."""
    return one == other or one.startswith(f"{other}{BETWEEN}") or other.startswith(f"{one}{BETWEEN}")
