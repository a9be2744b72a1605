"""What fills the context of a thread, in bars that float over the conversation; one can have it compacted from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from codex_tui.keymap import Scope, bindings
from codex_tui.messages import ConversationReset, HistoryLoaded, UsageUpdated
from codex_tui.model.context_parts import Fullness, fullness, percent, shares
from codex_tui.render.durations import count
from codex_tui.screens.floating import FloatingScreen
from codex_tui.theming import stylesheet
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.line_parts import ACCENT, ERROR, NEEDS_YOU, QUIET, STRONG
from codex_tui.widgets.texts import clip

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from codex_tui.model.keys import ThreadKey
    from codex_tui.ports import Ports

_ROWS_BESIDE = 5
"""Lines of the box that are not its text, with a margin."""
LOW = 20
"""Rows of the screen below which the text has no margin."""
_NUMBERS = 12
"""Columns of tokens and per cent."""
_STYLES = {Fullness.FINE: STRONG, Fullness.HIGH: NEEDS_YOU, Fullness.NEARLY_FULL: ERROR}


class ContextScreen(FloatingScreen[bool]):
    """Shows what fills the context; its result is whether it shall be compacted."""

    CSS_PATH: ClassVar = [stylesheet("context.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.CONTEXT)
    AUTO_FOCUS = "#context-text"

    def __init__(self, ports: Ports, thread: ThreadKey) -> None:
        super().__init__()
        self._ports = ports
        self._thread = thread

    def compose(self) -> ComposeResult:
        with Vertical(id="context") as box:
            box.border_title = "Context"
            with VerticalScroll(id="context-text"):
                yield Static(id="context-lines", markup=False)
            yield KeyHints(("context.compact", "context.close"), keys=self._ports.keys)

    def on_mount(self) -> None:
        self._ports.subscribe(self, self._thread)

    def on_resize(self, event: events.Resize) -> None:
        text = self.query_one("#context-text")
        text.styles.max_height = max(2, event.size.height - _ROWS_BESIDE)
        text.styles.margin = (1, 0) if event.size.height >= LOW else (0, 0)
        self.call_after_refresh(self._fill)

    @on(UsageUpdated)
    @on(HistoryLoaded)
    @on(ConversationReset)
    def _fill(self) -> None:
        lines = self.query_one("#context-lines", Static)
        width = self.query_one("#context-text").content_size.width
        if width:
            lines.update(Content("\n").join(self._lines(width)))

    def _lines(self, width: int) -> list[Content]:
        conversation = self._ports.state.conversation(self._thread)
        usage = conversation.usage
        if not usage.context_tokens:
            return [
                Content.styled(
                    "Nothing is known of it yet: the server tells it with the first answer.", QUIET
                )
            ]
        used, full = percent(usage), fullness(usage)
        said = f"{count(usage.context_tokens)} tokens"
        if usage.window and used is not None:
            said = f"{count(usage.context_tokens)} of {count(usage.window)} tokens, {used}% {full.value}".rstrip()
        lines = [Content.styled(said, _STYLES[full]), Content()]
        found = shares(conversation)
        names = max(len(share.kind.value) for share in found)
        names = min(names, width - _NUMBERS - 2)
        room = max(0, width - names - _NUMBERS - 2)
        most = usage.window or usage.context_tokens
        lines += [self._row(one.kind.value, one.tokens, most, names, room, ACCENT) for one in found]
        if usage.window:
            free = max(0, usage.window - usage.context_tokens)
            lines.append(self._row("free", free, most, names, room, QUIET))
        note = "The whole is the server's number. The parts are an estimate, of four characters a token."
        return [*lines, Content(), Content.styled(note, QUIET)]

    def _row(self, name: str, tokens: int, most: int, names: int, room: int, style: str) -> Content:
        share = tokens / most
        full, mark = ("#", ".") if self._ports.ascii_only else ("━", "─")
        filled = min(room, max(round(share * room), 1 if tokens else 0))
        numbers = f"{count(tokens):>6} {round(100 * share) or '<1' if tokens else 0:>3}%"
        label = clip(name, names, self._ports.ascii_only)
        label += " " * (names - cell_len(label))
        return Content.assemble(
            (label, "$foreground"),
            "  ",
            (full * filled, style),
            (mark * (room - filled), "$rule"),
            (numbers, QUIET),
        )

    def action_scroll_by(self, lines: int) -> None:
        self.query_one("#context-text").scroll_relative(y=lines, animate=False)

    def action_compact(self) -> None:
        self.dismiss(True)

    def action_close(self) -> None:
        self.dismiss(False)
