"""What does not fit into one line: a text that floats until it is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from codex_tui.keymap import Scope, bindings
from codex_tui.messages.around import FactsLoaded
from codex_tui.screens.floating import FloatingScreen
from codex_tui.screens.prompt import leave_room_for_keys
from codex_tui.theming import stylesheet
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.texts import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult

    from codex_tui.ports import Ports


class Notice(FloatingScreen[None]):
    """Says something at length, under a title; closes by itself once what it is about is over.

    Args:
        ports: for the keys, and what is read.
        over: whether it is; asked whenever something was read.
    """

    CSS_PATH: ClassVar = [stylesheet("prompt.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.NOTICE)
    AUTO_FOCUS = "#notice-text"

    def __init__(self, title: str, text: str, ports: Ports, over: Callable[[], bool] | None = None) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._ports = ports
        self._over = over

    def compose(self) -> ComposeResult:
        with Vertical(id="prompt") as box:
            box.border_title = Content(self._title)
            with VerticalScroll(id="notice-text"):
                yield Static(in_words(self._text), id="detail", markup=False)
            yield KeyHints(("notice.close",), keys=self._ports.keys)

    def on_mount(self) -> None:
        if self._over is not None:
            self._ports.subscribe(self, None)

    @on(FactsLoaded)
    def _read(self) -> None:
        if self._over is not None and self._over():
            self.dismiss(None)

    def on_resize(self, event: events.Resize) -> None:
        leave_room_for_keys(self.query_one("#notice-text"), event.size.height)

    def action_close(self) -> None:
        self.dismiss(None)
