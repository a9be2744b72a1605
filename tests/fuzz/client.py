"""A client as far as it is pure: the reducer, what is reported of it, and the window that follows the reports.

The session's part, which needs a connection, is done here as the session does it: opening, reading pages, asking for
the times of items whose start was missed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_app_server import Notification
from codex_tui.model.board import ThreadRow
from codex_tui.model.changes import HistoryGrew, ItemFinished, PromptLost, StatusChanged
from codex_tui.model.items import Item, UserItem
from codex_tui.model.keys import RequestKey, ThreadKey
from codex_tui.model.reducer import Reducer
from codex_tui.model.reducer_history import drop_far, stored
from codex_tui.model.state import LOCAL, AppState
from codex_tui.model.thread_rows import state_of
from codex_tui.model.translate_requests import request_of
from codex_tui.session.coalescer import Coalescer
from codex_tui.widgets.thread_list.index import ThreadIndex
from tests.fuzz.recordings import Asked, Told
from tests.fuzz.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from codex_tui.model.changes import Change
    from codex_tui.model.conversation import Conversation
    from tests.fuzz.server import Server

PAGE = 2
"""Turns of a page, so that a few turns make several of them."""
BROADCAST = frozenset({"thread/status/changed"})


class Client:
    """One client of a server."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.state = AppState("/project")
        self.reducer = Reducer(self.state, clock=lambda: 1_800_000_000.0)
        self.window = Window(self.state)
        self.connected = True
        self.subscribed: set[str] = set()
        self.given_back: list[str] = []
        """Prompts that went back to where they were typed."""
        self._coalescer = Coalescer()
        self._untimed: set[tuple[str, str]] = set()
        self.index = ThreadIndex(self.state.board)
        for thread in server.coming:
            self.state.board.put(ThreadRow(self.key(thread)))
        self.index.rebuild(0.0)
        self._list_rows()

    def key(self, thread: str) -> ThreadKey:
        return ThreadKey(LOCAL, thread)

    def conversation(self, thread: str) -> Conversation | None:
        return self.state.conversations.get(self.key(thread))

    # --- what it hears --------------------------------------------------------------------------------------------

    def hears(self, told: Told) -> bool:
        """Whether the server says this to it at all."""
        is_broadcast = isinstance(told, Notification) and told.method in BROADCAST
        owner = told.params["threadId"].removeprefix("child-of-")
        return self.connected and (is_broadcast or owner in self.subscribed)

    def hear(self, told: Told) -> None:
        if isinstance(told, Asked):
            request = request_of(LOCAL, told.number, told.method, told.params, 1_800_000_000.0)
            self.report(self.reducer.ask(request))
        else:
            self.report(self.reducer.apply(LOCAL, told))

    def report(self, changes: Iterable[Change]) -> None:
        for change in changes:
            if isinstance(change, PromptLost):
                self.given_back.append(change.text)
            elif isinstance(change, StatusChanged):
                self.index.update(change.thread, 0.0)
            elif isinstance(change, ItemFinished):
                self._note_untimed(change)
            self._coalescer.add([change])

    def _note_untimed(self, change: ItemFinished) -> None:
        conversation = self.state.conversations.get(change.thread)
        item = conversation.get(change.item, Item) if conversation is not None else None
        if item is not None and item.started_ms is None and item.completed_ms is not None:
            self._untimed.add((change.thread.thread, change.item.turn))

    def ask_for_times(self) -> None:
        for thread, turn in sorted(self._untimed):
            conversation = self.conversation(thread)
            if conversation is not None:
                self.report(self.reducer.put_in_order(conversation, turn, self.server.times(thread)))
        self._untimed.clear()

    def flush(self) -> None:
        """A frame: what was reported reaches the window."""
        self.window.hear(self._coalescer.drain())

    # --- the connection -------------------------------------------------------------------------------------------

    def lose(self) -> None:
        self.connected = False
        self.subscribed.clear()
        self.report(self.reducer.lose_connection(LOCAL, "The connection was lost"))

    def connect(self) -> None:
        self.connected = True
        self.reducer.memory(LOCAL).server_lived = True
        self._list_rows()

    def _list_rows(self) -> None:
        for row in self.state.board.rows.values():
            row.state = state_of(self.server.statuses.get(row.key.thread, {"type": "notLoaded"}))
            self.report([StatusChanged(row.key)])

    # --- opening and paging ---------------------------------------------------------------------------------------

    def open(self, thread: str, meanwhile: Callable[[], None]) -> None:
        """Reads the newest page anew and has the server tell of the thread; `meanwhile` it goes on telling."""
        conversation = self.state.conversation(self.key(thread))
        stale = {item.key for item in (*conversation.items, *conversation.ahead)}
        self.subscribed.add(thread)
        running = self.server.running(thread)
        for asked in self.server.asking.values():
            if asked.params["threadId"] == thread:
                self.hear(asked)
        meanwhile()
        page = self.server.newest(thread, PAGE)
        if conversation.items or not page.last:
            self.report(self.reducer.load_anew(conversation, page, stale))
        else:
            self.report(self.reducer.load_older(conversation, page))
        conversation.ready = True
        for turn in running:
            self.report(self.reducer.show_running(conversation, turn))
        self._list_rows()

    def read_older(self, thread: str) -> bool:
        conversation = self.conversation(thread)
        if conversation is None or conversation.history.complete or conversation.history.cursor is None:
            return False
        page = self.server.older(thread, conversation.history.cursor, PAGE)
        self.report(self.reducer.load_older(conversation, page))
        return True

    def read_newer(self, thread: str) -> bool:
        conversation = self.conversation(thread)
        if conversation is None or conversation.newer.complete or conversation.newer.cursor is None:
            return False
        page = self.server.newer(thread, conversation.newer.cursor, PAGE)
        self.report(self.reducer.load_newer(conversation, page))
        return True

    def jump(self, thread: str, *, to_start: bool, meanwhile: Callable[[], None]) -> None:
        """Goes to one end of a conversation, which is read anew if it is not loaded."""
        conversation = self.conversation(thread)
        if conversation is None:
            return
        edge = conversation.history if to_start else conversation.newer
        if edge.complete:
            return
        stale = stored(conversation)
        meanwhile()
        page = self.server.newer(thread, None, PAGE) if to_start else self.server.newest(thread, PAGE)
        stale |= stored(conversation, paged=True)
        self.report(self.reducer.load_anew(conversation, page, stale))

    def drop_far(self, thread: str, *, at_start: bool) -> None:
        """Drops what is far from one end of what is loaded, as if one had scrolled there."""
        conversation = self.conversation(thread)
        if conversation is None or not conversation.items:
            return
        read = {conversation.items[0 if at_start else -1].key}
        if drop_far(conversation, read, 3):
            self.report([HistoryGrew(conversation.key, 0)])

    # --- prompts --------------------------------------------------------------------------------------------------

    def waiting_prompts(self) -> list[str]:
        return [prompt.draft.text for prompt in self.reducer.memory(LOCAL).prompts.values()]

    def places_of(self, text: str) -> int:
        """In how many places a person finds what was typed: in the conversation, on its way, or given back."""
        taken = {
            item.key
            for conversation in self.state.conversations.values()
            for item in (*conversation.items, *conversation.ahead)
            if isinstance(item, UserItem) and not item.pending and item.text == text
        }
        return len(taken) + self.waiting_prompts().count(text) + self.given_back.count(text)

    def requests(self, thread: str) -> set[RequestKey]:
        return {request.key for request in self.state.inbox.of(self.key(thread))}
