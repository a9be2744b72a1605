"""What the status line says of a conversation, derived from the model: pure, and the same at every call."""

from __future__ import annotations

import os
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from codex_tui import model
from codex_tui.keymap import key_label, keys_of
from codex_tui.model.board import DELETED, IN_ARCHIVE, ThreadState
from codex_tui.model.state import AppState, ConnectionState
from codex_tui.render.durations import count, whole_seconds
from codex_tui.widgets.line_parts import ACCENT, ERROR, NEEDS_YOU, QUIET, Part
from codex_tui.widgets.permission_words import permission_part
from codex_tui.widgets.texts import short_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from codex_tui.model.account import Account
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ThreadKey

NARROW = 60
"""Columns below which what is long gives room to the keys."""
SHELL_WARNING = "runs outside the sandbox, unasked"


class Focus(str, Enum):
    """Where the keys go."""

    COMPOSER = "composer"
    MENU = "menu over the composer"
    SHELL = "command of one's own"
    TRANSCRIPT = "transcript"
    SURVIVOR = "survivor"
    """In the transcript, on a command that goes on after its turn."""
    APPROVAL = "approval"
    FORM = "question or form"
    FIND = "find"
    RECALL = "searching earlier prompts"
    QUEUE = "queued prompts"


class Doing(str, Enum):
    """The state of a conversation in one word."""

    LOST = "lost"
    STARTING = "starting"
    OPENING = "opening"
    READ_ONLY = "read only"
    WAITING = "waiting"
    RUNNING = "running"
    FAILED = "failed"
    IDLE = "idle"
    NEW = "new"


_STYLES: Mapping[Doing, str] = {
    Doing.LOST: ERROR,
    Doing.FAILED: ERROR,
    Doing.WAITING: NEEDS_YOU,
    Doing.RUNNING: ACCENT,
}


class Status(NamedTuple):
    """Both halves of the status line."""

    doing: Doing
    hints: tuple[Part, ...]
    fields: tuple[Part, ...]


def doing(state: AppState, thread: ThreadKey | None) -> Doing:
    """What the conversation does now; what needs a person comes before what does not."""
    connection = state.of(thread).server.state
    if connection is not ConnectionState.READY:
        return Doing.LOST if connection is ConnectionState.LOST else Doing.STARTING
    if thread is None:
        return Doing.NEW
    row = state.board.rows.get(thread)
    if state.inbox.of(thread) or (row is not None and row.state.needs_you):
        return Doing.WAITING
    conversation = state.conversations.get(thread)
    if conversation is None or not conversation.ready:
        return _not_open(conversation)
    if conversation.active_turn is not None:
        return Doing.RUNNING
    return Doing.FAILED if _failed(conversation, row.state if row is not None else None) else Doing.IDLE


def _not_open(conversation: Conversation | None) -> Doing:
    if conversation is not None and conversation.read_only:
        return Doing.READ_ONLY
    return Doing.FAILED if conversation is not None and conversation.history.error else Doing.OPENING


def _failed(conversation: Conversation, state: ThreadState | None) -> bool:
    if state is ThreadState.FAILED:
        return True
    last = next(reversed(conversation.turns.values()), None)
    return last is not None and last.status is model.conversation.TurnStatus.FAILED


def status_of(
    state: AppState,
    thread: ThreadKey | None,
    *,
    now: float,
    steady: float | None = None,
    focus: Focus = Focus.COMPOSER,
    keys: Mapping[str, str] | None = None,
    plan: bool = True,
    empty: bool = True,
) -> Status:
    """Both halves of the status line.

    Args:
        state: the model.
        thread: the thread that is shown; None where it has none yet.
        now: Unix seconds.
        steady: the same, but for what is done to the clock; None where that is the same.
        focus: where the keys go.
        keys: keys that the settings give to actions.
        plan: say how far the plan is, as nothing else on the screen always does.
        empty: nothing is written in the composer, where some keys mean more then.
    """
    what = doing(state, thread)
    fields = _fields(state, thread, what, now, now if steady is None else steady, keys, plan=plan)
    return Status(what, _hints(state, thread, what, focus, keys, empty=empty), fields)


