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


class Mailbox:
    """An unbounded queue of notifications that is emptied in one go."""

    def __init__(self) -> None:
        self._unread: list[Notification] = []
        self._unread_bytes = 0
        self._merge_above = MERGE_ABOVE_BYTES
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
        self._unread.extend(notifications)
        self._unread_bytes += size
        if self._unread_bytes > self._merge_above:
            self._merge()
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
        self._unread_bytes = 0
        self._merge_above = MERGE_ABOVE_BYTES
        return taken

    def put_back(self, notifications: list[Notification]) -> None:
        """Return what was taken and not looked at; it will be read first."""
        self._unread = notifications + self._unread
        self._unread_bytes += sum(notification.size for notification in notifications)
        self._notify()

    def _merge(self) -> None:
        self._unread = merge_adjacent_deltas(self._unread)
        self._unread_bytes = sum(notification.size for notification in self._unread)
        # Twice what cannot be merged, so that a backlog that keeps growing is not walked again and again.
        self._merge_above = max(MERGE_ABOVE_BYTES, 2 * self._unread_bytes)

    def _notify(self) -> None:
        if self._wake is not None:
            self._wake.set()
            self._wake = None


def merge_adjacent_deltas(notifications: list[Notification]) -> list[Notification]:
    """Return the same story with neighbouring text deltas of one item joined; the input stays as it is."""
    merged: list[Notification] = []
    run: list[Notification] = []
    for notification in notifications:
        if run and not _continues(run[0], notification):
            merged.append(_joined(run))
            run = []
        if _is_text_delta(notification):
            run.append(notification)
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


def _continues(first: Notification, other: Notification) -> bool:
    if first.method != other.method or not _is_text_delta(other):
        return False
    # Everything but the text must agree: thread, turn, item, and index of the part.
    return {**other.params, "delta": ""} == {**first.params, "delta": ""}


def _joined(run: list[Notification]) -> Notification:
    if len(run) == 1:
        return run[0]
    last = run[-1]
    text = "".join(notification.params["delta"] for notification in run)
    overhead = max(last.size - len(last.params["delta"]), 0)
    return Notification(last.method, {**last.params, "delta": text}, last.emitted_at_ms, overhead + len(text))
