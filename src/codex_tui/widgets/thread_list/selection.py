"""The threads that a person selected for the next action. Pure Python under the widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codex_tui.model.keys import ThreadKey
    from codex_tui.widgets.thread_list.index import ThreadIndex


class Selection:
    """Threads of the listing; the filter may hide some of them, which stay selected."""

    def __init__(self, index: ThreadIndex) -> None:
        self._index = index
        self._keys: set[ThreadKey] = set()

    def __contains__(self, key: ThreadKey) -> bool:
        return key in self._keys

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[ThreadKey]:
        """The threads as they stand in the list; those that the filter hides come last."""
        if not self._keys:
            return
        left = set(self._keys)
        for key in self._shown():
            if key in left:
                left.discard(key)
                yield key
        yield from sorted(left)

    def toggle(self, key: ThreadKey) -> None:
        self._keys ^= {key}

    def all_shown(self) -> None:
        """Selects every thread that is shown; none if they are selected already."""
        shown = set(self._shown())
        if shown <= self._keys:
            self._keys -= shown
        else:
            self._keys |= shown

    def clear(self) -> None:
        self._keys.clear()

    def leave_out(self, keys: Iterable[ThreadKey]) -> None:
        self._keys.difference_update(keys)

    def keep_listed(self) -> None:
        """Lets go of what is gone from the listing: deleted, archived, hidden."""
        if self._keys:
            self._keys = {key for key in self._keys if self._index.find(key) is not None}

    def _shown(self) -> Iterator[ThreadKey]:
        for section in self._index.sections():
            for position in range(len(section)):
                yield section.key(position)
