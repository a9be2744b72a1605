"""Whatever a server says of several threads, and whatever befalls it on the way: nothing is lost or left running.

A state machine of hypothesis. Each thread is told by recordings, varied within what the protocol allows; what the
client hears of it is cut, doubled, damaged and missed, while a person reads, folds, selects, steers and jumps about.
`make test-long` runs it with more and longer examples.
"""

from __future__ import annotations

import copy
from itertools import takewhile
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from textual.geometry import Offset, Size
from textual.selection import Selection

from codex_app_server import Notification
from codex_tui.model.canonical import canonical
from codex_tui.model.conversation import Conversation, TurnStatus
from codex_tui.model.items import AgentItem, CommandItem, TurnEndItem
from codex_tui.model.reducer_history import load_older
from codex_tui.widgets.thread_list.index import ThreadIndex
from tests.fuzz.client import Client
from tests.fuzz.effort import effort
from tests.fuzz.recordings import VARIATIONS, WORDS, Told, Variation, is_a
from tests.fuzz.server import Server
from tests.fuzz.window import all_text

THREADS = ["t0", "t1", "t2"]
WHICH = st.sampled_from(THREADS)
WRONG: st.SearchStrategy[Any] = st.sampled_from(
    [None, 5, "", "zz", [], {}, [[]], {"id": 3}, True, -1, 1e300, "\ud800", "x" * 300]
)


