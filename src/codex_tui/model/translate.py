"""From the protocol's items to the cells of the transcript.

Each kind of the protocol has one entry: how to make the model's item, and how to bring one up to date in
place, so that buffers and renderers survive. What has no entry, or does not fit this client's models, becomes
a `RawItem`. The SDK's models are named for the type checker only; importing them is put off to the first
item.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codex_tui.model.attachments import Attachment, AttachmentKind, carried, picture
from codex_tui.model.draft_input import FoldedPart, read_elements
from codex_tui.model.exploring import CommandStep, StepKind
from codex_tui.model.items import (
    AgentItem,
    CommandItem,
    FileChange,
    FileChangeItem,
    Item,
    ItemStatus,
    Phase,
    ProposedPlanItem,
    RawItem,
    ReasoningItem,
    UserItem,
)
from codex_tui.model.output_log import left_out
from codex_tui.model.plain_turns import fits_its_kind
from codex_tui.model.safe_path import SafePath
from codex_tui.model.safe_text import SafeText
from codex_tui.model.text_buffer import Difference
from codex_tui.model.translate_text import brief, first_line, pretty_json, unwrap_shell
from codex_tui.model.translate_tools import TOOL_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from codex_app_server.generated.v2_all import (
        AgentMessageThreadItem,
        CommandExecutionThreadItem,
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
_EVENTS = frozenset(
    {"subAgentActivity", "enteredReviewMode", "exitedReviewMode", "hookPrompt", "functionCallOutput"}
)
"""Kinds that tell what has happened: nothing of them runs between their start and their end."""
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
    if source.root.type in _EVENTS:
        return ItemStatus.COMPLETED
    said = _said_status(source)
    if said is None or (over and said is ItemStatus.RUNNING):
        return ItemStatus.COMPLETED if over else ItemStatus.RUNNING
    return said


def says_status(source: ThreadItem) -> bool:
    """Whether the item says itself where it stands."""
    return _said_status(source) is not None


def _said_status(source: ThreadItem) -> ItemStatus | None:
    return _STATUSES.get(str(source.model_dump(mode="json", include={"status"}).get("status", "")))


def file_changes(changes: Sequence[FileUpdateChange]) -> tuple[FileChange, ...]:
    return tuple(map(_file_change, changes))


def _file_change(change: FileUpdateChange) -> FileChange:
    target = _move_path(change)
    raw = change.diff
    if target is not None:
        # The server puts it in words behind the diff, where it would read as more lines of the file.
        raw = raw.removesuffix(f"\n\nMoved to: {target}")
    safe = _safe_diff(raw)
    return FileChange(
        path=SafePath(change.path),
        change=change.kind.root.type,
        diff=safe,
        moved_to=SafePath(target) if target is not None else None,
        raw="" if safe == raw else raw,
    )


def _safe_diff(raw: str) -> SafeText:
    """A diff line by line: a carriage return inside of a line must not make two of it."""
    return SafeText(raw.replace("\r\n", "\n").replace("\r", "\u240d") if "\r" in raw else raw)


def _kind(source: ThreadItem) -> _Kind:
    return _KINDS.get(source.root.type, _RAW) if fits_its_kind(source) else _RAW


def _move_path(change: FileUpdateChange) -> str | None:
    target = (change.kind.root.model_extra or {}).get("move_path")
    if change.kind.root.type == "update":
        target = change.kind.root.model_dump().get("move_path")
    return target if isinstance(target, str) else None


# --- user ---------------------------------------------------------------------------------------------------


def _new_user(key: ItemKey, source: UserMessageThreadItem) -> UserItem:
    return UserItem(key=key, text=SafeText(), client_id=source.client_id)


def _fill_user(item: UserItem, source: UserMessageThreadItem) -> Difference:
    texts: list[SafeText] = []
    elements: list[FoldedPart] = []
    attachments = []
    for part in source.content:
        attachment = attachment_of(part)
        if attachment is not None:
            attachments.append(attachment)
            continue
        data = part.root.model_dump(by_alias=True)
        raw, at = str(data.get("text", "")), sum(len(text) + 1 for text in texts)
        elements += read_elements(raw, data.get("text_elements"), at)
        texts.append(SafeText(raw))
    item.text = SafeText("\n".join(texts))
    item.elements = tuple(elements)
    item.attachments = tuple(attachments)
    item.client_id = source.client_id
    return Difference.NONE


def attachment_of(part: UserInput) -> Attachment | None:
    """What stands for an input that is not text; None for text."""
    data = part.root.model_dump(mode="json", by_alias=True, exclude_none=True)
    kind, path = str(data.get("type", "")), SafePath(str(data.get("path", "")))
    if kind == "text":
        return None
    if kind in ("image", "audio"):
        what = AttachmentKind.IMAGE if kind == "image" else AttachmentKind.AUDIO
        url = str(data.get("url") or "")
        shown = carried(url) if what is AttachmentKind.IMAGE else ""
        return Attachment(what, picture(url or str(data.get("fileId") or "")), data=shown)
    if kind in ("localImage", "localAudio"):
        what = AttachmentKind.LOCAL_IMAGE if kind == "localImage" else AttachmentKind.AUDIO
        return Attachment(what, path, path)
    if kind in ("mention", "skill"):
        return Attachment(AttachmentKind(kind), SafeText(str(data.get("name", ""))), path)
    return Attachment(AttachmentKind.OTHER, SafeText(f"{kind} {data.get('name') or ''}".rstrip()), path)


# --- agent --------------------------------------------------------------------------------------------------


def _fill_agent(item: AgentItem, source: AgentMessageThreadItem) -> Difference:
    phase = None if source.phase is None else source.phase.value
    item.phase = Phase(phase) if phase in (Phase.COMMENTARY.value, Phase.FINAL.value) else None
    item.notes = tuple(_notes(source))
    return item.text.replace(source.text)


def _notes(source: AgentMessageThreadItem) -> Iterator[SafeText]:
    for question in source.questions or ():
        options = " / ".join(question.options or ())
        yield first_line(f"asks: {question.title}" + (f"  {options}" if options else ""))
    for entry in source.memory_citation.entries if source.memory_citation is not None else ():
        yield first_line(f"from memory: {entry.path}:{entry.line_start}  {entry.note}")


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
    item.cwd = SafePath(source.cwd)
    item.exit_code = source.exit_code
    item.duration_ms = source.duration_ms
    item.from_user = source.source == "userShell"
    item.steps = tuple(_step(action.root, source.cwd) for action in source.command_actions)
    if source.aggregated_output is None:
        return Difference.NONE
    item.output.replace(source.aggregated_output)
    item.left_out = left_out(source.aggregated_output)
    return Difference.REWRITTEN


def _step(action: Any, folder: str) -> CommandStep:
    try:
        kind = StepKind(action.type)
    except ValueError:
        kind = StepKind.OTHER
    path = getattr(action, "path", None) or ""
    path = path.removeprefix(folder.rstrip("/") + "/")
    if kind is StepKind.SEARCH:
        within = "" if path == "." else path
        return CommandStep(kind, SafeText(getattr(action, "query", None) or ""), SafeText(within))
    return CommandStep(kind, SafeText(path or "."))


def _fill_patch(item: FileChangeItem, source: FileChangeThreadItem) -> Difference:
    item.changes = file_changes(source.changes)
    return Difference.NONE


# --- the rest -----------------------------------------------------------------------------------------------


def _tool_kind(kind: str) -> _Kind:
    make, fill = TOOL_KINDS[kind]

    def bring_up_to_date(item: Any, source: Any) -> Difference:
        fill(item, source)
        return Difference.NONE

    return _Kind(lambda key, _: make(key=key), bring_up_to_date)


def _new_raw(key: ItemKey, source: Any) -> RawItem:
    return RawItem(key=key, name=SafeText(source.type))


def _fill_raw(item: RawItem, source: Any) -> Difference:
    data = source.model_dump(mode="json", by_alias=True, exclude_none=True)
    item.summary = brief(
        {name: value for name, value in data.items() if name not in ("id", "type", "status")}
    )
    item.body = pretty_json(data)
    return Difference.NONE


_RAW = _Kind(_new_raw, _fill_raw)
_KINDS: dict[str, _Kind] = {
    "userMessage": _Kind(_new_user, _fill_user),
    "agentMessage": _Kind(lambda key, _: AgentItem(key=key), _fill_agent),
    "reasoning": _Kind(lambda key, _: ReasoningItem(key=key), _fill_reasoning),
    "plan": _Kind(lambda key, _: ProposedPlanItem(key=key), _fill_plan),
    "commandExecution": _Kind(_new_command, _fill_command),
    "fileChange": _Kind(lambda key, _: FileChangeItem(key=key), _fill_patch),
    **{kind: _tool_kind(kind) for kind in TOOL_KINDS},
}
