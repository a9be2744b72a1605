"""What goes on in a thread beside its turns, for blocking code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..async_thread import AsyncThread
from ..blocking import Facade, blocking, forwarding
from .paging import Pager

if TYPE_CHECKING:
    from ..generated import v2_all as protocol
    from ..paging import AsyncPager

__all__ = ["BlockingWorkCalls"]


class BlockingWorkCalls(Facade[AsyncThread]):
    """Base of `Thread`; documented at `WorkCalls`."""

    @blocking(AsyncThread.compact)
    def compact(self, response: protocol.ThreadCompactStartResponse) -> protocol.ThreadCompactStartResponse:
        return response

    @blocking(AsyncThread.unsubscribe)
    def unsubscribe(self, response: protocol.ThreadUnsubscribeResponse) -> protocol.ThreadUnsubscribeResponse:
        return response

    @blocking(AsyncThread.shell_command)
    def shell_command(
        self, response: protocol.ThreadShellCommandResponse
    ) -> protocol.ThreadShellCommandResponse:
        return response

    @blocking(AsyncThread.update_settings)
    def update_settings(
        self, response: protocol.ThreadSettingsUpdateResponse
    ) -> protocol.ThreadSettingsUpdateResponse:
        return response

    @blocking(AsyncThread.goal_set)
    def goal_set(self, response: protocol.ThreadGoalSetResponse) -> protocol.ThreadGoalSetResponse:
        return response

    @blocking(AsyncThread.goal_get)
    def goal_get(self, response: protocol.ThreadGoalGetResponse) -> protocol.ThreadGoalGetResponse:
        return response

    @blocking(AsyncThread.goal_clear)
    def goal_clear(self, response: protocol.ThreadGoalClearResponse) -> protocol.ThreadGoalClearResponse:
        return response

    @forwarding(AsyncThread.queue)
    def queue(self, pager: AsyncPager[protocol.QueuedSubmission]) -> Pager[protocol.QueuedSubmission]:
        return Pager(self._portal, pager)

    @blocking(AsyncThread.queue_add)
    def queue_add(self, response: protocol.ThreadQueueAddResponse) -> protocol.ThreadQueueAddResponse:
        return response

    @blocking(AsyncThread.queue_update)
    def queue_update(
        self, response: protocol.ThreadQueueUpdateResponse
    ) -> protocol.ThreadQueueUpdateResponse:
        return response

    @blocking(AsyncThread.queue_delete)
    def queue_delete(
        self, response: protocol.ThreadQueueDeleteResponse
    ) -> protocol.ThreadQueueDeleteResponse:
        return response

    @blocking(AsyncThread.queue_reorder)
    def queue_reorder(
        self, response: protocol.ThreadQueueReorderResponse
    ) -> protocol.ThreadQueueReorderResponse:
        return response

    @forwarding(AsyncThread.background_terminals)
    def background_terminals(
        self, pager: AsyncPager[protocol.ThreadBackgroundTerminal]
    ) -> Pager[protocol.ThreadBackgroundTerminal]:
        return Pager(self._portal, pager)

    @blocking(AsyncThread.background_terminal_terminate)
    def background_terminal_terminate(
        self, response: protocol.ThreadBackgroundTerminalsTerminateResponse
    ) -> protocol.ThreadBackgroundTerminalsTerminateResponse:
        return response

    @blocking(AsyncThread.background_terminals_clean)
    def background_terminals_clean(
        self, response: protocol.ThreadBackgroundTerminalsCleanResponse
    ) -> protocol.ThreadBackgroundTerminalsCleanResponse:
        return response
