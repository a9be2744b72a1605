"""Reduces the life of turns: begun, retried, failed, ended; and their checklist."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_tui.model.changes import (
    DiffChanged,
    ItemAdded,
    ItemChanged,
    ItemGone,
    PlanChanged,
    TurnBegan,
    TurnEnded,
    UsageChanged,
)
from codex_tui.model.conversation import PLAN_ID, Conversation, Turn, TurnStatus
from codex_tui.model.items import (
    CommandItem,
    FileChangeItem,
    Item,
    ItemStatus,
    NoticeItem,
    NoticeLevel,
    PlanItem,
    PlanStep,
    StepStatus,
    TurnEndItem,
)
from codex_tui.model.reducer_agents import agent_ends
from codex_tui.model.reducer_context import take_back_warning, warn_of_context
from codex_tui.model.reducer_items import end_item, end_streamed
from codex_tui.model.reducer_prompts import NOT_TAKEN_UP, forget_taken, give_back_all
from codex_tui.model.reducer_rows import turn_over
from codex_tui.model.safe_text import SafeText
from codex_tui.model.tallies import Tokens, edited
from codex_tui.model.tool_items import ReviewItem
from codex_tui.model.translate_text import plain_error

if TYPE_CHECKING:
    from codex_app_server.generated.v2_all import (
        ErrorNotification,
        ThreadTokenUsageUpdatedNotification,
        TokenUsageBreakdown,
        TurnCompletedNotification,
        TurnDiffUpdatedNotification,
        TurnError,
        TurnPlanUpdatedNotification,
        TurnStartedNotification,
    )
    from codex_tui.model.reducer_base import Reduction

_ATTEMPT = re.compile(r"(?P<what>.*?)[ .…]*(?P<attempt>\d+)/(?P<of>\d+)\s*", re.DOTALL)
"""How a server says which attempt it makes: ``Reconnecting... 2/5``."""
_NEWEST = 8
"""Items at the end among which the beginning of a review is looked for."""
_REMEDIES = {
    "usageLimitExceeded": "/limits shows when it resets.",
    "unauthorized": "/login logs in again.",
}
"""What to do about errors, by the server's word for them."""
_NO_CONTEXT = "contextWindowExceeded"
END_ID = "local:end"
ERROR_ID = "local:error"
END_STATUSES = {
    TurnStatus.COMPLETED: ItemStatus.COMPLETED,
    TurnStatus.INTERRUPTED: ItemStatus.INTERRUPTED,
    TurnStatus.FAILED: ItemStatus.FAILED,
}


def turn_status(value: str) -> TurnStatus:
    """The status by the server's word; one that this client does not know is over somehow."""
    try:
        return TurnStatus(value)
    except ValueError:
        return TurnStatus.COMPLETED


def turn_started(reduction: Reduction, note: TurnStartedNotification) -> None:
    conversation = reduction.conversation(note.thread_id)
    turn = note.turn.id
    if conversation is not None:
        turn = _review_that_began(conversation) or turn
    begin_turn(reduction, note.thread_id, turn, started_at=note.turn.started_at)


def _review_that_began(conversation: Conversation) -> str | None:
    """The turn of a review that has begun and not ended.

    A review has two ids: its items, its end and what is stored of it go by the one; only its start is told by another.
    """
    newest = [*conversation.items[-_NEWEST:], *conversation.ahead[-_NEWEST:]]
    review = next((item for item in reversed(newest) if isinstance(item, ReviewItem)), None)
    if review is None or review.over:
        return None
    turn = conversation.turns.get(review.key.turn)
    return review.key.turn if turn is None or turn.status is TurnStatus.IN_PROGRESS else None


def begin_turn(reduction: Reduction, thread: str, turn: str, *, started_at: float | None = None) -> None:
    """A turn runs, by the notification or by the answer to starting it, whichever is first."""
    conversation = reduction.conversation(thread)
    row = reduction.row(thread)
    if row is not None:
        # As the server counts, in whole seconds: a listing that is read anew has the same order.
        now = float(int(reduction.clock()))
        row.updated_at = max(row.updated_at, now) if started_at is None else float(started_at)
    if conversation is None:
        return
    known = conversation.turns.get(turn)
    if known is not None:
        if known.status is TurnStatus.IN_PROGRESS and started_at is not None:
            known.started_at = started_at
        return
    conversation.turns[turn] = Turn(
        turn, started_at=started_at or reduction.clock(), began=reduction.steady()
    )
    conversation.active_turn = turn
    before = conversation.usage.total
    reduction.memory.tokens_before[conversation.key] = (turn, before if before.total else None)
    reduction.note(TurnBegan(conversation.key))