def _key_of(action: str, keys: Mapping[str, str] | None) -> str:
    return next(iter(keys_of(action, keys)), "")


def _hints(
    state: AppState,
    thread: ThreadKey | None,
    what: Doing,
    focus: Focus,
    keys: Mapping[str, str] | None,
    *,
    empty: bool,
) -> tuple[Part, ...]:
    def hint(action: str, text: str, rank: int, short: str = "") -> Part:
        return Part(
            text,
            rank=rank,
            key=key_label(action, keys),
            short=short,
            long_from=NARROW,
            press=_key_of(action, keys),
        )

    if focus is not Focus.COMPOSER:
        of_queue = focus is Focus.QUEUE
        return _queue_hints(hint) if of_queue else _hints_of(focus, hint)
    conversation = state.conversations.get(thread) if thread is not None else None
    runs = conversation is not None and conversation.active_turn is not None
    answer = (hint("conversation.approvals", "answer", 1),) if thread and state.inbox.of(thread) else ()
    if what is Doing.LOST:
        return (hint("app.reconnect", "reconnect", 2),)
    if runs:
        steer, queue = hint("composer.send", "steer", 4), hint("composer.queue", "queue", 5)
        stop = hint("conversation.interrupt", "interrupt", 1, short="stop")._replace(long_from=0)
        return (*answer, steer, queue, stop)
    if what in (Doing.STARTING, Doing.OPENING):
        return (*answer, hint("app.threads", "threads", 7))
    if what is Doing.READ_ONLY:
        return _read_only_hints(conversation.read_only if conversation is not None else "", hint)
    help_key = "composer.help" if empty else "app.help"  # where something is written, the first is a letter
    rest: tuple[Part, ...] = (hint(help_key, "help", 5), hint("app.model", "model", 8))
    if conversation is not None and conversation.usage.fills_up:
        rest = (hint("conversation.compact", "compact", 1), *rest)
    return (*answer, hint("composer.send", "send", 2), *rest)


def _read_only_hints(why: str, hint: Callable[[str, str, int], Part]) -> tuple[Part, ...]:
    if why == IN_ARCHIVE:
        return (hint("conversation.archive", "unarchive", 1),)
    if why == DELETED:
        return (hint("app.new", "new thread", 1),)
    return (hint("composer.send", "try again", 2), hint("conversation.fork", "fork", 1))


def _survivors(state: AppState, thread: ThreadKey | None) -> int:
    """How many commands of a thread go on after their turn."""
    conversation = state.conversations.get(thread) if thread is not None else None
    return len(conversation.running_on) if conversation is not None else 0


def _queue_hints(hint: Callable[..., Part]) -> tuple[Part, ...]:
    return (
        hint("queue.leave", "back", 2),
        hint("queue.edit", "edit", 2),
        hint("queue.send", "send now", 2, short="send"),
        hint("queue.drop", "drop", 2),
        hint("queue.sooner", "sooner", 5),
        hint("queue.later", "later", 5),
    )


def _hints_of(focus: Focus, hint: Callable[..., Part]) -> tuple[Part, ...]:
    """What the keys do beside the composer."""
    if focus is Focus.FORM:
        return ()  # it has its keys below it
    if focus is Focus.APPROVAL:
        return (hint("approval.down", "read on", 7),)  # the request has its keys below it
    if focus is Focus.MENU:
        choose, complete = hint("menu.choose", "choose", 2), hint("menu.complete", "complete", 4)
        return (choose, complete, hint("menu.close", "close", 7))
    if focus is Focus.SHELL:
        return (hint("composer.send", SHELL_WARNING, 0, "no sandbox")._replace(style=NEEDS_YOU),)
    if focus in (Focus.FIND, Focus.RECALL):
        return _hints_of_searching(focus, hint)
    survives = focus is Focus.SURVIVOR
    return (
        hint("transcript.leave", "composer", 2, short="back" if survives else ""),
        *((hint("transcript.end_command", "end it", 1),) if survives else ()),
        hint("message.menu", "actions", 5),
        hint("transcript.fold", "fold", 4),
        hint("transcript.copy", "copy", 7),
        hint("transcript.find", "find", 8),
        hint("transcript.map", "map", 8),
    )


