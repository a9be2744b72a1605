"""The inbox: everything that waits for a person, in all threads, and the request under the cursor with its answers.

Its bodies are those of the dock. On a wide screen the list stands at the left and the request at the right, on a less
wide one the list above; on a narrow one there is one of them at a time.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Container, Vertical
from textual.content import Content
from textual.message import Message

from codex_tui import messages as say
from codex_tui.keymap import Scope, bindings
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import ConnectionState
from codex_tui.model.waiting import all_waiting
from codex_tui.render.glyphs import glyph
from codex_tui.screens.row_compositor import RowScreen
from codex_tui.theme_palette import screen_palette
from codex_tui.theming import stylesheet
from codex_tui.widgets.inbox_list import ON_ITS_WAY, InboxList
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.line_parts import NEEDS_YOU, QUIET, STRONG, spread
from codex_tui.widgets.one_line import OneLine
from codex_tui.widgets.requests.body import RequestBody
from codex_tui.widgets.requests.pane import RequestPane
from codex_tui.widgets.texts import short_folder

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from codex_tui.model.requests import Request
    from codex_tui.ports import Ports

_HINTS = ("inbox.answer", "inbox.open", "inbox.order", "inbox.close", "inbox.help")
_HINTS_INSIDE = ("app.inbox", "app.help")
WORDY = 58
"""Columns from which on the line on top has room for all of its words."""
_FROM_INSIDE = frozenset({"answer"})
"""What the keys of the screen do while the focus is in the request; its own letters answer there."""


class InboxPane(RequestPane):
    """A request that has all the room of its place."""

    class Following(Message):
        """The request that is shown was answered: the next one is wanted."""

    def on_resize(self) -> None:
        self.limit(max(2, self.content_size.height))

    def show_following(self) -> None:
        self.post_message(self.Following())

    def withdraw(self, request: Request) -> None:
        """A request is gone; what was typed for it goes back to its thread, unless it was the answer."""
        if self._sent.pop(request.key, None) is None:
            self.give_back(request)

    def forget_sent(self) -> None:
        """Answers that were on their way are lost with their connection."""
        self._sent.clear()


class InboxScreen(RowScreen[None]):
    """Reads and answers what waits, wherever it comes from."""

    CSS_PATH: ClassVar = [stylesheet(name) for name in ("inbox.tcss", "requests.tcss", "key_hints.tcss")]
    BINDINGS = bindings(Scope.INBOX)
    AUTO_FOCUS = "#inbox-list"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-normal"), (110, "-wide")]  # noqa: RUF012 - Textual declares it so

    def __init__(self, ports: Ports) -> None:
        super().__init__(ports.echoed)
        self._ports = ports
        self._by_thread = False
        self._known: list[Request] = []
        """What waited when it was last looked."""
        self.list = InboxList(ports, id="inbox-list")
        self.pane = InboxPane(ports, lambda: screen_palette(self.app), id="request")
        self._title = OneLine(ascii_only=ports.ascii_only, id="inbox-title")
        self._whose = OneLine(ascii_only=ports.ascii_only, id="whose")
        self._soon = OneLine(ascii_only=ports.ascii_only, id="soon")
        self._hints = KeyHints(_HINTS, keys=ports.keys)

    def compose(self) -> ComposeResult:
        yield self._title
        with Container(id="inbox-body"):
            yield self.list
            with Vertical(id="inbox-request"):
                yield self._whose
                yield self._soon
                yield self.pane
        yield self._hints

    def on_mount(self) -> None:
        self._ports.subscribe(self, None)

    def on_screen_resume(self) -> None:
        self.remove_class("-reading", "-zoomed")
        # First and at once: where the pane has the focus, as of the last visit, what it shows next would have it too.
        self.set_focus(self.list, scroll_visible=False)
        self.reread(returned=True)
        self.pane.seen_again()

    # --- what is shown --------------------------------------------------------------------------------------

    def reread(self, *, returned: bool = False) -> None:
        """Shows what waits now; with nothing left, goes back to where one was.

        Args:
            returned: somebody comes here anew, and has read nothing yet of which it could be said that it is gone.
        """
        if not self.is_current:
            return
        inbox = self._ports.state.inbox
        shown = self.pane.shown
        gone = shown is not None and inbox.get(shown.key) is None and not self.pane.is_sent(shown.key)
        if gone and not returned:
            self._hints.say(SafeText("That one was answered elsewhere, or is not needed any more"))
        for request in self._known:
            if inbox.get(request.key) != request:
                self.pane.withdraw(request)
        self._known = inbox.all()
        self.list.show(all_waiting(self._ports.state, by_thread=self._by_thread))
        if self.list.entry is None:
            self._leave_empty()
        else:
            self._show_request()

    def _show_request(self) -> None:
        entry = self.list.entry
        if entry is None:
            return
        request, several = entry.request, len(self._ports.state.inbox) > 1
        if request is None:
            self.pane.display = False
        elif self.pane.shown == request:
            self.pane.replace_place(self.list.place, several=several)
        else:
            self.pane.display = True
            self.pane.present(request, self.list.place, several=several)
        self._draw_lines()

    def _draw_lines(self) -> None:
        """The line on top, and the one that says whose request is shown."""
        entry = self.list.entry
        if entry is None:
            return
        ascii_only, width = self._ports.ascii_only, self.size.width - 2
        wide = width >= WORDY
        state = self._ports.state
        threads = len({request.thread for request in state.inbox.all()})
        count = f"{len(state.inbox)} waiting" + (f" in {threads} threads" if threads > 1 and wide else "")
        back = "<" if ascii_only else "‹"
        left = Content.assemble((f"{back} back", QUIET), "   ", ("Inbox", STRONG), "   ", (count, NEEDS_YOU))
        order = Content.styled("by thread" if self._by_thread else "oldest first", QUIET)
        self._title.update(spread(left, order, width) if wide else left)
        row = state.board.rows.get(entry.thread)
        title = row.title if row is not None else f"Thread {entry.thread.short}"
        folder = short_folder(row.cwd, os.path.expanduser("~")) if row is not None and wide else ""
        whose = Content.styled(" ".join(title.split()), STRONG)
        if folder:
            whose = Content.assemble(whose, (f" {glyph('separator', ascii_only)} {folder}", QUIET))
        self._whose.update(whose)
        self._soon.update(f"It {ON_ITS_WAY}." if entry.request is None else "")
        self._soon.display = entry.request is None

    def _leave_empty(self) -> None:
        lost = self._ports.state.server.state is ConnectionState.LOST
        self.call_later(self.app.run_action, f"app.leave_inbox({lost})")

    # --- what happened --------------------------------------------------------------------------------------

    @on(say.ApprovalRequested)
    @on(say.ApprovalResolved)
    def _changed(self) -> None:
        self.reread()

    @on(say.ThreadStatusChanged)
    def _status_changed(self, fact: say.ThreadStatusChanged) -> None:
        shown = self.pane.shown
        if shown is not None and shown.thread == fact.thread and shown.item is not None:
            self.pane.item_changed(shown.item)
        row = self._ports.state.board.rows.get(fact.thread)
        # Of the many threads that only do something else nothing is read.
        if self.list.lists(fact.thread) or (row is not None and row.state.needs_you):
            self.reread()

    @on(say.ConnectionChanged)
    def _connection_changed(self) -> None:
        self.pane.forget_sent()
        self.reread()

    @on(say.Said)
    def _said(self, fact: say.Said) -> None:
        self._hints.say(fact.text, problem=fact.problem)

    @on(InboxList.Moved)
    def _moved(self) -> None:
        self._show_request()

    @on(InboxList.Picked)
    def _picked(self) -> None:
        self.add_class("-reading")

    @on(InboxPane.Following)
    def _show_following(self, event: InboxPane.Following) -> None:
        event.stop()
        self._step(1, unsent=True)

    @on(RequestBody.Stepped)
    def _stepped(self, event: RequestBody.Stepped) -> None:
        event.stop()
        self._step(event.by)

    def _step(self, by: int, *, unsent: bool = False) -> None:
        """Goes to the next request, round and round; if asked for, to the next that was not answered here."""
        entries = all_waiting(self._ports.state, by_thread=self._by_thread)
        if self.list.entry not in entries:
            return
        at = entries.index(self.list.entry)
        following = [entries[(at + by * steps) % len(entries)] for steps in range(1, len(entries))]
        for entry in following:
            if entry.request is not None and not (unsent and self.pane.is_sent(entry.request.key)):
                self.list.show(entries, entry)
                self._show_request()
                return

    @on(RequestBody.Left)
    def _left(self, event: RequestBody.Left) -> None:
        event.stop()
        self.remove_class("-reading", "-zoomed")
        self.list.focus()

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw_lines)

    def on_key(self) -> None:
        self._hints.hush()

    def on_descendant_focus(self) -> None:
        inside = self.pane.has_focus_within
        self._hints.show(_HINTS_INSIDE if inside else _HINTS, {"app.inbox": "back"})

    @on(RequestBody.Zoomed)
    def _zoomed(self, event: RequestBody.Zoomed) -> None:
        """The whole screen for the request, or no more."""
        event.stop()
        self.toggle_class("-zoomed")

    # --- keys -----------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a request its own letters answer; what they are not made for does nothing."""
        if self.pane.has_focus_within and action not in _FROM_INSIDE:
            return False
        return super().check_action(action, parameters)

    def action_answer(self) -> None:
        if self.pane.shown is not None:
            self.add_class("-reading")
            self.pane.enter()

    def action_move(self, entries: int) -> None:
        self.list.move(entries)

    def action_first(self) -> None:
        self.list.move(-len(self._ports.state.inbox) - len(self._ports.state.board.rows))

    def action_last(self) -> None:
        self.list.move(len(self._ports.state.inbox) + len(self._ports.state.board.rows))

    def action_order(self) -> None:
        self._by_thread = not self._by_thread
        self.reread()

    async def action_open(self) -> None:
        if self.list.entry is not None:
            await self.app.run_action(("app", "go", (say.OpenThread(self.list.entry.thread),)), self)

    async def action_help(self) -> None:
        await self.run_action("app.help")

    async def action_close(self) -> None:
        if self.has_class("-reading"):
            self.remove_class("-reading")
        else:
            await self.run_action("app.leave_inbox")
