"""A tiny app around the conversation screen, with ports in memory, and the states that the tests show."""

from __future__ import annotations

import asyncio
import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import App

from codex_tui.keymap import Scope, bindings
from codex_tui.messages import ApprovalRequested, ApprovalResolved, DraftChanged, Intent, ThreadFact
from codex_tui.model.board import ThreadRow, ThreadState
from codex_tui.model.conversation import Conversation, Turn, TurnStatus, Usage
from codex_tui.model.draft import Draft, draft_of
from codex_tui.model.items import (
    AgentItem,
    CommandItem,
    FileChange,
    FileChangeItem,
    ItemStatus,
    Phase,
    UserItem,
)
from codex_tui.model.keys import ItemKey, RequestKey, ThreadKey
from codex_tui.model.requests import CommandApproval, FileApproval, Request
from codex_tui.model.safe_text import SafeText
from codex_tui.model.settings import Settings
from codex_tui.model.state import AppState, ConnectionState
from codex_tui.ports import Ports
from codex_tui.screens.conversation import ConversationScreen
from codex_tui.theming import ASCII_FRAMES, DARK, LIGHT, THEMES, stylesheet
from codex_tui.widgets.requests.body import RequestBody

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.message import Message
    from textual.message_pump import MessagePump
    from textual.pilot import Pilot

THREAD = ThreadKey("local", "019ac000-7f3a")
OTHER = ThreadKey("local", "019ac000-09be")
NOW = 1_700_000_000.0


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class MemoryDrafts:
    kept: dict[ThreadKey | None, Draft] = field(default_factory=dict)

    def get(self, thread: ThreadKey | None) -> Draft:
        return self.kept.get(thread, Draft())


@dataclass
class MemoryHistory:
    drafts: list[Draft] = field(default_factory=list)
    folder: str = ""

    def go_to(self, folder: str) -> None:
        self.folder = folder

    @property
    def prompts(self) -> list[str]:
        """What was sent, its elements folded."""
        return [str(draft.text) for draft in self.drafts]

    @prompts.setter
    def prompts(self, texts: Sequence[str]) -> None:
        self.drafts = [draft_of(text) for text in texts]

    def entries(self) -> Sequence[Draft]:
        return list(self.drafts)

    def add(self, prompt: Draft) -> None:
        self.drafts.append(prompt)


@dataclass
class Facts:
    """Hands facts to subscribers as the dispatcher does: each a copy that does not bubble."""

    subscriptions: list[tuple[MessagePump, ThreadKey | None]] = field(default_factory=list)

    def subscribe(self, widget: MessagePump, thread: ThreadKey | None) -> None:
        self.subscriptions.append((widget, thread))

    def unsubscribe(self, widget: MessagePump) -> None:
        self.subscriptions = [one for one in self.subscriptions if one[0] is not widget]

    def tell(self, fact: Message) -> None:
        thread = fact.thread if isinstance(fact, ThreadFact) else None
        widgets = {id(widget): widget for widget, of in self.subscriptions if of in (None, thread)}
        for widget in widgets.values():
            widget.post_message(copy.copy(fact).stop())


class ConversationApp(App[None]):
    """Keeps every intent, and stores drafts as the real app does."""

    CSS_PATH: ClassVar = [stylesheet("app.tcss")]
    BINDINGS = bindings(Scope.APP)
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        state: AppState,
        thread: ThreadKey | None = THREAD,
        *,
        theme: str = DARK,
        ascii_only: bool = False,
    ) -> None:
        self.in_ascii = ascii_only
        super().__init__()
        for one in THEMES:
            self.register_theme(one)
        self.theme = theme
        self.state = state
        self.facts = Facts()
        self.drafts = MemoryDrafts()
        self.history = MemoryHistory()
        self.monotonic = Clock()
        self.clock = Clock(NOW)
        self.intents: list[Intent] = []
        self.asked: list[str] = []
        self.ports = Ports(
            state=state,
            subscribe=self.facts.subscribe,
            unsubscribe=self.facts.unsubscribe,
            drafts=self.drafts,
            history=self.history,
            clock=self.clock,
            steady=self.clock,
            monotonic=self.monotonic,
            ascii_only=ascii_only,
            animate=False,
        )
        self.conversation = ConversationScreen(self.ports, thread)

    def get_css_variables(self) -> dict[str, str]:
        return {**super().get_css_variables(), **(ASCII_FRAMES if self.in_ascii else {})}

    def on_mount(self) -> None:
        self.push_screen(self.conversation)

    @on(Intent)
    def keep(self, intent: Intent) -> None:
        if isinstance(intent, DraftChanged):
            self.drafts.kept[intent.thread] = intent.draft
        else:
            self.intents.append(intent)

    def action_help(self) -> None:
        self.asked.append("help")

    async def action_quit(self) -> None:
        self.asked.append("quit")

    def action_next_waiting(self) -> None:
        self.asked.append("next waiting")

    def action_toggle_theme(self) -> None:
        self.theme = LIGHT if self.theme == DARK else DARK

    # --- what tests do --------------------------------------------------------------------------------------

    async def let_stand(self, pilot: Pilot[None], waiting: int = 1) -> None:
        """Waits until a request is on the screen, and until its letters count however long a busy machine takes."""
        dock = self.conversation.dock

        def is_read() -> bool:
            bodies = [body for body in dock.query(RequestBody) if body.display]
            return dock.waiting == waiting and bool(bodies) and all(body.is_painted for body in bodies)

        await settle(pilot, is_read)
        for body in dock.query(RequestBody):
            for widget in (*body.query(), body):  # that it is painted is told from one to the other
                told = asyncio.Event()
                widget.call_later(told.set)
                await told.wait()
        self.monotonic.now += 60

    def ask(self, approval: Request) -> None:
        """Something begins to wait."""
        self.state.inbox.add(approval)
        self.facts.tell(ApprovalRequested(approval.thread, approval.key))

    def resolve(self, approval: Request) -> None:
        """Something waits no more."""
        self.state.inbox.take(approval.key)
        self.facts.tell(ApprovalResolved(approval.thread, approval.key))


