"""Which threads this client follows and how far each got. No I/O.

Fed with every notification on its way to the router. While a connection is being restored it holds back what
comes of the followed threads, and joins it afterwards with what the history tells, each item once. Everything
is keyed by thread, turn and item, because forks reuse the ids of turns and items.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..notification import Notification
    from .history import MissedTurn

__all__ = ["FollowedThread", "FollowedThreads", "TurnProgress"]

_KEPT_TURNS = 2
"""Turns of a thread that are over and remembered: a command may outlive its turn."""

_OPENING_CALLS = frozenset({"thread/start", "thread/resume", "thread/fork"})


@dataclass(slots=True)
class TurnProgress:
    """What was delivered of one turn.

    Attributes:
        completed: Items whose completion was delivered, in that order, and of which kind each is.
        open: Likewise items whose start was delivered, and their completion was not.
        is_joined: Whether the turn had begun before this client followed it.
        is_over: Whether its end was delivered.
        healed: Items that were delivered from the history; the server's own word on them may come late.
    """

    completed: dict[str, str] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)
    is_joined: bool = False
    is_over: bool = False
    healed: set[str] = field(default_factory=set)


@dataclass(slots=True)
class FollowedThread:
    """One thread.

    Attributes:
        is_explicit: Whether this client opened it; sub-agents' threads are heard without that.
        is_new: Whether it had no turns when it was opened.
        was_active: Whether a turn was running when it was opened.
        turns_cursor: Where its turns ended when it was opened, if the server said so.
        items_cursor: Likewise its items.
        is_dormant: Whether the server has nothing stored to resume yet.
        turns: The turns that run and the last ones that are over, oldest first.
    """

    thread_id: str
    is_explicit: bool = False
    is_new: bool = False
    was_active: bool = False
    turns_cursor: str | None = None
    items_cursor: str | None = None
    is_dormant: bool = False
    turns: dict[str, TurnProgress] = field(default_factory=dict)

    def progress(self, turn_id: str) -> TurnProgress:
        """Return what is known of a turn; one that was never seen to start was joined."""
        progress = self.turns.get(turn_id)
        if progress is None:
            progress = self.turns[turn_id] = TurnProgress(is_joined=True)
        return progress

    def prune(self) -> None:
        over = [turn_id for turn_id, progress in self.turns.items() if progress.is_over]
        for turn_id in over[:-_KEPT_TURNS]:
            del self.turns[turn_id]


class FollowedThreads:
    """All followed threads of one client."""

    def __init__(self) -> None:
        self._threads: dict[str, FollowedThread] = {}
        self._left: set[str] = set()
        self._held: dict[str, list[Notification]] = {}
        self._has_healed = False

    def threads(self) -> list[FollowedThread]:
        return list(self._threads.values())

    def get(self, thread_id: str) -> FollowedThread | None:
        return self._threads.get(thread_id)

    def note_call(self, method: str, params: Any, result: Any) -> None:
        """Learn from an answered call which threads are followed from now on, or not any more."""
        if method == "thread/unsubscribe":
            thread_id = params["threadId"]
            self.forget(thread_id)
            self._left.add(thread_id)
        elif method in _OPENING_CALLS:
            opened = result.get("thread") if isinstance(result, dict) else None
            thread_id = opened.get("id") if isinstance(opened, dict) else None
            if not isinstance(opened, dict) or not isinstance(thread_id, str):
                return  # who asked is told that the answer does not fit
            self._left.discard(thread_id)
            thread = self._threads.setdefault(thread_id, FollowedThread(thread_id))
            if thread.is_explicit:
                return  # resumed once more: what is known of it stays true
            thread.is_explicit = True
            thread.is_new = method == "thread/start"
            thread.was_active = (opened.get("status") or {}).get("type") == "active"
            thread.turns_cursor = result.get("turnsBackwardsCursor")
            thread.items_cursor = result.get("itemsBackwardsCursor")

    def forget(self, thread_id: str) -> None:
        self._threads.pop(thread_id, None)
        self._held.pop(thread_id, None)

    def admit(self, batch: list[Notification]) -> list[Notification]:
        """Take note of notifications; return those that shall be delivered now."""
        if self._held or self._has_healed:
            batch = [notification for notification in batch if self._passes(notification)]
        return self._note(batch)

    def hold_back(self) -> None:
        """From now on keep what comes of the followed threads."""
        self._held = {thread_id: self._held.get(thread_id, []) for thread_id in self._threads}

    def hold_back_thread(self, thread: FollowedThread) -> None:
        self._held.setdefault(thread.thread_id, [])

    def release(self, thread: FollowedThread, missed: list[MissedTurn]) -> list[Notification]:
        """Return what is to be delivered of a thread: what was missed, then what was held back."""
        held = self._held.pop(thread.thread_id, [])
        story: list[Notification] = []
        for turn in missed:
            mine = [notification for notification in held if notification.turn_id == turn.turn_id]
            held = [notification for notification in held if notification.turn_id != turn.turn_id]
            if turn.turn_id not in thread.turns:
                story.append(turn.started())
            progress = thread.turns.setdefault(turn.turn_id, TurnProgress())
            story += turn.items(progress)
            story += [notification for notification in mine if not _is_old_news(notification, progress)]
            ended = any(notification.method == "turn/completed" for notification in mine)
            if turn.is_over and not progress.is_over and not ended:
                story.append(turn.completed())
            self._has_healed = True
        return self._note(story + held)

    def _note(self, batch: list[Notification]) -> list[Notification]:
        for notification in batch:
            take = _TAKE.get(notification.method)
            if take is not None:
                take(self, notification)
        return batch

    def _passes(self, notification: Notification) -> bool:
        thread_id = notification.params.get("threadId")
        held = self._held.get(thread_id) if isinstance(thread_id, str) else None
        if held is not None:
            held.append(notification)
            return False
        thread = self._threads.get(thread_id) if isinstance(thread_id, str) else None
        turn_id = notification.turn_id
        if thread is None or turn_id is None:
            return True
        progress = thread.turns.get(turn_id)
        return progress is None or not _is_old_news(notification, progress)

    def _turn_started(self, notification: Notification) -> None:
        thread, turn_id = self._thread_of(notification), notification.turn_id
        if thread is not None and turn_id is not None:
            thread.turns.setdefault(turn_id, TurnProgress())

    def _turn_completed(self, notification: Notification) -> None:
        thread, turn_id = self._thread_of(notification), notification.turn_id
        if thread is not None and turn_id is not None:
            thread.progress(turn_id).is_over = True
            thread.prune()

    def _item_started(self, notification: Notification) -> None:
        thread, turn_id, item_id = self._thread_of(notification), notification.turn_id, notification.item_id
        if thread is not None and turn_id is not None and item_id is not None:
            thread.progress(turn_id).open[item_id] = _kind_of_item(notification)

    def _item_completed(self, notification: Notification) -> None:
        thread, turn_id, item_id = self._thread_of(notification), notification.turn_id, notification.item_id
        if thread is not None and turn_id is not None and item_id is not None:
            progress = thread.progress(turn_id)
            progress.open.pop(item_id, None)
            progress.completed[item_id] = _kind_of_item(notification)

    def _thread_gone(self, notification: Notification) -> None:
        if notification.thread_id is not None:
            self.forget(notification.thread_id)

    def _thread_reverted(self, notification: Notification) -> None:
        thread = self._threads.get(notification.thread_id or "")
        if thread is not None:
            thread.turns.clear()
            thread.is_new = False
            thread.turns_cursor = thread.items_cursor = None

    def _thread_of(self, notification: Notification) -> FollowedThread | None:
        thread_id = notification.thread_id
        if thread_id is None or thread_id in self._left:
            return None
        thread = self._threads.get(thread_id)
        if thread is None:
            # A sub-agent's, or one whose opening is answered in this very moment.
            thread = self._threads[thread_id] = FollowedThread(thread_id)
        return thread


def _kind_of_item(notification: Notification) -> str:
    """Return the kind that the item says it is of; empty where it says none."""
    item = notification.params.get("item")
    kind = item.get("type") if isinstance(item, dict) else None
    return kind if isinstance(kind, str) else ""


def _is_old_news(notification: Notification, progress: TurnProgress) -> bool:
    """Whether a notification tells what was delivered from the history already."""
    if notification.method == "turn/started":
        return True
    if notification.method == "turn/completed":
        return progress.is_over
    return notification.item_id in progress.healed


_TAKE: dict[str, Callable[[FollowedThreads, Notification], None]] = {
    "item/completed": FollowedThreads._item_completed,
    "item/started": FollowedThreads._item_started,
    "thread/archived": FollowedThreads._thread_gone,
    "thread/closed": FollowedThreads._thread_gone,
    "thread/deleted": FollowedThreads._thread_gone,
    "thread/reverted": FollowedThreads._thread_reverted,
    "turn/completed": FollowedThreads._turn_completed,
    "turn/started": FollowedThreads._turn_started,
}
