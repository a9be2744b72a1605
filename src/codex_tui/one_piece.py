"""Keys that came in one piece with others: pasted where pastes are not marked, or typed ahead of a slow line.

What takes text takes them like any other. What takes a decision does not: nobody pressed the one key for it and saw
what it answered. Beside the keyboard's driver, which marks them, and under the widgets that look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.events import Key
    from textual.message import Message

_MARK = "came_with_others"


def in_one_piece(messages: Iterable[Message]) -> list[Message]:
    """What was read from the terminal at once; of several keys each is marked."""
    from textual.events import Key

    all_of_it = list(messages)
    keys = [message for message in all_of_it if isinstance(message, Key)]
    if len(keys) > 1:
        for key in keys:
            setattr(key, _MARK, True)
    return all_of_it


def came_with_others(key: Key) -> bool:
    """Whether a key was read together with others."""
    return bool(getattr(key, _MARK, False))


def sent_on(key: Key, chord: str = "") -> Key:
    """A key for another widget, or the chord that it ends: pressed when and how this one was."""
    from textual.events import Key

    copy = Key(chord, None) if chord else Key(key.key, key.character)
    copy.time = key.time
    if came_with_others(key):
        setattr(copy, _MARK, True)
    return copy
