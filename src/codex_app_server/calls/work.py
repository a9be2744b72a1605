"""What goes on in a thread beside its turns: goal, queue, shell commands, background terminals, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ..generated import v2_all as protocol
from ..inputs import input_to_wire
from ..paging import AsyncPager, pages_of
from ..usage_checks import word_list
from .thread_base import ThreadBase

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..inputs import Input
    from ..option_types import (
        ApprovalPolicyOption,
        ApprovalsReviewerOption,
        CwdOption,
        GoalStatusOption,
        PersonalityOption,
        SandboxPolicyOption,
        SummaryOption,
    )

__all__ = ["WorkCalls"]


class WorkCalls(ThreadBase):
    """Base of `AsyncThread`; documented there."""

    async def compact(self) -> protocol.ThreadCompactStartResponse:
        """Begin to compact the history; it runs as a turn of its own, after interrupting a running one."""
        await self._ensure_loaded()
        return await self._call(
            "thread/compact/start", {"threadId": self.id}, protocol.ThreadCompactStartResponse
        )

    async def unsubscribe(self) -> protocol.ThreadUnsubscribeResponse:
        """Hear no more of the thread's turns and questions; a running turn goes on.

        A thread that nobody follows is unloaded after a while. Its next turn here resumes it.
        """
        answer = await self._call(
            "thread/unsubscribe", {"threadId": self.id}, protocol.ThreadUnsubscribeResponse
        )
        self._loaded = False
        return answer

    async def shell_command(
        self, command: str, *, timeout_ms: int | None = None
    ) -> protocol.ThreadShellCommandResponse:
        """Run a shell line as the person, outside of the sandbox and without asking; the model sees its output.

        It is answered when the command has begun, as a ``commandExecution`` item of the running turn, or of
        a turn of its own.

        Args:
            command: One line for the shell.
            timeout_ms: Milliseconds after which the server ends it.
        """
        await self._ensure_loaded()
        params = {"threadId": self.id, "command": command, "timeoutMs": timeout_ms}
        return await self._call("thread/shellCommand", params, protocol.ThreadShellCommandResponse)

    async def update_settings(
        self,
        *,
        approval_policy: ApprovalPolicyOption | None = None,
        approvals_reviewer: ApprovalsReviewerOption | None = None,
        collaboration_mode: Mapping[str, Any] | None = None,
        cwd: CwdOption | None = None,
        effort: str | None = None,
        model: str | None = None,
        permissions: str | None = None,
        personality: PersonalityOption | None = None,
        sandbox_policy: SandboxPolicyOption | None = None,
        service_tier: str | None = None,
        summary: SummaryOption | None = None,
    ) -> protocol.ThreadSettingsUpdateResponse:
        """Change the settings of later turns; ``thread/settings/updated`` tells every follower.

        The options are those of `AsyncThread.turn`; ``permissions`` is the id of a permission profile.
        """
        await self._ensure_loaded()
        params = {
            "threadId": self.id,
            "approvalPolicy": approval_policy,
            "approvalsReviewer": approvals_reviewer,
            "collaborationMode": collaboration_mode,
            "cwd": cwd,
            "effort": effort,
            "model": model,
            "permissions": permissions,
            "personality": personality,
            "sandboxPolicy": sandbox_policy,
            "serviceTier": service_tier,
            "summary": summary,
        }
        return await self._call("thread/settings/update", params, protocol.ThreadSettingsUpdateResponse)

    async def goal_set(
        self,
        objective: str | None = None,
        *,
        status: GoalStatusOption | None = None,
        token_budget: int | None = None,
    ) -> protocol.ThreadGoalSetResponse:
        """Give the thread a goal, or change what it has; an active goal starts turns until it is reached.

        Args:
            objective: What shall be reached; None keeps the present one.
            status: Such as ``"active"`` or ``"paused"``.
            token_budget: Tokens the goal may use.
        """
        await self._ensure_loaded()
        params = {
            "threadId": self.id,
            "objective": objective,
            "status": status,
            "tokenBudget": token_budget,
        }
        return await self._call("thread/goal/set", params, protocol.ThreadGoalSetResponse)

    async def goal_get(self) -> protocol.ThreadGoalGetResponse:
        """Return the goal with its status and usage; ``goal`` is None if there is none."""
        return await self._call("thread/goal/get", {"threadId": self.id}, protocol.ThreadGoalGetResponse)

    async def goal_clear(self) -> protocol.ThreadGoalClearResponse:
        """Take the goal away; ``cleared`` says whether there was one. A running turn goes on."""
        return await self._call("thread/goal/clear", {"threadId": self.id}, protocol.ThreadGoalClearResponse)

    def queue(
        self, *, cursor: str | None = None, page_size: int | None = None
    ) -> AsyncPager[protocol.QueuedSubmission]:
        """Iterate the inputs that wait for their turn, the next one first."""
        params = {"threadId": self.id, "limit": page_size}
        return AsyncPager(
            pages_of(self._core, "thread/queue/list", params, protocol.ThreadQueueListResponse), cursor
        )

    async def queue_add(
        self, input: str | Input, *, client_user_message_id: str | None = None
    ) -> protocol.ThreadQueueAddResponse:
        """Let an input wait until the running turn is over; an idle thread starts with it at once.

        The server starts the next one after a turn that was completed or has failed, not after one that was
        interrupted. The queue is stored.

        Args:
            input: As in `AsyncThread.turn`.
            client_user_message_id: Comes back as the ``client_id`` of the ``userMessage`` item; made up if
                it is not given.
        """
        items = input_to_wire(input)
        await self._ensure_loaded()
        params = {
            "threadId": self.id,
            "input": items,
            "clientUserMessageId": client_user_message_id or str(uuid4()),
        }
        return await self._call("thread/queue/add", params, protocol.ThreadQueueAddResponse)

    async def queue_update(
        self, queued_submission_id: str, input: str | Input
    ) -> protocol.ThreadQueueUpdateResponse:
        """Replace an input that waits."""
        params = {
            "threadId": self.id,
            "queuedSubmissionId": queued_submission_id,
            "input": input_to_wire(input),
        }
        return await self._call("thread/queue/update", params, protocol.ThreadQueueUpdateResponse)

    async def queue_delete(self, queued_submission_id: str) -> protocol.ThreadQueueDeleteResponse:
        """Remove an input that waits; ``deleted`` is false if it does not wait any more."""
        params = {"threadId": self.id, "queuedSubmissionId": queued_submission_id}
        return await self._call("thread/queue/delete", params, protocol.ThreadQueueDeleteResponse)

    async def queue_reorder(
        self, queued_submission_ids: Sequence[str]
    ) -> protocol.ThreadQueueReorderResponse:
        """Bring what waits into another order; all of the ids must be given."""
        params = {
            "threadId": self.id,
            "queuedSubmissionIds": word_list("queued_submission_ids", queued_submission_ids),
        }
        return await self._call("thread/queue/reorder", params, protocol.ThreadQueueReorderResponse)

    def background_terminals(
        self, *, cursor: str | None = None, page_size: int | None = None
    ) -> AsyncPager[protocol.ThreadBackgroundTerminal]:
        """Iterate the commands of the thread that still run, also of turns that are over."""
        params = {"threadId": self.id, "limit": page_size}
        return AsyncPager(
            pages_of(
                self._core,
                "thread/backgroundTerminals/list",
                params,
                protocol.ThreadBackgroundTerminalsListResponse,
            ),
            cursor,
        )

    async def background_terminal_terminate(
        self, process_id: str
    ) -> protocol.ThreadBackgroundTerminalsTerminateResponse:
        """End one of the `background_terminals`; its item is completed as failed."""
        return await self._call(
            "thread/backgroundTerminals/terminate",
            {"threadId": self.id, "processId": process_id},
            protocol.ThreadBackgroundTerminalsTerminateResponse,
        )

    async def background_terminals_clean(self) -> protocol.ThreadBackgroundTerminalsCleanResponse:
        """End all of the `background_terminals`."""
        return await self._call(
            "thread/backgroundTerminals/clean",
            {"threadId": self.id},
            protocol.ThreadBackgroundTerminalsCleanResponse,
        )
