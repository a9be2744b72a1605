"""Hears what the session reports, as a widget would, and has it said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_tui import messages
from codex_tui.messages.around import GoalUpdated
from codex_tui.messages.queue import QueueUpdated
from codex_tui.model.board import ThreadState
from codex_tui.model.state import LOCAL, ConnectionState

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.message import Message

    from codex_tui.linear.talk import Talk
    from codex_tui.model.goal import GoalState
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.state import Server


class Facts:
    """A subscriber of the dispatcher.

    Args:
        talk: what is followed, and who says it.
        on_turn_end: called as the turn of the followed thread is over.
        on_change: called after every fact.
    """

    is_running = True
    """The dispatcher forgets subscribers that run no more."""

    def __init__(
        self, talk: Talk, *, on_turn_end: Callable[[ThreadKey], None], on_change: Callable[[], None]
    ) -> None:
        self._talk = talk
        self._on_turn_end = on_turn_end
        self._on_change = on_change
        self._states: dict[ThreadKey, ThreadState] = {}
        self._connections: dict[str, ConnectionState] = {}
        self._silent: set[str] = set()
        self._goal: GoalState | None = None
        self._queue: set[str] = set()
        """The prompts of the queue that were said."""
        self._said: dict[type[Message], Callable[[Any], None]] = {
            messages.ItemStarted: self._item,
            messages.TextAppended: self._item,
            messages.ItemUpdated: self._item,
            messages.ItemCompleted: self._item,
            messages.PlanUpdated: self._item,
            messages.HistoryLoaded: self._loaded,
            messages.ConversationReset: self._loaded,
            messages.TurnCompleted: self._turn_completed,
            messages.PromptReturned: self._returned,
            messages.ApprovalResolved: self._resolved,
            messages.ThreadStatusChanged: self._status,
            messages.ConnectionChanged: self._connected,
            GoalUpdated: self._goal_updated,
            messages.Said: lambda fact: (talk.complain if fact.problem else talk.say)(fact.text),
            QueueUpdated: self._queued,
        }

    def post_message(self, message: Message) -> bool:
        """Takes a fact."""
        hear = self._said.get(type(message))
        if hear is not None:
            hear(message)
        self._announce()
        self._on_change()
        return True

    def _item(self, fact: messages.ItemFact) -> None:
        if self._talk.teller is not None and fact.thread == self._talk.thread:
            self._talk.teller.tell(fact.item)

    def _loaded(self, fact: messages.ThreadFact) -> None:
        if self._talk.teller is not None and fact.thread == self._talk.thread:
            self._talk.teller.loaded()

    def _turn_completed(self, fact: messages.TurnCompleted) -> None:
        if fact.thread == self._talk.thread:
            conversation = self._talk.conversation
            if conversation is not None and conversation.queue_is_held:
                self._talk.say("What is queued is held: it runs after your next prompt.")
            self._on_turn_end(fact.thread)

    def _goal_updated(self, fact: GoalUpdated) -> None:
        """Says how the goal of the followed thread stands, once for each state."""
        conversation = self._talk.conversation
        if conversation is None or fact.thread != conversation.key:
            return
        state = conversation.goal.state if conversation.goal is not None else None
        if state is not self._goal:
            self._goal = state
            if state is not None:
                self._talk.say(f"The goal is {state.said}.")

    def _queued(self, fact: QueueUpdated) -> None:
        """Says what has come to wait in the followed thread."""
        conversation = self._talk.conversation
        if conversation is None or fact.thread != conversation.key:
            return
        prompts = conversation.queue.prompts
        for prompt in prompts:
            if prompt.id not in self._queue and conversation.active_turn is not None:
                self._talk.say(f"Queued, for when this turn is over: {prompt.text}")
        self._queue = {prompt.id for prompt in prompts}

    def _returned(self, fact: messages.PromptReturned) -> None:
        self._talk.give_back(fact.text)
        self._talk.say(f"Not sent: {fact.why}. Your text was: {fact.text}")
        self._talk.say("/again sends it once more.")

    def _announce(self) -> None:
        """Says what has come to wait. Whoever types hears of all of it; a script of what waits in its own threads.

        The answers of a script are written beforehand: what others left waiting on a shared server would have the
        numbers that it counts on, and be answered in the place of its own.
        """
        talk = self._talk
        for request in talk.state.inbox.all():
            if talk.is_new(request) and (talk.is_typed or talk.is_own(request.thread)):
                talk.announce(request)

    def _resolved(self, fact: messages.ApprovalResolved) -> None:
        talk, number = self._talk, self._talk.numbers.get(fact.request)
        if talk.filling is not None and talk.filling.request.key == fact.request:
            talk.filling = None
            talk.hide(False)
        if number is not None and fact.request not in talk.answered:
            talk.say(f"Request {number} does not wait any more.")

    def _status(self, fact: messages.ThreadStatusChanged) -> None:
        """Says of the other threads that they are done or have failed; of the followed one its turn says so."""
        row = self._talk.state.board.rows.get(fact.thread)
        if row is None:
            return
        before = self._states.get(fact.thread)
        self._states[fact.thread] = row.state
        if fact.thread == self._talk.thread or before is None or not before.active or row.state.active:
            return
        how = "has failed" if row.state is ThreadState.FAILED else "is done"
        self._talk.say(f"“{self._talk.title_of(fact.thread)}” {how}.")

    def _connected(self, _fact: messages.ConnectionChanged) -> None:
        for server in self._talk.state.servers.values():
            self._heard_of(server)

    def _heard_of(self, server: Server) -> None:
        talk, name = self._talk, server.name
        of = f" {server.label}" if talk.state.is_one_of_several else ""
        if server.silent and name not in self._silent:
            talk.say(
                f"Nothing is heard from the server{of}: it is stopped or too busy. /reconnect gives it up."
            )
        (self._silent.add if server.silent else self._silent.discard)(name)
        state = server.state
        if name != LOCAL and server.away:
            state = ConnectionState.LOST  # it is tried again by itself, which is not said each time
        before = self._connections.get(name, ConnectionState.CONNECTING)
        self._connections[name] = state
        if state is before:
            return
        if state is ConnectionState.READY:
            talk.say(f"Connected to the server: {server.label} {server.version}".rstrip() + ".")
        elif state is ConnectionState.LOST and name == LOCAL:
            talk.say(f"Connection lost. {server.problem}")
            if not server.returns:
                talk.say("/reconnect tries again.")
        elif state is ConnectionState.LOST:
            talk.say(f"The server {server.label} is not reached. {server.problem}")
