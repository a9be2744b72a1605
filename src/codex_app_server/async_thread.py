"""One conversation on the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio

from .async_turn import AsyncTurnHandle, stop_unattended
from .inputs import input_to_wire
from .models import drop_none, parse
from .turn_start import start_turn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .core import ClientCore
    from .generated.v2_all import ThreadCompactStartResponse, ThreadReadResponse, ThreadSetNameResponse
    from .inputs import Input
    from .option_types import (
        ApprovalPolicyOption,
        ApprovalsReviewerOption,
        CwdOption,
        JsonSchemaOption,
        PersonalityOption,
        SandboxPolicyOption,
        SummaryOption,
    )
    from .results import RunResult

__all__ = ["AsyncThread"]


class AsyncThread:
    """Start turns in a thread, read it, name it.

    Attributes:
        id: The server's id of the thread.
        opened: The raw answer of ``thread/start``, ``thread/resume`` or ``thread/fork`` (model, folder,
            policies, ...); empty if the thread was not opened by this object yet.
    """

    def __init__(
        self, core: ClientCore, thread_id: str, opened: dict[str, Any] | None, *, loaded: bool
    ) -> None:
        self._core = core
        self._loaded = loaded
        self._loading: anyio.Lock | None = None
        self.id = thread_id
        self.opened: dict[str, Any] = opened or {}

    async def run(
        self,
        input: str | Input,
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
        input: str | Input,
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
        client_user_message_id: str | None = None,
        collaboration_mode: Mapping[str, Any] | None = None,
    ) -> AsyncTurnHandle:
        """Start a turn and return its handle as soon as the server has named it.

        If a turn is running, the server adds the input to that one, and the handle is a second view of it.
        If the caller is cancelled before the server has named a new turn, it is interrupted.

        Args:
            input: A string, one of the five inputs, or a list of them.
            approval_policy: ``"untrusted"``, ``"on-request"``, ``"never"`` or a granular policy.
            approvals_reviewer: Who reviews approval requests.
            cwd: Working folder.
            effort: Reasoning effort, one of those the model lists.
            model: Model id.
            output_schema: JSON Schema of the final answer; for this turn only, the other options hold on.
            personality: Ignored by present servers.
            sandbox_policy: A sandbox policy model or its JSON.
            service_tier: Service tier id, one of those the model lists.
            summary: How much of its reasoning the model summarises.
            client_user_message_id: Comes back as the ``client_id`` of the ``userMessage`` item.
            collaboration_mode: Experimental: mode and settings, for instance plan mode.

        Raises:
            TypeError: The input is of no known kind.
        """
        items = input_to_wire(input)
        await self._ensure_loaded()
        params = {
            "threadId": self.id,
            "input": items,
            "approvalPolicy": approval_policy,
            "approvalsReviewer": approvals_reviewer,
            "cwd": cwd,
            "effort": effort,
            "model": model,
            "outputSchema": output_schema,
            "personality": personality,
            "sandboxPolicy": sandbox_policy,
            "serviceTier": service_tier,
            "summary": summary,
            "clientUserMessageId": client_user_message_id,
            "collaborationMode": collaboration_mode,
        }
        return await start_turn(self._core, self.id, drop_none(params))

    def follow(self, turn_id: str) -> AsyncTurnHandle:
        """Return a handle of a turn that is running already, for instance after `AsyncCodex.thread_resume`.

        Its stream begins with what comes from now on.
        """
        router = self._core.router
        mailbox = router.expect_turn(self.id)
        router.name_turn(mailbox, turn_id)
        mailbox.mark_started()
        return AsyncTurnHandle(self._core, mailbox, turn_id)

    async def read(self, *, include_turns: bool = False) -> ThreadReadResponse:
        """Return the thread as stored, on request with its turns."""
        from .generated.v2_all import ThreadReadResponse

        await self._wait_stored()
        params = {"threadId": self.id, "includeTurns": include_turns}
        return parse(ThreadReadResponse, await self._core.request("thread/read", params))

    async def set_name(self, name: str) -> ThreadSetNameResponse:
        """Name the thread; the name must not be empty."""
        from .generated.v2_all import ThreadSetNameResponse

        await self._wait_stored()
        params = {"threadId": self.id, "name": name}
        return parse(ThreadSetNameResponse, await self._core.request("thread/name/set", params))

    async def compact(self) -> ThreadCompactStartResponse:
        """Begin to compact the history; it runs as a turn of its own, after interrupting a running one."""
        from .generated.v2_all import ThreadCompactStartResponse

        await self._ensure_loaded()
        result = await self._core.request("thread/compact/start", {"threadId": self.id})
        return parse(ThreadCompactStartResponse, result)

    async def _wait_stored(self) -> None:
        # The server answers turn/start of a new thread before the thread is stored; reading or naming it in
        # between fails.
        await self._core.router.wait_turns_started(self.id)

    async def _ensure_loaded(self) -> None:
        # A thread that was just unarchived, or is known by its id only, must be resumed before it can run.
        if self._loaded:
            return
        if self._loading is None:
            self._loading = anyio.Lock()
        async with self._loading:
            if not self._loaded:
                params = {"threadId": self.id, "excludeTurns": True}
                self.opened = await open_thread(self._core, "thread/resume", params)
                self._loaded = True

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id!r})"


class _Claim:
    """Stands for a ``run()`` whose stream does not exist yet."""

    is_done = False


async def open_thread(core: ClientCore, method: str, params: dict[str, Any]) -> dict[str, Any]:
    """Start, resume or fork a thread; return the raw answer."""
    result: dict[str, Any] = await core.request(method, params)
    status = result["thread"].get("status") or {}
    if status.get("type") == "active":
        # We shall not see the start of the turn that is running.
        core.router.mark_busy(result["thread"]["id"])
    return result