def _hints_of_searching(focus: Focus, hint: Callable[..., Part]) -> tuple[Part, ...]:
    if focus is Focus.RECALL:
        take, older = hint("recall.take", "take", 2), hint("recall.older", "older", 4)
        return (take, older, hint("recall.cancel", "back", 3))
    close = hint("find.close", "close", 2)
    return (close, hint("find.next", "next above", 4), hint("find.previous", "below", 7))


def _fields(
    state: AppState,
    thread: ThreadKey | None,
    what: Doing,
    now: float,
    steady: float,
    keys: Mapping[str, str] | None,
    *,
    plan: bool,
) -> tuple[Part, ...]:
    conversation = state.conversations.get(thread) if thread is not None else None
    row = state.board.rows.get(thread) if thread is not None else None
    own = state.of(thread)
    settings = conversation.settings if conversation is not None else own.new_thread
    parts: list[Part] = []
    model = settings.model or (row.model if row else None)
    if model:
        words = [model, *(word for word in (own.effort(settings), own.tier(settings)) if word)]
        parts.append(Part(" ".join(words), rank=4, short=model, press=_key_of("app.model", keys)))
    if (allowed := permission_part(state, thread)) is not None:
        parts.append(allowed._replace(press=_key_of("app.permissions", keys)))
    folder = settings.cwd or (row.cwd if row else "") or own.folder
    host = f"{own.server.label}:" if state.is_one_of_several else ""
    shown = host + short_folder(folder, os.path.expanduser("~"))
    base = host + os.path.basename(folder.rstrip(os.sep))
    branch = f" {row.branch}" if row is not None and row.branch else ""
    parts.append(Part(shown + branch, rank=6, short=base if len(base) < len(shown) else shown))
    if number := _survivors(state, thread):
        said = "1 command still runs" if number == 1 else f"{number} commands still run"
        short = "1 runs on" if number == 1 else f"{number} run on"
        parts.append(Part(said, style=ACCENT, rank=1, short=short, long_from=NARROW))
    if conversation is not None:
        steps = conversation.plan if plan else None
        if steps is not None and steps.steps and steps.running:
            parts.append(Part(f"plan {steps.progress}", rank=2, short=steps.progress))
        parts.extend(_usage(conversation, what, steady))
    account = state.of(thread).account
    if account is not None and (near := _limit(account, now)) is not None:
        parts.append(near)
    busy = what is Doing.RUNNING and conversation is not None and _compacts(conversation)
    parts.append(Part("compacting" if busy else what.value, style=_STYLES.get(what, QUIET), rank=0))
    return tuple(parts)


def _limit(account: Account, now: float) -> Part | None:
    from codex_tui.widgets.account_words import (
        limit_part,  # nothing is known of limits before the first paint
    )

    return limit_part(account, now)


def _compacts(conversation: Conversation) -> bool:
    from codex_tui.widgets.context_words import compacts

    return compacts(conversation)


def _usage(conversation: Conversation, what: Doing, steady: float) -> list[Part]:
    parts = []
    usage = conversation.usage
    from codex_tui.widgets.context_words import (
        context_part,  # what it measures is not there at the first paint
    )

    if (meter := context_part(conversation)) is not None:
        parts.append(meter)
    turn = conversation.turns.get(conversation.active_turn) if conversation.active_turn else None
    since = turn.runs_since if turn is not None else None
    if since is not None and what is not Doing.LOST:
        parts.append(Part(whole_seconds(int((steady - since) * 1000)), rank=4))
    if usage.total_tokens:
        parts.append(Part(f"{count(usage.total_tokens)} tok", rank=7))
    return parts
