"""What has arrived for one consumer and was not read yet.

Written by the router, once a wake-up of the reader; read by a stream. Nothing is dropped. Past 8 MiB unread,
adjacent text deltas of one item are merged into one, for this consumer only: the text stays whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio

from ..notification import Notification

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["MERGE_ABOVE_BYTES", "Mailbox", "merge_adjacent_deltas"]

MERGE_ABOVE_BYTES = 8 * 1024 * 1024
MERGED_AT_ONCE = 1000
"""Notifications that are looked at for merging at a time, 2 ms: the loop is not held for a whole backlog."""
JOINED_CHARACTERS = 64 * 1024
"""Length from which on a merged delta is complete: its reader gets it in one piece."""


class Mailbox:
    """An unbounded queue of notifications that is emptied in one go."""

    def __init__(self) -> None:
        self._unread: list[Notification] = []
        self._unread_bytes = 0
        self._merged = 0
        """How many of the first ones cannot be merged any more."""
        self._wake: anyio.Event | None = None
        self._ended = False
        self._error: Exception | None = None

    @property
    def ended(self) -> bool:
        return self._ended

    @property
    def is_exhausted(self) -> bool:
        """Whether there is nothing to read and nothing will come."""
        return self._ended and not self._unread

    def put(self, notifications: Iterable[Notification], size: int) -> None:
        """Add notifications of ``size`` bytes altogether."""
        if self._ended:
            return
        before = len(self._unread)
        self._unread.extend(notifications)
        self._unread_bytes += size
        if self._unread_bytes > MERGE_ABOVE_BYTES:
            # Twice what came, so that a backlog that was there before is caught up with.
            self._merge(max(MERGED_AT_ONCE, 2 * (len(self._unread) - before)))
        self._notify()

    def end(self, error: Exception | None = None) -> None:
        """Nothing more will come; readers get what is left, then ``error`` or the end."""
        if not self._ended:
            self._ended = True
            self._error = error
            self._notify()

    async def receive(self) -> list[Notification]:
        """Wait for notifications and take all there are; an empty list is the end.

        Raises:
            Exception: The error the mailbox was ended with, after the last notification.
        """
        while not self._unread:
            if self._ended:
                if self._error is not None:
                    raise self._error.with_traceback(None)
                return []
            if self._wake is None:
                self._wake = anyio.Event()
            await self._wake.wait()
        taken, self._unread = self._unread, []
        self._unread_bytes = self._merged = 0
        return taken

    def put_back(self, notifications: list[Notification]) -> None:
        """Return what was taken and not looked at; it will be read first."""
        self._unread = notifications + self._unread
        self._unread_bytes += _size(notifications)
        self._merged = 0
        self._notify()

    def _merge(self, at_most: int) -> None:
        """Merges the next of what was not looked at yet. Only the last one, which may grow, is looked at again."""
        start = self._merged
        part = self._unread[start : start + at_most]
        merged = merge_adjacent_deltas(part)
        self._unread[start : start + len(part)] = merged
        self._unread_bytes += _size(merged) - _size(part)
        self._merged = start + len(merged) - (bool(merged) and _may_grow(merged[-1]))

    def _notify(self) -> None:
        if self._wake is not None:
            self._wake.set()
            self._wake = None


def _size(notifications: list[Notification]) -> int:
    return sum(notification.size for notification in notifications)


def merge_adjacent_deltas(notifications: list[Notification]) -> list[Notification]:
    """Return the same story with neighbouring text deltas of one item joined; the input stays as it is."""
    merged: list[Notification] = []
    run: list[Notification] = []
    length = 0
    for notification in notifications:
        if run and (length >= JOINED_CHARACTERS or not _continues(run[0], notification)):
            merged.append(_joined(run))
            run, length = [], 0
        if _is_text_delta(notification):
            run.append(notification)
            length += len(notification.params["delta"])
        else:
            merged.append(notification)
    if run:
        merged.append(_joined(run))
    return merged


def _is_text_delta(notification: Notification) -> bool:
    # item/agentMessage/delta, item/reasoning/textDelta, item/commandExecution/outputDelta, ... but not the
    # base64 of command/exec, whose pieces cannot be joined.
    method = notification.method
    return (
        method.startswith("item/")
        and method.endswith(("/delta", "Delta"))
        and isinstance(notification.params.get("delta"), str)
    )


def _may_grow(notification: Notification) -> bool:
    return _is_text_delta(notification) and len(notification.params["delta"]) < JOINED_CHARACTERS


def _continues(first: Notification, other: Notification) -> bool:
    if first.method != other.method or not _is_text_delta(other):
        return False
    # Everything but the text must agree: thread, turn, item, and index of the part.
    one, two = first.params, other.params
    return len(one) == len(two) and all(key == "delta" or one.get(key) == two[key] for key in two)


def _joined(run: list[Notification]) -> Notification:
    if len(run) == 1:
        return run[0]
    last = run[-1]
    text = "".join(notification.params["delta"] for notification in run)
    overhead = max(last.size - len(last.params["delta"]), 0)
    return Notification(last.method, {**last.params, "delta": text}, last.emitted_at_ms, overhead + len(text))
