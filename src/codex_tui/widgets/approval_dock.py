"""What waits for a yes, docked above the composer: read and answered here, never in the way of typing.

It takes the focus only when a person gives it. Its letters answer only then, and half a second after what
is shown appeared or changed, so that a key meant for something else never says yes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from codex_tui.keymap import Scope, bindings, key_label
from codex_tui.messages import ApprovalAnswered, Said
from codex_tui.model.inbox import Approval, Decision
from codex_tui.model.item import Item
from codex_tui.model.safe_text import SafeText
from codex_tui.render.durations import more_lines
from codex_tui.render.glyphs import glyph
from codex_tui.render.lines import RenderContext
from codex_tui.widgets.approval_text import (
    allowed,
    invitation_line,
    letters_line,
    question_line,
    sent_line,
)
from codex_tui.widgets.line_parts import NEEDS_YOU

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.geometry import Size

    from codex_tui.model.keys import ItemKey, RequestKey, ThreadKey
    from codex_tui.ports import Ports
    from codex_tui.render.palette import Palette

GUARD = 0.5
"""Seconds for which letters are ignored after what is shown appeared or changed."""
SHARE = 0.4
"""Part of the screen's height that the dock may take."""
LEAST_LINES = 4
_FRAME_LINES = 2
"""The question above the text, and the keys under it."""


