"""What the conversation screen shows: its parts, and how the model's facts reach them.

It reads the model when a fact says so and hands it to its parts. Another thread is shown in place, so that switching
costs no new widgets. What keys mean is in `conversation`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.containers import Container, Horizontal, Vertical
from textual.message import Message

from codex_tui.keymap import key_label
from codex_tui.messages import (
    AnswerLost,
    ApprovalRequested,
    ApprovalResolved,
    ConnectionChanged,
    ConversationReset,
    HistoryLoaded,
    ItemCompleted,
    ItemFact,
    ItemStarted,
    ItemUpdated,
    ModelsLoaded,
    PlanUpdated,
    PromptReturned,
    Said,
    SettingsUpdated,
    ThreadFact,
    ThreadStatusChanged,
    TurnCompleted,
    TurnStarted,
    UsageUpdated,
)
from codex_tui.messages.account import AccountUpdated
from codex_tui.messages.around import GoalUpdated
from codex_tui.model.draft import draft_of
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.row_compositor import RowScreen
from codex_tui.screens.why_not_sent import why_no_server, why_no_thread
from codex_tui.theming import stylesheet
from codex_tui.widgets.composer import Composer
from codex_tui.widgets.connection_notice import ConnectionNotice
from codex_tui.widgets.find_bar import FindBar
from codex_tui.widgets.header import Header, goal_words, waiting_elsewhere
from codex_tui.widgets.new_below import NewBelow
from codex_tui.widgets.panel import Panel
from codex_tui.widgets.recall_bar import RecallBar
from codex_tui.widgets.requests.body import GUARD
from codex_tui.widgets.requests.dock import RequestDock
from codex_tui.widgets.seconds import each_second
from codex_tui.widgets.status_line import StatusLine
from codex_tui.widgets.status_view import Doing, Focus, Status, status_of
from codex_tui.widgets.transcript import Transcript
from codex_tui.widgets.welcome import no_turns, on_its_way, placeholder, welcome

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.timer import Timer

    from codex_tui.model.conversation import Conversation
    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.requests import Request
    from codex_tui.ports import Ports

SAID_SECONDS = 8.0
"""How long a line said stands in the place of the key hints, if no key is pressed."""
STAYS_SECONDS = 3.0
"""Seconds for which a problem stays, whatever is typed, that the last key did not bring about: it comes in mid-word."""
LOW = 18
"""Rows below which the composer gives up its frame."""


class ConversationParts(RowScreen[None], part=True):
    """One thread, or with None a conversation that begins with its first prompt."""

    CSS_PATH: ClassVar = [
        stylesheet(name)
        for name in ("transcript.tcss", "conversation.tcss", "composer_menu.tcss", "requests.tcss")
    ]
    AUTO_FOCUS = "#composer"

    def __init__(self, ports: Ports, thread: ThreadKey | None = None) -> None:
        super().__init__(ports.echoed)
        self.thread = thread
        self._ports = ports
        self._composed = False
        self._quit_armed_at: float | None = None
        self._hushing: Timer | None = None
        self._closed_at = -GUARD
        """When what a person was answering was closed."""
        self._answered: str | None = None
        """What the composer held then, if it was closed by an answer from here."""
        self._said_at = 0.0
        """When the line was said, by the clock of messages: a key that was typed before takes nothing back."""
        self._interrupting = False
        """Whether the line that is said is that a turn is being interrupted."""
        self.header = Header(ascii_only=ports.ascii_only, id="header")
        self.transcript = Transcript(ports, id="transcript")
        self.new_below = NewBelow(ports, id="new-below")
        self.panel = Panel(ports, lambda: self.transcript.palette, id="panel")
        self.dock = RequestDock(ports, lambda: self.transcript.palette, id="dock")
        self.notice = ConnectionNotice(
            ports, read_only=self._read_only, thread=lambda: self.thread, id="notice"
        )
        self.find_bar = FindBar(ports, id="find-bar")
        self.composer = Composer(
            ports, self._why_not_send, command=self.give_command, first=self.composer_key, id="composer"
        )
        self.recall_bar = RecallBar(ports, id="recall-bar")
        self.status = StatusLine(ascii_only=ports.ascii_only, id="status")

    def compose(self) -> ComposeResult:
        yield self.header
        with Horizontal(id="body"):
            with Container(id="stage"):
                yield self.transcript
                yield self.new_below
            yield self.panel
        with Vertical(id="foot"):
            yield self.dock
            yield self.notice
            yield self.find_bar
            yield self.recall_bar
            yield self.composer
            yield self.status

    def on_mount(self) -> None:
        self._ticker = each_second(self, self._tell)
        self.watch(self.transcript, "at_end", self._follow_changed, init=False)
        self.watch(self.transcript, "new_below", self._follow_changed, init=False)
        for widget in (self.composer, self.transcript):
            self.watch(widget, "has_focus", self._tell, init=False)
        self._composed = True
        self.show(self.thread)

    # --- what is shown --------------------------------------------------------------------------------------

    def show(self, thread: ThreadKey | None) -> None:
        """Shows a thread in the place of another; the draft of each stays its own."""
        before, self.thread = self.thread, thread
        if not self._composed:
            return
        self._ports.unsubscribe(self)
        self._ports.subscribe(self, None)
        if thread is not None:
            self._ports.subscribe(self, thread)
        self._quit_armed_at = None
        # What was said as the first thread was opened, or began, stays to be read.
        if thread is None or before is not None:
            self.status.hush()
        if thread is not None and not self.composer.first_prompt:
            self.transcript.empty_text = no_turns()
        self.transcript.show(self._ports.state.conversation(thread) if thread is not None else None)
        self.panel.show(thread)
        self.composer.show(thread)
        self.dock.show(thread)
        self._put_forms_away()
        self.notice.show_state()
        self._tell()
        self.composer.focus()

    def put_draft(self, prompt: str | Draft) -> None:
        """Puts a prompt into the composer, before what is being written there."""
        self.composer.start_failed(draft_of(prompt).text)
        self.composer.put_back(prompt)
        self._tell()

    async def give_command(self, text: str) -> bool:
        """Takes what begins with a slash or an exclamation mark; False if it is to be sent."""
        return False

    @property
    def in_menu(self) -> bool:
        """Whether the keys of the composer are those of a menu now."""
        return False

    async def composer_key(self, event: events.Key) -> bool:
        """Has each key of the composer first; True if that was all that it means."""
        return False

    def flush_draft(self) -> None:
        """Tells the draft now, as before the application ends."""
        self.composer.flush_draft()

    @property
    def conversation(self) -> Conversation | None:
        """What the model holds of the thread that is shown."""
        return self._ports.state.conversations.get(self.thread) if self.thread is not None else None

    @property
    def _runs(self) -> bool:
        return self.conversation is not None and self.conversation.active_turn is not None

    def _tell(self) -> None:
        """Hands the model's state to header, status line and composer; each draws only what changed."""
        state = self._ports.state
        self.header.show(
            self.title_now(), waiting_elsewhere(state, self.thread), goal_words(self.conversation)
        )
        status = self.status_now(self.where_keys_go())
        self.status.show(status)
        self.notice.show_state()
        self.composer.describe(self.placeholder_now())
        if self.thread is None:
            first = self.composer.first_prompt
            self.transcript.empty_text = (
                on_its_way(state, first, ascii_only=self._ports.ascii_only)
                if first
                else welcome(state, self._ports.keys)
            )
        # What waits for a person stands still: nothing is sent until it is answered.
        if self._runs and status.doing is Doing.RUNNING:
            self._ticker.resume()
        else:
            self._ticker.pause()

    def title_now(self) -> str:
        """What the header calls it."""
        if self.thread is None:
            return "New thread"
        row = self._ports.state.board.rows.get(self.thread)
        if row is not None:
            return row.title
        title = self.conversation.title if self.conversation is not None else ""
        return title or f"Thread {self.thread.short}"

    def placeholder_now(self) -> str:
        """What the empty composer says."""
        return placeholder(self._ports.state, self.thread)

    def status_now(self, focus: Focus) -> Status:
        """What the status line says."""
        ports, plan, empty = self._ports, not self.panel.display, self.composer.is_empty
        now, steady, keys = ports.clock(), ports.steady(), ports.keys
        return status_of(
            ports.state, self.thread, now=now, steady=steady, focus=focus, keys=keys, plan=plan, empty=empty
        )

    def where_keys_go(self) -> Focus:
        """Where the keys go."""
        if self.dock.has_focus_within:
            return Focus.FORM if self.dock.is_typed_in else Focus.APPROVAL
        if self.focused is self.transcript:
            return Focus.SURVIVOR if self.transcript.on_survivor else Focus.TRANSCRIPT
        if self.find_bar.has_focus_within:
            return Focus.FIND
        if self.in_menu:
            return Focus.MENU
        if self.recall_bar.has_focus_within:
            return Focus.RECALL
        return Focus.SHELL if self.composer.has_class("-shell") else Focus.COMPOSER

    def on_screen_suspend(self) -> None:
        self.composer.flush_draft()

    def on_screen_resume(self) -> None:
        self.dock.seen_again()
        if self._composed:
            self.transcript.want_frame()  # another layout of diffs may have been chosen meanwhile
            self._tell()

    def on_descendant_focus(self) -> None:
        self._tell()

    def _follow_changed(self) -> None:
        self.new_below.show(self.transcript.at_end, self.transcript.new_below)

    def on_resize(self, event: events.Resize) -> None:
        self.composer.set_class(event.size.height < LOW, "-low")
        self.dock.fit_screen(event.size.height)
        self.place_panel()

    def place_panel(self) -> None:
        """Shows the panel where there is room for it and it is wanted; what it shows is short in the transcript."""
        self.panel.fit_screen(self.size.width, self._ports.layout.panel)
        self.transcript.plan_aside = self.panel.display
        if self._composed:
            self._tell()

    # --- facts ----------------------------------------------------------------------------------------------

    @on(TurnCompleted)
    def _turn_ended(self) -> None:
        if self._interrupting:
            self._interrupting = False
            self.status.hush()
        self._tell()

    @on(TurnStarted)
    @on(PlanUpdated)
    @on(UsageUpdated)
    @on(SettingsUpdated)
    @on(HistoryLoaded)
    @on(ConversationReset)
    @on(ThreadStatusChanged)
    @on(GoalUpdated)
    @on(ModelsLoaded)
    @on(AccountUpdated)
    def _thread_changed(self) -> None:
        self._tell()

    @on(ApprovalRequested)
    @on(ApprovalResolved)
    def _approvals_changed(self, fact: ThreadFact) -> None:
        if fact.thread == self.thread:
            answering = self.dock.shown if self.dock.has_focus_within else None
            answered = answering is not None and self.dock.is_sent(answering.key)
            self.dock.reread()
            self._hold_enter(answering, answered=answered)
            self._put_forms_away()
        self._tell()

    @on(ItemStarted)
    @on(ItemUpdated)
    def _item_changed(self, fact: ItemFact) -> None:
        self.dock.item_changed(fact.item)

    @on(HistoryLoaded)
    @on(ConversationReset)
    def _items_came(self) -> None:
        self.dock.item_changed(None)

    @on(ItemCompleted)
    def _item_ended(self, fact: ItemFact) -> None:
        # A command may end after its turn; the status line says how many still run.
        if not self._runs:
            self._tell()

    @on(ConnectionChanged)
    def _connection_changed(self) -> None:
        self.notice.show_state()
        answering = self.dock.shown if self.dock.has_focus_within else None
        self.dock.forget_sent()
        self._hold_enter(answering)
        self._tell()

    def _put_forms_away(self) -> None:
        """Forms of this thread whose requests are over hold no secret any longer; what was written there comes back."""
        if self.thread is not None:
            for text in self._ports.forms.take_closed(self._ports.state.inbox, self.thread):
                self.post_message(AnswerLost(self.thread, text))

    def _hold_enter(self, answering: Request | None, *, answered: bool = False) -> None:
        """What a person was answering may have gone: an Enter that was meant for it shall not send a prompt."""
        if answering is not None and self.dock.shown != answering:
            self._closed_at = self._ports.monotonic()
            self._answered = self.composer.text if answered else None

    def _why_not_enter(self) -> str:
        if self._ports.monotonic() - self._closed_at >= GUARD:
            return ""
        if self._answered is None:
            return "Not sent: what you were answering has just gone; press again to send this"
        # Whoever has answered and written something since means what is written.
        if self.composer.text == self._answered:
            return "Not sent: your answer only just went out; press again to send this draft"
        return ""

    @on(PromptReturned)
    def _prompt_returned(self, fact: PromptReturned) -> None:
        if fact.thread == self.thread:
            self.composer.put_back(fact.draft)
            self.composer.queue_place = fact.place
            self._show_said(fact.why, problem=fact.problem)

    @on(Said)
    def _said(self, fact: Said) -> None:
        self._show_said(fact.text, problem=fact.problem, news=True)
        if fact.problem:
            self._said_at += STAYS_SECONDS

    def _say(self, text: str, *, problem: bool = False) -> None:
        self._show_said(SafeText(text), problem=problem)

    def _show_said(
        self, text: SafeText, *, problem: bool, news: bool = False, seconds: float | None = None
    ) -> None:
        self._interrupting = False
        self._said_at = Message().time
        self.status.say(text, problem=problem, news=news)
        if self._hushing is not None:
            self._hushing.stop()
        self._hushing = self.set_timer(seconds or SAID_SECONDS, self.status.hush)

    def _read_only(self) -> str:
        return self.conversation.read_only if self.conversation is not None else ""

    def _why_not_send(self) -> str:
        """Why a prompt cannot go out now; empty where it can. A new thread's prompt waits for the server."""
        server, key = self._ports.state.of(self.thread).server, key_label("app.reconnect", self._ports.keys)
        if why := why_no_server(server, key) or self._why_not_enter():
            return why
        if self.composer.starts_thread:
            return "Not sent: the new thread is still starting"
        return why_no_thread(server, self.conversation) if self.thread is not None else ""
