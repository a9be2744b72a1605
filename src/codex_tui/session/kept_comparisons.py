"""The comparisons that a session knows: those begun or looked at since the start, and those that are kept on disk."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.model.comparison import Comparison, Contender
    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.link import Link
    from codex_tui.store.comparisons import ComparisonStore


class KeptComparisons:
    """Keeps each as it changes, beside everything else that goes on.

    Args:
        link: the connection.
        store: where they are kept; None keeps them for as long as the session lasts.
    """

    def __init__(self, link: Link, store: ComparisonStore | None) -> None:
        self._link = link
        self._store = store
        self._live: dict[str, Comparison] = {}
        self._written: dict[str, dict[str, Any]] = {}
        self._unkept: set[str] = set()
        self._on_disk: set[str] = set()
        self._ended: set[str] = set()
        self._home = ""
        self._writing = False

    async def all(self) -> list[Comparison]:
        """The newest first. One that is known already is the same object again."""
        stored = {one.id: one for one in await self._stored() if one.id not in self._ended}
        for name in self._on_disk - stored.keys() - self._unkept:
            self._live.pop(name, None)  # another codex-tui ended it
        self._on_disk = set(stored)
        for name, comparison in stored.items():
            self._live.setdefault(name, comparison)
        return sorted(self._live.values(), key=lambda one: one.begun, reverse=True)

    async def _stored(self) -> list[Comparison]:
        if self._store is None:
            return []
        return await asyncio.to_thread(self._store.load, self._link.name, self._server_home)

    @property
    def _server_home(self) -> str:
        """The codex home of the server, also after the connection was lost; empty if none ever was."""
        self._home = self._link.home or self._home
        return self._home

    def contenders(self, thread: ThreadKey) -> Iterator[tuple[Comparison, Contender]]:
        """Who works in a thread, and in which comparison."""
        for comparison in self._live.values():
            for contender in comparison.contenders:
                if contender.thread == thread:
                    yield comparison, contender

    def keep(self, comparison: Comparison) -> None:
        """Keeps it as it is now, if that differs from what is kept."""
        if comparison.id not in self._ended:
            self._live[comparison.id] = comparison
            self._write_soon(comparison.id)

    def forget(self, comparison: Comparison) -> None:
        """Keeps it no more, whoever tells of one of its threads later."""
        self._ended.add(comparison.id)
        self._live.pop(comparison.id, None)
        self._write_soon(comparison.id)

    def _write_soon(self, name: str) -> None:
        if self._store is not None:
            self._unkept.add(name)
            if not self._writing:
                self._writing = True
                self._link.in_background(self._write(self._store))

    async def _write(self, store: ComparisonStore) -> None:
        from codex_tui.store.comparisons import plain  # not before one compares

        try:
            while self._unkept:
                name = self._unkept.pop()
                comparison = self._live.get(name)
                if comparison is None:
                    self._written.pop(name, None)
                    await asyncio.to_thread(store.forget, name)
                    continue
                now = plain(comparison, self._link.name, self._server_home)
                if now != self._written.get(name):
                    self._written[name] = now
                    await asyncio.to_thread(store.put, now)
        finally:
            self._writing = False
