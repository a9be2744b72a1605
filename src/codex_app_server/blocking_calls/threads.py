"""Opening and putting away threads, for blocking code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..async_client import AsyncCodex
from ..blocking import Facade, blocking
from ..thread import Thread

if TYPE_CHECKING:
    from ..async_thread import AsyncThread
    from ..generated import v2_all as protocol

__all__ = ["BlockingThreadCalls"]


class BlockingThreadCalls(Facade[AsyncCodex]):
    """Base of `Codex`; documented at `ThreadCalls`."""

    def thread(self, thread_id: str) -> Thread:
        """Return a thread by its id, without a call; it is resumed when its first turn is started."""
        return Thread(self._portal, self._async.thread(thread_id))

    @blocking(AsyncCodex.thread_start)
    def thread_start(self, thread: AsyncThread) -> Thread:
        return Thread(self._portal, thread)

    @blocking(AsyncCodex.thread_list)
    def thread_list(self, response: protocol.ThreadListResponse) -> protocol.ThreadListResponse:
        return response

    @blocking(AsyncCodex.thread_resume)
    def thread_resume(self, thread: AsyncThread) -> Thread:
        return Thread(self._portal, thread)

    @blocking(AsyncCodex.thread_fork)
    def thread_fork(self, thread: AsyncThread) -> Thread:
        return Thread(self._portal, thread)

    @blocking(AsyncCodex.thread_archive)
    def thread_archive(self, response: protocol.ThreadArchiveResponse) -> protocol.ThreadArchiveResponse:
        return response

    @blocking(AsyncCodex.thread_unarchive)
    def thread_unarchive(self, thread: AsyncThread) -> Thread:
        return Thread(self._portal, thread)
