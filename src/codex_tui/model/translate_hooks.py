"""Runs of hooks and automatic reviews as items: which words each of them has."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from codex_tui.model.items import ItemStatus
from codex_tui.model.safe_text import SafeText
from codex_tui.model.tool_items import Section
from codex_tui.model.translate_text import first_line, pretty_json, unwrap_shell

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_app_server.generated.v2_all import (
        GuardianApprovalReview,
        GuardianApprovalReviewAction,
        HookRunSummary,
    )
    from codex_tui.model.tool_items import AutoReviewItem, HookItem

SAID_PEEK = 3
"""Lines of what a hook said, or of the reason of a verdict, that show while the item is folded."""
_HOOK_ENDS = {
    "running": (ItemStatus.RUNNING, ""),
    "failed": (ItemStatus.FAILED, "failed"),
    "blocked": (ItemStatus.DECLINED, "blocked"),
    "stopped": (ItemStatus.INTERRUPTED, "stopped the turn"),
}
_ENTRIES = {
    "warning": "warning",
    "stop": "stops the turn",
    "feedback": "feedback to the model",
    "context": "context for the model",
    "error": "error",
}
_VERDICTS = {
    "inProgress": (ItemStatus.RUNNING, "Reviewing automatically"),
    "approved": (ItemStatus.COMPLETED, "Approved automatically"),
    "denied": (ItemStatus.DECLINED, "Denied automatically"),
    "timedOut": (ItemStatus.FAILED, "The automatic review took too long"),
    "aborted": (ItemStatus.INTERRUPTED, "The automatic review was stopped"),
}


def fill_hook(item: HookItem, run: HookRunSummary) -> None:
    """Brings a hook up to date with its run."""
    event = run.event_name.value
    item.heading = SafeText(f"{event[:1].upper()}{event[1:]} hook")
    item.argument = first_line(run.status_message or "")
    item.status, outcome = _HOOK_ENDS.get(run.status.value, (ItemStatus.COMPLETED, ""))
    item.outcome = SafeText(outcome)
    item.duration_ms = run.duration_ms
    item.completed_ms = None if run.completed_at is None else run.completed_at * 1000
    said = [
        Section(
            _ENTRIES.get(entry.kind.value, "says"),
            SafeText(entry.text),
            SAID_PEEK,
            problem=entry.kind.value in ("error", "stop"),
        )
        for entry in run.entries
    ]
    item.sections = (*said, Section("defined in", SafeText(run.source_path)))


def fill_auto_review(
    item: AutoReviewItem, action: GuardianApprovalReviewAction, review: GuardianApprovalReview
) -> None:
    """Brings a review up to date: what is to be done, the verdict and the reason."""
    item.status, words = _VERDICTS.get(review.status.value, (ItemStatus.COMPLETED, review.status.value))
    item.heading = SafeText(words)
    item.argument = first_line(_action(action))
    item.outcome = SafeText(f"{review.risk_level.value} risk" if review.risk_level is not None else "")
    sections: list[Section] = []
    if review.rationale:
        sections.append(Section("", SafeText(review.rationale), SAID_PEEK))
    sections.append(
        Section("action", pretty_json(action.model_dump(mode="json", by_alias=True)), language="json")
    )
    item.sections = tuple(sections)


def _action(action: GuardianApprovalReviewAction) -> str:
    data = action.root.model_dump(mode="json", by_alias=True)
    describe = _ACTIONS.get(action.root.type)
    return action.root.type if describe is None else describe(data)


_ACTIONS: dict[str, Callable[[dict[str, Any]], str]] = {
    "command": lambda data: f"run: {unwrap_shell(data['command'])}",
    "execve": lambda data: f"run: {shlex.join(data['argv'] or [data['program']])}",
    "writeStdin": lambda data: f"type: {data['stdin']}",
    "applyPatch": lambda data: f"change: {', '.join(data['files'])}",
    "networkAccess": lambda data: f"reach: {data['host']}:{data['port']}",
    "mcpToolCall": lambda data: f"call: {data['server']}.{data.get('toolTitle') or data['toolName']}",
    "requestPermissions": lambda data: f"more permissions: {data.get('reason') or ''}".rstrip(": "),
}
"""The action that is reviewed, in one line."""
