"""Whether the row under the cursor is the one that a person saw when a key was pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from codex_tui.model.keys import ThreadKey

JUST_NOW = 0.5
"""Seconds in which nobody can have seen, and meant, the row that the cursor came to by itself."""


class Handover:
    """Remembers when the cursor last came to another row because its own one had gone."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._at = float("-inf")
        self._acted_on: frozenset[ThreadKey | None] = frozenset()

    def acts_on(self, keys: Iterable[ThreadKey | None]) -> None:
        """A person acts on rows: if they go now, the next key is meant for the row after them."""
        self._acted_on = frozenset(keys)

    def gone(self, key: ThreadKey | None) -> None:
        """A row is gone from under the cursor."""
        if key is not None and key not in self._acted_on:
            self._at = self._monotonic()

    @property
    def is_new(self) -> bool:
        """Whether the cursor came to its row so lately that a key may have been meant for the one before."""
        return self._monotonic() - self._at < JUST_NOW