def turn_completed(reduction: Reduction, note: TurnCompletedNotification) -> None:
    agent_ends(reduction, note.thread_id)
    conversation = reduction.conversation(note.thread_id)
    error = note.turn.error
    turn_over(reduction, note)
    if conversation is None:
        return
    status = turn_status(note.turn.status.value)
    turn = note.turn.id
    if error is not None:
        show_error(reduction, conversation, turn, error)
    active = conversation.active_turn
    if active is not None and turn not in conversation.turns:
        # Whoever did not hear how a review began knows it by another id; a thread runs one turn at a time, so it is
        # this one.
        for item in list(conversation.open_items(turn)):
            _end_open(reduction, conversation, item, status, commands_go_on=True)
        turn = active
    end_turn(reduction, conversation, turn, status, note.turn.duration_ms)


def end_turn(
    reduction: Reduction,
    conversation: Conversation,
    turn: str,
    status: TurnStatus,
    duration_ms: int | None = None,
    *,
    commands_go_on: bool = True,
) -> None:
    """Ends a turn and everything of it that is open but running commands, which the server lets go on."""
    known = conversation.turns.setdefault(turn, Turn(turn))
    if conversation.is_over(turn):
        # Read to its end before all of it was told: what was told since does not run any more.
        for item in list(conversation.open_items(turn)):
            if not isinstance(item, CommandItem):
                _end_open(reduction, conversation, item, status, commands_go_on=commands_go_on)
        return
    known.status = status
    known.out_of_sight = False
    known.duration_ms = duration_ms
    if conversation.active_turn == turn:
        conversation.active_turn = None
    give_back_all(reduction, conversation, turn, NOT_TAKEN_UP)
    if commands_go_on:  # else the server may not have what it took up
        forget_taken(reduction, conversation, turn)
    for item in list(conversation.open_items(turn)):
        _end_open(reduction, conversation, item, status, commands_go_on=commands_go_on)
    reduction.memory.retries.pop(conversation.key.turn(turn), None)
    end = TurnEndItem(
        key=conversation.key.item(turn, END_ID),
        status=END_STATUSES.get(status, ItemStatus.COMPLETED),
        duration_ms=duration_ms,
        tokens=_used(reduction, conversation, turn),
        edited=edited(conversation.of_turn(turn, FileChangeItem)),
    )
    if end.key in conversation:
        index = conversation.replace(end.key, end)
        reduction.note(ItemGone(end.key, index), ItemAdded(end.key, index))
    else:
        reduction.append(conversation, end)
    reduction.note(TurnEnded(conversation.key))


def lose_turn(reduction: Reduction, conversation: Conversation, turn: str) -> None:
    """The connection is lost while a turn runs: as far as anybody here can see, it is interrupted."""
    end_turn(reduction, conversation, turn, TurnStatus.INTERRUPTED, commands_go_on=False)
    conversation.turns[turn].out_of_sight = True


def _used(reduction: Reduction, conversation: Conversation, turn: str) -> Tokens | None:
    began, before = reduction.memory.tokens_before.get(conversation.key, ("", None))
    if began != turn or before is None:
        return None
    used = conversation.usage.total - before
    return used if used.told else None


def _note_before(reduction: Reduction, conversation: Conversation, turn: str) -> None:
    """What was used before the turn that runs, of a thread that had turns, as a fork, before anything was told."""
    began, before = reduction.memory.tokens_before.get(conversation.key, ("", None))
    if began and before is None:
        usage = conversation.usage
        before = usage.total - usage.context if turn == began else usage.total
        reduction.memory.tokens_before[conversation.key] = (began, before)


def usage_updated(reduction: Reduction, note: ThreadTokenUsageUpdatedNotification) -> None:
    conversation = reduction.conversation(note.thread_id)
    if conversation is None:
        return
    usage, told = conversation.usage, note.token_usage
    usage.context, usage.total = _tokens(told.last), _tokens(told.total)
    usage.context_tokens, usage.total_tokens = usage.context.total, usage.total.total
    usage.window = told.model_context_window
    _note_before(reduction, conversation, note.turn_id)
    warn_of_context(reduction, conversation, note.turn_id)
    reduction.note(UsageChanged(conversation.key))
    end = conversation.get(conversation.key.item(note.turn_id, END_ID), TurnEndItem)
    used = _used(reduction, conversation, note.turn_id)
    if end is not None and used is not None and end.tokens != used:
        # Told after the end, as when the thread is resumed.
        end.tokens = used
        end.touch()
        reduction.note(ItemChanged(end.key))


def _tokens(told: TokenUsageBreakdown) -> Tokens:
    return Tokens(
        told.total_tokens,
        told.input_tokens,
        told.cached_input_tokens,
        told.output_tokens,
        told.reasoning_output_tokens,
    )


def _end_open(
    reduction: Reduction, conversation: Conversation, item: Item, turn: TurnStatus, *, commands_go_on: bool
) -> None:
    if isinstance(item, CommandItem) and commands_go_on and not _asks(reduction, item):
        item.outlived_turn = True
        conversation.running_on[item.key] = item
        item.touch()
        reduction.note(ItemChanged(item.key))
    elif isinstance(item, PlanItem) or (isinstance(item, NoticeItem) and item.level is NoticeLevel.RETRY):
        end_item(reduction, conversation, item, END_STATUSES.get(turn, ItemStatus.COMPLETED))
    else:
        end_item(reduction, conversation, item, ItemStatus.INTERRUPTED)


