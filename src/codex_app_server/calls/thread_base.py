"""What the calls of a thread have in common: its id, and when it may be called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio

from ..models import named_part
from .base import ProtocolCalls

if TYPE_CHECKING:
    from ..core import ClientCore

__all__ = ["ThreadBase", "open_thread"]


class ThreadBase(ProtocolCalls):
    """Base of `AsyncThread`; documented there."""

    def __init__(
        self, core: ClientCore, thread_id: str, opened: dict[str, Any] | None, *, loaded: bool
    ) -> None:
        super().__init__(core)
        self._loaded = loaded
        self._loading: anyio.Lock | None = None
        self.id = thread_id
        self.opened: dict[str, Any] = opened or {}

    async def _wait_stored(self) -> None:
        # The server answers turn/start of a new thread before the thread is stored; reading or naming it in
        # between fails.
        await self._core.router.wait_turns_started(self.id)

    @property
    def _is_loaded(self) -> bool:
        return self._loaded and self.id not in self._core.router.unloaded

    async def _ensure_loaded(self) -> None:
        # A thread that was just unarchived, or is known by its id only, must be resumed before it can run; so
        # must one that the server has unloaded because nobody followed it for a while.
        if self._is_loaded:
            return
        if self._loading is None:
            self._loading = anyio.Lock()
        async with self._loading:
            if not self._is_loaded:
                params = {"threadId": self.id, "excludeTurns": True}
                self.opened = await open_thread(self._core, "thread/resume", params)
                self._loaded = True


async def open_thread(core: ClientCore, method: str, params: dict[str, Any]) -> dict[str, Any]:
    """Start, resume or fork a thread; return the raw answer."""
    result: dict[str, Any] = await core.request(method, params)
    thread = named_part(result, "thread", method)
    status = thread.get("status")
    core.router.unloaded.discard(thread["id"])
    if isinstance(status, dict) and status.get("type") == "active":
        # We shall not see the start of the turn that is running.
        core.router.mark_busy(thread["id"])
    return result
