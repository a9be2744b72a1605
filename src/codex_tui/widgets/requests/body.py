"""What every body of a request has: what it is about, its guard, and how it tells the pane around it.

A body shows one request and takes its answer. The pane around it draws the question above and the keys below, and
knows which request that is. A body never takes the focus by itself.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

from textual._time import get_time
from textual.message import Message
from textual.widget import Widget

from codex_tui.keymap import key_label
from codex_tui.messages import Said
from codex_tui.model.safe_text import SafeText
from codex_tui.one_piece import came_with_others

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual import events
    from textual.content import Content

    from codex_tui.model.answers import Answer
    from codex_tui.model.keys import ItemKey
    from codex_tui.model.requests import Request
    from codex_tui.ports import Ports
    from codex_tui.render.palette import Palette

GUARD = 0.5
"""Seconds for which letters are ignored after what is shown appeared or changed."""


class RequestBody(Widget):
    """The base of bodies.

    Args:
        ports: for the model and the clock of the guard.
        palette: the styles to draw with, as of now.
    """

    class Answered(Message):
        """A person answered; `reason` is what the model shall read after a no."""

        def __init__(self, request: Request, answer: Answer, reason: str | None = None) -> None:
            super().__init__()
            self.request = request
            self.answer = answer
            self.reason = reason

    class Left(Message):
        """The focus goes back to where one types."""

    class Stepped(Message):
        """Another request that waits is wanted."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class Zoomed(Message):
        """The whole screen is wanted, or no more."""

    class KeysChanged(Message):
        """The question or the keys read differently now."""

    ZOOM: ClassVar[str] = ""
    """The action that shows it on the whole screen, and docks it again."""
    is_filled_in: ClassVar[bool] = False
    """Whether it is chosen and typed in it, rather than answered by letters."""

    def __init__(self, ports: Ports, palette: Callable[[], Palette]) -> None:
        super().__init__()
        self.ports = ports
        self.palette = palette
        self.request: Request | None = None
        self.sent: Answer | None = None
        """The answer that is on its way."""
        self.is_whole = False
        """Whether it has the whole screen, which says by which key it is docked again."""
        self._since = 0.0
        self._key: events.Key | None = None
        """The key that is acted on now."""

    # --- what a body does --------------------------------------------------------------------------------------

    def present(self, request: Request, sent: Answer | None) -> None:
        """Shows a request, from its start; `sent` is the answer that it was given already, if it was."""
        self.request = request
        self.sent = sent
        self.restart_guard()

    def item_changed(self, item: ItemKey | None) -> None:
        """An item changed, perhaps the one that is asked about; with None any may have."""

    def left_over(self, request: Request) -> str:
        """Takes out what was typed for a request that is gone, if it is worth keeping. Never a secret."""
        return ""

    def question(self) -> str:
        """What is asked, in some words."""
        raise NotImplementedError

    def keys(self, width: int, *, inside: bool, several: bool) -> Sequence[Content]:
        """The lines of keys: those that answer if the focus is inside, else the one that enters.

        Args:
            width: columns.
            inside: whether the focus is in the body.
            several: whether other requests wait beside it.
        """
        raise NotImplementedError

    def limit(self, lines: int) -> None:
        """Says how many lines the body may take."""
        self.styles.max_height = lines

    def enter(self) -> None:
        """Takes the focus."""
        raise NotImplementedError

    def seen_again(self) -> None:
        """Something lay above the body meanwhile, perhaps another one of the same request."""
        self.restart_guard()

    def read_in(self, other: RequestBody) -> None:
        """What another body of the same kind showed to its end is read here, too, as far as it is the same."""

    @property
    def is_painted(self) -> bool:
        """Whether what it shows now has been on the screen."""
        return True

    # --- for bodies --------------------------------------------------------------------------------------------

    @contextmanager
    def pressed(self, key: events.Key) -> Iterator[None]:
        """While this key is acted on, when and how it was pressed decides whether it may answer."""
        self._key = key
        try:
            yield
        finally:
            self._key = None

    def restart_guard(self) -> None:
        """What is shown appeared or changed: it is to be read before a letter counts."""
        self._since = self.ports.monotonic()

    def on_request_text_typed(self) -> None:
        """Letters that mean nothing here are a text that somebody writes: no letter of that answers either."""
        self.restart_guard()

    @property
    def guarded(self) -> bool:
        """Whether letters do not count yet."""
        # A key may have waited while the application was at work: what counts is what it was pressed on.
        waited = max(0.0, get_time() - self._key.time) if self._key is not None else 0.0
        return not self.is_painted or self.ports.monotonic() - waited - self._since < GUARD

    def may_answer(self) -> bool:
        """Whether an answer counts now; says why where it does not."""
        if self.sent is not None:
            self.hint("already answered, on its way")
            return False
        if self.guarded:
            self.hint("it only just appeared: read it, then press again")
        elif self._key is not None and came_with_others(self._key):
            self.hint("several keys came at once, as of something pasted: press it alone")
        else:
            return self.request is not None
        self.restart_guard()  # the letters behind one that came too early are as little meant for it
        return False

    def may_allow(self) -> bool:
        """Whether a yes counts now; says why where it does not."""
        return self.may_answer()

    def answer(self, answer: Answer, reason: str | None = None) -> None:
        """Answers the request that is shown."""
        if self.request is not None:
            self.sent = answer
            self.post_message(self.Answered(self.request, answer, reason))

    def named(self, actions: Sequence[str]) -> list[str]:
        """Those of its actions that its line of keys names."""
        return [action for action in actions if not (self.is_whole and action == self.ZOOM)]

    def hint(self, text: str) -> None:
        """Says something in the status line."""
        self.screen.post_message(Said(SafeText(text)))

    def key(self, action: str) -> str:
        """The key of an action as people write it."""
        return key_label(action, self.ports.keys)
