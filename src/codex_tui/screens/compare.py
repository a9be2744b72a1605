"""Models side by side: one prompt, a column for each model, one at a time where the screen is narrow.

Their threads are ordinary ones. Leaving the screen loses nothing; it only stops to follow them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.containers import Horizontal, Vertical
from textual.content import Content

from codex_tui import messages as say
from codex_tui.keymap import Scope, bindings, keys_of
from codex_tui.messages.compare import ComparisonLookedAt, ComparisonMoved, ComparisonsWanted, ContenderKept
from codex_tui.model.comparison import Stand, standing
from codex_tui.model.draft import Draft
from codex_tui.model.safe_path import raw_path
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.row_compositor import RowScreen
from codex_tui.theme_palette import screen_palette
from codex_tui.theming import stylesheet
from codex_tui.widgets.compare.column import LEAST, CompareColumn
from codex_tui.widgets.compare.words import summary, tabs
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.line_parts import QUIET, STRONG, spread
from codex_tui.widgets.one_line import OneLine
from codex_tui.widgets.requests.body import RequestBody
from codex_tui.widgets.requests.dock import RequestDock
from codex_tui.widgets.seconds import each_second
from codex_tui.widgets.texts import clip
from codex_tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.timer import Timer

    from codex_tui.model.comparison import Comparison, Contender
    from codex_tui.ports import Ports

_HINTS = (
    "compare.open",
    "compare.keep",
    "compare.close",
    "compare.right",
    "compare.changes",
    "compare.interrupt",
    "compare.interrupt_all",
    "compare.others",
    "compare.help",
)
_HINTS_WAITING = ("compare.answer", *_HINTS)
_LOW = 18
_FROM_INSIDE = frozenset({"answer", "help"})
"""What the keys of the screen do while the focus is in a request; its own letters answer there."""


class CompareScreen(RowScreen[None]):
    """The last comparison."""

    CSS_PATH: ClassVar = [
        stylesheet(name) for name in ("compare.tcss", "transcript.tcss", "requests.tcss", "key_hints.tcss")
    ]
    BINDINGS = bindings(Scope.COMPARE)
    HELP_SCOPES = (Scope.COMPARE, Scope.APPROVAL, Scope.RULE, Scope.FORM, Scope.ENTRY, Scope.PAGE)
    AUTO_FOCUS = ""

    def __init__(self, ports: Ports) -> None:
        super().__init__(ports.echoed)
        self._ports = ports
        self._shown: tuple[Contender, ...] = ()
        self._active = 0
        self._ticker: Timer | None = None
        self._title = OneLine(ascii_only=ports.ascii_only, id="compare-title")
        self._prompt = OneLine(ascii_only=ports.ascii_only, id="compare-prompt")
        self._tabs = OneLine(ascii_only=ports.ascii_only, id="compare-tabs")
        self._body = Horizontal(id="compare-columns")
        self.dock = RequestDock(ports, lambda: screen_palette(self.app), id="dock")
        self._hints = KeyHints(_HINTS, keys=ports.keys)

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._prompt
        yield self._tabs
        yield self._body
        with Vertical(id="compare-foot"):
            yield self.dock
            yield self._hints

    @property
    def columns(self) -> list[CompareColumn]:
        """The columns, those in view and the others."""
        return list(self._body.query_children(CompareColumn).results(CompareColumn))

    @property
    def _comparison(self) -> Comparison | None:
        return self._ports.state.last_comparison

    @property
    def column(self) -> CompareColumn | None:
        """The one that the keys are for."""
        columns = self.columns
        return columns[self._active] if self._active < len(columns) else None

    # --- coming and going -----------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self._ticker = each_second(self, self._tell)

    async def on_screen_resume(self) -> None:
        await self.reread()
        self.dock.seen_again()
        threads = self._comparison.threads() if self._comparison is not None else ()
        self.post_message(ComparisonLookedAt(threads[0] if threads else None))

    def on_screen_suspend(self) -> None:
        if self._ticker is not None:
            self._ticker.pause()
        if self not in self.app.screen_stack:
            self._leave()

    def _leave(self) -> None:
        """Another mode is shown: the threads need not be followed for this screen."""
        self._ports.unsubscribe(self)
        for column in self.columns:
            column.let_go()

    @on(ComparisonMoved)
    async def reread(self) -> None:
        """Shows the columns of the comparison that there is now."""
        comparison = self._comparison
        contenders = tuple(comparison.contenders) if comparison is not None else ()
        if contenders != self._shown:
            self._shown = contenders
            for column in self.columns:
                column.let_go()
            await self._body.remove_children()
            await self._body.mount_all(
                CompareColumn(self._ports, number, one) for number, one in enumerate(contenders)
            )
            self._active = 0
        self._ports.subscribe(self, None)
        for column in self.columns:
            if column.contender.thread is not None:
                self._ports.subscribe(self, column.contender.thread)
            column.follow()
        self._arrange()

    # --- what is shown --------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        """Puts as many columns on the screen as there is room for, around the one that the keys are for."""
        columns = self.columns
        if not columns:
            return
        at_once = max(1, min(len(columns), self.size.width // LEAST))
        first = max(0, min(self._active - at_once // 2, len(columns) - at_once))
        for at, column in enumerate(columns):
            column.display = first <= at < first + at_once
            column.set_class(at == first, "-first")
        self._tabs.display = at_once < len(columns)
        low = self.size.height < _LOW
        self._prompt.display = not low
        if (chosen := self.column) is not None:
            self.dock.show(chosen.contender.thread)
            if not self.dock.has_focus_within and self.is_current:
                self.set_focus(chosen.transcript, scroll_visible=False)
        self._tell()

    def _tell(self) -> None:
        """Draws what differs: heads, tabs, the line on top."""
        comparison, columns = self._comparison, self.columns
        if comparison is None or not columns:
            return
        stands = [column.head.show(active=at == self._active).stand for at, column in enumerate(columns)]
        width, ascii_only = self.size.width - 2, self._ports.ascii_only
        self._title.update(self._title_line(comparison, stands, width))
        asked = " ".join(comparison.prompt.text.split())
        self._prompt.update(Content.styled(clip(asked, width, ascii_only), QUIET))
        names = [column.contender.choice.model for column in columns]
        self._tabs.update(tabs(names, stands, self._active, width, ascii_only))
        waits = Stand.WAITING in stands
        self._hints.show(_HINTS_WAITING if waits else _HINTS, {"compare.answer": "answer"})
        if self._ticker is not None:
            running = self.is_current and Stand.RUNNING in stands
            (self._ticker.resume if running else self._ticker.pause)()

    def _title_line(self, comparison: Comparison, stands: list[Stand], width: int) -> Content:
        """How all of them stand, with as many words around it as there is room for."""
        ascii_only = self._ports.ascii_only
        back = "<" if ascii_only else "‹"
        number, told = len(stands), summary(stands)
        counted = f"{number} model{'' if number == 1 else 's'}: {told}"
        place = Content.styled(comparison.place.value, QUIET)
        for lead, text in ((f"{back} back   ", counted), (f"{back} back   ", told), (f"{back} ", told)):
            left = Content.assemble((lead, QUIET), (text, STRONG))
            if left.cell_length + place.cell_length + 2 <= width:
                return spread(left, place, width)
            if left.cell_length <= width:
                return left
        return Content.assemble((f"{back} ", QUIET), (clip(told, max(1, width - 2), ascii_only), STRONG))

    def on_resize(self, event: events.Resize) -> None:
        self.dock.fit_screen(event.size.height)
        self.call_after_refresh(self._arrange)

    # --- facts ----------------------------------------------------------------------------------------------

    @on(say.TurnStarted)
    @on(say.TurnCompleted)
    @on(say.UsageUpdated)
    @on(say.ThreadStatusChanged)
    @on(say.HistoryLoaded)
    @on(say.ConversationReset)
    def _thread_changed(self) -> None:
        self._tell()

    @on(say.ItemStarted)
    @on(say.ItemUpdated)
    def _item_changed(self, fact: say.ItemFact) -> None:
        self.dock.item_changed(fact.item)

    @on(say.ItemCompleted)
    def _item_ended(self) -> None:
        self._tell()

    @on(say.ApprovalRequested)
    @on(say.ApprovalResolved)
    def _requests_changed(self, fact: say.ThreadFact) -> None:
        column = self.column
        if column is not None and fact.thread == column.contender.thread:
            self.dock.reread()
        self._tell()

    @on(say.ConnectionChanged)
    def _connection_changed(self) -> None:
        self.dock.forget_sent()
        self._tell()

    @on(say.Said)
    def _said(self, fact: say.Said) -> None:
        self._hints.say(fact.text, problem=fact.problem)

    @on(CompareColumn.Chosen)
    def _chosen(self, event: CompareColumn.Chosen) -> None:
        event.stop()
        self._go(event.number)

    @on(RequestDock.Left)
    def _left_dock(self, event: RequestDock.Left) -> None:
        event.stop()
        if (column := self.column) is not None:
            self.set_focus(column.transcript, scroll_visible=False)

    @on(RequestBody.Zoomed)
    def _zoom(self, event: RequestBody.Zoomed) -> None:
        from codex_tui.screens.request import RequestScreen  # not before one wants to read

        event.stop()
        if self.dock.shown is not None:
            self.app.push_screen(RequestScreen(self._ports, self.dock, self.dock.shown))

    @on(Transcript.Paged)
    def _page(self, event: Transcript.Paged) -> None:
        from codex_tui.screens.pager import PagerScreen  # not before one wants to read

        event.stop()
        if event.item.source():
            self.app.push_screen(PagerScreen(self._ports, event.item, raw_path(self._ports.state.folder)))

    # --- keys -----------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a request its own letters answer; what they are not made for does nothing."""
        if self.dock.has_focus_within and action not in _FROM_INSIDE:
            return False
        return super().check_action(action, parameters)

    def on_key(self, event: events.Key) -> None:
        self._hints.hush()
        numbers = keys_of("compare.number", self._ports.keys)
        if event.key in numbers and not self.dock.has_focus_within:
            event.stop()
            self._go(numbers.index(event.key))

    def _go(self, number: int) -> None:
        if number < len(self.columns) and number != self._active:
            self._active = number
            self._arrange()

    def action_column_by(self, step: int) -> None:
        if columns := self.columns:
            self._go((self._active + step) % len(columns))

    def action_column_of_key(self) -> None:
        """Which it is tells the key, see `on_key`."""

    def action_cell(self, step: int) -> None:
        if (column := self.column) is not None:
            (column.transcript.action_cell_down if step > 0 else column.transcript.action_cell_up)()

    def action_page(self, pages: int) -> None:
        for column in self.columns:
            if column.display:
                column.transcript.scroll_page(pages)

    def action_first(self) -> None:
        if (column := self.column) is not None:
            column.transcript.action_scroll_first()

    def action_last(self) -> None:
        if (column := self.column) is not None:
            column.transcript.scroll_to_end()

    def action_fold(self) -> None:
        if (column := self.column) is not None:
            column.transcript.action_toggle_fold()

    def action_read(self) -> None:
        if (column := self.column) is not None:
            column.transcript.action_page()

    def action_copy(self) -> None:
        if (column := self.column) is not None:
            column.transcript.action_copy()

    def action_open(self) -> None:
        contender = self._begun()
        if contender is not None and contender.thread is not None:
            self.post_message(say.OpenThread(contender.thread))

    def action_changes(self) -> None:
        contender = self._begun()
        if contender is not None and contender.thread is not None:
            self.post_message(say.ChangesWanted(contender.thread, contender.turn))

    def action_others(self) -> None:
        self.post_message(ComparisonsWanted(None, Draft(), others=True))

    def action_keep(self) -> None:
        if (contender := self._begun()) is not None:
            self.post_message(ContenderKept(contender))

    def action_interrupt(self) -> None:
        contender = self._begun()
        if contender is None or contender.thread is None:
            return
        if standing(self._ports.state, contender).stand.over:
            self._say("Nothing runs in this column")
        else:
            self.post_message(say.InterruptTurn(contender.thread))

    def action_interrupt_all(self) -> None:
        state = self._ports.state
        running = [one for one in self._shown if not standing(state, one).stand.over]
        threads = [one.thread for one in running if one.thread is not None]
        if threads:
            self.post_message(say.InterruptTurns(threads))
            self._say(f"Interrupting {len(threads)}")
        else:
            self._say("Nothing runs in any column")

    def action_answer(self) -> None:
        """Goes into what waits: in this column, else in the first where something does."""
        columns, inbox = self.columns, self._ports.state.inbox
        if not self.dock.waiting:
            waiting = [
                at
                for at, column in enumerate(columns)
                if column.contender.thread is not None and inbox.of(column.contender.thread)
            ]
            if not waiting:
                self._say("Nothing waits for your answer")
                return
            self._go(waiting[0])
        self.dock.enter()

    async def action_help(self) -> None:
        await self.run_action("app.help")

    async def action_close(self) -> None:
        await self.run_action("app.leave_comparison")

    def _begun(self) -> Contender | None:
        """The model of this column, if it has a thread."""
        column = self.column
        if column is None:
            return None
        if column.contender.thread is None:
            self._say("It has no thread: " + (column.contender.problem or "it is still beginning"))
            return None
        if standing(self._ports.state, column.contender).stand is Stand.DELETED:
            self._say("Its thread was deleted")
            return None
        return column.contender

    def _say(self, text: str) -> None:
        self._hints.say(SafeText(text))