class ManyThreads(RuleBasedStateMachine):
    """A client and a server, and a person who looks at the one through the other."""

    def __init__(self) -> None:
        super().__init__()
        self.server = Server(THREADS)
        self.client = Client(self.server)
        self.window = self.client.window
        self.torn: set[str] = set()
        """Threads of which something was missed since they were read: what is shown of them may be behind."""
        self.typed: dict[str, str] = {}
        """Prompts by client id."""
        self.reverted = False

    @initialize(variation=VARIATIONS)
    def look_at_the_first_one(self, variation: Variation) -> None:
        self.server.begin("t0", variation)
        self.client.open("t0", lambda: None)
        self.window.show(self.client.state.conversation(self.client.key("t0")))
        self.client.flush()
        self.window.compose()

    # --- what the server does -------------------------------------------------------------------------------------

    @rule(thread=WHICH, variation=VARIATIONS)
    def begin(self, thread: str, variation: Variation) -> None:
        if not self.server.coming[thread]:
            self.server.begin(thread, variation)

    def _say(self, thread: str, times: int = 1) -> None:
        if self.server.coming[thread]:
            told = self.server.next(thread)
            if self.client.hears(told):
                for _ in range(times):
                    self.client.hear(told)
            elif isinstance(told, Notification):
                self._missed(told)

    def _missed(self, told: Told) -> None:
        thread = told.params["threadId"]
        if self.client.conversation(thread) is not None:
            self.torn.add(thread)

    @rule(thread=WHICH, count=st.integers(1, 40))
    def say(self, thread: str, count: int) -> None:
        for _ in range(count):
            self._say(thread)

    @rule(thread=WHICH)
    def say_twice(self, thread: str) -> None:
        self._say(thread, 2)

    @rule(thread=WHICH, back=st.integers(1, 80))
    def say_again(self, thread: str, back: int) -> None:
        said = [one for one in self.server.said if one.params["threadId"] == thread]
        if len(said) >= back and self.client.hears(said[-back]):
            told = said[-back]
            if isinstance(told, Notification) and told.method.startswith(("item/", "turn/")):
                self.client.hear(told)

    @rule(thread=WHICH, path=st.lists(st.integers(0, 9), min_size=1, max_size=4), wrong=WRONG)
    def damage(self, thread: str, path: list[int], wrong: Any) -> None:
        """Something in the next notification is of another type than it may be."""
        queue = self.server.coming[thread]
        if queue and isinstance(queue[0], Notification) and self.client.hears(queue[0]):
            told = self.server.next(thread)
            params = copy.deepcopy(told.params)
            _put(params, path, wrong)
            self._missed(told)
            self.client.hear(Notification(told.method, params, emitted_at_ms=1))

    @rule(thread=WHICH, count=st.integers(1, 5))
    def miss(self, thread: str, count: int) -> None:
        for _ in range(count):
            if self.server.coming[thread]:
                self._missed(self.server.next(thread))

    @rule()
    def cut(self) -> None:
        if self.client.connected:
            self.client.lose()

    @rule(count=st.integers(0, 30))
    def connect(self, count: int) -> None:
        if not self.client.connected:
            self.client.connect()
            assert self.window.shown is not None
            self._open(self.window.shown.key.thread, count)

    @rule(thread=WHICH)
    def take_back(self, thread: str) -> None:
        """Somebody takes a turn back; the client is told, and reads what is left."""
        if self.server.coming[thread] or self.server.active_turn(thread):
            return
        self.reverted = True
        note = self.server.take_back(thread)
        if self.client.hears(note):
            self.client.hear(note)
            self._open(thread, 0)
        elif self.client.conversation(thread) is not None:
            self.torn.add(thread)

    # --- what a person does ---------------------------------------------------------------------------------------

    def _open(self, thread: str, count: int) -> None:
        def meanwhile() -> None:
            for _ in range(count):
                self._say(thread)

        self.torn.discard(thread)
        self.client.open(thread, meanwhile)

    @rule(thread=WHICH, count=st.integers(0, 30))
    def open(self, thread: str, count: int) -> None:
        if self.client.connected:
            if thread not in self.client.subscribed:
                self._open(thread, count)
            self.client.flush()
            self.window.show(self.client.state.conversation(self.client.key(thread)))

    @rule(thread=WHICH, word=WORDS, taken=st.sampled_from(["soon", "before the answer", "never"]))
    def type(self, thread: str, word: str, taken: str) -> None:
        """Steers the turn that runs."""
        turn = self.server.active_turn(thread)
        if turn is None or word in self.typed.values() or thread not in self.client.subscribed:
            return
        client_id = f"client-{len(self.typed)}"
        self.typed[client_id] = word
        key = self.client.key(thread)
        self.client.report(self.client.reducer.show_prompt(key, client_id, word))
        if taken != "never":
            item: dict[str, Any] = {"type": "userMessage", "id": f"u-{client_id}", "clientId": client_id}
            item["content"] = [{"type": "text", "text": word}]
            params = {"threadId": thread, "turnId": turn, "item": item}
            # Behind what was typed before it, as a server says one after the other, and later.
            before = list(takewhile(_is_typed, self.server.coming[thread]))
            said = [*(one for one in self.server.said if one.params["threadId"] == thread), *before]
            began = max((one.params["startedAtMs"] for one in said if is_a(one, "item/started")), default=0)
            self.server.put_next(
                thread,
                Notification("item/started", {**params, "startedAtMs": began + 1}, 1),
                Notification("item/completed", {**params, "completedAtMs": began + 1}, 1),
                behind=len(before),
            )
        if taken == "before the answer":
            self._say(thread)
        self.client.report(self.client.reducer.accept_prompt(key, client_id, turn))

    @rule(thread=WHICH, what=st.sampled_from(["older", "newer", "start", "end", "drop first", "drop last"]))
    def page(self, thread: str, what: str) -> None:
        client = self.client
        if not client.connected or thread not in client.subscribed:
            return
        if what in ("older", "newer"):
            (client.read_older if what == "older" else client.read_newer)(thread)
        elif what.startswith("drop"):
            client.drop_far(thread, at_start=what == "drop last")
        else:
            client.jump(thread, to_start=what == "start", meanwhile=lambda: self._say(thread))

    @rule()
    def hear_times(self) -> None:
        self.client.ask_for_times()

    @rule(lines=st.integers(-40, 40))
    def scroll(self, lines: int) -> None:
        self.window.scene.viewport.scroll_by(lines)
        self.window.compose()
        self.window.scene.settle()

    @rule(width=st.integers(1, 200), height=st.integers(1, 60))
    def resize(self, width: int, height: int) -> None:
        self.window.size = Size(width, height)

    @rule()
    def change_theme(self) -> None:
        self.window.palette = 1 - self.window.palette

    @rule(step=st.sampled_from([-1, 1]), fold=st.booleans())
    def walk(self, step: int, fold: bool) -> None:
        scene = self.window.scene
        scene.move_cursor(step)
        if fold and scene.cursor is not None:
            scene.toggle_fold(scene.cursor)

    @rule(folded=st.booleans())
    def fold_all(self, folded: bool) -> None:
        self.window.cells.fold_all(folded)

    @rule(
        ends=st.tuples(st.integers(0, 59), st.integers(0, 59)), columns=st.tuples(*[st.integers(0, 90)] * 2)
    )
    def select(self, ends: tuple[int, int], columns: tuple[int, int]) -> None:
        scene = self.window.scene
        places = [scene.offset_at(y) for y in ends]
        offsets = [Offset(at.x + x, at.y) for at, x in zip(places, columns, strict=True) if at is not None]
        if len(offsets) == 2:
            scene.select(Selection.from_offsets(*offsets))
        scene.selected_text()

    @rule(text=st.sampled_from(["", "word", "a", "zq", "İ", "echo"]))
    def find(self, text: str) -> None:
        self.window.find(text)

    # --- what must hold -------------------------------------------------------------------------------------------

    @invariant()
    def all_is_well(self) -> None:
        if self.window.shown is not None:
            self._check_screen()
            self._check_model()
            self._check_counts()
            self._check_prompts()

    def _check_screen(self) -> None:
        """The screen shows the model."""
        self.client.flush()
        self.window.compose()
        self.window.check()

    def _check_model(self) -> None:
        for key, conversation in self.client.state.conversations.items():
            items = [*conversation.items, *conversation.ahead]
            assert len({item.key for item in items}) == len(items)
            assert all(item.key in conversation for item in items)
            self._check_running(conversation)
            if key.thread not in self.torn:
                _check_order(conversation)

    def _check_running(self, conversation: Conversation) -> None:
        over = {turn.id for turn in conversation.turns.values() if turn.status is not TurnStatus.IN_PROGRESS}
        for item in (*conversation.items, *conversation.ahead):
            if item.running and item.key.turn in over:
                assert isinstance(item, CommandItem), item
                assert item.outlived_turn
        if not self.client.connected:
            assert conversation.active_turn is None
            assert not any(item.running for item in conversation.items)

    def _check_counts(self) -> None:
        client, server = self.client, self.server
        fresh = ThreadIndex(client.state.board)
        fresh.rebuild(0.0)
        assert _listed(client.index) == _listed(fresh)
        for thread in THREADS:
            if not client.connected:
                assert not client.requests(thread)
            elif thread in client.subscribed and thread not in self.torn:
                waiting = {n for n, asked in server.asking.items() if asked.params["threadId"] == thread}
                assert {key.request for key in client.requests(thread)} == waiting
                row = client.state.board.rows[client.key(thread)]
                assert row.state.active == (server.statuses[thread]["type"] == "active")

    def _check_prompts(self) -> None:
        if not self.torn and not self.reverted:
            for word in self.typed.values():
                assert self.client.places_of(word) >= 1, word

    # --- the end --------------------------------------------------------------------------------------------------

    def teardown(self) -> None:
        if self.window.shown is None:
            return
        client = self.client
        for thread in THREADS:
            while self.server.coming[thread]:
                self._say(thread)
        client.ask_for_times()
        for thread in THREADS:
            conversation = client.conversation(thread)
            if conversation is not None and thread not in self.torn:
                self._check_live(thread, conversation)
        client.flush()
        self.window.compose()
        self.window.drawn_anew()
        if not client.connected:
            client.connect()
        for thread in THREADS:
            self._read_whole(thread)
        client.flush()
        self.window.compose()
        self.window.check()
        self.window.drawn_anew()

    def _check_live(self, thread: str, conversation: Conversation) -> None:
        """What was heard to its end without a gap is what the server has, and all of it is on the screen."""
        assert conversation.active_turn is None
        assert not any(item.running for item in (*conversation.items, *conversation.ahead))
        text = all_text(conversation)
        for item in (*conversation.items, *conversation.ahead):
            if isinstance(item, AgentItem):
                assert all(word in text for word in item.source().split() if word.startswith("zq"))
        whole = {one["turn"]: one for one in canonical(self._fresh(thread))}
        for turn in canonical(conversation, kept_only=True):
            if turn["turn"] in whole and _is_whole(conversation, turn["turn"]):
                assert turn == whole[turn["turn"]], thread

    def _read_whole(self, thread: str) -> None:
        """After all is read anew it is exactly what a client has that never heard of it before."""
        client = self.client
        client.open(thread, lambda: None)
        while client.read_older(thread):
            pass
        conversation = client.state.conversation(client.key(thread))
        assert canonical(conversation, kept_only=True) == canonical(self._fresh(thread)), thread
        assert not any(item.running for item in conversation.items)
        assert conversation.active_turn is None
        assert not conversation.ahead

    def _fresh(self, thread: str) -> Conversation:
        fresh = Conversation(self.client.key(thread))
        load_older(fresh, self.server.whole(thread))
        return fresh


