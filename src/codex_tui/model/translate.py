"""From the protocol's items to the cells of the transcript.

Each kind of the protocol has one entry: how to make the model's item, and how to bring one up to date in
place, so that buffers and renderers survive. What has no entry, or does not fit this client's models, becomes
a `RawItem`. The SDK's models are named for the type checker only; importing them is put off to the first
item.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codex_tui.model.items import (
    AgentItem,
    CommandItem,
    FileChange,
    FileChangeItem,
    Item,
    ItemStatus,
    NoticeItem,
    NoticeLevel,
    Phase,
    ProposedPlanItem,
    RawItem,
    ReasoningItem,
    UserItem,
)
from codex_tui.model.safe_text import SafeText
from codex_tui.model.text_buffer import Difference
from codex_tui.model.translate_raw import raw_body, raw_summary
from codex_tui.model.translate_text import first_line, unwrap_shell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from codex_app_server.generated.v2_all import (
        AgentMessageThreadItem,
        CommandExecutionThreadItem,
        EnteredReviewModeThreadItem,
        FileChangeThreadItem,
        FileUpdateChange,
        PlanThreadItem,
        ReasoningThreadItem,
        ThreadItem,
        UserInput,
        UserMessageThreadItem,
    )
    from codex_tui.model.keys import ItemKey

_STATUSES = {
    "inProgress": ItemStatus.RUNNING,
    "completed": ItemStatus.COMPLETED,
    "failed": ItemStatus.FAILED,
    "declined": ItemStatus.DECLINED,
    "interrupted": ItemStatus.INTERRUPTED,
}
PART_BREAK = "\n\n"
"""Between the parts of a reasoning summary."""


@dataclass(frozen=True, slots=True)
class _Kind:
    make: Callable[[ItemKey, Any], Item]
    fill: Callable[[Any, Any], Difference]
    """Brings an item up to date and says whether text that was shown has changed."""


def new_item(key: ItemKey, source: ThreadItem) -> Item:
    """The model's item for one of the protocol, not filled yet."""
    return _kind(source).make(key, source.root)


def fill_item(item: Item, source: ThreadItem) -> Difference | None:
    """Brings an item up to date in place; None if it is of another kind than the source."""
    kind = _kind(source)
    if type(kind.make(item.key, source.root)) is not type(item):
        return None
    return kind.fill(item, source.root)


def status_of(source: ThreadItem, *, over: bool) -> ItemStatus:
    """Where the item stands by its own word, else by whether the server called it completed."""
    said = _STATUSES.get(str(source.model_dump(mode="json", include={"status"}).get("status", "")))
    if said is None or (over and said is ItemStatus.RUNNING):
        return ItemStatus.COMPLETED if over else ItemStatus.RUNNING
    return said


def file_changes(changes: Sequence[FileUpdateChange]) -> tuple[FileChange, ...]:
    return tuple(
        FileChange(
            path=SafeText(change.path),
            change=change.kind.root.type,
            diff=(safe := _safe_diff(change.diff)),
            moved_to=_moved_to(change),
            raw="" if safe == change.diff else change.diff,
        )
        for change in changes
    )


def _safe_diff(raw: str) -> SafeText:
    """A diff line by line: a carriage return inside of a line must not make two of it."""
    return SafeText(raw.replace("\r\n", "\n").replace("\r", "\u240d") if "\r" in raw else raw)


def _kind(source: ThreadItem) -> _Kind:
    from codex_app_server.generated.v2_all import UnknownThreadItem  # heavy, and loaded once an item is here

    if isinstance(source.root, UnknownThreadItem):
        return _RAW
    return _KINDS.get(source.root.type, _RAW)


def _moved_to(change: FileUpdateChange) -> SafeText | None:
    target = (change.kind.root.model_extra or {}).get("move_path")
    if change.kind.root.type == "update":
        target = change.kind.root.model_dump().get("move_path")
    return SafeText(target) if isinstance(target, str) else None


# --- user ---------------------------------------------------------------------------------------------------


def _new_user(key: ItemKey, source: UserMessageThreadItem) -> UserItem:
    return UserItem(key=key, text=SafeText(), client_id=source.client_id)