class ApprovalDock(Widget, can_focus=True):
    """The requests of one thread that wait, one of them shown.

    Args:
        ports: for the inbox and the clock of the guard.
        palette: the styles to draw with, as of now.
    """

    BINDINGS = bindings(Scope.APPROVAL)

    class Left(Message):
        """The focus goes back to the composer."""

    def __init__(self, ports: Ports, palette: Callable[[], Palette], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ports = ports
        self._palette = palette
        self._thread: ThreadKey | None = None
        self._waiting: list[Approval] = []
        self._shown: Approval | None = None
        self._since = 0.0
        self._sent: dict[RequestKey, Decision] = {}
        self._top = 0
        self._body: list[Strip] = []
        self._body_key: tuple[object, ...] = ()
        self.display = False

    # --- what it shows --------------------------------------------------------------------------------------

    def show(self, thread: ThreadKey | None) -> None:
        """Shows what waits in another thread."""
        self._thread = thread
        self._shown = None
        self.reread()

    def reread(self) -> None:
        """Brings the dock up to date with the inbox."""
        inbox = self._ports.state.inbox
        before = len(self._waiting)
        self._waiting = inbox.of(self._thread) if self._thread is not None else []
        open_keys = {approval.key for approval in inbox.all()}
        self._sent = {key: decision for key, decision in self._sent.items() if key in open_keys}
        if self._shown is None or self._shown not in self._waiting:
            self._present(self._next_unsent())
        elif len(self._waiting) != before:
            self.refresh()

    def item_changed(self, item: ItemKey) -> None:
        """What is asked about changed: if it reads differently now, it is to be read again, from the start."""
        if self._shown is not None and self._shown.item == item:
            before = [strip.text for strip in self._body]
            if [strip.text for strip in self._lines(self.content_size.width)] != before:
                self._present(self._shown)

    def forget_sent(self) -> None:
        """Answers that were on their way are lost with their connection."""
        self._sent.clear()
        self.reread()

    def seen_again(self) -> None:
        """Starts the guard again: what is shown may have changed while something lay above it."""
        self._since = self._ports.monotonic()

    @property
    def waiting(self) -> int:
        """How many requests of this thread wait."""
        return len(self._waiting)

    def _next_unsent(self) -> Approval | None:
        unsent = (approval for approval in self._waiting if approval.key not in self._sent)
        return next(unsent, self._waiting[0] if self._waiting else None)

    def _present(self, approval: Approval | None) -> None:
        self._shown = approval
        self._since = self._ports.monotonic()
        self._top = 0
        self._body_key = ()
        if approval is None and self.has_focus:
            self.post_message(self.Left())
        self.display = approval is not None
        self.refresh(layout=True)

    # --- keys -----------------------------------------------------------------------------------------------

    def action_answer(self, decision: str) -> None:
        """Answers the request that is shown."""
        shown, answer = self._shown, Decision(decision)
        if shown is None:
            return
        if shown.key in self._sent:
            self._hint("already answered, on its way")
        elif self._ports.monotonic() - self._since < GUARD:
            self._hint("it only just appeared: read it, then press again")
        elif answer not in allowed(shown):
            self._hint("this can only be declined here")
        else:
            self._sent[shown.key] = answer
            self.post_message(ApprovalAnswered(shown.key, answer))
            following = self._next_unsent()
            if following is not None and following.key not in self._sent:
                self._present(following)
            else:
                self.refresh()

    def action_next(self) -> None:
        self._step(1)

    def action_previous(self) -> None:
        self._step(-1)

    def action_scroll(self, lines: int) -> None:
        """Reads on, or back."""
        top = max(0, min(self._top + lines, self._most_top()))
        if top != self._top:
            self._top = top
            self.refresh()

    def action_later(self) -> None:
        self.post_message(self.Left())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_scroll(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_scroll(-1)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def _step(self, by: int) -> None:
        if self._shown is not None and len(self._waiting) > 1:
            place = self._waiting.index(self._shown)
            self._present(self._waiting[(place + by) % len(self._waiting)])

    def _hint(self, text: str) -> None:
        self.screen.post_message(Said(SafeText(text)))

    def _key(self, action: str) -> str:
        return key_label(action, self._ports.keys)

    # --- drawing --------------------------------------------------------------------------------------------

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        most = max(LEAST_LINES, int(viewport.height * SHARE))
        return min(len(self._lines(width)) + _FRAME_LINES, most)

    def on_resize(self) -> None:
        self._top = min(self._top, self._most_top())

    def render_line(self, y: int) -> Strip:
        width, height = self.content_size
        shown = self._shown
        if shown is None or not width:
            return Strip.blank(width, self.rich_style)
        if y == 0:
            place = f"{self._waiting.index(shown) + 1} of {len(self._waiting)}"
            strip = self._drawn(question_line(shown, place, width, self._ports.ascii_only))
        elif y == height - 1:
            strip = self._drawn(self._keys_line(shown, width))
        else:
            strip = self._body_line(y - 1, width)
        return strip.apply_style(self.rich_style).adjust_cell_length(width, self.rich_style)

    def _body_line(self, row: int, width: int) -> Strip:
        lines = self._lines(width)
        index = self._top + row
        below = len(lines) - index
        if row == self._room - 1 and below > 1:
            arrow = glyph("down", self._ports.ascii_only)
            key = f", {self._key('approval.down')} reads on" if self.has_focus else ""
            mark = glyph("ellipsis", self._ports.ascii_only)
            return self._drawn(Content.styled(f"  {mark} {more_lines(below)} {arrow}{key}", NEEDS_YOU))
        return lines[index] if index < len(lines) else Strip.blank(width)

    @property
    def _room(self) -> int:
        """Lines that the text has between the question and the keys."""
        return max(0, self.content_size.height - _FRAME_LINES)

    def _most_top(self) -> int:
        return max(0, len(self._lines(self.content_size.width)) - self._room)

    def _lines(self, width: int) -> list[Strip]:
        """The text of the request in that width."""
        shown = self._shown
        if shown is None or not width:
            return []
        item = self._item(shown)
        palette = self._palette()
        conversation = self._ports.state.conversations.get(shown.thread)
        folder = (conversation.settings.cwd if conversation is not None else None) or ""
        key = (shown, width, palette, folder, item.revision if item is not None else 0)
        if key != self._body_key:
            context = RenderContext(
                width=width, palette=palette, ascii_only=self._ports.ascii_only, folder=folder
            )
            # Imported with the first request: most starts have none, and it brings the rendering of patches.
            from codex_tui.render.approval import approval_lines

            self._body = [line.strip for line in approval_lines(shown, item, context)]
            self._body_key = key
        return self._body

    def _item(self, approval: Approval) -> Item | None:
        conversation = self._ports.state.conversations.get(approval.thread)
        if conversation is None or approval.item is None:
            return None
        return conversation.get(approval.item, Item)

    def _keys_line(self, shown: Approval, width: int) -> Content:
        decision = self._sent.get(shown.key)
        if decision is not None:
            return sent_line(decision, self._ports.ascii_only)
        if self.has_focus:
            return letters_line(shown, len(self._waiting) > 1, width, self._ports.keys)
        return invitation_line(shown, width, self._ports.keys)

    def _drawn(self, content: Content) -> Strip:
        return Strip(content.render_segments(self.visual_style)).simplify()

    @property
    def rich_style(self) -> Style:
        """Text and background only: attributes of the widget's style would show through every line."""
        style = super().rich_style
        return Style.from_color(style.color, style.bgcolor)
