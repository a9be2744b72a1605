"""What waits until the turn is over, in a few rows above the composer; with the focus it is a list with a cursor.

It is made when something waits for the first time. It shows the model and says what a person wants; the order of the
rows is that in which the prompts will run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from codex_tui.keymap import Scope, bindings, key_label
from codex_tui.messages.queue import DropQueued, EditQueued, MoveQueued, SendQueued
from codex_tui.render.glyphs import glyph
from codex_tui.widgets.keys_at_once import act_at_once
from codex_tui.widgets.line_parts import ACCENT, NEEDS_YOU, QUIET, STRONG, Part, choose, joined, spread
from codex_tui.widgets.texts import clip, fit

if TYPE_CHECKING:
    from textual import events
    from textual.geometry import Size

    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.queue import QueuedPrompt
    from codex_tui.ports import Ports

MOST_ROWS = 3
"""Rows that it takes without the focus, beside its head and the line that counts the rest."""
LOW = 18
"""Rows of the screen below which it is one line without the focus."""
_LEAD = 2


class QueueList(Widget, can_focus=True):
    """The queued prompts of one thread."""

    BINDINGS = bindings(Scope.QUEUE)
    COMPONENT_CLASSES: ClassVar[set[str]] = set()

    class Left(Message):
        """The focus goes back to the composer."""

    def __init__(self, ports: Ports, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ports = ports
        self._thread: ThreadKey | None = None
        self._prompts: tuple[QueuedPrompt, ...] = ()
        self._runs = False
        self._held = False
        self._at = 0
        self._screen_height = LOW
        self.display = False

    # --- what is shown --------------------------------------------------------------------------------------

    def show(self, conversation: Conversation | None) -> None:
        """Shows what waits there; nothing where nothing does. The cursor stays on its prompt."""
        thread = conversation.key if conversation is not None else None
        prompts = conversation.queue.all if conversation is not None else ()
        runs = conversation is not None and conversation.active_turn is not None
        held = conversation is not None and conversation.queue_is_held
        if (thread, prompts, runs, held) == (self._thread, self._prompts, self._runs, self._held):
            return
        under = self._under_cursor if thread == self._thread else None
        self._thread, self._prompts, self._runs, self._held = thread, prompts, runs, held
        ids = [prompt.id for prompt in prompts]
        if under is not None and under.id in ids:
            self._at = ids.index(under.id)
        self._at = max(0, min(self._at, len(prompts) - 1))
        self.display = bool(prompts)
        if not prompts and self.has_focus:
            self.post_message(self.Left())
        self.refresh(layout=True)

    def fit_screen(self, height: int) -> None:
        """Takes a part of a screen of that height, and no more."""
        if height != self._screen_height:
            self._screen_height = height
            self.refresh(layout=True)

    @property
    def _under_cursor(self) -> QueuedPrompt | None:
        return self._prompts[self._at] if self._at < len(self._prompts) else None

    @property
    def _low(self) -> bool:
        return self._screen_height < LOW

    def _rows(self) -> range:
        """The prompts that have a row."""
        count = len(self._prompts)
        if not self.has_focus:
            room = 0 if self._low else MOST_ROWS
            return range(count if count == room + 1 and room else min(count, room))
        room = max(3, self._screen_height // 4)
        top = max(0, min(self._at - room // 2, count - room))
        return range(top, min(count, top + room))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        rows = self._rows()
        more = not self._low and not self.has_focus and len(rows) < len(self._prompts)
        return 1 + len(rows) + more

    def render(self) -> Content:
        width = self.content_size.width
        rows = self._rows()
        lines = [self._head(width), *(self._row(number, width) for number in rows)]
        rest = len(self._prompts) - len(rows)
        if rest and not self._low and not self.has_focus:
            lines.append(Content.styled(f"  {glyph('ellipsis', self._ports.ascii_only)} {rest} more", QUIET))
        return Content("\n").join(lines)

    def _head(self, width: int) -> Content:
        keys, ascii_only = self._ports.keys, self._ports.ascii_only
        count = len(self._prompts)
        separator = f" {glyph('separator', ascii_only)} "
        name = Part(f"Queued {count}", style=STRONG if self._held else QUIET)
        if self.has_focus:
            place = Part(f"{self._at + 1} of {count}", rank=1)
            left, right = choose((name, self._when()), (place,), width, separator)
            return spread(joined(left, separator), joined(right, separator), width)
        ways: tuple[Part, ...] = (Part("list", rank=1, key=key_label("conversation.queue", keys)),)
        if not self._low:
            edit = Part("edit the newest", rank=4, key=key_label("conversation.edit_queued", keys))
            ways = (edit, *ways)
        left, right = choose((name, self._when()), ways, width, separator)
        if self._low and not self._held:
            # One line says what comes next rather than when.
            way = joined(right, separator)
            said = Content.styled(f"{name.text}: ", QUIET)
            room = width - said.cell_length - way.cell_length - 2
            text = clip(_one_line(self._prompts[0]), room, ascii_only)
            return spread(Content.assemble(said, text), way, width)
        return spread(joined(left, separator), joined(right, separator), width)

    def _when(self) -> Part:
        """When they will run."""
        if self._held:
            key = key_label("composer.queue", self._ports.keys)
            return Part(
                f"held since the turn was interrupted: {key} lets them go on",
                style=NEEDS_YOU,
                short=f"held: {key} goes on",
            )
        if self._runs:
            return Part("when this turn is over", rank=3)
        return Part("", rank=9)

    def _row(self, number: int, width: int) -> Content:
        prompt, ascii_only = self._prompts[number], self._ports.ascii_only
        here = self.has_focus and number == self._at
        marks = [f"{len(prompt.attachments)} attached"] if prompt.attachments else []
        if not prompt.id:
            marks.append("on its way")
        aside = f"  {', '.join(marks)}" if marks else ""
        mark = f"{number + 1} "
        lead = (glyph("cursor", ascii_only) if here else " ").ljust(_LEAD)
        room = max(0, width - _LEAD - len(mark) - cell_len(aside))
        text = fit(_one_line(prompt), room, ascii_only)
        under = " on $block-cursor-background" if here else ""
        return Content.assemble(
            (lead, f"{ACCENT}{under}"),
            (mark, f"{QUIET}{under}"),
            (text, f"{STRONG if here else '$foreground'}{under}"),
            (aside, f"{QUIET}{under}"),
        )

    # --- keys and mouse -------------------------------------------------------------------------------------

    async def on_key(self, event: events.Key) -> None:
        await act_at_once(self, event)

    def on_focus(self) -> None:
        self.refresh(layout=True)

    def on_blur(self) -> None:
        self.refresh(layout=True)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        rows = self._rows()
        self.focus()
        if offset is not None and 0 < offset.y <= len(rows):
            self._at = rows[offset.y - 1]
            self.refresh()

    def action_move(self, by: int) -> None:
        self._at = max(0, min(len(self._prompts) - 1, self._at + by))
        self.refresh()

    def action_shift(self, by: int) -> None:
        """Lets the prompt run sooner or later; the cursor goes with it."""
        prompt, to = self._under_cursor, self._at + by
        if self._thread is not None and prompt is not None and prompt.id and 0 <= to < len(self._prompts):
            self.post_message(MoveQueued(self._thread, prompt.id, to))

    def action_edit(self) -> None:
        if (prompt := self._settled) is not None and self._thread is not None:
            self.post_message(EditQueued(self._thread, prompt.id))
            self.post_message(self.Left())

    def action_send(self) -> None:
        if (prompt := self._settled) is not None and self._thread is not None:
            self.post_message(SendQueued(self._thread, prompt.id))

    def action_drop(self) -> None:
        if (prompt := self._settled) is not None and self._thread is not None:
            from codex_tui.model.draft_of_input import draft_of_input

            self._ports.history.add(draft_of_input(prompt.input))
            self.post_message(DropQueued(self._thread, prompt.id))

    def action_leave(self) -> None:
        self.post_message(self.Left())

    @property
    def _settled(self) -> QueuedPrompt | None:
        """The prompt under the cursor, once the server has it."""
        prompt = self._under_cursor
        return prompt if prompt is not None and prompt.id else None


def _one_line(prompt: QueuedPrompt) -> str:
    return " ".join(prompt.text.split()) or ", ".join(attachment.text for attachment in prompt.attachments)
