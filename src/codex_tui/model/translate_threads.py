"""From the protocol's threads, settings, models and requests to the model's rows, settings and approvals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_tui.model.inbox import Approval, ApprovalKind
from codex_tui.model.keys import RequestKey, ThreadKey
from codex_tui.model.safe_text import SafeText
from codex_tui.model.settings import Settings
from codex_tui.model.state import Effort, ModelInfo, Tier
from codex_tui.model.thread_rows import THREAD_FIELDS, row_of, state_of
from codex_tui.model.translate_text import pretty_json, unwrap_shell

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

_KINDS = {
    "item/commandExecution/requestApproval": ApprovalKind.COMMAND,
    "item/fileChange/requestApproval": ApprovalKind.FILE_CHANGE,
}
_IDS = frozenset({"threadId", "turnId", "itemId", "conversationId"})
_PLAIN = frozenset(
    {"threadId", "turnId", "itemId", "startedAtMs", "environmentId", "command", "cwd", "reason"}
)
_EXPECTED = _PLAIN | {
    "kind",
    "commandActions",
    "proposedExecpolicyAmendment",
    "availableDecisions",
    "approvalId",
}


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
        cwd=SafeText(response.cwd),
        approval=_approval_policy(response.approval_policy),
        sandbox=_sandbox(response.sandbox),
    )


def updated_settings(settings: ThreadSettings) -> Settings:
    """What a thread runs with, by the notification."""
    return Settings(
        model=SafeText(settings.model),
        effort=_safe(settings.effort),
        tier=_tier(settings.service_tier),
        cwd=SafeText(settings.cwd),
        approval=_approval_policy(settings.approval_policy),
        sandbox=_sandbox(settings.sandbox_policy),
    )


def model_info(model: Model) -> ModelInfo:
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
    )


def approval(
    server: str, request: int | str, method: str, params: dict[str, Any], arrived_at: float
) -> Approval:
    """What a person is asked, from a request of the server as it came."""
    thread = ThreadKey(server, _text(params, "threadId") or _text(params, "conversationId"))
    kind = _KINDS.get(method, ApprovalKind.OTHER)
    turn, item = _text(params, "turnId"), _text(params, "itemId")
    expected = _IDS if kind is ApprovalKind.OTHER else _EXPECTED
    beyond = {name: value for name, value in params.items() if name not in expected and value is not None}
    return Approval(
        key=RequestKey(server, request),
        thread=thread,
        item=thread.item(turn, item) if turn and item else None,
        kind=kind,
        method=method,
        command=unwrap_shell(_text(params, "command")),
        cwd=SafeText(_text(params, "cwd")),
        reason=SafeText(_text(params, "reason") or _text(params, "message")),
        detail=_questions(params) or (pretty_json(beyond) if beyond else SafeText()),
        arrived_at=arrived_at,
    )


def _questions(params: dict[str, Any]) -> SafeText:
    """The questions of a request as text, where that is what it holds: each with its options."""
    questions = params.get("questions")
    if not isinstance(questions, list) or not all(isinstance(one, dict) for one in questions):
        return SafeText()
    lines: list[str] = []
    for question in questions:
        lines.append(_text(question, "question") or _text(question, "header"))
        options = question.get("options")
        for option in options if isinstance(options, list) else ():
            if isinstance(option, dict):
                told = filter(None, (_text(option, "label"), _text(option, "description")))
                lines.append("- " + ": ".join(told))
    return SafeText("\n".join(lines))


def _text(params: dict[str, Any], name: str) -> str:
    value = params.get(name)
    return value if isinstance(value, str) else ""


def _safe(text: str | None) -> SafeText | None:
    return None if text is None else SafeText(text)


def _tier(tier: str | None) -> SafeText | None:
    """The service tier; the server's word for the standard one is no tier at all."""
    return None if tier in (None, "default") else SafeText(tier)


def _approval_policy(policy: AskForApproval) -> SafeText:
    value = policy.model_dump(mode="json")
    return SafeText(value if isinstance(value, str) else "granular")


def _sandbox(policy: SandboxPolicy) -> SafeText:
    return SafeText(str(policy.model_dump(mode="json").get("type", "")))
