"""What waits for an answer in one thread, docked above the composer: never in the way of typing.

It takes the focus only when a person gives it. Its letters answer only then, and half a second after what
is shown appeared or changed, so that a key meant for something else never says yes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from codex_tui.widgets.requests.body import RequestBody
from codex_tui.widgets.requests.pane import RequestPane

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.requests import Request
    from codex_tui.ports import Ports
    from codex_tui.render.palette import Palette

SHARE = 0.4
"""Part of the screen's height that the dock may take."""
LEAST_LINES = 6


class RequestDock(RequestPane):
    """The requests of one thread that wait, one of them shown."""

    class Left(Message):
        """The focus goes back to the composer."""

    def __init__(self, ports: Ports, palette: Callable[[], Palette], *, id: str | None = None) -> None:
        super().__init__(ports, palette, id=id)
        self._thread: ThreadKey | None = None
        self._waiting: list[Request] = []
        self.display = False

    def show(self, thread: ThreadKey | None, first: Request | None = None) -> None:
        """Shows what waits in another thread; `first` is turned to if it still waits."""
        self._thread = thread
        self._waiting = []
        self.display = False
        self.reread()
        if first is not None and first in self._waiting and first != self.shown:
            self._turn_to(first)

    def reread(self) -> None:
        """Brings the dock up to date with the inbox; what is shown stays while it waits."""
        inbox = self._ports.state.inbox
        shown = self.shown
        before = self._waiting
        self._waiting = inbox.of(self._thread) if self._thread is not None else []
        for request in before:
            if inbox.get(request.key) is None and request.key not in self._sent:
                self.give_back(request)
            elif inbox.get(request.key) != request:
                self._sent.pop(request.key, None)  # something else is asked under its key
        self._sent = {key: answer for key, answer in self._sent.items() if inbox.get(key) is not None}
        if shown is not None and shown in self._waiting:
            self.replace_place(self._place_of(shown), several=len(self._waiting) > 1)
        else:
            self._turn_to(self._next_unsent())

    def forget_sent(self) -> None:
        """Answers that were on their way are lost with their connection."""
        self._sent.clear()
        self.reread()

    @property
    def waiting(self) -> int:
        """How many requests of this thread wait."""
        return len(self._waiting)

    def fit_screen(self, height: int) -> None:
        """Takes its share of a screen of that height, and no more."""
        self.limit(max(LEAST_LINES, int(height * SHARE)))

    def _next_unsent(self) -> Request | None:
        unsent = (request for request in self._waiting if request.key not in self._sent)
        return next(unsent, self._waiting[0] if self._waiting else None)

    def _turn_to(self, request: Request | None) -> None:
        if request is None:
            if self.has_focus_within:
                self.post_message(self.Left())
            self.display = False
        else:
            self.present(request, self._place_of(request), several=len(self._waiting) > 1)
            self.display = True

    def _place_of(self, request: Request) -> str:
        return f"{self._waiting.index(request) + 1} of {len(self._waiting)}"

    def show_following(self) -> None:
        """Shows the next one that was not answered yet."""
        following = self._next_unsent()
        if following is not None and following.key not in self._sent:
            self._turn_to(following)

    @on(RequestBody.Stepped)
    def _step(self, event: RequestBody.Stepped) -> None:
        event.stop()
        shown = self.shown
        if shown in self._waiting and len(self._waiting) > 1:
            place = self._waiting.index(shown)
            self._turn_to(self._waiting[(place + event.by) % len(self._waiting)])

    @on(RequestBody.Left)
    def _leave(self, event: RequestBody.Left) -> None:
        event.stop()
        self.post_message(self.Left())
