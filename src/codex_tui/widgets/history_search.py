"""Looking for an earlier prompt by a part of it, as a shell does. Pure; under the bar in which one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.model.draft import Draft


class Recalled(NamedTuple):
    """A prompt that was found, and the range of the term in its text."""

    prompt: Draft
    start: int
    end: int


class HistorySearch:
    """The prompts that hold a term, the newest first, each text once.

    Args:
        entries: what was sent, oldest first.
    """

    def __init__(self, entries: Sequence[Draft]) -> None:
        unique: dict[str, Draft] = {}
        for entry in reversed(entries):
            unique.setdefault(entry.expanded, entry)
        self._entries = tuple(unique.values())
        self._hits: list[Recalled] = []
        self._at = -1
        self.term = ""

    @property
    def total(self) -> int:
        """How many prompts there are."""
        return len(self._entries)

    @property
    def count(self) -> int:
        """How many hold the term."""
        return len(self._hits)

    @property
    def number(self) -> int:
        """Which of them is shown, from 1; 0 for none."""
        return self._at + 1

    @property
    def shown(self) -> Recalled | None:
        return self._hits[self._at] if self._at >= 0 else None

    def look_for(self, term: str) -> Recalled | None:
        """Looks for another term: what is shown stays if it holds that too, else the next older one that does."""
        before = self.shown.prompt if self.shown is not None else None
        self.term = term
        self._hits = (
            [hit for entry in self._entries if (hit := _find(entry, term)) is not None] if term else []
        )
        newer = 0
        if before is not None and term:
            place = self._entries.index(before)
            newer = sum(self._entries.index(hit.prompt) < place for hit in self._hits)
        self._at = min(newer, len(self._hits) - 1)
        return self.shown

    def step(self, by: int) -> Recalled | None:
        """The next older one by 1, the next newer one by -1; stays at the ends. Without a term, any prompt."""
        if not self.term and not self._hits:
            self._hits = [Recalled(entry, 0, 0) for entry in self._entries]
        self._at = max(0, min(self._at + by, len(self._hits) - 1)) if self._hits else -1
        return self.shown


def _find(prompt: Draft, term: str) -> Recalled | None:
    """The last place of the term, in any case of letters unless it has a capital."""
    text: str = prompt.text
    if term == term.lower() and len(text.lower()) == len(text):
        text = text.lower()
    start = text.rfind(term)
    return Recalled(prompt, start, start + len(term)) if start >= 0 else None
