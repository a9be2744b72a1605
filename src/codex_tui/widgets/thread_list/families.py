"""Forks under their source and sub-agents under the thread they work for: who stands under whom in the list.

Pure Python beside the index. Nearly all threads have no kin and cost nothing here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from codex_tui.model.board import Board, ThreadRow
    from codex_tui.model.keys import ThreadKey

Branch = tuple[bool, ...]
"""How a row hangs in its tree: for each level below the first row, whether it is the last one there."""


class Families:
    """The threads of the board that come from others, and those that they come from."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._sources: dict[ThreadKey, ThreadKey] = {}
        self._children: dict[ThreadKey, dict[ThreadKey, None]] = {}
        self._agents: dict[ThreadKey, set[ThreadKey]] = {}

    def clear(self) -> None:
        self._sources.clear()
        self._children.clear()
        self._agents.clear()

    def note(self, key: ThreadKey, row: ThreadRow | None) -> None:
        """Takes over where a row comes from; None for one that is gone."""
        source = row.source if row is not None else None
        before = self._sources.get(key)
        if source != before:
            if before is not None:
                del self._sources[key]
                self._children[before].pop(key, None)
                if not self._children[before]:
                    del self._children[before]
                self._agents.get(before, set()).discard(key)
            if source is not None:
                self._sources[key] = source
                self._children.setdefault(source, {})[key] = None
        if row is not None and row.parent is not None and source is not None:
            agents = self._agents.setdefault(source, set())
            if row.state.active:
                agents.discard(key)
            else:
                agents.add(key)

    def has_kin(self, key: ThreadKey) -> bool:
        return key in self._sources or key in self._children

    def source(self, key: ThreadKey) -> ThreadKey | None:
        return self._sources.get(key)

    def children(self, key: ThreadKey) -> list[ThreadKey]:
        """The threads that come from this one, newest first: ids are in the order of time."""
        return sorted(self._children.get(key, ()), reverse=True)

    def agents_done(self, key: ThreadKey) -> int:
        """How many sub-agents of a thread do nothing any more; these have no row of their own."""
        return len(self._agents.get(key, ()))

    def root(self, key: ThreadKey, together: Callable[[ThreadKey, ThreadKey], bool]) -> ThreadKey:
        """The first of the family: the last one on the way up that stands `together` with the one before."""
        way = {key: None}
        while (source := self._sources.get(key)) is not None and together(key, source):
            if source in way:
                # No server should name forks of each other; of those the oldest is the first, from wherever one began.
                ways = list(way)
                return min(ways[ways.index(source) :])
            way[source] = None
            key = source
        return key

    def walk(
        self, root: ThreadKey, together: Callable[[ThreadKey, ThreadKey], bool]
    ) -> Iterator[tuple[ThreadKey, Branch]]:
        """A family from its first row to its last, each with how it hangs there."""
        seen = {root}
        waiting: list[tuple[ThreadKey, Branch]] = [(root, ())]
        while waiting:
            key, branch = waiting.pop()
            yield key, branch
            below = [child for child in self.children(key) if child not in seen and together(key, child)]
            seen.update(below)
            for number, child in enumerate(reversed(below)):
                waiting.append((child, (*branch, number == 0)))

    def relatives(self, key: ThreadKey) -> set[ThreadKey]:
        """All that stand or could stand in one tree with a thread."""
        return {found for found, _ in self.walk(self.root(key, _always), _always)}


def _always(_one: ThreadKey, _other: ThreadKey) -> bool:
    return True
