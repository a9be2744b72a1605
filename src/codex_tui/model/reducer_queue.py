"""Reduces what is told of the queue of a thread: only that it is another one now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.changes import QueueChanged

if TYPE_CHECKING:
    from codex_app_server.generated.v2_all import ThreadQueueChangedNotification
    from codex_tui.model.reducer_base import Reduction


def queue_changed(reduction: Reduction, note: ThreadQueueChangedNotification) -> None:
    """Notes that the list is to be read anew; the session does so."""
    conversation = reduction.conversation(note.thread_id)
    if conversation is not None:
        conversation.queue.stale = True
        reduction.note(QueueChanged(conversation.key))
