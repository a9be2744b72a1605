"""Posts facts to the widgets that asked for them, because Textual's own messages only bubble up.

Light: it exists before the first paint, and screens subscribe before there is a connection. The reducer's
changes are gathered for a frame; nothing runs while there is nothing to say.
"""

from __future__ import annotations

import asyncio
import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.dom import DOMNode

from codex_tui import messages
from codex_tui.crashes.trail import note
from codex_tui.messages.queue import QueueUpdated
from codex_tui.ports import nobody_types

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.message import Message
    from textual.message_pump import MessagePump

    from codex_tui.model.changes import Change
    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.coalescer import Coalescer

FRAME = 1 / 30
"""Seconds between two flushes."""

_FOR_EVERYBODY = (
    messages.ThreadStatusChanged,
    messages.ApprovalRequested,
    messages.ApprovalResolved,
    QueueUpdated,
)


@dataclass(slots=True, eq=False, repr=False)
class _Subscription:
    widget: MessagePump
    thread: ThreadKey | None
    was_running: bool = False

    @property
    def over(self) -> bool:
        """The widget ran and runs no more; one that is not mounted yet keeps its subscription."""
        running = self.widget.is_running
        # Where nothing was told while it ran, only Textual knows that it did.
        self.was_running = self.was_running or running or self.widget._closed
        return self.was_running and not running


class Dispatcher:
    """The subscriptions, and the frame in which changes wait.

    Args:
        frame: seconds between two flushes.
        hold: gives the seconds for which a key that was typed should have the loop for itself.
        on_unheard: told of a returned prompt that no widget of its thread would hear of.
    """

    def __init__(
        self,
        *,
        frame: float = FRAME,
        hold: Callable[[], float] = nobody_types,
        on_unheard: Callable[[messages.PromptReturned], None] | None = None,
    ) -> None:
        self._frame = frame
        self._hold = hold
        self.on_unheard = on_unheard
        self._subscriptions: list[_Subscription] = []
        self._coalescer: Coalescer | None = None
        self._timer: asyncio.Handle | None = None
        self._flushed_at = float("-inf")

    def subscribe(self, widget: MessagePump, thread: ThreadKey | None) -> None:
        """Asks for the facts of a thread, or with None for those for everybody."""
        if not any(one.widget is widget and one.thread == thread for one in self._subscriptions):
            self._subscriptions.append(_Subscription(widget, thread))

    def unsubscribe(self, widget: MessagePump) -> None:
        """Ends every subscription of a widget."""
        self._subscriptions = [one for one in self._subscriptions if one.widget is not widget]

    def watched(self, thread: ThreadKey) -> bool:
        """Whether a widget shows this thread."""
        self._forget_removed()
        return any(one.thread == thread for one in self._subscriptions)

    def shown(self, thread: ThreadKey) -> bool:
        """Whether a widget shows this thread on the screen that a person sees now."""
        return any(one.thread == thread and _on_current_screen(one.widget) for one in self._subscriptions)

    def report(self, changes: Iterable[Change]) -> None:
        """Takes changes into the current frame: flushed at once after a pause, else with the frame."""
        if self._coalescer is None:
            # Its import makes a class for every change there is, and nothing changes before the first paint.
            from codex_tui.session.coalescer import Coalescer

            self._coalescer = Coalescer()
        self._coalescer.add(changes)
        if self._coalescer and self._timer is None:
            loop = asyncio.get_running_loop()
            wait = self._flushed_at + self._frame - loop.time()
            due = self._flush_when_free
            self._timer = loop.call_later(wait, due) if wait > 0 else loop.call_soon(due)

    def _flush_when_free(self) -> None:
        """The frame's time has come; a key that is on its way to the screen goes first."""
        left = self._hold()
        if left > 0:
            self._timer = asyncio.get_running_loop().call_later(left, self._flush_when_free)
        else:
            self.flush()

    def flush(self) -> None:
        """Posts what waits, now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._coalescer:
            self._flushed_at = asyncio.get_running_loop().time()
            for message in self._coalescer.drain():
                self.post(message)

    def post(self, message: Message) -> None:
        """Posts one fact to those who subscribed to it, without waiting for the frame."""
        note(type(message).__name__)
        self._forget_removed()
        widgets = self._audience(message)
        for widget in widgets:
            # Each gets a copy of its own, which does not bubble: a screen and a widget in it may both
            # subscribe.
            widget.post_message(copy.copy(message).stop())
        if not widgets and isinstance(message, messages.PromptReturned) and self.on_unheard is not None:
            self.on_unheard(message)

    def _audience(self, message: Message) -> list[MessagePump]:
        chosen: dict[int, MessagePump] = {}
        of_thread = message.thread if isinstance(message, messages.ThreadFact) else None
        to_all = of_thread is None or isinstance(message, _FOR_EVERYBODY)
        for one in self._subscriptions:
            if (one.thread is None and to_all) or (one.thread is not None and one.thread == of_thread):
                chosen.setdefault(id(one.widget), one.widget)
        return list(chosen.values())

    def _forget_removed(self) -> None:
        if any(one.over for one in self._subscriptions):
            self._subscriptions = [one for one in self._subscriptions if not one.over]


def _on_current_screen(widget: MessagePump) -> bool:
    return isinstance(widget, DOMNode) and widget.is_attached and widget.screen.is_current