def _asks(reduction: Reduction, item: Item) -> bool:
    """Whether an item still waits for its approval: then it never ran, and never will."""
    return any(waiting.item == item.key for waiting in reduction.state.inbox.of(item.key.thread_key))


# --- errors -------------------------------------------------------------------------------------------------


def error(reduction: Reduction, note: ErrorNotification) -> None:
    conversation = reduction.conversation(note.thread_id)
    if conversation is None:
        return
    if not note.will_retry:
        show_error(reduction, conversation, note.turn_id, note.error)
        return
    end_streamed(reduction, conversation, note.turn_id, ItemStatus.REPLACED)
    turn = conversation.key.turn(note.turn_id)
    shown = reduction.memory.retries.get(turn)
    retry = conversation.get(shown, NoticeItem) if shown is not None else None
    if retry is None:
        retry = NoticeItem(
            key=turn.item(reduction.local_id("retry")), level=NoticeLevel.RETRY, text=SafeText()
        )
        _fill_retry(retry, note.error)
        reduction.append(conversation, retry)
        reduction.memory.retries[turn] = retry.key
    else:
        _fill_retry(retry, note.error)
        reduction.note(ItemChanged(retry.key))
    reduction.show_activity(note.thread_id, retry.text)


def show_error(reduction: Reduction, conversation: Conversation, turn: str, failure: TurnError) -> None:
    """One error for a turn, however often it is reported."""
    key = conversation.key.item(turn, ERROR_ID)
    known = conversation.get(key, NoticeItem)
    if failure.codex_error_info is not None and failure.codex_error_info.root == _NO_CONTEXT:
        take_back_warning(reduction, conversation, turn)
    if known is None:
        reduction.append(conversation, error_notice(conversation, turn, failure))
    elif known.text != _error_words(failure)[0]:
        _fill_notice(known, failure)
        reduction.note(ItemChanged(key))


def error_notice(conversation: Conversation, turn: str, failure: TurnError) -> NoticeItem:
    key = conversation.key.item(turn, ERROR_ID)
    item = NoticeItem(key=key, level=NoticeLevel.ERROR, text=SafeText(), status=ItemStatus.FAILED)
    _fill_notice(item, failure)
    return item


def _fill_retry(item: NoticeItem, failure: TurnError) -> None:
    """Which attempt it is, of how many where the server says that, and why there has to be one."""
    _fill_notice(item, failure)
    item.count += 1
    said = _ATTEMPT.fullmatch(item.text)
    if said is not None:
        text = f"{said['what']} ({said['attempt']} of {said['of']})"
    else:
        text = f"{item.text} (attempt {item.count})" if item.count > 1 else item.text
    reason, _, rest = (failure.additional_details or "").partition("\n")
    item.text = SafeText(f"{text}: {reason}" if reason else text)
    item.detail = SafeText(rest.strip())


def _error_words(failure: TurnError) -> tuple[SafeText, SafeText]:
    """An error's sentence, with what to do where there is a command for it, and its detail."""
    text, body = plain_error(failure.message)
    info = failure.codex_error_info
    remedy = _REMEDIES.get(str(info.root)) if info is not None else None
    if remedy is None:
        return text, body
    return SafeText(f"{text.rstrip().rstrip('.')}. {remedy}"), body


def _fill_notice(item: NoticeItem, failure: TurnError) -> None:
    item.text, body = _error_words(failure)
    item.detail = SafeText("\n".join(filter(None, (body, failure.additional_details))))
    item.touch()


# --- what was changed ---------------------------------------------------------------------------------------


def diff_updated(reduction: Reduction, note: TurnDiffUpdatedNotification) -> None:
    conversation = reduction.conversation(note.thread_id)
    # The same diff comes again after every answer of the model.
    if conversation is not None and conversation.turn_diffs.get(note.turn_id) != note.diff:
        conversation.turn_diffs[note.turn_id] = note.diff
        reduction.note(DiffChanged(conversation.key))


# --- checklist ----------------------------------------------------------------------------------------------


def plan_updated(reduction: Reduction, note: TurnPlanUpdatedNotification) -> None:
    conversation = reduction.conversation(note.thread_id)
    if conversation is None:
        return
    key = conversation.key.item(note.turn_id, PLAN_ID)
    item = conversation.get(key, PlanItem)
    fresh = item or PlanItem(key=key)
    fresh.explanation = SafeText(note.explanation or "")
    fresh.steps = tuple(PlanStep(SafeText(step.step), _step_status(step.status.value)) for step in note.plan)
    fresh.touch()
    if item is None:
        reduction.note(ItemAdded(key, conversation.append(fresh)))
    reduction.note(PlanChanged(key))


def _step_status(value: str) -> StepStatus:
    try:
        return StepStatus(value)
    except ValueError:
        return StepStatus.PENDING
