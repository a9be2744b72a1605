"""What the bodies have in common in which one chooses and types: parts one under the other, one of which has the focus.

The parts tell the names of what their keys mean; the body does it. Letters that answer count only half a second after
what is shown appeared or changed; what is chosen or typed is no answer yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model import answers
from codex_tui.widgets.requests.drawn import OptionRows
from codex_tui.widgets.requests.room import RoomyBody, lines_inside
from codex_tui.widgets.requests.words import invitation_lines, key_lines, sent_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.content import Content
    from textual.widget import Widget

    from codex_tui.model.requests import Request
    from codex_tui.ports import Ports
    from codex_tui.render.palette import Palette

_SENDS = {"form.next": "send"}
"""The key that goes on, on the row that sends."""


class FilledBody(RoomyBody):
    """The base of bodies that are filled in."""

    ZOOM = "form.zoom"
    is_filled_in = True
    INVITED_TO: tuple[str, ...] = ("form.choose", "form.next", "form.decline")
    """What the line that invites tells of the keys inside."""

    def __init__(self, ports: Ports, palette: Callable[[], Palette]) -> None:
        super().__init__(ports, palette)
        self.ready = OptionRows(ports, palette, self.wanted)
        """The row that sends."""
        self._taken = 0

    # --- for bodies --------------------------------------------------------------------------------------------

    def stops(self) -> Sequence[Widget]:
        """The parts that can have the focus now, from above."""
        raise NotImplementedError

    def first_stop(self) -> Widget | None:
        """The part that takes the focus when one enters."""
        raise NotImplementedError

    def act(self, part: Widget, what: str) -> None:
        """Does what a key of a part means."""
        raise NotImplementedError

    def key_actions(self, part: Widget | None) -> Sequence[str]:
        """The actions that the line of keys names while a part has the focus."""
        raise NotImplementedError

    def wanted(self, part: Widget, what: str) -> None:
        """Told by the parts."""
        if what == "later":
            self.post_message(self.Left())
        elif what == "zoom":
            self.post_message(self.Zoomed())
        elif what in ("step", "step_back"):
            self.post_message(self.Stepped(1 if what == "step" else -1))
        elif what in ("page_down", "page_up"):
            by = max(1, self.size.height - 1)
            self.scroll_relative(y=by if what == "page_down" else -by, animate=False)
        elif self.sent is not None and what == "written":
            pass  # it was written by the form itself
        elif self.sent is not None:
            self.hint("already answered, on its way")
        elif what == "decline":
            self._refuse(answers.decline)
        elif what == "cancel":
            self._refuse(answers.cancel)
        else:
            self.act(part, what)
            if what == "written":
                self.call_after_refresh(self._show_part, part)

    def _refuse(self, how: Callable[[Request], answers.Answer]) -> None:
        if self.request is not None and self.may_answer():
            try:
                answer = how(self.request)
            except answers.NotOfferedError:
                self.hint(f"it cannot be cancelled; {self.key('form.decline')} answers nothing")
                return
            self.ports.forms.sent(self.request.key)
            self.answer(answer)

    def send(self, answer: answers.Answer) -> None:
        """Sends what was filled in."""
        if self.request is not None:
            self.ports.forms.sent(self.request.key)
            self.answer(answer)

    def go(self, part: Widget | None) -> None:
        """Gives the focus to a part, at once: what is typed next belongs there."""
        if part is not None:
            self.screen.set_focus(part, scroll_visible=False)
            self.post_message(self.KeysChanged())
            # Once it has its place: it may have been shown just now.
            self.call_after_refresh(self._show_part, part)

    def _show_part(self, part: Widget) -> None:
        if part.display and self.screen.focused is part:
            # Each at once, as the next one counts from where it ends.
            for widget in self.around(part):
                self.scroll_to_widget(widget, animate=False, force=True, immediate=True)
            if isinstance(part, OptionRows):
                part.show_cursor()
            else:
                self.scroll_to_widget(part, animate=False, force=True, immediate=True)

    def around(self, part: Widget) -> Sequence[Widget]:
        """What belongs to a part, and is to be seen with it where there is room."""
        return ()

    def step_from(self, part: Widget, by: int) -> None:
        """Goes to the part below or above, and stays at the ends."""
        stops = list(self.stops())
        if part in stops and 0 <= stops.index(part) + by < len(stops):
            following = stops[stops.index(part) + by]
            if isinstance(following, OptionRows):
                following.at = 0 if by > 0 else len(following) - 1
            self.go(following)
        elif by < 0:
            self.scroll_home(animate=False)  # what is asked stands there

    # --- of the pane -------------------------------------------------------------------------------------------

    def refill(self) -> None:
        """Brings the parts up to date with the form, which is filled in elsewhere too."""
        raise NotImplementedError

    def seen_again(self) -> None:
        super().seen_again()
        if self.request is not None:
            self.refill()

    def left_over(self, request: Request) -> str:
        return self.ports.forms.left_over(request)

    def take_room(self) -> None:
        """Takes the lines it was given; on a low screen more while one is inside, since one cannot type in three."""
        lines = lines_inside(self, self.given)
        if lines != self._taken:
            self._taken = lines
            self.styles.max_height = lines
            focused = self.screen.focused if self.is_attached else None
            if focused is not None and focused in self.stops():
                self.call_after_refresh(self._show_part, focused)

    def enter(self) -> None:
        self.go(self.first_stop())

    def keys(self, width: int, *, inside: bool, several: bool) -> Sequence[Content]:
        keys = self.ports.keys
        if self.sent is not None:
            return [sent_line(self.sent.words, self.ports.ascii_only)]
        if not inside:
            if self.first_stop() is self.ready:
                left = [action for action in self.INVITED_TO if action != "form.choose"]
                return invitation_lines(left, width, keys, _SENDS)
            return invitation_lines(self.INVITED_TO, width, keys)
        stops = self.stops()
        focused = self.screen.focused
        actions = self.key_actions(focused if focused in stops else None)
        words = _SENDS if focused is self.ready else {}
        actions = self.named((*actions, *(("form.step",) if several else ())))
        return key_lines(actions, width, keys, words)
