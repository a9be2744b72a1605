"""A column of a comparison: how its model stands, and its transcript, drawn as everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from codex_tui.model.comparison import Stand, standing
from codex_tui.model.translate_text import sentence
from codex_tui.widgets.compare.words import STYLES, facts_line, mark
from codex_tui.widgets.line_parts import ERROR, NEEDS_YOU, QUIET, STRONG, spread
from codex_tui.widgets.texts import clip
from codex_tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from codex_tui.model.comparison import Contender, Standing
    from codex_tui.ports import Ports

LEAST = 36
"""Columns that a column needs."""


class ColumnTranscript(Transcript, inherit_bindings=False):
    """A transcript whose keys are those of the screen."""

    BINDINGS: ClassVar[list[BindingType]] = []

    async def on_key(self, event: events.Key) -> None:
        event.prevent_default()  # nothing is typed here


class ColumnHead(Widget):
    """Two lines: the model and what it does; time, tokens and files, or what went wrong."""

    def __init__(self, ports: Ports, number: int, contender: Contender) -> None:
        super().__init__()
        self._ports = ports
        self._number = number
        self._contender = contender
        self._active = False
        self._drawn = Content()

    def show(self, *, active: bool) -> Standing:
        """Shows how it stands now, and gives that; draws only what differs."""
        self._active = active
        now = standing(self._ports.state, self._contender)
        drawn = self._content(now, self.content_size.width)
        if drawn != self._drawn:
            self._drawn = drawn
            self.refresh()
        return now

    def render(self) -> Content:
        return self._drawn

    def on_resize(self) -> None:
        self.show(active=self._active)

    def _content(self, now: Standing, width: int) -> Content:
        ascii_only = self._ports.ascii_only
        bar = (">" if ascii_only else "▌") if self._active else " "
        state = Content.styled(
            f"{mark(now.stand, ascii_only)} {now.stand.value}", STYLES.get(now.stand, QUIET)
        )
        room = width - state.cell_length - 5
        name = clip(self._contender.choice.label, max(1, room), ascii_only)
        style = STRONG if self._active else "$foreground"
        left = Content.assemble((bar, "$accent"), (f"{self._number} ", QUIET), (name, style))
        waits = now.stand is Stand.WAITING
        below = facts_line(now, self._ports.steady(), width - 3, ascii_only)
        lines = [spread(left, state, width)]
        if now.why:
            lines.append(
                Content.styled("   " + clip(" ".join(now.why.split()), width - 3, ascii_only), ERROR)
            )
        else:
            lines.append(Content.styled(f"   {below}", NEEDS_YOU if waits and not below else QUIET))
        return Content("\n").join(lines)


class CompareColumn(Vertical):
    """A model of the comparison."""

    class Chosen(Message):
        """Somebody clicked into this column."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, ports: Ports, number: int, contender: Contender) -> None:
        super().__init__()
        self._ports = ports
        self.number = number
        self.contender = contender
        self.head = ColumnHead(ports, number + 1, contender)
        self.transcript = ColumnTranscript(ports)

    def compose(self) -> ComposeResult:
        yield self.head
        yield self.transcript

    def follow(self) -> None:
        """Shows the thread, once it has begun."""
        thread = self.contender.thread
        shown = self.transcript.conversation
        if thread is not None and (shown is None or shown.key != thread):
            self.transcript.show(self._ports.state.conversation(thread))
        self.transcript.empty_text = Content.styled(self._why_empty(), QUIET)

    def _why_empty(self) -> str:
        if self.contender.problem:
            return sentence(f"It could not begin: {self.contender.problem}")
        if standing(self._ports.state, self.contender).stand is Stand.DELETED:
            return "Its thread was deleted. What came of it stands above."
        return "Its thread is beginning" if self.contender.thread is None else "Loading its thread"

    def let_go(self) -> None:
        """Follows the thread no more."""
        self.transcript.show(None)

    def on_click(self) -> None:
        self.post_message(self.Chosen(self.number))
