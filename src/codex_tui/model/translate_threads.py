"""From the protocol's threads, settings and models to the model's rows, settings and models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.catalogue import Effort, ModelInfo, Tier
from codex_tui.model.permissions import Permissions
from codex_tui.model.safe_path import SafePath
from codex_tui.model.safe_text import SafeText
from codex_tui.model.settings import Settings
from codex_tui.model.thread_rows import THREAD_FIELDS, row_of, state_of

if TYPE_CHECKING:
    from codex_app_server.generated.v2_all import (
        AskForApproval,
        Model,
        SandboxPolicy,
        Thread,
        ThreadForkResponse,
        ThreadResumeResponse,
        ThreadSettings,
        ThreadStartResponse,
        ThreadStatus,
    )
    from codex_tui.model.board import ThreadRow, ThreadState


def thread_state(status: ThreadStatus) -> ThreadState:
    return state_of(status.model_dump(mode="json", by_alias=True))


def thread_row(server: str, thread: Thread, known: ThreadRow | None = None) -> ThreadRow:
    """The row of a thread that came in a model; see `row_of`."""
    # A server may send what its own schema does not know, and a row shows what it can of it.
    fields = thread.model_dump(mode="json", by_alias=True, include=set(THREAD_FIELDS), warnings=False)
    return row_of(server, fields, known)


def opened_settings(response: ThreadStartResponse | ThreadResumeResponse | ThreadForkResponse) -> Settings:
    """What a thread runs with, by the answer to starting, resuming or forking it."""
    return Settings(
        model=SafeText(response.model),
        effort=_safe(response.reasoning_effort),
        tier=_tier(response.service_tier),
        cwd=SafePath(response.cwd),
        permissions=_permissions(response, response.sandbox),
    )


def updated_settings(settings: ThreadSettings) -> Settings:
    """What a thread runs with, by the notification."""
    return Settings(
        model=SafeText(settings.model),
        effort=_safe(settings.effort),
        tier=_tier(settings.service_tier),
        cwd=SafePath(settings.cwd),
        permissions=_permissions(settings, settings.sandbox_policy),
    )


def model_info(model: Model) -> ModelInfo:
    info = model.upgrade_info
    return ModelInfo(
        id=SafeText(model.model),
        name=SafeText(model.display_name),
        description=SafeText(model.description),
        is_default=model.is_default,
        efforts=tuple(
            Effort(SafeText(option.reasoning_effort), SafeText(option.description))
            for option in model.supported_reasoning_efforts
        ),
        default_effort=_safe(model.default_reasoning_effort),
        tiers=tuple(
            Tier(tier.id, SafeText(tier.name), SafeText(tier.description)) for tier in model.service_tiers
        ),
        hidden=model.hidden,
        upgrade=_safe(info.model if info is not None else model.upgrade),
        upgrade_note=SafeText(
            (info.upgrade_copy or info.migration_markdown or "") if info is not None else ""
        ),
        retires_at=float(info.retirement_at) if info is not None and info.retirement_at else None,
        notice=SafeText(model.availability_nux.message if model.availability_nux is not None else ""),
    )


def _safe(text: str | None) -> SafeText | None:
    return None if text is None else SafeText(text)


def _tier(tier: str | None) -> SafeText | None:
    """The service tier; the server's word for the standard one is no tier at all."""
    return None if tier in (None, "default") else SafeText(tier)


def _approval_policy(policy: AskForApproval) -> SafeText:
    value = policy.model_dump(mode="json")
    return SafeText(value if isinstance(value, str) else "granular")


def _permissions(
    said: ThreadStartResponse | ThreadResumeResponse | ThreadForkResponse | ThreadSettings,
    sandbox: SandboxPolicy,
) -> Permissions:
    policy = sandbox.model_dump(mode="json", by_alias=True)
    network = policy.get("networkAccess")
    profile = said.active_permission_profile
    # Starting and forking do not tell it: both begin without planning.
    collaboration = getattr(said, "collaboration_mode", None)
    return Permissions(
        approval=_approval_policy(said.approval_policy),
        sandbox=SafeText(str(policy.get("type", ""))),
        network=network is True or network == "enabled",
        roots=tuple(SafeText(root) for root in policy.get("writableRoots") or ()),
        temporary=not policy.get("excludeSlashTmp"),
        profile=SafeText(profile.id) if profile is not None else None,
        reviewer=SafeText(str(said.approvals_reviewer)),
        plan=collaboration is not None and str(collaboration.mode) == "plan",
    )
