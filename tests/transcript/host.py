"""A tiny app around one transcript, fed from memory, and ways to make conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App, ComposeResult
from textual.content import Content

from codex_tui.messages import (
    CopyRequested,
    HistoryLoaded,
    ItemCompleted,
    ItemRemoved,
    ItemStarted,
    OlderHistoryWanted,
    Said,
    TextAppended,
)
from codex_tui.model.conversation import Conversation
from codex_tui.model.draft import Draft
from codex_tui.model.items import AgentItem, CommandItem, Item, ItemStatus, Phase, ReasoningItem, UserItem
from codex_tui.model.keys import ThreadKey
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import AppState
from codex_tui.ports import Ports
from codex_tui.theming import DARK, THEMES, stylesheet
from codex_tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from textual.geometry import Region
    from textual.message import Message
    from textual.message_pump import MessagePump

THREAD = ThreadKey("local", "thread-1")
SIZE = (60, 20)


class NoDrafts:
    def get(self, thread: ThreadKey | None) -> Draft:
        return Draft()


class NoHistory:
    def go_to(self, folder: str) -> None:
        pass

    def entries(self) -> list[Draft]:
        return []

    def add(self, prompt: Draft) -> None: ...


class Subscriptions:
    def __init__(self) -> None:
        self.threads: list[ThreadKey | None] = []

    def subscribe(self, widget: MessagePump, thread: ThreadKey | None) -> None:
        self.threads.append(thread)

    def unsubscribe(self, widget: MessagePump) -> None:
        self.threads.clear()


def make_ports(*, animate: bool = False, ascii_only: bool = False) -> Ports:
    subscriptions = Subscriptions()
    return Ports(
        state=AppState(folder="/home/me/shop"),
        subscribe=subscriptions.subscribe,
        unsubscribe=subscriptions.unsubscribe,
        drafts=NoDrafts(),
        history=NoHistory(),
        clock=lambda: 1_000.0,
        steady=lambda: 1_000.0,
        monotonic=lambda: 0.0,
        ascii_only=ascii_only,
        animate=animate,
    )


class CountingTranscript(Transcript):
    """Remembers what it repaints."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.repainted: list[Region | None] = []
        self.painted = 0

    def refresh(self, *regions: Region, **kwargs: Any) -> Any:
        self.repainted.extend(regions or [None])
        return super().refresh(*regions, **kwargs)

    def render_lines(self, crop: Region) -> Any:
        self.painted += 1
        return super().render_lines(crop)


class Host(App[None]):
    # The composer has the keys at first.
    AUTO_FOCUS: ClassVar[str | None] = None
    CSS_PATH: ClassVar = [stylesheet("app.tcss"), stylesheet("transcript.tcss")]

    def __init__(
        self, conversation: Conversation | None = None, *, ports: Ports | None = None, theme: str = DARK
    ) -> None:
        super().__init__()
        for each in THEMES:
            self.register_theme(each)
        self.theme = theme
        self.conversation = conversation
        self.transcript = CountingTranscript(ports or make_ports(), id="transcript")
        self.transcript.empty_text = Content("Ask for something.\nenter sends, ? shows every key.")
        self.intents: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.transcript

    def on_mount(self) -> None:
        self.transcript.show(self.conversation)

    def on_copy_requested(self, message: CopyRequested) -> None:
        self.intents.append(message)

    def on_said(self, message: Said) -> None:
        self.intents.append(message)

    def on_older_history_wanted(self, message: OlderHistoryWanted) -> None:
        self.intents.append(message)

    def on_transcript_left(self, message: Transcript.Left) -> None:
        self.intents.append(message)

    # --- what a session would do

    @property
    def shown(self) -> Conversation:
        assert self.conversation is not None
        return self.conversation

    def start(self, item: Item) -> None:
        index = self.shown.append(item)
        self.transcript.post_message(ItemStarted(item.key, index))

    def append(self, item: AgentItem, text: str) -> None:
        item.text.append(text)
        item.touch()
        self.transcript.post_message(TextAppended(item.key))

    def complete(self, item: Item) -> None:
        item.status = ItemStatus.COMPLETED
        item.touch()
        self.transcript.post_message(ItemCompleted(item.key))

    def remove(self, item: Item) -> None:
        index = self.shown.remove(item.key)
        self.transcript.post_message(ItemRemoved(item.key, index))

    def replace(self, old: Item, new: Item) -> None:
        index = self.shown.replace(old.key, new)
        self.transcript.post_message(ItemRemoved(old.key, index))
        self.transcript.post_message(ItemStarted(new.key, index))

    def prepend(self, items: list[Item]) -> None:
        count = self.shown.prepend(items)
        self.transcript.post_message(HistoryLoaded(THREAD, count))

    # --- what a person sees

    @property
    def copied(self) -> list[str]:
        return [intent.text for intent in self.intents if isinstance(intent, CopyRequested)]

    @property
    def said(self) -> list[str]:
        return [intent.text for intent in self.intents if isinstance(intent, Said)]

    @property
    def copied_what(self) -> list[str]:
        return [intent.what for intent in self.intents if isinstance(intent, CopyRequested)]

    @property
    def screen_text(self) -> list[str]:
        strips = self.transcript.render_lines(self.transcript.size.region)
        return [strip.text.rstrip() for strip in strips]


def agent(name: str, text: str = "", *, running: bool = False) -> AgentItem:
    item = AgentItem(
        key=THREAD.item("turn", name),
        status=ItemStatus.RUNNING if running else ItemStatus.COMPLETED,
        phase=Phase.COMMENTARY if running else Phase.FINAL,
    )
    item.text.append(text)
    return item


def user(name: str, text: str) -> UserItem:
    return UserItem(key=THREAD.item("turn", name), status=ItemStatus.COMPLETED, text=SafeText(text))


def reasoning(name: str, text: str) -> ReasoningItem:
    item = ReasoningItem(key=THREAD.item("turn", name), status=ItemStatus.COMPLETED)
    item.summary.append(text)
    return item


def command(name: str, text: str, output: str = "", *, running: bool = False) -> CommandItem:
    item = CommandItem(
        key=THREAD.item("turn", name),
        status=ItemStatus.RUNNING if running else ItemStatus.COMPLETED,
        command=SafeText(text),
        cwd=SafeText("/home/me/shop"),
        started_ms=998_000,
        exit_code=None if running else 0,
        duration_ms=None if running else 100,
    )
    item.output.append(output)
    return item


def conversation(*items: Item, complete: bool = True) -> Conversation:
    made = Conversation(THREAD, ready=True)
    for item in items:
        made.append(item)
    made.history.complete = complete
    return made


def numbered(count: int, prefix: str = "m") -> list[Item]:
    return [user(f"{prefix}{number}", f"{prefix} message {number}") for number in range(count)]


def lines_of(count: int, word: str = "line") -> str:
    return "".join(f"{word} {number}\n\n" for number in range(count))
