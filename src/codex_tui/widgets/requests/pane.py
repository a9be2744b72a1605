"""One request with all around it: the question, the body that shows it, and the keys. In the dock, and on screens.

The body depends on the kind of the request; it is made with the first request of that kind. A body never takes the
focus by itself, but if the pane has it when another request is shown, it stays in the pane.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from codex_tui.messages import AnswerLost, ApprovalAnswered
from codex_tui.widgets.requests.body import RequestBody

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.geometry import Size

    from codex_tui.model.answers import Answer
    from codex_tui.model.keys import ItemKey, RequestKey
    from codex_tui.model.requests import Request
    from codex_tui.ports import Ports
    from codex_tui.render.palette import Palette

_NO_LIMIT = 10_000


class RequestLines(Widget):
    """Lines that are made anew for each width."""

    def __init__(self, make: Callable[[int], list[Content]]) -> None:
        super().__init__()
        self._make = make

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._make(width))

    def render(self) -> Content:
        return Content("\n").join(self._make(self.content_size.width))


class RequestPane(Widget):
    """Shows one request, and passes its answer on.

    Args:
        ports: for the model and the clock of the guard.
        palette: the styles to draw with, as of now.
    """

    is_whole: ClassVar[bool] = False
    """Whether it has a whole screen."""

    def __init__(self, ports: Ports, palette: Callable[[], Palette], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ports = ports
        self._palette = palette
        self._place = ""
        self._several = False
        self._most = _NO_LIMIT
        self._bodies: dict[type[RequestBody], RequestBody] = {}
        self._sent: dict[RequestKey, Answer] = {}
        """Answers on their way."""
        self.body: RequestBody | None = None
        self._head = RequestLines(self._question)
        self._foot = RequestLines(self._keys)

    # --- what is shown -----------------------------------------------------------------------------------------

    @property
    def shown(self) -> Request | None:
        """The request that is shown."""
        return self.body.request if self.body is not None and self.display else None

    def present(self, request: Request, place: str = "", *, several: bool = False) -> None:
        """Shows a request from its start; `place` says which of how many it is."""
        from codex_tui.widgets.requests.kinds import body_for  # not before something is asked

        had_focus = self.has_focus_within
        kind = body_for(request)
        body = self._bodies.get(kind)
        if body is None:
            body = self._bodies[kind] = kind(self._ports, self._palette)
            body.is_whole = self.is_whole
            parts = [body] if self._head.is_attached else [self._head, body, self._foot]
            self.mount(*parts, after=self._head if self._head.is_attached else None)
        for other in self._bodies.values():
            other.display = other is body
        self.body = body
        self._place, self._several = place, several
        body.present(request, self._sent.get(request.key))
        self._fit()
        self._renew_lines()
        if had_focus:
            self.enter()

    def replace_place(self, place: str, *, several: bool) -> None:
        """Says anew which of how many it is; what is shown stays as it is."""
        if (place, several) != (self._place, self._several):
            self._place, self._several = place, several
            self._renew_lines()

    def item_changed(self, item: ItemKey | None) -> None:
        """What is asked about may have changed, if it is that item; with None, any may have."""
        if self.body is not None:
            self.body.item_changed(item)

    @property
    def is_filled_in(self) -> bool:
        """Whether what is shown is chosen and typed rather than answered by letters."""
        return self.body is not None and self.body.is_filled_in

    @property
    def is_typed_in(self) -> bool:
        """Whether letters are text, or are told of by the pane itself."""
        return self.is_filled_in or (self.has_focus_within and isinstance(self.screen.focused, Input))

    def give_back(self, request: Request) -> None:
        """What was typed for something that is gone, however it went, is not lost."""
        if text := "".join(body.left_over(request) for body in self._bodies.values()):
            # Later, as a message of the pane's own: Textual keeps one from whoever was at work when it was made.
            self.call_later(lambda: self.post_message(AnswerLost(request.thread, text)))

    def seen_again(self) -> None:
        """Starts the guard again: what is shown may have changed while something lay above it."""
        if self.body is not None:
            self.body.seen_again()

    def read_in(self, other: RequestPane) -> None:
        """What another pane showed to its end is read here, too, if this one shows the same."""
        if self.body is not None and other.body is not None and self.shown == other.shown:
            self.body.read_in(other.body)

    def enter(self) -> None:
        """Gives the focus to the request."""
        if self.body is not None:
            # Parts that were mounted just now take the focus once they are there.
            self.body.call_later(self.body.enter)

    def limit(self, lines: int) -> None:
        """Says how many lines the pane may take."""
        self._most = lines
        self._fit()

    def is_sent(self, key: RequestKey) -> bool:
        """Whether a request was answered here, and the answer is on its way."""
        return key in self._sent

    # --- its parts ---------------------------------------------------------------------------------------------

    @on(RequestBody.Answered)
    def _answered(self, event: RequestBody.Answered) -> None:
        event.stop()
        self._sent[event.request.key] = event.answer
        self._renew_lines()
        self.post_message(ApprovalAnswered(event.request, event.answer, event.reason))
        self.show_following()

    def show_following(self) -> None:
        """Shows what comes after the request that was answered just now; alone, a pane waits for its end."""

    @on(RequestBody.KeysChanged)
    def _keys_changed(self, event: RequestBody.KeysChanged) -> None:
        event.stop()
        self._fit()
        self._renew_lines()

    def on_descendant_focus(self) -> None:
        self._fit()
        self._renew_lines()

    def on_descendant_blur(self) -> None:
        self._renew_lines()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """The body has what the question and the keys leave it; as if one were inside, so that nothing moves then."""
        if self.body is not None and self.body.request is not None:
            width = self.content_size.width
            keys = len(self.body.keys(width, inside=True, several=self._several)) if width else 1
            self.body.limit(max(1, self._most - 1 - keys))
            self._foot.styles.height = max(1, keys)

    def _renew_lines(self) -> None:
        self._head.refresh()
        self._foot.refresh()

    def _question(self, width: int) -> list[Content]:
        from codex_tui.widgets.requests.words import question_line

        question = self.body.question() if self.body is not None else ""
        return [question_line(question, self._place, width, self._ports.ascii_only)]

    def _keys(self, width: int) -> list[Content]:
        if self.body is None:
            return []
        return list(self.body.keys(width, inside=self.has_focus_within, several=self._several))
