"""Hand each notification to who waits for it: the streams of its turn, and the general streams.

Called by the connection with the notifications of one wake-up. Streams hold their mailbox; the router knows
mailboxes weakly, so a handle or a stream that is given up takes its unread mail with it.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

import anyio

from .mailbox import Mailbox

if TYPE_CHECKING:
    from ..notification import Notification

__all__ = ["GeneralMailbox", "Router", "TurnMailbox"]

TurnKey = tuple[str, str]

_START_SECONDS = 5.0


class GeneralMailbox(Mailbox):
    """Mail for a stream of the whole connection."""

    def __init__(self, *, include_turns: bool) -> None:
        super().__init__()
        self.include_turns = include_turns


class TurnMailbox(Mailbox):
    """Mail of one turn, and what is known of its life.

    Until the server has named the turn (`turn_id` is None) the mail of every turn of the thread is kept.
    """

    def __init__(self, thread_id: str) -> None:
        super().__init__()
        self.thread_id = thread_id
        self.turn_id: str | None = None
        self.is_started = False
        self.is_completed = False
        self.completion: Notification | None = None
        self._changed: anyio.Event | None = None

    async def wait_started(self) -> None:
        """Wait until the server has begun the turn, or it is over in any way."""
        while not (self.is_started or self.is_completed or self.ended):
            await self._wait_changed()

    async def wait_completed(self) -> None:
        """Wait until the turn is completed or the connection is over."""
        while not (self.is_completed or self.ended):
            await self._wait_changed()

    def mark_started(self) -> None:
        self.is_started = True
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
        mine = [notification for notification in self._unread if notification.turn_id == turn_id]
        self._unread = mine
        self._unread_bytes = sum(notification.size for notification in mine)
        if mine:
            self.mark_started()
        for notification in mine:
            if notification.method == "turn/completed":
                self.mark_completed(notification)

    async def _wait_changed(self) -> None:
        if self._changed is None:
            self._changed = anyio.Event()
        await self._changed.wait()

    def _wake_watchers(self) -> None:
        if self._changed is not None:
            self._changed.set()
            self._changed = None


class Router:
    """All consumers of one client."""

    def __init__(self) -> None:
        self._general: list[weakref.ref[GeneralMailbox]] = []
        self._turns: dict[TurnKey, list[weakref.ref[TurnMailbox]]] = {}
        self._unnamed: dict[str, list[TurnMailbox]] = {}
        self._active_turns: dict[str, str] = {}
        self._busy_threads: set[str] = set()
        self._starting: dict[str, TurnMailbox] = {}
        self._closed = False
        self._error: Exception | None = None

    def subscribe(self, *, include_turns: bool) -> GeneralMailbox:
        """Return a mailbox that gets, from now on, everything or everything that belongs to no turn."""
        mailbox = GeneralMailbox(include_turns=include_turns)
        if self._closed:
            mailbox.end(self._error)
        else:
            self._general.append(weakref.ref(mailbox))
        return mailbox

    def expect_turn(self, thread_id: str) -> TurnMailbox:
        """Return a mailbox for a turn that is about to be asked for, so that nothing of it is missed."""
        mailbox = TurnMailbox(thread_id)
        if self._closed:
            mailbox.end(self._error)
        else:
            self._unnamed.setdefault(thread_id, []).append(mailbox)
        return mailbox

    def name_turn(self, mailbox: TurnMailbox, turn_id: str) -> None:
        """Tell the mailbox which turn it is for."""
        self.give_up(mailbox)
        thread_id = mailbox.thread_id
        mailbox.adopt(turn_id)
        if mailbox.ended:
            return
        if self._active_turns.get(thread_id) == turn_id or thread_id in self._busy_threads:
            mailbox.mark_started()
        if not mailbox.is_started:
            self._starting[thread_id] = mailbox
        self._turns.setdefault((thread_id, turn_id), []).append(weakref.ref(mailbox))

    def give_up(self, mailbox: TurnMailbox) -> None:
        """Forget a mailbox whose turn was never named."""
        waiting = self._unnamed.get(mailbox.thread_id, [])
        if mailbox in waiting:
            waiting.remove(mailbox)
        if not waiting:
            self._unnamed.pop(mailbox.thread_id, None)

    def running_turns(self, thread_id: str) -> set[str] | None:
        """Return the turns of the thread that are known to be under way; None if an unknown one may be."""
        if thread_id in self._busy_threads:
            return None
        turns = {turn for (thread, turn) in self._turns if thread == thread_id}
        active = self._active_turns.get(thread_id)
        return turns if active is None else turns | {active}

    async def wait_turns_started(self, thread_id: str) -> None:
        """Wait until the turn the thread was last asked for has begun, or cannot be expected to any more."""
        mailbox = self._starting.get(thread_id)
        if mailbox is not None:
            with anyio.move_on_after(_START_SECONDS):
                await mailbox.wait_started()
            if self._starting.get(thread_id) is mailbox:
                del self._starting[thread_id]

    def mark_busy(self, thread_id: str) -> None:
        """Note that the thread came to us with a turn already running, whose start we did not see."""
        self._busy_threads.add(thread_id)

    def route(self, batch: list[Notification], size: int) -> None:
        """Deliver the notifications of one wake-up, ``size`` bytes altogether."""
        outside_turns: list[Notification] = []
        run: list[Notification] = []
        run_key: TurnKey = ("", "")
        for notification in batch:
            params = notification.params
            thread_id, turn_id = params.get("threadId"), params.get("turnId")
            if turn_id is None and "turn" in params:
                turn_id = notification.turn_id
            if type(turn_id) is not str or type(thread_id) is not str:
                outside_turns.append(notification)
                continue
            if turn_id != run_key[1] or thread_id != run_key[0]:
                self._deliver_to_turn(run_key, run)
                run, run_key = [], (thread_id, turn_id)
            run.append(notification)
            if notification.method in _LIFECYCLE:
                self._deliver_to_turn(run_key, run)
                run = []
                self._follow(notification, thread_id, turn_id)
        self._deliver_to_turn(run_key, run)
        self._deliver_to_all(batch, size, outside_turns)

    def close(self, error: Exception | None) -> None:
        """End every stream: after its last notification with ``error``, or plainly."""
        self._closed = True
        self._error = error
        mailboxes: list[Mailbox] = [box for boxes in self._unnamed.values() for box in boxes]
        mailboxes += [box for refs in self._turns.values() for ref in refs if (box := ref()) is not None]
        mailboxes += [general for known in self._general if (general := known()) is not None]
        self._unnamed.clear()
        self._turns.clear()
        self._starting.clear()
        self._general.clear()
        for mailbox in mailboxes:
            mailbox.end(error)

    def _deliver_to_turn(self, key: TurnKey, run: list[Notification]) -> None:
        if not run:
            return
        boxes = list(self._unnamed.get(key[0], ()))
        refs = self._turns.get(key)
        if refs is not None:
            alive = [ref for ref in refs if ref() is not None]
            if len(alive) < len(refs):
                self._keep_or_drop(key, alive)
            boxes += [box for ref in alive if (box := ref()) is not None]
        if boxes:
            size = sum(notification.size for notification in run)
            for box in boxes:
                box.put(run, size)

    def _keep_or_drop(self, key: TurnKey, alive: list[weakref.ref[TurnMailbox]]) -> None:
        if alive:
            self._turns[key] = alive
        else:
            del self._turns[key]

    def _follow(self, notification: Notification, thread_id: str, turn_id: str) -> None:
        self._busy_threads.discard(thread_id)
        self._starting.pop(thread_id, None)
        if notification.method == "turn/started":
            self._active_turns[thread_id] = turn_id
            for ref in self._turns.get((thread_id, turn_id), ()):
                if (box := ref()) is not None:
                    box.mark_started()
            return
        if self._active_turns.get(thread_id) == turn_id:
            del self._active_turns[thread_id]
        for ref in self._turns.pop((thread_id, turn_id), ()):
            if (box := ref()) is not None:
                box.mark_completed(notification)

    def _deliver_to_all(
        self, batch: list[Notification], size: int, outside_turns: list[Notification]
    ) -> None:
        gone = False
        outside_size = sum(notification.size for notification in outside_turns) if outside_turns else 0
        for subscription in self._general:
            mailbox = subscription()
            if mailbox is None:
                gone = True
            elif mailbox.include_turns:
                mailbox.put(batch, size)
            elif outside_turns:
                mailbox.put(outside_turns, outside_size)
        if gone:
            self._general = [ref for ref in self._general if ref() is not None]


_LIFECYCLE = frozenset({"turn/started", "turn/completed"})
