"""What waits in one thread, over the whole height: as in the dock, with the same keys, where there is much to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.screen import ModalScreen

from codex_tui.messages import (
    ApprovalRequested,
    ApprovalResolved,
    ConnectionChanged,
    HistoryLoaded,
    ItemFact,
    ItemStarted,
    ItemUpdated,
    Said,
)
from codex_tui.screens.closes_once import ClosesOnce
from codex_tui.screens.hears_keys import HearsKeys
from codex_tui.theme_palette import screen_palette
from codex_tui.theming import stylesheet
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.requests.body import RequestBody
from codex_tui.widgets.requests.dock import RequestDock

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from codex_tui.model.requests import Request
    from codex_tui.ports import Ports
    from codex_tui.widgets.requests.pane import RequestPane

_HINT_LINES = 1


class _WholeDock(RequestDock):
    """A dock that has all of the screen."""

    is_whole = True


class RequestScreen(ModalScreen[None], ClosesOnce[None], HearsKeys):
    """Shows the requests of one thread; it closes when none of them waits any more.

    Args:
        ports: the model, and how to hear of it.
        docked: what shows them, too; what is read here need not be read there once more.
        request: the one to begin with.
    """

    CSS_PATH: ClassVar = [stylesheet("requests.tcss"), stylesheet("key_hints.tcss")]
    AUTO_FOCUS = ""

    def __init__(self, ports: Ports, docked: RequestPane, request: Request) -> None:
        super().__init__()
        self._ports = ports
        self._docked = docked
        self._first = request
        self.dock = _WholeDock(ports, lambda: screen_palette(self.app))
        self._hints = KeyHints((), keys=ports.keys)
        self._show_hints()

    def compose(self) -> ComposeResult:
        yield self.dock
        yield self._hints

    def on_mount(self) -> None:
        self._ports.subscribe(self, None)
        self._ports.subscribe(self, self._first.thread)
        self.dock.show(self._first.thread, self._first)
        self._show_hints()
        self.dock.enter()

    def on_descendant_focus(self) -> None:
        self._show_hints()

    def _show_hints(self) -> None:
        """The keys that are not the request's own; none while they would be letters of a reason."""
        if self.dock.is_filled_in:
            self._hints.show(("entry.zoom",), {"entry.zoom": "dock it"})
        elif self.is_mounted and self.dock.is_typed_in:
            self._hints.show(())
        else:
            self._hints.show(
                ("approval.down", "approval.zoom"), {"approval.down": "read on", "approval.zoom": "dock it"}
            )

    def on_resize(self, event: events.Resize) -> None:
        self.dock.limit(event.size.height - _HINT_LINES)

    def on_screen_resume(self) -> None:
        self.dock.seen_again()

    def key_pressed(self, at: float) -> None:
        self._hints.hush()

    @on(RequestBody.Zoomed)
    @on(RequestDock.Left)
    def _close(self) -> None:
        if self.is_current:
            self._docked.read_in(self.dock)
            self.dismiss()

    @on(ApprovalRequested)
    @on(ApprovalResolved)
    def _requests_changed(self) -> None:
        self.dock.reread()
        if not self.dock.waiting:
            self._close()

    @on(ConnectionChanged)
    def _connection_changed(self) -> None:
        self.dock.forget_sent()
        if not self.dock.waiting:
            self._close()

    @on(ItemStarted)
    @on(ItemUpdated)
    def _item_changed(self, fact: ItemFact) -> None:
        self.dock.item_changed(fact.item)

    @on(HistoryLoaded)
    def _items_came(self) -> None:
        self.dock.item_changed(None)

    @on(Said)
    def _said(self, fact: Said) -> None:
        self._hints.say(fact.text, problem=fact.problem)
