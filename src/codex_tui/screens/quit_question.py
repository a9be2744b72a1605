"""What is asked before leaving while turns run: wait for them, interrupt them, leave them running, or stay."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from codex_tui.keymap import Scope, bindings, key_label
from codex_tui.messages import ConnectionChanged, InterruptTurns, ThreadStatusChanged, TurnCompleted
from codex_tui.model.running import running_threads
from codex_tui.model.state import ConnectionState
from codex_tui.render.glyphs import glyph
from codex_tui.screens.floating import FloatingScreen
from codex_tui.theming import stylesheet
from codex_tui.widgets.line_parts import NEEDS_YOU, QUIET, STRONG, Part
from codex_tui.widgets.texts import clip

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from codex_tui.model.keys import ThreadKey
    from codex_tui.ports import Ports

SHOWN = 5
"""Threads that are named; of more their number is told."""
_FRAME = 6
"""Columns of the box that are not text."""


class Leaving(Enum):
    """What a person chose that takes its time."""

    NOT_YET = "asking"
    WAITS = "waiting"
    INTERRUPTS = "interrupting"


class QuitQuestion(FloatingScreen[bool]):
    """Asks, and stays until nothing runs where a person chose to wait for that; True means to leave now."""

    CSS_PATH: ClassVar = [stylesheet("prompt.tcss")]
    BINDINGS = bindings(Scope.QUIT)

    def __init__(self, ports: Ports) -> None:
        super().__init__()
        self._ports = ports
        self._active = running_threads(ports.state)
        self._chosen = Leaving.NOT_YET

    def compose(self) -> ComposeResult:
        with Vertical(id="prompt"):
            yield Static(id="question")
            yield Static(id="detail")
            yield Static(id="choices")

    def on_mount(self) -> None:
        self._ports.subscribe(self, None)
        for thread in self._active:
            self._ports.subscribe(self, thread)
        self._show()

    def on_resize(self) -> None:
        self._show()

    @on(ThreadStatusChanged)
    @on(TurnCompleted)
    @on(ConnectionChanged)
    @on(events.ScreenResume)
    def _changed(self) -> None:
        # Several facts may tell of one end; and the help may lie above, which is read first.
        if not self.is_current:
            return
        self._active = running_threads(self._ports.state)
        if not self._active and self._chosen is not Leaving.NOT_YET:
            self.dismiss(True)
        else:
            self._show()

    # --- what is shown --------------------------------------------------------------------------------------

    def _show(self) -> None:
        width = min(72, self.app.size.width) - _FRAME
        self.query_one("#question", Static).update(Content(self._question))
        self.query_one("#detail", Static).update(Content("\n").join(self._rows(width)))
        self.query_one("#choices", Static).update(Content("\n").join(self._choices()))

    @property
    def _question(self) -> str:
        count = len(self._active)
        turns = f"{count} turn{'' if count == 1 else 's'}"
        if self._chosen is Leaving.WAITS:
            return f"Leaving when {turns} {'is' if count == 1 else 'are'} done."
        if self._chosen is Leaving.INTERRUPTS:
            return f"Interrupting {turns}, then leaving."
        if not count:
            return "Nothing runs any more. Leave?"
        return f"{turns} still run{'s' if count == 1 else ''}. Leave?"

    def _rows(self, width: int) -> list[Content]:
        rows = [self._row(thread, width) for thread in self._active[:SHOWN]]
        if len(self._active) > SHOWN:
            rows.append(Content.styled(f"  and {len(self._active) - SHOWN} more", QUIET))
        return rows

    def _row(self, thread: ThreadKey, width: int) -> Content:
        row = self._ports.state.board.rows.get(thread)
        waits = row is not None and row.state.needs_you
        words = "waits for you" if waits else "running"
        title = clip(row.title if row else thread.short, width - len(words) - 4, self._ports.ascii_only)
        sign = "?" if waits else glyph("bullet", self._ports.ascii_only)
        return Content.assemble(
            (f"{sign} ", NEEDS_YOU if waits else QUIET),
            (title, STRONG),
            "  ",
            (words, NEEDS_YOU if waits else QUIET),
        )

    def _choices(self) -> list[Content]:
        rows: list[tuple[str, str]] = []
        goes_on = self._goes_on
        if not self._active:
            rows.append(("quit.leave", "leave"))
        elif self._chosen is Leaving.NOT_YET:
            rows.append(("quit.wait", "leave when they are done"))
        if self._active and self._chosen is not Leaving.INTERRUPTS:
            rows.append(("quit.interrupt", "interrupt them, then leave"))
        if self._active and goes_on:
            rows.append(("quit.leave", "leave them running"))
        elif self._active and self._chosen is not Leaving.NOT_YET:
            rows.append(("quit.leave", "leave now, and end them"))
        rows.append(("quit.stay", "stay"))
        labels = [(key_label(action, self._ports.keys), text) for action, text in rows]
        widest = max(len(key) for key, _ in labels)
        return [Part(text, key=key.ljust(widest)).content() for key, text in labels]

    @property
    def _goes_on(self) -> bool:
        """Whether what runs goes on without this application."""
        return all(self._ports.state.of(thread).server.kind.goes_on for thread in self._active)

    @property
    def _none_is_reached(self) -> bool:
        """Whether there is nothing to wait for, or nobody that could be told to interrupt it."""
        servers = [self._ports.state.of(thread).server for thread in self._active]
        return all(server.silent or server.state is not ConnectionState.READY for server in servers)

    # --- keys -----------------------------------------------------------------------------------------------

    def action_again(self) -> None:
        """The key that leaves, pressed once more: no answer, unless the question has become an idle one."""
        if self._none_is_reached or self._chosen is Leaving.INTERRUPTS:
            self.dismiss(True)

    def action_wait(self) -> None:
        self._choose(Leaving.WAITS)

    def action_interrupt(self) -> None:
        if self._chosen is not Leaving.INTERRUPTS:
            self.post_message(InterruptTurns(self._active))
            self._choose(Leaving.INTERRUPTS)

    def action_leave(self) -> None:
        # Not offered at first where that would end the turns: interrupting does so and says it.
        if self._goes_on or self._chosen is not Leaving.NOT_YET:
            self.dismiss(True)

    def action_stay(self) -> None:
        self.dismiss(False)

    def _choose(self, chosen: Leaving) -> None:
        self._chosen = chosen
        self._changed()
