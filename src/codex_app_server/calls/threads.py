"""The calls that open, list and put away threads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..async_thread import AsyncThread
from ..generated import v2_all as protocol
from ..models import drop_none
from ..presets import approval_options, excluded_turns
from ..usage_checks import optional_word_list
from .base import ProtocolCalls
from .thread_base import open_thread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..option_types import (
        ApprovalModeOption,
        ApprovalPolicyOption,
        ApprovalsReviewerOption,
        ConfigOption,
        CwdOption,
        PersonalityOption,
        SandboxModeOption,
        SortDirectionOption,
        SortKeyOption,
        SourceKindsOption,
        StartSourceOption,
    )

__all__ = ["ThreadCalls"]


class ThreadCalls(ProtocolCalls):
    """Base of `AsyncCodex`; documented there."""

    def thread(self, thread_id: str) -> AsyncThread:
        """Return a thread by its id, without a call; it is resumed when its first turn is started."""
        return AsyncThread(self._core, thread_id, None, loaded=False)

    async def thread_start(
        self,
        *,
        approval_policy: ApprovalPolicyOption | None = None,
        base_instructions: str | None = None,
        config: ConfigOption | None = None,
        cwd: CwdOption | None = None,
        developer_instructions: str | None = None,
        ephemeral: bool | None = None,
        model: str | None = None,
        model_provider: str | None = None,
        personality: PersonalityOption | None = None,
        sandbox: SandboxModeOption | None = None,
        approvals_reviewer: ApprovalsReviewerOption | None = None,
        approval_mode: ApprovalModeOption | None = None,
        dynamic_tools: Sequence[Mapping[str, Any]] | None = None,
        service_name: str | None = None,
        service_tier: str | None = None,
        session_start_source: StartSourceOption | None = None,
        thread_source: str | None = None,
    ) -> AsyncThread:
        """Start a thread; it is stored with its first turn.

        What is not given is as the server's configuration says.

        Args:
            approval_policy: As in `AsyncThread.turn`.
            base_instructions: Replaces the instructions of the model.
            config: Settings of the server for this thread, under the names of its ``config.toml``.
            cwd: Working folder; a relative one is resolved in the server's own folder.
            developer_instructions: Added instructions.
            ephemeral: Never store it; it ends with the server.
            model: Model id.
            model_provider: Provider id.
            personality: Ignored by present servers.
            sandbox: ``"read-only"``, ``"workspace-write"`` or ``"danger-full-access"``, or a `Sandbox`.
            approvals_reviewer: Who reviews approval requests: ``"user"`` or ``"auto_review"``.
            approval_mode: ``"deny_all"`` or ``"auto_review"``, an `ApprovalMode`, instead of ``approval_policy`` and
                ``approvals_reviewer``.
            dynamic_tools: Tools that this client runs: the server asks for them by ``item/tool/call``.
            service_name: Name of the program that the thread is for, for the server's metrics.
            service_tier: Service tier id, one of those the model lists.
            session_start_source: What the session began with: ``"startup"`` or ``"clear"``, told to hooks.
            thread_source: What the thread is for, such as ``"user"``; comes back as ``Thread.thread_source``.

        Raises:
            InvalidParamsError: The server does not know a value that was given.
        """
        policy, reviewer = approval_options(approval_mode, approval_policy, approvals_reviewer)
        params = {
            "approvalPolicy": policy,
            "approvalsReviewer": reviewer,
            "baseInstructions": base_instructions,
            "config": config,
            "cwd": cwd,
            "developerInstructions": developer_instructions,
            "dynamicTools": dynamic_tools,
            "ephemeral": ephemeral,
            "model": model,
            "modelProvider": model_provider,
            "personality": personality,
            "sandbox": sandbox,
            "serviceName": service_name,
            "serviceTier": service_tier,
            "sessionStartSource": session_start_source,
            "threadSource": thread_source,
        }
        return await self._opened("thread/start", params)

    async def thread_list(
        self,
        *,
        archived: bool | None = None,
        cursor: str | None = None,
        cwd: CwdOption | Sequence[str] | None = None,
        limit: int | None = None,
        model_providers: Sequence[str] | None = None,
        sort_key: SortKeyOption | None = None,
        source_kinds: SourceKindsOption | None = None,
        parent_thread_id: str | None = None,
        search_term: str | None = None,
        section_id: str | None = None,
        sort_direction: SortDirectionOption | None = None,
        use_state_db_only: bool = True,
    ) -> protocol.ThreadListResponse:
        """Return one page of stored threads, at most 100.

        Args:
            archived: Only archived threads instead of only the others.
            cursor: ``next_cursor`` of the page before.
            cwd: Only threads of exactly this folder, or of these.
            limit: Rows of the page; the server's default is 25.
            model_providers: Only threads of these providers; an empty list means all.
            sort_key: ``"created_at"`` (default), ``"updated_at"`` or ``"recency_at"``.
            source_kinds: Which kinds of threads; the default is interactive ones.
            parent_thread_id: Only sub-agent threads of this one.
            search_term: Substring of the title, case-sensitive.
            section_id: Only threads in this section.
            sort_direction: ``"desc"`` (default) or ``"asc"``.
            use_state_db_only: Read the server's index only: faster, and from page to page no thread is left
                out. False has the server scan its files first, which finds files that another program has
                put there; servers up to 0.163 then skip threads of one second between two pages.
        """
        params = {
            "archived": archived,
            "cursor": cursor,
            "cwd": cwd,
            "limit": limit,
            "modelProviders": optional_word_list("model_providers", model_providers),
            "parentThreadId": parent_thread_id,
            "searchTerm": search_term,
            "sectionId": section_id,
            "sortDirection": sort_direction,
            "sortKey": sort_key,
            "sourceKinds": optional_word_list("source_kinds", source_kinds),
            "useStateDbOnly": use_state_db_only,
        }
        return await self._call("thread/list", params, protocol.ThreadListResponse)

    async def thread_resume(
        self,
        thread_id: str,
        *,
        approval_policy: ApprovalPolicyOption | None = None,
        base_instructions: str | None = None,
        config: ConfigOption | None = None,
        cwd: CwdOption | None = None,
        developer_instructions: str | None = None,
        model: str | None = None,
        model_provider: str | None = None,
        personality: PersonalityOption | None = None,
        sandbox: SandboxModeOption | None = None,
        approvals_reviewer: ApprovalsReviewerOption | None = None,
        approval_mode: ApprovalModeOption | None = None,
        exclude_turns: bool | None = None,
        include_turns: bool | None = None,
        initial_turns_page: Mapping[str, Any] | None = None,
        service_tier: str | None = None,
    ) -> AsyncThread:
        """Load a stored thread and follow it; the options are ignored if it is loaded already.

        Args:
            thread_id: The thread.
            approval_policy: As in `AsyncThread.turn`.
            base_instructions: Replaces the instructions of the model.
            config: Settings of the server for this thread.
            cwd: Working folder.
            developer_instructions: Added instructions.
            model: Model id.
            model_provider: Provider id.
            personality: Ignored by present servers.
            sandbox: As in `thread_start`.
            approvals_reviewer: As in `thread_start`.
            approval_mode: As in `thread_start`.
            exclude_turns: Leave the history out of the answer; so it is if neither this nor the next is given.
            include_turns: Put the history into ``AsyncThread.opened["thread"]["turns"]``; the server deprecates
                that, and `AsyncThread.turns` reads it page by page.
            initial_turns_page: Put a page of turns into ``AsyncThread.opened["initialTurnsPage"]``.
            service_tier: Service tier id.

        Raises:
            InvalidRequestError: There is no such thread, it is archived, or another process has it open.
        """
        policy, reviewer = approval_options(approval_mode, approval_policy, approvals_reviewer)
        await self._core.router.wait_turns_started(thread_id)
        params = {
            "threadId": thread_id,
            "approvalPolicy": policy,
            "approvalsReviewer": reviewer,
            "baseInstructions": base_instructions,
            "config": config,
            "cwd": cwd,
            "developerInstructions": developer_instructions,
            "excludeTurns": excluded_turns(exclude_turns, include_turns),
            "initialTurnsPage": initial_turns_page,
            "model": model,
            "modelProvider": model_provider,
            "personality": personality,
            "sandbox": sandbox,
            "serviceTier": service_tier,
        }
        return await self._opened("thread/resume", params)

    async def thread_fork(
        self,
        thread_id: str,
        *,
        approval_policy: ApprovalPolicyOption | None = None,
        base_instructions: str | None = None,
        config: ConfigOption | None = None,
        cwd: CwdOption | None = None,
        developer_instructions: str | None = None,
        ephemeral: bool | None = None,
        model: str | None = None,
        model_provider: str | None = None,
        sandbox: SandboxModeOption | None = None,
        approvals_reviewer: ApprovalsReviewerOption | None = None,
        approval_mode: ApprovalModeOption | None = None,
        before_turn_id: str | None = None,
        exclude_turns: bool | None = None,
        include_turns: bool | None = None,
        last_turn_id: str | None = None,
        service_tier: str | None = None,
        thread_source: str | None = None,
    ) -> AsyncThread:
        """Copy a thread with its history; turns and items keep their ids.

        ``last_turn_id`` is the last turn to copy, ``before_turn_id`` the first one not to; the other
        options are those of `thread_start` and `thread_resume`.

        Raises:
            InvalidRequestError: There is no such thread or turn, or the thread is ephemeral.
        """
        policy, reviewer = approval_options(approval_mode, approval_policy, approvals_reviewer)
        await self._core.router.wait_turns_started(thread_id)
        params = {
            "threadId": thread_id,
            "approvalPolicy": policy,
            "approvalsReviewer": reviewer,
            "baseInstructions": base_instructions,
            "beforeTurnId": before_turn_id,
            "config": config,
            "cwd": cwd,
            "developerInstructions": developer_instructions,
            "ephemeral": ephemeral,
            "excludeTurns": excluded_turns(exclude_turns, include_turns),
            "lastTurnId": last_turn_id,
            "model": model,
            "modelProvider": model_provider,
            "sandbox": sandbox,
            "serviceTier": service_tier,
            "threadSource": thread_source,
        }
        return await self._opened("thread/fork", params)

    async def thread_archive(self, thread_id: str) -> protocol.ThreadArchiveResponse:
        """Put a thread away; a running turn is interrupted."""
        await self._core.router.wait_turns_started(thread_id)
        return await self._call("thread/archive", {"threadId": thread_id}, protocol.ThreadArchiveResponse)

    async def thread_unarchive(self, thread_id: str) -> AsyncThread:
        """Bring an archived thread back; it is loaded when its first turn is started."""
        await self._core.request("thread/unarchive", {"threadId": thread_id})
        return self.thread(thread_id)

    async def _opened(self, method: str, params: dict[str, Any]) -> AsyncThread:
        opened = await open_thread(self._core, method, drop_none(params))
        return AsyncThread(self._core, opened["thread"]["id"], opened, loaded=True)
