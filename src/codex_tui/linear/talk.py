"""What the linear mode knows while it runs: which conversation is followed, what waits, what a line is meant for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codex_tui.linear.asking import announced
from codex_tui.linear.teller import Teller
from codex_tui.model import items
from codex_tui.ports import nobody_listens

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from codex_tui.linear.filling import Filling
    from codex_tui.linear.speaker import Speaker
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ItemKey, RequestKey, ThreadKey
    from codex_tui.model.requests import Request
    from codex_tui.model.state import AppState


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Something asked here, that the next line answers: by one of these words, or else by doing nothing."""

    choices: Mapping[str, Callable[[], None]]
    otherwise: Callable[[], None]


@dataclass(slots=True, eq=False)
class FillingIn:
    """A request that is being filled in."""

    number: int
    request: Request
    filling: Filling


@dataclass(slots=True)
class Talk:
    """The state of the linear mode, beside that of the application."""

    state: AppState
    speaker: Speaker
    is_typed: bool
    """A person types at a terminal; else the lines come from a pipe."""
    thread: ThreadKey | None = None
    teller: Teller | None = None
    question: Question | None = None
    filling: FillingIn | None = None
    awaits_thread: bool = False
    """A prompt is on its way that begins the thread that will be followed."""
    returned: str = ""
    """A prompt that was not taken, until it is sent again."""
    listed: list[ThreadKey] = field(default_factory=list)
    """The threads as they were said last, by their numbers from 1."""
    numbers: dict[RequestKey, int] = field(default_factory=dict)
    answered: set[RequestKey] = field(default_factory=set)
    on_returned: Callable[[], None] = nobody_listens
    """Called as a prompt comes back."""
    on_problem: Callable[[], None] = nobody_listens
    """Called as it is said that something could not be done."""
    hide: Callable[[bool], None] = lambda _: None
    """What is typed next is not shown, or is again."""
    _said: dict[RequestKey, Request] = field(default_factory=dict)
    """What was announced: the next connection uses the keys of requests again, for others."""
    _followed: set[ThreadKey] = field(default_factory=set)
    _count: int = 0
    _own: list[str] = field(default_factory=list)

    def give_back(self, text: str) -> None:
        """A prompt was not taken: it is kept, to be sent again."""
        self.returned = text
        self.awaits_thread = False
        self.on_returned()

    def say(self, text: str) -> None:
        self.speaker.say(text)

    def complain(self, text: str) -> None:
        self.say(f"Problem: {text}")
        self.on_problem()

    @property
    def asked(self) -> Question | FillingIn | None:
        """What the next line answers, if anything."""
        return self.question or self.filling

    def ask(self, choices: Mapping[str, Callable[[], None]], otherwise: Callable[[], None]) -> None:
        """The next line that is begun answers this; what was asked before is answered by nothing."""
        if (before := self.question) is not None:
            self.question = None
            before.otherwise()
        self.question = Question(choices, otherwise)

    @property
    def conversation(self) -> Conversation | None:
        return self.state.conversations.get(self.thread) if self.thread is not None else None

    @property
    def running(self) -> bool:
        """Whether a turn runs in what is followed."""
        return self.conversation is not None and self.conversation.active_turn is not None

    def follow(self, thread: ThreadKey | None) -> None:
        """Says from now on what happens in this thread; in None one is about to begin."""
        self.thread = thread
        if thread is None:
            self.teller = None
            return
        self._followed.add(thread)
        conversation = self.state.conversation(thread)
        self.teller = Teller(
            conversation, self.say, by_sentence=self.is_typed, own=self._own, waits=self._waits
        )

    def typed(self, text: str) -> None:
        """A person sent this here: it need not be said again when it arrives."""
        self._own.append(text.strip())

    def title_of(self, thread: ThreadKey) -> str:
        row = self.state.board.rows.get(thread)
        return " ".join(row.title.split()) if row is not None else thread.short

    # --- what waits ---------------------------------------------------------------------------------------------

    def announce(self, request: Request) -> None:
        """Says what waits, and gives it the number by which it is answered. Numbers are never used twice."""
        if self._said.get(request.key) is not request:
            self._said[request.key] = request
            self.answered.discard(request.key)
            self._count += 1
            self.numbers[request.key] = self._count
        number = self.numbers[request.key]
        conversation = self.state.conversations.get(request.thread)
        item = (
            conversation.get(request.item, items.Item)
            if conversation is not None and request.item is not None
            else None
        )
        elsewhere = "" if request.thread == self.thread else self.title_of(request.thread)
        for line in announced(request, number, item, elsewhere):
            self.say(line)

    def _waits(self, item: ItemKey) -> bool:
        return any(request.item == item for request in self.state.inbox.of(item.thread_key))

    def own_numbers(self) -> list[int]:
        """The numbers of what was said to wait in threads that were followed here, and was not answered."""
        return [
            self.numbers[request.key]
            for request in self.state.inbox.all()
            if self._said.get(request.key) is request
            and request.key not in self.answered
            and self.is_own(request.thread)
        ]

    def is_own(self, thread: ThreadKey) -> bool:
        """Whether a thread was followed here, or works as an agent for one that was."""
        above: list[ThreadKey] = []
        while thread not in above:
            above.append(thread)
            row = self.state.board.rows.get(thread)
            if row is not None and row.parent is not None:
                thread = thread._replace(thread=row.parent)
        return not self._followed.isdisjoint(above)

    def waiting(self, number: int) -> Request | None:
        """The request of that number, if it still waits."""
        return next(
            (
                request
                for request in self.state.inbox.all()
                if self._said.get(request.key) is request and self.numbers[request.key] == number
            ),
            None,
        )

    def is_new(self, request: Request) -> bool:
        """Whether it was not announced yet."""
        return self._said.get(request.key) is not request