def _is_whole(conversation: Conversation, turn: str) -> bool:
    """Whether the end of a turn is there: pages of which a part was dropped may have lost it."""
    return any(item.key.turn == turn for item in conversation.items if isinstance(item, TurnEndItem))


def _is_typed(told: Told) -> bool:
    item = told.params.get("item")
    return isinstance(item, dict) and str(item.get("id")).startswith("u-client")


def _check_order(conversation: Conversation) -> None:
    by_turn: dict[str, list[int]] = {}
    for item in (*conversation.items, *conversation.ahead):
        if item.started_ms is not None:
            by_turn.setdefault(item.key.turn, []).append(item.started_ms)
    for times in by_turn.values():
        assert times == sorted(times)


def _listed(index: ThreadIndex) -> dict[Any, set[Any]]:
    return {
        section.kind: {section.key(number) for number in range(len(section))} for section in index.sections()
    }


def _put(params: dict[str, Any], path: list[int], wrong: Any) -> None:
    """Puts a value somewhere into parameters; what belongs to which thread stays."""
    at: Any = params
    for depth, number in enumerate(path):
        keys = [key for key in at if key != "threadId"] if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            return
        key = keys[number % len(keys)]
        inside = at[key]
        if depth == len(path) - 1 or not isinstance(inside, dict | list) or not inside:
            at[key] = wrong
            return
        at = inside


TestManyThreads = ManyThreads.TestCase
TestManyThreads.settings = effort(6)
