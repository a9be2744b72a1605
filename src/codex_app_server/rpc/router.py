"""Hand each notification to who waits for it: the streams of its turn, and the general streams.

Called by the connection with the notifications of one wake-up. Streams hold their mailbox; the router knows
mailboxes weakly, so a handle or a stream that is given up takes its unread mail with it.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

import anyio

from .mailbox import Mailbox
from .turn_mailbox import TurnMailbox

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


class Router:
    """All consumers of one client.

    Attributes:
        unloaded: Threads that the server has put away since they were opened; they must be resumed to run.
    """

    def __init__(self) -> None:
        self._general: list[weakref.ref[GeneralMailbox]] = []
        self._turns: dict[TurnKey, list[weakref.ref[TurnMailbox]]] = {}
        self._unnamed: dict[str, list[TurnMailbox]] = {}
        # Mail of a thread that is nobody's unless the turn that is being asked for turns out to be its turn.
        self._held: dict[str, list[Notification]] = {}
        self._active_turns: dict[str, str] = {}
        self._busy_threads: set[str] = set()
        self._starting: dict[str, TurnMailbox] = {}
        self.unloaded: set[str] = set()
        self._closed = False
        self._error: Exception | None = None

    def subscribe(self, *, include_turns: bool) -> GeneralMailbox:
        """Return a mailbox that gets, from now on, everything or everything that no turn's handle gets."""
        mailbox = GeneralMailbox(include_turns=include_turns)
        self.attach(mailbox)
        return mailbox

    def attach(self, mailbox: GeneralMailbox) -> None:
        """Deliver to a mailbox from now on, until it is let go of."""
        if self._closed:
            mailbox.end(self._error)
        else:
            self._general.append(weakref.ref(mailbox))

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
        thread_id = mailbox.thread_id
        mailbox.adopt(turn_id)
        held = self._held.get(thread_id, ())
        self._held[thread_id] = [notification for notification in held if notification.turn_id != turn_id]
        self.give_up(mailbox)
        if mailbox.ended:
            return
        if self._active_turns.get(thread_id) == turn_id or thread_id in self._busy_threads:
            mailbox.mark_started()
        if not mailbox.is_started:
            self._starting[thread_id] = mailbox
        self._turns.setdefault((thread_id, turn_id), []).append(weakref.ref(mailbox))

    def give_up(self, mailbox: TurnMailbox) -> None:
        """Stop to expect a turn: it was named, or never will be."""
        thread_id = mailbox.thread_id
        waiting = self._unnamed.get(thread_id, [])
        if mailbox in waiting:
            waiting.remove(mailbox)
        if not waiting:
            self._unnamed.pop(thread_id, None)
            self._deliver_to_all([], 0, self._held.pop(thread_id, []))

    def active_turn(self, thread_id: str) -> str | None:
        """Return the turn of the thread that has begun and is not over, if one is known."""
        return self._active_turns.get(thread_id)

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
        unclaimed: list[Notification] = []
        run: list[Notification] = []
        key: TurnKey = ("", "")
        boxes: list[TurnMailbox] = []
        spare: list[Notification] | None = unclaimed
        for notification in batch:
            params = notification.params
            thread_id, turn_id = params.get("threadId"), params.get("turnId")
            if turn_id is None and "turn" in params:
                turn_id = notification.turn_id
            if type(turn_id) is not str or type(thread_id) is not str:
                unclaimed.append(notification)
                if notification.method in _UNLOADING and type(thread_id) is str:
                    self.unloaded.add(thread_id)
                continue
            if turn_id != key[1] or thread_id != key[0]:
                _deliver(boxes, run)
                run, key = [], (thread_id, turn_id)
                boxes = self._boxes(key)
                spare = self._spare(thread_id, boxes, unclaimed)
            method = notification.method
            if method == "turn/started" and not boxes:
                boxes = self._start_of_review(key)
                spare = self._spare(thread_id, boxes, unclaimed)
            if boxes:
                run.append(notification)
            if spare is not None:
                spare.append(notification)
            if method in _LIFECYCLE:
                _deliver(boxes, run)
                self._follow(notification, key, boxes)
                run, key = [], ("", "")
            elif method in _ITEM_EDGES:
                for box in boxes:
                    box.note_item(notification)
        _deliver(boxes, run)
        self._deliver_to_all(batch, size, unclaimed)

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
        self._held.clear()
        self._general.clear()
        for mailbox in mailboxes:
            mailbox.end(error)

    def end_thread(self, thread_id: str, error: Exception) -> None:
        """End the streams of a thread's turns with ``error``: nothing more of it will come."""
        self._active_turns.pop(thread_id, None)
        self._busy_threads.discard(thread_id)
        self._starting.pop(thread_id, None)
        for key in [key for key in self._turns if key[0] == thread_id]:
            for ref in self._turns.pop(key):
                if (box := ref()) is not None:
                    box.end(error)

    def _boxes(self, key: TurnKey) -> list[TurnMailbox]:
        """Return who gets the mail of a turn."""
        boxes = list(self._unnamed.get(key[0], ()))
        refs = self._turns.get(key)
        if refs is not None:
            alive = [ref for ref in refs if ref() is not None]
            if len(alive) < len(refs):
                self._keep_or_drop(key, alive)
            boxes += [box for ref in alive if (box := ref()) is not None]
        return boxes

    def _spare(
        self, thread_id: str, boxes: list[TurnMailbox], unclaimed: list[Notification]
    ) -> list[Notification] | None:
        """Return where mail is put that no handle gets for certain; None if one does."""
        if not boxes:
            return unclaimed
        if any(box.turn_id is not None for box in boxes):
            return None
        return self._held.setdefault(thread_id, [])

    def _keep_or_drop(self, key: TurnKey, alive: list[weakref.ref[TurnMailbox]]) -> None:
        if alive:
            self._turns[key] = alive
        else:
            del self._turns[key]

    def _start_of_review(self, key: TurnKey) -> list[TurnMailbox]:
        """Return the review whose start this is: it comes under an id of its own, which nothing else carries."""
        box = self._starting.get(key[0])
        return [] if box is None or not box.is_review else [box]

    def _follow(self, notification: Notification, key: TurnKey, boxes: list[TurnMailbox]) -> None:
        thread_id, turn_id = key
        self._busy_threads.discard(thread_id)
        starting = self._starting.get(thread_id)
        # The end of the turn before it is not the start of the one that was asked for.
        if starting in boxes or notification.method == "turn/started":
            starting = self._starting.pop(thread_id, None)
        if notification.method == "turn/started":
            self._active_turns[thread_id] = turn_id
            for box in boxes:
                if box.turn_id is not None:
                    box.mark_started(turn_id)
            return
        active = self._active_turns.get(thread_id)
        if active == turn_id or any(active == box.active_id for box in boxes):
            self._active_turns.pop(thread_id, None)
        self._turns.pop(key, None)
        for box in boxes:
            if box.turn_id is not None:
                box.mark_completed(notification)

    def _deliver_to_all(self, batch: list[Notification], size: int, unclaimed: list[Notification]) -> None:
        gone = False
        unclaimed_size = sum(notification.size for notification in unclaimed) if unclaimed else 0
        for subscription in self._general:
            mailbox = subscription()
            if mailbox is None:
                gone = True
            elif mailbox.include_turns:
                mailbox.put(batch, size)
            elif unclaimed:
                mailbox.put(unclaimed, unclaimed_size)
        if gone:
            self._general = [ref for ref in self._general if ref() is not None]


_LIFECYCLE = frozenset({"turn/started", "turn/completed"})
_UNLOADING = frozenset({"thread/archived", "thread/closed", "thread/deleted"})
_ITEM_EDGES = frozenset({"item/started", "item/completed"})


def _deliver(boxes: list[TurnMailbox], run: list[Notification]) -> None:
    if run:
        size = sum(notification.size for notification in run)
        for box in boxes:
            box.put(run, size)
