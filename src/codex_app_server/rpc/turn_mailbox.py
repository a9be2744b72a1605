"""Mail of one turn, and what is known of its life: filled by the router, held by the turn's handle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio

from .mailbox import Mailbox

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..notification import Notification
    from ..results import SteeredInput

__all__ = ["TurnMailbox"]


class TurnMailbox(Mailbox):
    """An unread turn.

    Until the server has named the turn (`turn_id` is None) the mail of every turn of the thread is kept.

    Attributes:
        active_id: The id under which the server can be told to stop the turn. A review has one of its own: its
            items and its end carry the id that ``review/start`` answered, its start carries another.
        is_review: Whether the turn is a review; its first items come before its start.
        open_items: Items that were started and not completed, as they came, by id.
        pending_inputs: Input that was added to the turn and has not shown up in it as a user message.
    """

    def __init__(self, thread_id: str) -> None:
        super().__init__()
        self.thread_id = thread_id
        self.turn_id: str | None = None
        self.active_id: str | None = None
        self.is_started: bool = False
        self.is_completed: bool = False
        self.is_review = False
        self.completion: Notification | None = None
        self.open_items: dict[str, dict[str, Any]] = {}
        self.pending_inputs: list[SteeredInput] = []
        self._changed: anyio.Event | None = None

    async def wait_started(self) -> None:
        """Wait until the server has begun the turn, or it is over in any way."""
        while not (self.is_started or self.is_completed or self.ended):
            await self._wait_changed()

    async def wait_completed(self) -> None:
        """Wait until the turn is completed or the connection is over."""
        while not (self.is_completed or self.ended):
            await self._wait_changed()

    async def wait_unread(self, method: str, turn_id: str) -> None:
        """Wait, while the turn has no name, for a notification of one of the thread's turns."""
        while not (self.has_unread(method, turn_id) or self.ended):
            await self._wait_changed()

    def has_unread(self, method: str, turn_id: str) -> bool:
        return any(mail.method == method and mail.turn_id == turn_id for mail in self._unread)

    def put(self, notifications: Iterable[Notification], size: int) -> None:
        super().put(notifications, size)
        if self.turn_id is None:
            self._wake_watchers()

    def mark_started(self, active_id: str | None = None) -> None:
        self.is_started = True
        self.active_id = active_id or self.turn_id
        self._wake_watchers()

    def mark_completed(self, completion: Notification) -> None:
        self.is_completed = True
        self.completion = completion
        self._wake_watchers()
        super().end()

    def end(self, error: Exception | None = None) -> None:
        super().end(error)
        self._wake_watchers()

    def adopt(self, turn_id: str) -> None:
        """Learn which turn this is: keep its mail, drop what came for other turns of the thread."""
        self.turn_id = turn_id
        before = self._unread
        mine = [notification for notification in before if notification.turn_id == turn_id]
        self._unread = mine
        self._unread_bytes = sum(notification.size for notification in mine)
        if mine and not self.is_review:
            self.mark_started()
        for notification in before:
            if self.is_review and notification.method == "turn/started":
                self.mark_started(notification.turn_id)
            elif notification.turn_id == turn_id:
                self._follow(notification)

    def note_item(self, notification: Notification) -> None:
        """Follow an ``item/started`` or ``item/completed`` of the turn."""
        item, item_id = notification.params.get("item"), notification.item_id
        if self.turn_id is None or item_id is None or not isinstance(item, dict):
            return
        if notification.method == "item/started":
            self.open_items[item_id] = item
            if self.pending_inputs and item.get("type") == "userMessage":
                self._take_input(item)
        else:
            self.open_items.pop(item_id, None)

    def _follow(self, notification: Notification) -> None:
        if notification.method in ("item/started", "item/completed"):
            self.note_item(notification)
        elif notification.method == "turn/completed":
            self.mark_completed(notification)

    def _take_input(self, message: dict[str, Any]) -> None:
        client_id = message.get("clientId")
        for pending in self.pending_inputs:
            # Older servers do not say whose message it is; they take inputs in the order they were given.
            if client_id == pending.client_user_message_id or "clientId" not in message:
                self.pending_inputs.remove(pending)
                return

    async def _wait_changed(self) -> None:
        if self._changed is None:
            self._changed = anyio.Event()
        await self._changed.wait()

    def _wake_watchers(self) -> None:
        if self._changed is not None:
            self._changed.set()
            self._changed = None
