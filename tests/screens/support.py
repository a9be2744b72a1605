"""A small host for screens that are fed from memory: themes, fake ports, and a record of the intents."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from textual import on
from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from codex_tui import messages as say
from codex_tui.messages.hits import SearchMessages
from codex_tui.model.board import ThreadRow, ThreadState
from codex_tui.model.catalogue import Effort, ModelInfo, Tier
from codex_tui.model.draft import Draft
from codex_tui.model.keys import ThreadKey
from codex_tui.model.preview import Preview, stamp_of
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import AppState, ConnectionState
from codex_tui.ports import PassingLayout, Ports
from codex_tui.screens.threads import ThreadsScreen
from codex_tui.theming import DARK, THEMES, stylesheet
from codex_tui.widgets.thread_list import ThreadList

NOW = 1_800_000_000.0
HOME = Path("/home/ann")
SHOP = "/home/ann/src/shop"
PAY = "/home/ann/src/pay"
MINUTE, HOUR, DAY = 60, 3600, 86400
WIDE = (120, 24)
NARROW = (40, 14)


class NoDrafts:
    def get(self, thread: ThreadKey | None) -> Draft:
        return Draft()


class NoHistory:
    def go_to(self, folder: str) -> None:
        pass

    def entries(self) -> Sequence[Draft]:
        return ()

    def add(self, prompt: Draft) -> None:
        raise AssertionError(prompt)


class FakePorts:
    """Ports over a state in memory, with clocks that stand still until they are moved."""

    def __init__(self, state: AppState | None = None) -> None:
        self.state = state or AppState(SHOP)
        self.now = NOW
        self.ticks = 0.0
        self.layout = PassingLayout()
        self.layout.preview = False
        self.subscribers: list[tuple[MessagePump, ThreadKey | None]] = []

    def subscribe(self, widget: MessagePump, thread: ThreadKey | None) -> None:
        self.subscribers.append((widget, thread))

    def unsubscribe(self, widget: MessagePump) -> None:
        self.subscribers = [entry for entry in self.subscribers if entry[0] is not widget]

    def ports(self, *, ascii_only: bool = False, animate: bool = False) -> Ports:
        return Ports(
            state=self.state,
            subscribe=self.subscribe,
            unsubscribe=self.unsubscribe,
            drafts=NoDrafts(),
            history=NoHistory(),
            clock=lambda: self.now,
            steady=lambda: self.now,
            monotonic=lambda: self.ticks,
            ascii_only=ascii_only,
            animate=animate,
            layout=self.layout,
        )

    def tell(self, fact: Callable[[], Message]) -> None:
        """Posts a new fact to every subscriber of everything."""
        for widget, thread in self.subscribers:
            if thread is None:
                widget.post_message(fact())


class Host(App[None]):
    """Shows one screen and keeps the intents that reach the app."""

    CSS_PATH = stylesheet("app.tcss")
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, make: Callable[[], Screen[Any]], theme: str = DARK) -> None:
        super().__init__()
        self._make = make
        self.intents: list[say.Intent] = []
        self.searched: list[str] = []
        self.helped = 0
        for known in THEMES:
            self.register_theme(known)
        self.theme = theme

    def on_mount(self) -> None:
        self.push_screen(self._make())

    def action_help(self) -> None:
        self.helped += 1

    def action_go(self, intent: say.Intent) -> None:
        self.intents.append(intent)

    @on(say.Intent)
    def keep(self, intent: say.Intent) -> None:
        if isinstance(intent, SearchMessages):
            self.searched.append(intent.text)  # comes by itself, when one pauses
        elif not isinstance(intent, say.RowsSeen):  # so does this, once rows stand still
            self.intents.append(intent)


class Home(Host):
    """The threads screen over a state in memory."""

    def __init__(self, fake: FakePorts, *, ascii_only: bool = False) -> None:
        super().__init__(lambda: ThreadsScreen(fake.ports(ascii_only=ascii_only)))

    @property
    def threads(self) -> ThreadList:
        return self.screen.query_one(ThreadList)

    @property
    def lines(self) -> list[str]:
        return screen_lines(self.threads)

    def text(self, selector: str) -> str:
        label = self.screen.query_one(selector, Static)
        return str(label.content) if label.display else ""


async def tell(pilot: Pilot[None], fake: FakePorts, fact: Callable[[], Message]) -> None:
    fake.tell(fact)
    await pilot.pause()


def key(name: str) -> ThreadKey:
    return ThreadKey("local", f"0190-{name}")


def row(
    name: str,
    title: str,
    *,
    cwd: str = SHOP,
    branch: str | None = None,
    activity: str = "",
    age: float = HOUR,
    state: ThreadState = ThreadState.NOT_LOADED,
    archived: bool = False,
    unread: bool = False,
) -> ThreadRow:
    return ThreadRow(
        key(name),
        name=SafeText(title),
        cwd=SafeText(cwd),
        branch=None if branch is None else SafeText(branch),
        model=SafeText("gpt-6-sol"),
        activity=SafeText(activity),
        created_at=NOW - age,
        updated_at=NOW - age,
        state=state,
        archived=archived,
        unread=unread,
    )


def ready(state: AppState) -> None:
    """A server that answers, and a listing that is complete."""
    state.server.state = ConnectionState.READY
    state.server.version = SafeText("0.163.0")
    state.new_thread.model = SafeText("gpt-6-sol")
    state.models = models()
    state.board.listing.loaded_once = True
    state.board.listing.complete = True


def busy_board(state: AppState) -> None:
    """The board of the wireframe."""
    ready(state)
    for entry in (
        row(
            "7f3a",
            "Migrate orders to the new schema",
            branch="feat/orders",
            activity="run: rm -rf build/",
            age=2 * MINUTE,
            state=ThreadState.NEEDS_APPROVAL,
        ),
        row(
            "09be",
            "Which currency rounding?",
            cwd=PAY,
            branch="main",
            age=11 * MINUTE,
            state=ThreadState.NEEDS_INPUT,
        ),
        row(
            "c21d",
            "Add retry to the webhook sender",
            branch="main",
            activity="$ pytest -q tests/hooks",
            age=4,
            state=ThreadState.RUNNING,
        ),
        row(
            "e870",
            "Same, with a queue in front of it and a dead letter box",
            branch="wt/queue",
            activity="writing answer",
            age=31,
            state=ThreadState.RUNNING,
        ),
        row(
            "51aa", "Explain the checkout flow", branch="main", unread=True, age=HOUR, state=ThreadState.IDLE
        ),
        row("b90c", "Fix flaky test_totals", branch="main", age=3 * HOUR),
        row(
            "2e77",
            "Upgrade to Python 3.13",
            cwd="/home/ann/src/infra",
            branch="main",
            activity="failed: context window",
            age=DAY,
            state=ThreadState.FAILED,
        ),
        row(
            "77c0",
            "見積書のテンプレートを更新して、テストを追加する",
            cwd=PAY,
            branch="feat/estimate",
            age=9 * DAY,
        ),
        row("d001", "[red]not markup[/red] in a title", age=40 * DAY),
    ):
        state.board.put(entry)


def models() -> list[ModelInfo]:
    def model(name: str, about: str, efforts: str, *, default: bool = False, fast: bool = False) -> ModelInfo:
        return ModelInfo(
            SafeText(name),
            SafeText(name),
            SafeText(about),
            default,
            tuple(Effort(SafeText(effort), SafeText(f"{effort} effort")) for effort in efforts.split()),
            SafeText("medium"),
            (Tier("fast", SafeText("fast"), SafeText("2x speed, more usage")),) if fast else (),
        )

    return [
        model(
            "gpt-6.1-sol",
            "Latest workhorse for everyday coding",
            "low medium high xhigh max",
            default=True,
            fast=True,
        ),
        model("gpt-6-astra", "Frontier model for the hardest problems", "low medium high xhigh"),
        model("gpt-6-sol", "Balanced speed and depth", "minimal low medium high", fast=True),
        model("gpt-6-luna", "Fast and small", "low medium"),
    ]


def screen_lines(widget: Widget) -> list[str]:
    """What a line-based widget says on each of its visible lines."""
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]


def screen_text(app: App[Any]) -> str:
    """Everything that stands on the screen."""
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join(strip.text for strip in strips)


def family_board(state: AppState) -> None:
    """The board of the wireframe with kin: a fork and its agent that run, forks and agents that are done, a pin."""
    busy_board(state)
    board = state.board
    fork = board.rows[key("e870")]
    fork.forked_from = key("c21d").thread
    fork.fork_prompt = SafeText("Add retry with back-off to the webhook sender")
    agent = row("a11e", "", state=ThreadState.RUNNING, activity="$ rg -n send", age=9)
    agent.name, agent.agent, agent.parent = None, SafeText("helper"), fork.key.thread
    refunds = row("f0f0", "Same for the refunds", age=2 * HOUR, branch="main")
    refunds.forked_from = key("b90c").thread
    stray = row("f1f1", "Try it with a decimal type", age=4 * HOUR, branch="main")
    stray.forked_from = "0190-gone"
    pinned = row("9111", "Release checklist", branch="main", age=5 * DAY)
    pinned.pinned = True
    board.rows[key("b90c")].activity = SafeText("+41 -7 in 3 files")
    for entry in (fork, agent, refunds, stray, pinned):
        board.put(entry)
    for name in ("a22e", "a33e"):
        done = row(name, "", state=ThreadState.IDLE)
        done.parent = key("b90c").thread
        board.put(done)
    source = board.rows[key("c21d")]
    steps = "\n".join(f"- step {number} of what was done" for number in range(40))
    state.previews[source.key] = Preview(
        stamp_of(source),
        SafeText("Add retry with back-off to the webhook sender, with tests."),
        SafeText(f"I will wrap the send in a retry.\n\n{steps}\n\nAll 41 tests pass."),
    )