def _fill_user(item: UserItem, source: UserMessageThreadItem) -> Difference:
    texts, attachments = [], []
    for part in source.content:
        text = _attachment(part)
        if text is None:
            texts.append(str(part.root.model_dump().get("text", "")))
        else:
            attachments.append(SafeText(text))
    item.text = SafeText("\n".join(texts))
    item.attachments = tuple(attachments)
    item.client_id = source.client_id
    return Difference.NONE


def _attachment(part: UserInput) -> str | None:
    """What stands for an input that is not text; None for text."""
    data = part.root.model_dump(mode="json")
    kind = str(data.get("type", ""))
    if kind == "text":
        return None
    if kind in ("image", "audio"):
        return f"[{kind}]"
    return f"[{kind}] {data.get('path') or data.get('name') or ''}".rstrip()


# --- agent --------------------------------------------------------------------------------------------------


def _fill_agent(item: AgentItem, source: AgentMessageThreadItem) -> Difference:
    phase = None if source.phase is None else source.phase.value
    item.phase = Phase(phase) if phase in (Phase.COMMENTARY.value, Phase.FINAL.value) else None
    return item.text.replace(source.text)


def _fill_reasoning(item: ReasoningItem, source: ReasoningThreadItem) -> Difference:
    return max(
        item.summary.replace(PART_BREAK.join(source.summary)),
        item.raw.replace(PART_BREAK.join(source.content)),
    )


def _fill_plan(item: ProposedPlanItem, source: PlanThreadItem) -> Difference:
    return item.text.replace(source.text)


# --- tools --------------------------------------------------------------------------------------------------


def _new_command(key: ItemKey, source: CommandExecutionThreadItem) -> CommandItem:
    return CommandItem(key=key, command=SafeText(), cwd=SafeText())


def _fill_command(item: CommandItem, source: CommandExecutionThreadItem) -> Difference:
    item.command = unwrap_shell(source.command)
    item.cwd = SafeText(source.cwd)
    item.exit_code = source.exit_code
    item.duration_ms = source.duration_ms
    item.from_user = source.source == "userShell"
    if source.aggregated_output is None:
        return Difference.NONE
    item.output.replace(source.aggregated_output)
    return Difference.REWRITTEN


def _fill_patch(item: FileChangeItem, source: FileChangeThreadItem) -> Difference:
    item.changes = file_changes(source.changes)
    return Difference.NONE


# --- notices and the rest -----------------------------------------------------------------------------------


def _new_notice(key: ItemKey, source: Any) -> NoticeItem:
    return NoticeItem(key=key, level=NoticeLevel.INFO, text=SafeText())


def _fill_compaction(item: NoticeItem, source: Any) -> Difference:
    item.text = SafeText("Context compacted")
    return Difference.NONE


def _fill_review_start(item: NoticeItem, source: EnteredReviewModeThreadItem) -> Difference:
    item.text = SafeText(f"Review started: {first_line(source.review)}")
    return Difference.NONE


def _fill_review_end(item: NoticeItem, source: Any) -> Difference:
    item.text = SafeText("Review finished")  # what it found follows as a message of the agent
    return Difference.NONE


def _new_raw(key: ItemKey, source: Any) -> RawItem:
    return RawItem(key=key, name=SafeText(source.type))


def _fill_raw(item: RawItem, source: Any) -> Difference:
    item.summary = raw_summary(source)
    item.body = raw_body(source)
    return Difference.NONE


_RAW = _Kind(_new_raw, _fill_raw)
_KINDS: dict[str, _Kind] = {
    "userMessage": _Kind(_new_user, _fill_user),
    "agentMessage": _Kind(lambda key, _: AgentItem(key=key), _fill_agent),
    "reasoning": _Kind(lambda key, _: ReasoningItem(key=key), _fill_reasoning),
    "plan": _Kind(lambda key, _: ProposedPlanItem(key=key), _fill_plan),
    "commandExecution": _Kind(_new_command, _fill_command),
    "fileChange": _Kind(lambda key, _: FileChangeItem(key=key), _fill_patch),
    "contextCompaction": _Kind(_new_notice, _fill_compaction),
    "enteredReviewMode": _Kind(_new_notice, _fill_review_start),
    "exitedReviewMode": _Kind(_new_notice, _fill_review_end),
}
