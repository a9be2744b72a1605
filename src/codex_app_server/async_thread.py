"""One conversation on the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio

from .async_turn import AsyncTurnHandle, stop_unattended
from .calls.history import HistoryCalls
from .calls.work import WorkCalls
from .inputs import turn_input_to_wire
from .models import drop_none
from .presets import approval_options, sandbox_policy_option
from .turn_start import start_turn
from .usage_checks import check_output_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .inputs import ExternalMessage, Input
    from .option_types import (
        ApprovalModeOption,
        ApprovalPolicyOption,
        ApprovalsReviewerOption,
        CwdOption,
        JsonSchemaOption,
        PersonalityOption,
        ReviewDeliveryOption,
        ReviewTargetOption,
        SandboxModeOption,
        SandboxPolicyOption,
        SummaryOption,
    )
    from .results import RunResult

__all__ = ["AsyncThread"]


class AsyncThread(HistoryCalls, WorkCalls):
    """Start turns in a thread, read it, name it, and see to what waits and goes on in it.

    Attributes:
        id: The server's id of the thread.
        opened: The raw answer of ``thread/start``, ``thread/resume`` or ``thread/fork`` (model, folder,
            policies, ...); empty if the thread was not opened by this object yet.
    """

    async def run(
        self,
        input: str | Input | ExternalMessage,
        *,
        approval_policy: ApprovalPolicyOption | None = None,
        approvals_reviewer: ApprovalsReviewerOption | None = None,
        cwd: CwdOption | None = None,
        effort: str | None = None,
        model: str | None = None,
        output_schema: JsonSchemaOption | None = None,
        personality: PersonalityOption | None = None,
        sandbox_policy: SandboxPolicyOption | None = None,
        service_tier: str | None = None,
        summary: SummaryOption | None = None,
        approval_mode: ApprovalModeOption | None = None,
        sandbox: SandboxModeOption | None = None,
        source: str | None = None,
        turn_service_tier: str | None = None,
    ) -> RunResult:
        """Start a turn, consume it, and return its outcome.

        The options are those of `turn`. If the caller is cancelled, the turn is interrupted.

        Raises:
            TurnFailedError: The turn failed; the message is the server's.
            RuntimeError: Another turn is being consumed on this client (nothing was started then).
        """
        claim = _Claim()
        self._core.turn_consumer.claim(claim)
        try:
            handle = await self.turn(
                input,
                approval_policy=approval_policy,
                approvals_reviewer=approvals_reviewer,
                cwd=cwd,
                effort=effort,
                model=model,
                output_schema=output_schema,
                personality=personality,
                sandbox_policy=sandbox_policy,
                service_tier=service_tier,
                summary=summary,
                approval_mode=approval_mode,
                sandbox=sandbox,
                source=source,
                turn_service_tier=turn_service_tier,
            )
        finally:
            self._core.turn_consumer.release(claim)
        try:
            return await handle.run_result()
        except anyio.get_cancelled_exc_class():
            self._core.abandoned_turns.add(self.id, stop_unattended, handle)
            raise

    async def turn(
        self,
        input: str | Input | ExternalMessage,
        *,
        approval_policy: ApprovalPolicyOption | None = None,
        approvals_reviewer: ApprovalsReviewerOption | None = None,
        cwd: CwdOption | None = None,
        effort: str | None = None,
        model: str | None = None,
        output_schema: JsonSchemaOption | None = None,
        personality: PersonalityOption | None = None,
        sandbox_policy: SandboxPolicyOption | None = None,
        service_tier: str | None = None,
        summary: SummaryOption | None = None,
        approval_mode: ApprovalModeOption | None = None,
        client_user_message_id: str | None = None,
        collaboration_mode: Mapping[str, Any] | None = None,
        sandbox: SandboxModeOption | None = None,
        source: str | None = None,
        turn_service_tier: str | None = None,
    ) -> AsyncTurnHandle:
        """Start a turn and return its handle as soon as the server has named it.

        What is not given is as in the turn before; what is given holds on for later turns, unless it says so.
        If a turn is running, the server adds the input to that one, and the handle is a second view of it.
        If the caller is cancelled before the server has named a new turn, it is interrupted.

        Args:
            input: A string, one of the five inputs, or a list of them; or an `ExternalMessage` by itself.
            approval_policy: ``"untrusted"``, ``"on-request"``, ``"never"`` or a granular policy.
            approvals_reviewer: Who reviews approval requests: ``"user"`` or ``"auto_review"``.
            cwd: Working folder; a relative one is resolved in the server's own folder.
            effort: Reasoning effort, one of those the model lists.
            model: Model id.
            output_schema: JSON Schema of the final answer, for this turn only.
            personality: Ignored by present servers.
            sandbox_policy: A sandbox policy model or its JSON.
            service_tier: Service tier id, one of those the model lists.
            summary: How much of its reasoning the model summarises.
            client_user_message_id: Comes back as the ``client_id`` of the ``userMessage`` item.
            approval_mode: ``"deny_all"`` or ``"auto_review"``, an `ApprovalMode`, instead of ``approval_policy`` and
                ``approvals_reviewer``.
            collaboration_mode: Experimental: mode and settings, for instance plan mode.
            sandbox: Short form of ``sandbox_policy``: ``"read-only"``, ``"workspace-write"`` or
                ``"danger-full-access"``, or a `Sandbox`.
            source: What caused the turn, for the server's metrics; ignored if a turn is running.
            turn_service_tier: Service tier id for this turn only; ignored if a turn is running.

        Raises:
            TypeError: The input is of no known kind, or an option is given in two forms.
            InvalidParamsError: The server does not know a value that was given.
        """
        policy, reviewer = approval_options(approval_mode, approval_policy, approvals_reviewer)
        check_output_schema(output_schema)
        params = {
            "threadId": self.id,
            **turn_input_to_wire(input),
            "approvalPolicy": policy,
            "approvalsReviewer": reviewer,
            "cwd": cwd,
            "effort": effort,
            "model": model,
            "outputSchema": output_schema,
            "personality": personality,
            "sandboxPolicy": sandbox_policy_option(sandbox, sandbox_policy),
            "serviceTier": service_tier,
            "serviceTierForTurn": turn_service_tier,
            "summary": summary,
            "clientUserMessageId": client_user_message_id,
            "collaborationMode": collaboration_mode,
            "turnTrigger": source,
        }
        await self._ensure_loaded()
        return await start_turn(self._core, self.id, drop_none(params), given=input)

    def follow(self, turn_id: str) -> AsyncTurnHandle:
        """Return a handle of a turn that is running already, for instance after `AsyncCodex.thread_resume`.

        Its stream begins with what comes from now on.
        """
        router = self._core.router
        mailbox = router.expect_turn(self.id)
        router.name_turn(mailbox, turn_id)
        mailbox.mark_started()
        return AsyncTurnHandle(self._core, mailbox, turn_id)

    async def review(
        self, target: ReviewTargetOption, *, delivery: ReviewDeliveryOption | None = None
    ) -> AsyncTurnHandle:
        """Have changes reviewed, as a turn of this thread; a running one is interrupted.

        The review's text is the ``exitedReviewMode`` item, and once more the final message. A review cannot
        be steered. Its ``turn/started`` carries an id of its own, which differs from the handle's.

        Args:
            target: A `ReviewTarget` model or its JSON: ``{"type": "uncommittedChanges"}``, ``{"type":
                "baseBranch", "branch": ...}``, ``{"type": "commit", "sha": ...}`` or ``{"type": "custom",
                "instructions": ...}``.
            delivery: ``"inline"`` (default); present servers refuse ``"detached"`` for most threads.
        """
        await self._ensure_loaded()
        params = {"threadId": self.id, "target": target, "delivery": delivery}
        return await start_turn(self._core, self.id, drop_none(params), "review/start")

    async def queue_start(self, queued_submission_id: str | None = None) -> AsyncTurnHandle:
        """Start the next input of the `queue`, or the given one, now.

        Raises:
            InvalidRequestError: Nothing waits, or a turn is running.
        """
        await self._ensure_loaded()
        params = {"threadId": self.id, "queuedSubmissionId": queued_submission_id}
        return await start_turn(self._core, self.id, drop_none(params), "thread/queue/start")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id!r})"


class _Claim:
    """Stands for a ``run()`` whose stream does not exist yet."""

    is_done = False
