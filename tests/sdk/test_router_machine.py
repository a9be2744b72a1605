"""Calls, answers, notifications, questions, cancellations and deaths in any interleaving; hypothesis plays the server.

After each step the loop runs until nothing can go on any more, so an example is the same each time it is played.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import anyio
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    AsyncTurnHandle,
    InvalidResponseError,
    JsonRpcError,
    ServerRequest,
    TransportClosedError,
    memory_transport_pair,
)

from .conftest import INITIALIZE_RESULT

if TYPE_CHECKING:
    from collections.abc import Coroutine

THREADS = st.sampled_from(["a", "b"])
TURNS = st.sampled_from(["1", "2"])  # of both threads: forks have turns of the same ids
WHICH = st.integers(0, 50)
NOISE = st.sampled_from(
    [
        *(b"nonsense", b"[]", b"\xff", b'{"id":', b'{"id":null,"result":1}', b'{"id":99999,"result":1}'),
        *(
            b'{"method":5}',
            b'{"method":"turn/started","params":{"threadId":"a","turn":5}}',
            b'{"id":[],"method":"x"}',
        ),
    ]
)

ANSWERS = {
    "result": b'{"id":%d,"result":%d}\n',
    "error": b'{"id":%d,"error":{"code":%d,"message":"no"}}\n',
    "unreadable": b'{"id":%d,"result":%d!}\n',
    "null error": b'{"id":%d,"error":null,"result":%d}\n',
}


class Call:
    """A request that a task waits for, what the server said to it first, and how it ended: once."""

    def __init__(self) -> None:
        self.scope = anyio.CancelScope()
        self.number: Any = None
        self.said: Any = None
        self.ends: list[Any] = []


class Wire(RuleBasedStateMachine):
    """One client after the other, each on a link in memory until that is cut or closed."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.tasks: set[asyncio.Task[Any]] = set()
        self.count = 0
        self.run(self.connect())

    def run(self, step: Coroutine[Any, Any, Any]) -> None:
        async def until_all_wait() -> None:
            await step
            await anyio.wait_all_tasks_blocked()

        self.loop.run_until_complete(until_all_wait())

    def begin(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def connect(self) -> None:
        transport, self.peer = memory_transport_pair()
        self.codex = AsyncCodex(AppServerConfig(concurrent_turns=True), transport=transport)
        self.over = False
        self.calls: list[Call] = []
        self.told: list[Any] = []
        self.heard: list[Any] = []
        self.told_of: dict[tuple[str, str], list[Any]] = defaultdict(list)
        self.handles: dict[tuple[str, str], list[Any]] = {}
        self.asked: dict[int, str] = {}
        """Questions that wait, by what tells one from another of the same id."""
        self.past: dict[int, tuple[str, Any]] = {}
        """Those that were answered, and the server has not said that it knows."""
        self.questions: list[ServerRequest] = []
        self.replies: list[tuple[Any, Any]] = []
        self.answered: list[tuple[Any, Any]] = []
        self.begin(self.codex.connect())
        hello = await self.peer.receive()
        assert hello is not None
        self.peer.send({"id": hello["id"], "result": INITIALIZE_RESULT})
        await self.peer.receive()
        self.begin(self.listen(self.codex.notifications(include_turns=True), self.heard))
        self.begin(self.take_questions())
        self.begin(self.play(self.peer))

    async def listen(self, stream: Any, into: list[Any]) -> None:
        take = into.append
        with contextlib.suppress(TransportClosedError):
            async for notification in stream:
                take(notification.params["number"])

    async def take_questions(self) -> None:
        async for request in self.codex.server_requests():
            self.questions.append(request)

    async def play(self, peer: Any) -> None:
        """The server's ears: requests are matched with the calls by what they carry."""
        while (message := await peer.receive()) is not None:
            if "method" in message:
                self.calls[message["params"]["call"]].number = message["id"]
            else:
                self.replies.append((message["id"], message.get("result")))

    async def call(self, call: Call) -> None:
        with call.scope:
            try:
                call.ends.append(await self.codex.request("x/list", {"call": self.calls.index(call)}))
            except (JsonRpcError, InvalidResponseError, TransportClosedError) as error:
                call.ends.append(error)
            return
        call.ends.append("cancelled")

    @property
    def waiting(self) -> list[Call]:
        return [call for call in self.calls if not call.ends]

    def say(self, *messages: dict[str, Any]) -> None:
        async def send() -> None:
            self.peer.send(*messages)

        self.run(send())

    # --- what the client does -------------------------------------------------------------------------------

    @rule(count=st.sampled_from([1, 1, 2, 3, 70]))
    def ask(self, count: int) -> None:
        async def step() -> None:
            for _ in range(count):
                self.calls.append(Call())
                self.begin(self.call(self.calls[-1]))

        self.run(step())

    @rule(which=WHICH)
    def give_up(self, which: int) -> None:
        async def step() -> None:
            if waiting := self.waiting:
                waiting[which % len(waiting)].scope.cancel()

        self.run(step())

    @rule(thread=THREADS, turn=TURNS)
    def follow(self, thread: str, turn: str) -> None:
        async def step() -> None:
            if (thread, turn) not in self.handles:
                handle: AsyncTurnHandle = self.codex.thread(thread).follow(turn)
                self.told_of[thread, turn].clear()
                self.handles[thread, turn] = []
                self.begin(self.listen(handle.stream(), self.handles[thread, turn]))

        if not self.over:
            self.run(step())

    @rule(which=WHICH, yes=st.booleans())
    def reply(self, which: int, yes: bool) -> None:
        async def step() -> None:
            questions = [request for request in self.questions if request.is_open]
            if questions:
                request = questions[which % len(questions)]
                answer = {"decision": "accept" if yes else "decline"}
                await request.respond(answer)
                self.answered.append((request.id, answer))
                self.past[request.id] = (self.asked.pop(request.id), answer)

        self.run(step())

    # --- what the server does -------------------------------------------------------------------------------

    @precondition(lambda self: not self.over)
    @rule(
        which=WHICH,
        times=st.integers(1, 3),
        kind=st.sampled_from(sorted(ANSWERS)),
    )
    def answer(self, which: int, times: int, kind: str) -> None:
        """In any order, more than once, also to who has given up."""
        left = [call for call in self.calls if call.number is not None]
        if not left:
            return
        call = left[which % len(left)]
        if call.said is None and not call.ends:
            call.said = (kind, self.count + 1)
        lines = b""
        for _ in range(times):  # each says something else; the first counts
            self.count += 1
            lines += ANSWERS[kind] % (call.number, self.count)

        async def step() -> None:
            self.peer.send_bytes(lines)

        self.run(step())

    @precondition(lambda self: not self.over)
    @rule(
        notes=st.lists(
            st.tuples(THREADS, TURNS, st.sampled_from(["delta", "started", "completed"])), max_size=8
        ),
        cut=st.integers(1, 400),
        noise=st.lists(NOISE, max_size=3),
    )
    def tell(self, notes: list[tuple[str, str, str]], cut: int, noise: list[bytes]) -> None:
        """Notifications of several threads in pieces of any size, and nonsense between them."""
        lines: list[bytes] = []
        ended: list[tuple[str, str]] = []
        for thread, turn, what in notes:
            self.count += 1
            params = f'"threadId":"{thread}","turnId":"{turn}","number":{self.count}'
            method = "item/agentMessage/delta" if what == "delta" else f"turn/{what}"
            shape = "" if what == "delta" else f',"turn":{{"id":"{turn}","items":[],"status":"inProgress"}}'
            lines.append(f'{{"method":"{method}","params":{{{params}{shape}}}}}\n'.encode())
            self.told.append(self.count)
            if (thread, turn) not in ended:
                self.told_of[thread, turn].append(self.count)
            if what == "completed":
                ended.append((thread, turn))
        data = b"".join(lines[index] for index in range(len(lines)))
        for piece in noise:
            if b"turn/started" in piece:
                piece = piece.replace(b'"turn":5', b'"turn":5,"number":%d' % (self.count + 1))
                self.count += 1
                self.told.append(self.count)
            data += piece + b"\n"

        async def step() -> None:
            for start in range(0, len(data), cut):
                self.peer.send_bytes(data[start : start + cut])

        self.run(step())
        for key in ended:
            if key in self.handles:
                assert self.handles.pop(key) == self.told_of[key]
            self.told_of[key].clear()
        if ("a", "1") in ended:
            self.asked.clear()
            self.past.clear()

    @precondition(lambda self: not self.over)
    @rule(number=st.integers(0, 2), again=st.booleans())
    def question(self, number: int, again: bool) -> None:
        """Asked, or asked again as after a resume, or another question under the same id."""
        self.count += 1
        text = str(self.count)
        if again and number in self.asked:
            text = self.asked[number]
        elif again and number in self.past:
            text, answer = self.past[number]
            self.answered.append((number, answer))
        else:
            self.asked[number] = text
        params = {"threadId": "a", "turnId": "1", "itemId": text}
        self.say({"id": number, "method": "item/fileChange/requestApproval", "params": params})

    @precondition(lambda self: not self.over)
    @rule(number=st.integers(0, 2))
    def resolve(self, number: int) -> None:
        self.told.append(None)
        self.asked.pop(number, None)
        self.past.pop(number, None)
        self.say(
            {
                "method": "serverRequest/resolved",
                "params": {"threadId": "a", "requestId": number, "number": None},
            }
        )

    @rule(how=st.sampled_from(["cut", "cut in a line", "close"]))
    def end(self, how: str) -> None:
        async def step() -> None:
            if how == "cut in a line":
                self.peer.send_bytes(b'{"method":"warning","params":{"number":0')
            if how == "close":
                await self.codex.close()
            else:
                self.peer.close()

        if not self.over:
            self.run(step())
            self.over = True

    @precondition(lambda self: self.over)
    @rule()
    def connect_anew(self) -> None:
        self.check_over()
        self.run(self.connect())

    # --- what holds -----------------------------------------------------------------------------------------

    @invariant()
    def each_call_ends_once_with_its_own_answer(self) -> None:
        for call in self.calls:
            assert len(call.ends) <= 1
            if call.said is None:
                assert (
                    not call.ends
                    or call.ends[0] == "cancelled"
                    or isinstance(call.ends[0], TransportClosedError)
                )
                continue
            (kind, number), end = call.said, call.ends[0]
            if kind == "error":
                assert isinstance(end, JsonRpcError)
                assert end.code == number
            elif kind == "unreadable":
                assert isinstance(end, InvalidResponseError)
            else:
                assert end == number
        if self.over:
            assert not self.waiting

    @invariant()
    def what_is_told_is_heard_once_and_in_order(self) -> None:
        assert self.heard == self.told
        for key, heard in self.handles.items():
            assert heard == self.told_of[key]

    @invariant()
    def each_answer_is_sent_once(self) -> None:
        assert self.replies == self.answered

    @invariant()
    def what_is_asked_is_open_until_it_is_answered_or_over(self) -> None:
        waiting = {request.id: request.item_id for request in self.questions if request.is_open}
        assert waiting == ({} if self.over else self.asked)

    @invariant()
    def at_most_64_requests_are_with_the_server(self) -> None:
        assert sum(call.number is not None for call in self.waiting) <= 64

    def check_over(self) -> None:
        """Nothing is left of a connection: neither calls, nor mailboxes, nor questions, nor tasks."""

        async def step() -> None:
            await self.codex.close()

        self.run(step())
        core = self.codex._core
        assert core._connection is not None
        assert core._connection._calls._calls == {}
        assert not core._connection._outbox
        router, broker = core.router, core.broker
        assert not any((router._general, router._turns, router._unnamed, router._held, router._starting))
        assert not broker._open
        assert not broker._answered
        assert all(not request.is_open for request in self.questions)
        assert self.tasks == set()
        assert asyncio.all_tasks(self.loop) == set()

    def teardown(self) -> None:
        try:
            self.over = True
            self.check_over()
        finally:
            self.loop.close()


TestWire = Wire.TestCase
_QUICK = settings().max_examples <= 25
TestWire.settings = (
    settings(max_examples=10, stateful_step_count=12) if _QUICK else settings(stateful_step_count=40)
)
