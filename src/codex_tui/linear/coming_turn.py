"""A turn that a command begins, until it is heard of: the next line of a pipe is for after it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from codex_tui.messages import CompactThread
from codex_tui.messages.around import GoalWanted, ReviewWanted

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_tui.messages import Intent

WITHIN = 5.0
"""Seconds within which it begins, if it does."""


class ComingTurn:
    """True while a turn is expected.

    Args:
        on_none: called where none has begun.
    """

    def __init__(self, on_none: Callable[[], None]) -> None:
        self._on_none = on_none
        self._timer: asyncio.TimerHandle | None = None

    def __bool__(self) -> bool:
        return self._timer is not None

    def expect(self, intent: Intent) -> None:
        """Somebody wants this, which may begin a turn."""
        begins = isinstance(intent, CompactThread | ReviewWanted)
        if begins or (isinstance(intent, GoalWanted) and intent.objective is not None):
            self.has_begun()
            self._timer = asyncio.get_running_loop().call_later(WITHIN, self.does_not_begin)

    def has_begun(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def does_not_begin(self) -> None:
        """It was refused, or is not heard of."""
        if self:
            self.has_begun()
            self._on_none()
