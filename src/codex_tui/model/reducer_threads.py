"""Reduces what is said of whole threads: status, name, settings, usage, archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.board import DELETED, IN_ARCHIVE, ThreadState
from codex_tui.model.changes import (
    ApprovalClosed,
    HistoryTakenBack,
    MessagesFound,
    SettingsChanged,
    StatusChanged,
    ThreadReturned,
)
from codex_tui.model.items import Item
from codex_tui.model.keys import RequestKey
from codex_tui.model.kinship import origin_of
from codex_tui.model.reducer_items import activity_of
from codex_tui.model.safe_text import SafeText
from codex_tui.model.sub_agents import follow_agent
from codex_tui.model.translate_threads import thread_row, thread_state, updated_settings

if TYPE_CHECKING:
    from codex_app_server.generated.v2_all import (
        ServerRequestResolvedNotification,
        ThreadArchivedNotification,
        ThreadClosedNotification,
        ThreadDeletedNotification,
        ThreadNameUpdatedNotification,
        ThreadReadStateChangedNotification,
        ThreadRevertedNotification,
        ThreadSettingsUpdatedNotification,
        ThreadStartedNotification,
        ThreadStatusChangedNotification,
        ThreadUnarchivedNotification,
    )
    from codex_tui.model.reducer_base import Reduction


def thread_started(reduction: Reduction, note: ThreadStartedNotification) -> None:
    thread = note.thread
    if thread.ephemeral:
        return
    board, known = reduction.state.board, reduction.row(thread.id)
    row = thread_row(reduction.server, thread, known)
    begun = row.preview or row.name or row.state.active or reduction.conversation(thread.id) is not None
    if known is None and not begun:
        # Nothing was typed into it yet: whoever began it may leave it so, and no listing has it.
        board.learn(row.key, origin_of(row))
        return
    row.activity = row.activity or reduction.state.inbox.question_of(row.key)
    board.put(row)
    reduction.note(StatusChanged(row.key))


def status_changed(reduction: Reduction, note: ThreadStatusChangedNotification) -> None:
    state = thread_state(note.status)
    follow_agent(reduction, note.thread_id, state)
    conversation = reduction.conversation(note.thread_id)
    if conversation is not None and state is ThreadState.NOT_LOADED:
        conversation.ready = False
    key, row = reduction.key(note.thread_id), reduction.row(note.thread_id)
    if row is None:
        if state is not ThreadState.NOT_LOADED:
            reduction.state.board.unsure.add(key)
        return
    if row.state is state:
        return
    was = row.state
    row.state, row.failure_taken_back = state, False
    if was.active is not state.active:
        if state.active:
            # A request may overtake the news that its thread is at work.
            row.activity, row.ending = reduction.state.inbox.question_of(key), None
            reduction.state.board.unheard.pop(key, None)
        elif key in reduction.memory.ended:
            reduction.memory.ended.discard(key)
        else:
            # What came of it is told next, if this client is told what turns do.
            if row.parent is None:
                reduction.state.board.unheard[key] = was.needs_you
            if state is ThreadState.NOT_LOADED:
                row.activity = SafeText()
        if state.active:
            reduction.memory.ended.discard(key)
            row.updated_at = max(row.updated_at, float(int(reduction.clock())))
        is_open = conversation is not None and conversation.ready
        # One that was begun here is told without its branch, and has it from its first turn on.
        complete = is_open and state.active and row.branch is not None
        if row.parent is None and not complete:
            # Of somebody else's turn nothing but this is told unless one asks; and no event tells the place in the
            # order of threads that a turn leaves its thread at, nor the branch that a new thread is on.
            reduction.state.board.unsure.add(key)
    reduction.note(StatusChanged(key))


def thread_closed(reduction: Reduction, note: ThreadClosedNotification) -> None:
    conversation = reduction.conversation(note.thread_id)
    if conversation is not None:
        conversation.ready = False
    row = reduction.row(note.thread_id)
    if row is not None:
        row.state = ThreadState.NOT_LOADED
        reduction.note(StatusChanged(row.key))


def name_updated(reduction: Reduction, note: ThreadNameUpdatedNotification) -> None:
    row = reduction.row(note.thread_id)
    if row is not None:
        row.name = SafeText(note.thread_name) if note.thread_name else None
        reduction.note(StatusChanged(row.key))


def archived(reduction: Reduction, note: ThreadArchivedNotification) -> None:
    _set_archived(reduction, note.thread_id, archived=True)


def unarchived(reduction: Reduction, note: ThreadUnarchivedNotification) -> None:
    _set_archived(reduction, note.thread_id, archived=False)


def _set_archived(reduction: Reduction, thread: str, *, archived: bool) -> None:
    key, row = reduction.key(thread), reduction.row(thread)
    conversation = reduction.conversation(thread)
    if conversation is not None and archived:
        conversation.ready, conversation.read_only = False, SafeText(IN_ARCHIVE)
        reduction.note(StatusChanged(key))
    elif conversation is not None and conversation.read_only:
        conversation.read_only = SafeText()
        reduction.note(ThreadReturned(key))
    if row is None:
        reduction.state.board.unsure.add(key)
    else:
        row.archived = archived
        reduction.note(StatusChanged(key))


def deleted(reduction: Reduction, note: ThreadDeletedNotification) -> None:
    conversation = reduction.conversation(note.thread_id)
    key, board = reduction.key(note.thread_id), reduction.state.board
    if conversation is not None:
        conversation.ready, conversation.read_only = False, SafeText(DELETED)
        if (row := reduction.row(note.thread_id)) is not None:
            conversation.title = row.title
        reduction.note(StatusChanged(key))
    board.learn(key, None)
    board.deleted.add(key)
    board.unsure.discard(key)
    if board.drop(key):
        reduction.note(StatusChanged(key))
    search = reduction.state.message_search
    if search is not None and search.forget(key):
        reduction.note(MessagesFound())


def reverted(reduction: Reduction, note: ThreadRevertedNotification) -> None:
    # Opening the thread again loads what is left of it: the session does so where it is shown.
    conversation = reduction.conversation(note.thread_id)
    if conversation is not None:
        conversation.ready = False
        reduction.memory.cut_off.pop(conversation.key, None)
        reduction.note(HistoryTakenBack(conversation.key))
    key, row = reduction.key(note.thread_id), reduction.row(note.thread_id)
    if row is not None and not row.state.active:
        # What came of its last turn is taken back with that: what came of the one that is the last now is asked.
        row.activity, row.ending = SafeText(), None
        if row.state is ThreadState.FAILED:
            row.state, row.failure_taken_back = ThreadState.IDLE, True
        reduction.state.board.unheard.setdefault(key, False)
        reduction.state.board.unsure.add(key)
        reduction.note(StatusChanged(key))


def settings_updated(reduction: Reduction, note: ThreadSettingsUpdatedNotification) -> None:
    conversation = reduction.conversation(note.thread_id)
    if conversation is None:
        return
    conversation.settings = updated_settings(note.thread_settings)
    reduction.note(SettingsChanged(conversation.key))
    row = reduction.row(note.thread_id)
    if row is not None and row.model != conversation.settings.model:
        row.model = conversation.settings.model
        reduction.note(StatusChanged(row.key))


def read_state_changed(reduction: Reduction, note: ThreadReadStateChangedNotification) -> None:
    row = reduction.row(note.thread_id)
    if row is None:
        return
    row.read_revision = note.read_state.revision
    unread = note.read_state.first_unread is not None
    if row.unread != unread:
        row.unread = unread
        reduction.note(StatusChanged(row.key))


def request_resolved(reduction: Reduction, note: ServerRequestResolvedNotification) -> None:
    close_request(reduction, RequestKey(reduction.server, note.request_id))


def close_request(reduction: Reduction, key: RequestKey) -> None:
    """A request waits no more; its row says again what runs."""
    taken = reduction.state.inbox.take(key)
    if taken is None:
        return
    reduction.note(ApprovalClosed(taken.thread, taken.key))
    conversation = reduction.conversation(taken.thread.thread)
    item = conversation.get(taken.item, Item) if conversation is not None and taken.item is not None else None
    row = reduction.row(taken.thread.thread)
    if row is not None and not row.state.active:
        return  # it says what came of the turn
    running = item is not None and item.running
    reduction.show_activity(taken.thread.thread, activity_of(item) if item is not None and running else "")