def screen_lines(app: App[None]) -> list[str]:
    """What is on the screen, line by line."""
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]


async def settle(pilot: Pilot[Any], until: Callable[[], bool] = lambda: True) -> None:
    """Lets messages through until a condition holds."""
    for _ in range(200):
        await pilot.pause()
        if until():
            return
    raise AssertionError("it never came to that")


# --- states ---


def key(turn: str, item: str) -> ItemKey:
    return THREAD.item(turn, item)


def idle_state() -> AppState:
    """A thread with one finished turn."""
    state = AppState(folder="/home/me/src/shop", new_thread=Settings(model=SafeText("gpt-6-sol")))
    state.server.state = ConnectionState.READY
    state.board.put(
        ThreadRow(
            key=THREAD,
            name=SafeText("Add retry to the webhook sender"),
            cwd=SafeText("/home/me/src/shop"),
            branch=SafeText("main"),
            state=ThreadState.IDLE,
        )
    )
    conversation = state.conversation(THREAD)
    conversation.ready = True
    conversation.history.complete = True
    conversation.settings = Settings(
        model=SafeText("gpt-6-sol"), effort=SafeText("medium"), cwd=SafeText("/home/me/src/shop")
    )
    conversation.usage = Usage(context_tokens=62_000, total_tokens=41_300, window=272_000)
    conversation.turns["t1"] = Turn("t1", TurnStatus.COMPLETED, started_at=NOW - 600, duration_ms=31_000)
    done = ItemStatus.COMPLETED
    conversation.append(
        UserItem(
            key=key("t1", "u1"),
            status=done,
            text=SafeText("Add retry with back-off to the webhook sender"),
        )
    )
    command = CommandItem(
        key=key("t1", "c1"),
        status=done,
        command=SafeText('rg -n "def send" src tests'),
        cwd=SafeText("/home/me/src/shop"),
    )
    command.exit_code = 0
    command.duration_ms = 100
    command.output.append("src/hooks/sender.py:41: def send(event):\n")
    conversation.append(command)
    answer = AgentItem(key=key("t1", "a1"), status=done, phase=Phase.FINAL)
    answer.text.append("The send is now wrapped in a *retry* with exponential back-off and jitter.")
    conversation.append(answer)
    return state


def running_state() -> AppState:
    """The second turn runs a command for a minute and twelve seconds."""
    state = idle_state()
    conversation = state.conversation(THREAD)
    conversation.turns["t2"] = Turn("t2", started_at=NOW - 72)
    conversation.active_turn = "t2"
    state.board.rows[THREAD].state = ThreadState.RUNNING
    conversation.append(
        UserItem(key=key("t2", "u2"), status=ItemStatus.COMPLETED, text=SafeText("Run the tests."))
    )
    command = CommandItem(
        key=key("t2", "c2"),
        command=SafeText("pytest -q tests/hooks"),
        cwd=SafeText("/home/me/src/shop"),
        started_ms=int((NOW - 4) * 1000),
    )
    command.output.append("....F..\n")
    conversation.append(command)
    return state


def lost_state() -> AppState:
    """The server died in the middle of the turn."""
    state = running_state()
    state.server.state = ConnectionState.LOST
    state.server.problem = SafeText("The server ended unexpectedly (exit status 101).")
    return state


def command_approval(
    number: int = 1, *, command: str = "rm -rf build/", thread: ThreadKey = THREAD
) -> CommandApproval:
    return CommandApproval(
        key=RequestKey("local", number),
        thread=thread,
        item=thread.item("t2", f"c{number}"),
        turn="t2",
        method="item/commandExecution/requestApproval",
        command=SafeText(command),
        cwd=SafeText("/home/me/src/shop"),
        reason=SafeText("stale artefacts break the run"),
        raw_amendment=tuple(command.split()[:3]),
    )


def patch_approval(conversation: Conversation, number: int = 2) -> FileApproval:
    """Asks for a patch whose diff is in its item, as the server sends it."""
    diff = "@@ -41,2 +41,2 @@\n def send(event):\n-    return post(event)\n+    return retry(post, event)\n"
    item = FileChangeItem(
        key=key("t2", "p1"),
        changes=(FileChange(SafeText("src/hooks/sender.py"), "update", SafeText(diff)),),
    )
    conversation.append(item)
    return FileApproval(
        key=RequestKey("local", number),
        thread=THREAD,
        item=item.key,
        turn="t2",
        method="item/fileChange/requestApproval",
        reason=SafeText("the write needs your yes"),
    )
