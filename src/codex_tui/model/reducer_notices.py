"""Reduces what a server says beside the items of a turn: hooks, automatic reviews, warnings.

The server keeps none of it, so it is seen live only. What belongs to no open conversation goes to the status line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from codex_tui.model.changes import FactsRead, ItemChanged, ItemFinished, Remarked
from codex_tui.model.items import Item, ItemStatus, NoticeItem, NoticeLevel
from codex_tui.model.safe_text import SafeText
from codex_tui.model.tool_items import AutoReviewItem, HookItem, ToolItem
from codex_tui.model.translate_hooks import fill_auto_review, fill_hook
from codex_tui.model.translate_text import first_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_app_server.generated.v2_all import (
        AuthRecoveryNotification,
        ConfigWarningNotification,
        DeprecationNoticeNotification,
        GuardianWarningNotification,
        HookCompletedNotification,
        HookStartedNotification,
        ItemGuardianApprovalReviewCompletedNotification,
        ItemGuardianApprovalReviewStartedNotification,
        McpServerOauthLoginCompletedNotification,
        McpServerStatusUpdatedNotification,
        ModelReroutedNotification,
        ModelVerificationNotification,
        SkillsChangedNotification,
        StrictReviewRequiredNotification,
        WarningNotification,
        WindowsWorldWritableWarningNotification,
    )
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.reducer_base import Reduction

ToolT = TypeVar("ToolT", bound=ToolItem)

_REASONS = {"highRiskCyberActivity": "the request looks like risky work on security"}


# --- hooks and automatic reviews ----------------------------------------------------------------------------


def hook(reduction: Reduction, note: HookStartedNotification | HookCompletedNotification) -> None:
    # A hook runs under the same id again and again; the second at which it began tells its runs apart.
    name = f"local:hook:{note.run.id}:{note.run.started_at}"
    item = _item(reduction, note.thread_id, note.turn_id, name, HookItem)
    if item is not None:
        if item.started_ms is None:
            item.started_ms = note.run.started_at * 1000
            item.began_ms = int(reduction.steady() * 1000)
        fill_hook(item, note.run)
        _changed(reduction, item)


def auto_review(
    reduction: Reduction,
    note: ItemGuardianApprovalReviewStartedNotification | ItemGuardianApprovalReviewCompletedNotification,
) -> None:
    name = f"local:review:{note.review_id}"
    item = _item(reduction, note.thread_id, note.turn_id, name, AutoReviewItem)
    if item is not None:
        if item.started_ms is None:
            item.began_ms = int(reduction.steady() * 1000)
        item.started_ms = note.started_at_ms
        item.completed_ms = getattr(note, "completed_at_ms", None)
        fill_auto_review(item, note.action, note.review)
        _changed(reduction, item)


def strict_review(reduction: Reduction, note: StrictReviewRequiredNotification) -> None:
    show_notice(
        reduction, note.thread_id, NoticeLevel.INFO, "From here on every action of this turn is reviewed"
    )


def _item(reduction: Reduction, thread: str, turn: str | None, name: str, kind: type[ToolT]) -> ToolT | None:
    """The item of that name, appended if it is new; None if nobody has the thread open."""
    conversation = reduction.conversation(thread)
    if conversation is None:
        return None
    key = conversation.key.item(turn or conversation.active_turn or "local", name)
    item = conversation.get(key, kind)
    if item is None:
        item = kind(key=key)
        reduction.append(conversation, item)
    return item


def _changed(reduction: Reduction, item: Item) -> None:
    item.touch()
    reduction.note(ItemChanged(item.key) if item.running else ItemFinished(item.key))


def answered(
    reduction: Reduction, thread: str, told: Sequence[tuple[SafeText, SafeText]], *, sent: bool
) -> None:
    """What a person answered to questions or a form; the server keeps no item for it."""
    level = NoticeLevel.INFO if sent else NoticeLevel.WARNING
    lead = "You answered" if sent else "This did not wait for your answer any more; it was not sent"
    lines = [f"{asked} {answer}" if asked.endswith("?") else f"{asked}: {answer}" for asked, answer in told]
    conversation = reduction.conversation(thread)
    if conversation is not None:
        _append(reduction, conversation, level, "\n".join((lead, *lines)))


# --- notices ------------------------------------------------------------------------------------------------


def warning(reduction: Reduction, note: WarningNotification) -> None:
    _warn(reduction, note.thread_id, note.message)


def guardian_warning(reduction: Reduction, note: GuardianWarningNotification) -> None:
    _warn(reduction, note.thread_id, note.message)


def model_rerouted(reduction: Reduction, note: ModelReroutedNotification) -> None:
    why = _REASONS.get(note.reason.value, note.reason.value)
    text = f"The server uses {note.to_model} in place of {note.from_model}: {why}"
    show_notice(reduction, note.thread_id, NoticeLevel.WARNING, text)


def model_verification(reduction: Reduction, note: ModelVerificationNotification) -> None:
    asked = ", ".join(one.value for one in note.verifications)
    text = f"The server asks for a verification of this account: {asked}"
    show_notice(reduction, note.thread_id, NoticeLevel.WARNING, text)


def auth_recovery(reduction: Reduction, note: AuthRecoveryNotification) -> None:
    show_notice(reduction, note.thread_id, NoticeLevel.INFO, f"{note.provider}: {note.message}")


def mcp_startup(reduction: Reduction, note: McpServerStatusUpdatedNotification) -> None:
    reduction.note(FactsRead("mcp", stale=True))
    if note.status == "failed":
        why = f": {note.error}" if note.error else ""
        # The server names its own command for that, whatever the reason it gives.
        here = " Here, /mcp logs in." if "codex mcp login" in (note.error or "") else ""
        _warn(reduction, note.thread_id, f"The MCP server {note.name} did not start{why}{here}")


def mcp_login(reduction: Reduction, note: McpServerOauthLoginCompletedNotification) -> None:
    reduction.note(FactsRead("mcp", stale=True))
    why = f": {note.error}" if note.error else ""
    text = f"Logged in to {note.name}" if note.success else f"Not logged in to {note.name}{why}"
    reduction.note(Remarked(first_line(text), not note.success))


def skills_changed(reduction: Reduction, note: SkillsChangedNotification) -> None:
    reduction.note(FactsRead("skills", stale=True))


def config_warning(reduction: Reduction, note: ConfigWarningNotification) -> None:
    """Keeps every warning about the configuration, and says those that ask something of a person.

    Without a bubblewrap of its own the server falls back to the one it carries; that it says so at each start
    on most machines is no reason to cover the key hints.
    """
    place = ""
    if note.path is not None:
        line = f":{note.range.start.line}" if note.range is not None else ""
        place = f" ({note.path}{line})"
    _keep(reduction, note.summary + place, note.details)
    if "bundled bubblewrap" not in note.summary:
        _remark_once(reduction, note.summary + place)


def deprecation(reduction: Reduction, note: DeprecationNoticeNotification) -> None:
    _keep(reduction, note.summary, note.details)
    _remark_once(reduction, note.summary)


def world_writable(reduction: Reduction, note: WindowsWorldWritableWarningNotification) -> None:
    more = f" and {note.extra_count} more" if note.extra_count else ""
    text = f"Everybody may write to {', '.join(note.sample_paths)}{more}: the sandbox cannot protect them"
    _keep(reduction, text, None)
    _remark_once(reduction, text)


def show_notice(reduction: Reduction, thread: str, level: NoticeLevel, text: str) -> None:
    """Shows a notice in a conversation, once however often the server repeats it."""
    conversation = reduction.conversation(thread)
    if conversation is None:
        return
    mark = f"{conversation.key}:{text}"
    if mark in reduction.memory.remarks:
        return
    reduction.memory.remarks.add(mark)
    _append(reduction, conversation, level, text)


def _append(reduction: Reduction, conversation: Conversation, level: NoticeLevel, text: str) -> None:
    key = conversation.key.item(conversation.active_turn or "local", reduction.local_id("notice"))
    item = NoticeItem(key=key, level=level, text=SafeText(text), status=ItemStatus.COMPLETED)
    reduction.append(conversation, item)


def _warn(reduction: Reduction, thread: str | None, text: str) -> None:
    if thread is None or reduction.conversation(thread) is None:
        _remark_once(reduction, text)
    else:
        show_notice(reduction, thread, NoticeLevel.WARNING, text)


def _keep(reduction: Reduction, summary: str, details: str | None) -> None:
    text = f"{summary}\n{details}" if details else summary
    reduction.state.servers[reduction.server].warnings.append(SafeText(text))


def _remark_once(reduction: Reduction, text: str) -> None:
    if text not in reduction.memory.remarks:
        reduction.memory.remarks.add(text)
        reduction.note(Remarked(first_line(text)))
