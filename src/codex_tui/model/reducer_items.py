"""Reduces the life of items: started, growing, completed.

Deltas may come for an item whose start was never seen, an item may be completed that never started, and a
completed item is what counts, whatever was streamed before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from codex_tui.model.board import ThreadState
from codex_tui.model.changes import ItemAdded, ItemChanged, ItemFinished, ItemGone, TextGrew
from codex_tui.model.conversation import TurnStatus
from codex_tui.model.items import (
    AgentItem,
    CommandItem,
    FileChangeItem,
    Item,
    ItemStatus,
    NoticeItem,
    ProposedPlanItem,
    RawItem,
    ReasoningItem,
    UserItem,
)
from codex_tui.model.reducer_agents import agent_does, tell_of_agents
from codex_tui.model.reducer_base import UNPLACED_KEPT
from codex_tui.model.reducer_prompts import take_up
from codex_tui.model.reducer_rows import item_of, name_by_prompt, note_patch
from codex_tui.model.safe_text import SafeText
from codex_tui.model.sub_agents import note_agents
from codex_tui.model.survivors import append_late, find_turn
from codex_tui.model.text_buffer import Difference
from codex_tui.model.tool_items import CompactionItem, ToolItem
from codex_tui.model.translate import PART_BREAK, file_changes, fill_item, new_item, status_of
from codex_tui.model.translate_text import first_line

if TYPE_CHECKING:
    from codex_app_server.generated.v2_all import (
        AgentMessageDeltaNotification,
        CommandExecutionOutputDeltaNotification,
        FileChangePatchUpdatedNotification,
        ItemCompletedNotification,
        ItemStartedNotification,
        McpToolCallProgressNotification,
        PlanDeltaNotification,
        ReasoningSummaryPartAddedNotification,
        ReasoningSummaryTextDeltaNotification,
        ReasoningTextDeltaNotification,
        ThreadItem,
    )
    from codex_app_server.generated.v2_all import Turn as StoredTurn
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.reducer_base import Reduction
    from codex_tui.model.text_buffer import TextBuffer

StreamedT = TypeVar("StreamedT", AgentItem, ReasoningItem, ProposedPlanItem)

STREAMED = (AgentItem, ReasoningItem, ProposedPlanItem)
"""What the model writes itself; a broken stream or an interruption leaves these half done."""
MISSED = "… "
"""Stands for what was written before this client joined, until the item is completed and has all of it."""


def item_started(reduction: Reduction, note: ItemStartedNotification) -> None:
    conversation = reduction.conversation(note.thread_id)
    is_agent = reduction.key(note.thread_id) in reduction.memory.agents
    if is_agent or conversation is None:
        begun = item_of(reduction.key(note.thread_id).item(note.turn_id, note.item.root.id), note.item)
        if is_agent:
            agent_does(reduction, note.thread_id, activity_of(begun))
        if conversation is None:
            name_by_prompt(reduction, begun.key.thread_key, [note.item])
            show_item_in_row(reduction, begun)
    if conversation is None:
        return
    key = conversation.key.item(note.turn_id, note.item.root.id)
    known = conversation.get(key, Item)
    if known is not None:
        from codex_tui.model.reducer_history import put_in_order  # which stands on this module

        # It was read before it was heard of, and may stand where it ended.
        times = {(note.turn_id, note.item.root.id): (note.started_at_ms, None)}
        reduction.note(*put_in_order(conversation, note.turn_id, times))
        return
    end_retry(reduction, conversation, note.turn_id)
    item = new_item(key, note.item)
    if conversation.is_over(note.turn_id):
        if not isinstance(item, CommandItem):
            return  # the answer with its turn came first; it is shown if it is completed
        item.outlived_turn = True
    if isinstance(item, UserItem):
        end_streamed(reduction, conversation, note.turn_id, ItemStatus.INTERRUPTED)
    _fill_new(reduction, conversation, item, note.item)
    note_agents(conversation, note.turn_id, note.item)
    item.started_ms = note.started_at_ms
    item.began_ms = int(reduction.steady() * 1000)
    item.status = ItemStatus.COMPLETED if isinstance(item, UserItem) else status_of(note.item, over=False)
    if isinstance(item, CompactionItem):
        item.before = conversation.usage.context_tokens
    tell_of_agents(reduction, item)
    reduction.append(conversation, item)
    show_item_in_row(reduction, item)


def show_item_in_row(reduction: Reduction, item: Item) -> None:
    """Says in the row of its thread that an item runs now."""
    thread = item.key.thread_key
    row = reduction.row(thread.thread)
    if row is not None and row.state is ThreadState.IDLE:
        return  # as it is told that an agent is done, behind the end of the turn
    if row is None:
        doing = reduction.memory.doing
        doing[thread] = activity_of(item)
        if len(doing) > UNPLACED_KEPT:
            del doing[next(iter(doing))]
    if not reduction.state.inbox.of(thread):
        # A request may overtake the start of its item; its question then stays in the row.
        reduction.show_activity(thread.thread, activity_of(item))


def item_completed(reduction: Reduction, note: ItemCompletedNotification) -> None:
    conversation = reduction.conversation(note.thread_id)
    if conversation is None:
        note_patch(reduction, note)
        return
    key = conversation.key.item(note.turn_id, note.item.root.id)
    find_turn(reduction, conversation, key)
    item = conversation.get(key, Item)
    difference = None if item is None else fill_item(item, note.item)
    if item is None or difference is None:
        fresh = new_item(key, note.item)
        _fill_new(reduction, conversation, fresh, note.item)
        if item is None:
            append_late(reduction, conversation, fresh)
        else:
            # Created by a delta of another kind than it turns out to be.
            index = conversation.replace(key, fresh)
            reduction.note(ItemGone(key, index), ItemAdded(key, index))
        item = fresh
    elif difference is Difference.REWRITTEN or not item.running:
        reduction.note(ItemChanged(key))
    note_agents(conversation, note.turn_id, note.item)
    if isinstance(item, CommandItem):
        _keep_whole(reduction, item, note.item)
    conversation.running_on.pop(key, None)
    item.status = status_of(note.item, over=True)
    if isinstance(item, CompactionItem) and item.before:
        item.after = conversation.usage.context_tokens
    item.completed_ms = note.completed_at_ms
    tell_of_agents(reduction, item)
    item.touch()
    reduction.note(ItemFinished(key))


def show_running(reduction: Reduction, conversation: Conversation, turn: StoredTurn) -> None:
    """Shows the items of a turn that run and are not stored yet, by the answer to resuming its thread.

    Their ids are the real ones; those of messages in that answer are made up, so nothing else is taken from it.
    """
    known = conversation.turns.get(turn.id)
    if known is None:
        return
    for source in turn.items:
        key = conversation.key.item(turn.id, source.root.id)
        runs = (
            "status" in source.root.model_fields_set and status_of(source, over=False) is ItemStatus.RUNNING
        )
        if key in conversation or not runs:
            continue
        item = new_item(key, source)
        fill_item(item, source)
        if isinstance(item, CommandItem):
            item.outlived_turn = known.status is not TurnStatus.IN_PROGRESS
        reduction.append(conversation, item)


def _keep_whole(reduction: Reduction, item: CommandItem, source: ThreadItem) -> None:
    """The output that the server gives at the end goes over what was streamed, which may have holes."""
    text = getattr(source.root, "aggregated_output", None)
    # Where a cell holds all of it as it came, no file is needed.
    needed = text is not None and (item.output.omitted_lines or "\x1b" in text or "\r" in text)
    if item.log is None and needed and reduction.open_log is not None:
        item.log = reduction.open_log()
    if item.log is not None:
        item.log.finish(text)


def _fill_new(reduction: Reduction, conversation: Conversation, item: Item, source: ThreadItem) -> None:
    fill_item(item, source)
    if isinstance(item, UserItem):
        take_up(reduction, conversation, item.client_id, item.key.turn)
        row = reduction.state.board.rows.get(conversation.key)
        if row is not None and not row.preview:
            row.preview = item.text


# --- growing ------------------------------------------------------------------------------------------------


def agent_delta(reduction: Reduction, note: AgentMessageDeltaNotification) -> None:
    item = _growing(reduction, note.thread_id, note.turn_id, note.item_id, AgentItem)
    if item is not None:
        _append(reduction, item, item.text, note.delta)


def plan_delta(reduction: Reduction, note: PlanDeltaNotification) -> None:
    item = _growing(reduction, note.thread_id, note.turn_id, note.item_id, ProposedPlanItem)
    if item is not None:
        _append(reduction, item, item.text, note.delta)


def reasoning_delta(reduction: Reduction, note: ReasoningSummaryTextDeltaNotification) -> None:
    item = _growing(reduction, note.thread_id, note.turn_id, note.item_id, ReasoningItem)
    if item is not None:
        _append(reduction, item, item.summary, note.delta)


def reasoning_part(reduction: Reduction, note: ReasoningSummaryPartAddedNotification) -> None:
    item = _growing(reduction, note.thread_id, note.turn_id, note.item_id, ReasoningItem)
    if item is not None and note.summary_index > 0:
        _append(reduction, item, item.summary, PART_BREAK)


def raw_reasoning_delta(reduction: Reduction, note: ReasoningTextDeltaNotification) -> None:
    item = _growing(reduction, note.thread_id, note.turn_id, note.item_id, ReasoningItem)
    if item is not None:
        _append(reduction, item, item.raw, note.delta)


def output_delta(reduction: Reduction, note: CommandExecutionOutputDeltaNotification) -> None:
    conversation = reduction.conversation(note.thread_id)
    if conversation is None:
        return
    key = conversation.key.item(note.turn_id, note.item_id)
    find_turn(reduction, conversation, key)
    item = conversation.get(key, CommandItem)
    if item is None:
        if key in conversation:
            return
        item = CommandItem(key=key, command=SafeText(), cwd=SafeText())
        item.outlived_turn = conversation.is_over(note.turn_id)
        reduction.append(conversation, item)
    if item.running:
        item.output.append(note.delta)
        if item.log is None and reduction.open_log is not None:
            item.log = reduction.open_log()
        if item.log is not None:
            item.log.write(note.delta)
        _grew(reduction, item)


def patch_updated(reduction: Reduction, note: FileChangePatchUpdatedNotification) -> None:
    conversation = reduction.conversation(note.thread_id)
    if conversation is None:
        return
    key = conversation.key.item(note.turn_id, note.item_id)
    item = conversation.get(key, FileChangeItem)
    if item is None and key not in conversation:
        item = FileChangeItem(key=key)
        reduction.append(conversation, item)
    if item is not None and item.running:
        item.changes = file_changes(note.changes)
        item.touch()
        reduction.note(ItemChanged(key))


def tool_progress(reduction: Reduction, note: McpToolCallProgressNotification) -> None:
    conversation = reduction.conversation(note.thread_id)
    if conversation is None:
        return
    item = conversation.get(conversation.key.item(note.turn_id, note.item_id), ToolItem)
    if item is not None and item.running:
        item.progress = first_line(note.message)
        item.touch()
        reduction.note(ItemChanged(item.key))


def _growing(
    reduction: Reduction, thread: str, turn: str, item_id: str, kind: type[StreamedT]
) -> StreamedT | None:
    """The item that a delta is for, made if it was never started; None if it grows no more."""
    conversation = reduction.conversation(thread)
    if conversation is None:
        if reduction.row(thread) is not None:
            # Whoever joined in the midst of it did not hear that it began.
            show_item_in_row(reduction, kind(key=reduction.key(thread).item(turn, item_id)))
        return None
    key = conversation.key.item(turn, item_id)
    item = conversation.get(key, kind)
    if item is None:
        if key in conversation or conversation.is_over(turn):
            return None
        item = kind(key=key)
        reduction.append(conversation, item)
    return item if item.running else None


def _append(reduction: Reduction, item: StreamedT, text: TextBuffer, delta: str) -> None:
    """Adds a delta, behind the mark of what went before if nobody said that the item began."""
    if item.began_ms is None and not len(text):
        text.append(MISSED)
    text.append(delta)
    _grew(reduction, item)


def _grew(reduction: Reduction, item: Item) -> None:
    item.touch()
    reduction.note(TextGrew(item.key))


# --- ends without completion --------------------------------------------------------------------------------


def end_streamed(reduction: Reduction, conversation: Conversation, turn: str, status: ItemStatus) -> None:
    """Ends what the model was writing in a turn."""
    for item in [item for item in conversation.open_items(turn) if isinstance(item, STREAMED)]:
        end_item(reduction, conversation, item, status)


def end_item(reduction: Reduction, conversation: Conversation, item: Item, status: ItemStatus) -> None:
    """Ends an item the server will not complete; one that is still empty goes."""
    if isinstance(item, STREAMED) and not item.source():
        reduction.remove(conversation, item.key)
        return
    conversation.running_on.pop(item.key, None)
    if isinstance(item, CommandItem) and item.log is not None:
        item.log.finish(None)
    item.status = status
    item.touch()
    reduction.note(ItemFinished(item.key))


def end_retry(reduction: Reduction, conversation: Conversation, turn: str) -> None:
    """The turn goes on: the notice of a retry in it has done its work."""
    if not reduction.memory.retries:
        return
    key = reduction.memory.retries.pop(conversation.key.turn(turn), None)
    notice = conversation.get(key, NoticeItem) if key is not None else None
    if notice is not None and notice.running:
        end_item(reduction, conversation, notice, ItemStatus.COMPLETED)


def activity_of(item: Item) -> str:
    """What a row says while this item runs."""
    if isinstance(item, CommandItem):
        return f"$ {first_line(item.command)}"
    if isinstance(item, FileChangeItem):
        return "changing " + ", ".join(change.path.rsplit("/", 1)[-1] for change in item.changes)
    if isinstance(item, RawItem):
        return f"{item.name} {item.summary}".strip()
    if isinstance(item, ToolItem):
        return item.headline
    if isinstance(item, NoticeItem):
        return item.text
    return {AgentItem: "writing answer", ReasoningItem: "thinking", ProposedPlanItem: "planning"}.get(
        type(item), ""
    )
