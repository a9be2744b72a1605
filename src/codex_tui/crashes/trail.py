"""The last things that happened, by name and without content: what a report says went before. Light."""

from __future__ import annotations

from collections import deque

MOST = 50
_trail: deque[tuple[str, int]] = deque(maxlen=MOST)


def note(name: str) -> None:
    """Something of this name happened; the same again and again is one entry with a count."""
    if _trail and _trail[-1][0] == name:
        _trail[-1] = (name, _trail[-1][1] + 1)
    else:
        _trail.append((name, 1))


def last_events() -> list[str]:
    """The names, the oldest first."""
    return [name if count == 1 else f"{name} ×{count}" for name, count in _trail]
