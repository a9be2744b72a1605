"""Runs the linear mode: the session, what is heard of it, and the lines that are typed.

Exit codes: 0; 2 if it could not start; 128 and more after a signal. Where the lines come from a pipe, 1 if the last
turn failed or was interrupted, and 3 if something waits for an answer that nobody is there to give.
"""

from __future__ import annotations

import asyncio
import io
import signal
import sys
import time
from collections import deque
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from codex_tui import messages as wanted
from codex_tui.crashes.kept import untold
from codex_tui.crashes.words import told_of
from codex_tui.intents import Intents
from codex_tui.intents.unsent import said_at_the_end
from codex_tui.linear.answering import Answering
from codex_tui.linear.coming_turn import ComingTurn
from codex_tui.linear.commands import Commands
from codex_tui.linear.facts import Facts
from codex_tui.linear.input_lines import lines
from codex_tui.linear.speaker import Speaker, columns_of_stdout, write_out
from codex_tui.linear.stage import LinearStage
from codex_tui.linear.talk import FillingIn, Question, Talk
from codex_tui.messages.composing import ShellWanted
from codex_tui.model import items
from codex_tui.model.running import running_threads
from codex_tui.model.server_kind import ServerKind
from codex_tui.model.state import LOCAL, AppState, ConnectionState
from codex_tui.other_sessions import other_sessions
from codex_tui.session.dispatcher import Dispatcher
from codex_tui.session.launch import Launch
from codex_tui.session.runtime import Session
from codex_tui.store.comparisons import ComparisonStore
from codex_tui.store.drafts import DraftStore
from codex_tui.store.hidden_threads import HiddenStore
from codex_tui.store.origins import OriginStore
from codex_tui.store.trust_answers import TrustAnswers

if TYPE_CHECKING:
    from codex_tui.messages import Intent
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.state import Server
    from codex_tui.start import Start

WELL, NOT_WELL, COULD_NOT_START, NOBODY_ANSWERS, INTERRUPTED = 0, 1, 2, 3, 130


class Linear:
    """The linear mode of one process."""

    def __init__(self, start: Start) -> None:
        self.state = AppState(start.folder)
        self.state.board.listing.cwd = self.state.folder
        self.state.server.kind = start.kind
        self.speaker = Speaker(write_out, columns_of_stdout)
        self.lines = lines(self.speaker)
        self.talk = Talk(self.state, self.speaker, is_typed=self.lines.is_terminal)
        self.dispatcher = Dispatcher()
        self.drafts = DraftStore(start.folder)
        self.stage = LinearStage(self.talk, on_follow=self._subscribe, on_leave=self._leave_with)
        self.intents = Intents(self.stage, self.state, self.drafts)
        answering = Answering(self.talk, self._post, self.lines.hide)
        self.commands = Commands(self.talk, self._post, answering, self.ask_to_leave)
        self.facts = Facts(self.talk, on_turn_end=self._turn_ended, on_change=self._told)
        self.left: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.problem: str | None = None
        self._queue: deque[tuple[str | None, Question | FillingIn | None]] = deque()
        """Lines to be done, and what was asked when they were begun."""
        self._later: list[str] = []
        """Lines that were begun before something was asked, and are done after that."""
        self._asked: Question | FillingIn | None = None
        self._sent = False
        self._coming = ComingTurn(self._go_on)
        self._leaves_when_idle = False
        self.dispatcher.subscribe(self.facts, None)  # type: ignore[arg-type]
        self.talk.on_returned = self._was_returned
        self.talk.on_problem = self._coming.does_not_begin
        self.talk.hide = self.lines.hide

    def leave(self, code: int) -> None:
        if not self.left.done():
            self.left.set_result(code)

    def _leave_with(self, problem: str | None) -> None:
        self.problem = problem
        self.leave(COULD_NOT_START if problem else WELL)

    # --- lines --------------------------------------------------------------------------------------------------

    def begun(self) -> None:
        """A line is begun: it can answer what is asked by now, and nothing that is asked while it is typed."""
        self._asked = self.talk.asked

    def take(self, line: str | None) -> None:
        self._queue.append((line, self._asked))
        self._go_on()

    def _told(self) -> None:
        """Something is told, perhaps with more; what a pipe says next is for after that."""
        if self.lines.is_terminal:
            self._go_on()
        else:
            asyncio.get_running_loop().call_soon(self._go_on)

    def _go_on(self) -> None:
        """Does the lines whose time has come: typed ones at once, those of a pipe one after another."""
        if self._leaves_when_idle:
            self._leave_if_idle()
        if self.talk.running:
            self._coming.has_begun()
        while self._queue and not self.left.done():
            line = self._queue[0][0]
            if not (self._may_type(line) if self.lines.is_terminal else self._is_free(line)):
                return
            line, asked = self._queue.popleft()
            if line is not None:
                if not self.lines.is_terminal or asked is self.talk.asked:
                    self.commands.take(line)
                elif asked is not None:
                    self.talk.say("That was typed for a question that is over. Nothing was done with it.")
                else:
                    self._later.append(line)
                    self.talk.say(
                        "You began that before the question above, so it is no answer to it. It is done after that."
                    )
                if self._later and self.talk.asked is None:
                    self._queue.extendleft((later, None) for later in reversed(self._later))
                    self._later.clear()
            elif self.lines.is_terminal:
                self.ask_to_leave()
            else:
                asyncio.get_running_loop().call_soon(self._end)  # what is being told is told to its end

    def _end(self) -> None:
        """The pipe has ended, and all of it is done."""
        self.dispatcher.flush()
        self.leave(self._outcome())

    def _may_type(self, line: str | None) -> bool:
        """Whether a typed line can be done at once: all but one that is meant for a thread which is about to begin."""
        talk = self.talk
        return line is None or line.startswith("/") or not talk.awaits_thread or talk.question is not None

    def _is_free(self, line: str | None) -> bool:
        """Whether the next line of a pipe can be done: nothing runs, or something waits and it may be the answer."""
        if self.talk.asked is not None:
            return True  # what asks is busy until it is answered
        if self._server.state is ConnectionState.LOST:
            # Looked at once more afterwards: it may be made again at once.
            asyncio.get_running_loop().call_later(_LOOK_AGAIN, self._was_lost)
            return False
        listing = self.state.board.listing
        unlisted = not listing.loaded_once and listing.error is None  # a line may name a thread by its number
        if self._server.state is not ConnectionState.READY or self.intents.busy or unlisted:
            asyncio.get_running_loop().call_later(_LOOK_AGAIN, self._go_on)
            return False
        if not (self._sent or self._coming or self.talk.running):
            return True
        if not self.talk.own_numbers():
            return False
        if not (line is None or line.startswith("/")):
            self._queue.clear()  # nothing would ever come of them
            self._queue.append((None, None))
        return True

    @property
    def _server(self) -> Server:
        """The server that the next prompt is for."""
        return self.state.of(self.talk.thread).server

    def _was_lost(self) -> None:
        """Nobody is there to see to the server: what comes from the pipe cannot be done, but for trying again."""
        if self._server.state is not ConnectionState.LOST or not self._queue or self.left.done():
            self._go_on()
            return
        line = self._queue[0][0]
        if line is not None and line.strip() == _AGAIN:
            self._queue.popleft()
            self._sent = False
            self.commands.take(line)
            asyncio.get_running_loop().call_later(_LOOK_AGAIN, self._go_on)
            return
        self.talk.say("Nothing more can be done without the server.")
        self.leave(NOT_WELL)

    def _outcome(self) -> int:
        """The exit code of a pipe that has ended."""
        if waiting := self.talk.own_numbers():
            numbers = ", ".join(map(str, waiting))
            self.talk.say(f"No line that comes is an answer, and this waits for one: request {numbers}.")
            return NOBODY_ANSWERS
        conversation = self.talk.conversation
        ends = [item for item in conversation or () if isinstance(item, items.TurnEndItem)]
        well = not ends or ends[-1].status is items.ItemStatus.COMPLETED
        return WELL if well and not self.talk.returned else NOT_WELL

    def interrupt(self) -> None:
        """ctrl+c: forgets the line that was begun, else stops the turn, else leaves."""
        if self.lines.drop():
            return
        if (asked := self.talk.asked) is not None:
            self.talk.question = self.talk.filling = None
            self.lines.hide(False)
            self.talk.say("Left unanswered.")
            if isinstance(asked, Question):
                asked.otherwise()
            self._queue.extendleft((later, None) for later in reversed(self._later))
            self._later.clear()
            asyncio.get_running_loop().call_soon(self._go_on)
        elif self.talk.running:
            self.commands.interrupt()
            if not self.lines.is_terminal:
                self.leave(INTERRUPTED)
        elif self.lines.is_terminal:
            self.ask_to_leave()
        else:
            self.leave(INTERRUPTED)

    def ask_to_leave(self) -> None:
        """Leaves, after a question where turns run."""
        running = running_threads(self.state)
        if not running:
            self.leave(WELL)
            return
        names = ", ".join(f"“{self.talk.title_of(thread)}”" for thread in running)
        self.talk.say(f"A turn runs in {names}.")
        choices = {"wait": self._wait, "interrupt": lambda: self._interrupt(running)}
        words = "wait: leave when it is done. interrupt: stop it and leave."
        if all(self.state.of(thread).server.kind is not ServerKind.PRIVATE for thread in running):
            choices["leave"] = lambda: self.leave(WELL)
            words += " leave: it goes on without you."
        self.talk.say(f"Type one of these words. {words} Anything else stays here.")
        self.talk.ask(choices, lambda: self.talk.say("Staying."))

    def _wait(self) -> None:
        self.talk.say("Leaving when nothing runs any more.")
        self._leave_when_idle()

    def _interrupt(self, threads: list[ThreadKey]) -> None:
        self._post(wanted.InterruptTurns(threads))
        self._leave_when_idle()

    def _leave_when_idle(self) -> None:
        """Leaves now if the turns have ended while it was asked, of which nothing will tell any more."""
        self._leaves_when_idle = True
        self._leave_if_idle()

    def _leave_if_idle(self) -> None:
        if not running_threads(self.state):
            self.leave(WELL)

    # --- the session --------------------------------------------------------------------------------------------

    def _post(self, intent: Intent) -> None:
        self._sent = self._sent or isinstance(intent, wanted.PromptSubmitted | ShellWanted)
        self._coming.expect(intent)

        async def handle(_session: Session) -> None:
            await self.intents.handle(intent)

        self.intents.do(handle)

    def _was_returned(self) -> None:
        self._sent = False

    def _turn_ended(self, thread: ThreadKey) -> None:
        self._sent = False
        self._coming.has_begun()

        async def read(_session: Session) -> None:
            session = await self.intents.session_of(thread.server)
            session.threads.mark_read_soon(thread)

        self.intents.do(read)

    def _subscribe(self) -> None:
        """Hears of what is followed, and of what concerns everybody."""
        self.dispatcher.unsubscribe(self.facts)  # type: ignore[arg-type]
        self.dispatcher.subscribe(self.facts, None)  # type: ignore[arg-type]
        if self.talk.thread is not None:
            self.dispatcher.subscribe(self.facts, self.talk.thread)  # type: ignore[arg-type]
        asyncio.get_running_loop().call_soon(self._go_on)


_LOOK_AGAIN = 0.05
"""Seconds until it is looked again whether a command has been done, of which nothing tells."""
_AGAIN = "/reconnect"


def _leave_if_over(linear: Linear, session: Session, serving: asyncio.Task[None]) -> None:
    """The server never came up, or what speaks to it failed."""
    if not serving.cancelled() and (error := serving.exception()) is not None and not linear.left.done():
        linear.left.set_exception(error)
    elif session.first_error is not None:
        linear.leave(COULD_NOT_START)


def _failed_aside(linear: Linear, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A task that nobody waits for failed, or a callback."""
    error = context.get("exception")
    if isinstance(error, Exception):
        linear.stage.failed(error)
    else:
        loop.default_exception_handler(context)


def _said_as_it_is_not_reached(_text: str) -> None:
    """What is wrong with a server is its problem, which `Facts` says."""


def _tell_of_crash(linear: Linear) -> None:
    """Of one that nobody was told of at a start."""
    if (report := untold()) is not None:
        linear.talk.say(told_of(report))


async def _run(start: Start, typed: bytes) -> tuple[int, str | None]:
    linear = Linear(start)
    options = start.options
    linear.talk.say(f"codex-tui in {linear.state.folder}. /help says what there is.")
    for mistake in start.settings.problems:
        linear.talk.say(mistake)
    _tell_of_crash(linear)
    session = Session(
        linear.state,
        linear.dispatcher,
        Launch(start.config, start.process, start.joining, start.wire_log(LOCAL, start.config)),
        drafts=linear.drafts,
        clock=time.time,
        hidden=HiddenStore(),
        origins=OriginStore(),
        comparisons=ComparisonStore(),
        # What nobody could be asked is asked the next time.
        trust_answers=TrustAnswers() if linear.lines.is_terminal else None,
    )
    others = other_sessions(
        linear.state,
        start,
        linear.dispatcher,
        drafts=linear.drafts,
        hidden=HiddenStore(),
        say=_said_as_it_is_not_reached,
        asks_for_trust=linear.lines.is_terminal,
    )
    linear.intents.attach(session, others)
    linear.intents.expect(options)
    if options.prompt is not None:
        linear.talk.typed(options.prompt)
        linear.talk.awaits_thread = options.resume is None and not options.last
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, linear.interrupt)
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, linear.leave, 128 + number)
    serving = asyncio.create_task(session.run())
    serving.add_done_callback(partial(_leave_if_over, linear, session))
    beside = [asyncio.create_task(other.run()) for other in others.values()]
    loop.set_exception_handler(partial(_failed_aside, linear))
    linear.intents.do(lambda session: linear.intents.begin(session, options))
    linear.lines.begin(linear.take, typed, begun=linear.begun)
    try:
        code = await linear.left
    finally:
        linear.lines.end()
        linear.intents.cancel()
        kept = linear.intents.unsent.keep()
        linear.drafts.flush()
        for one in (serving, *beside):
            one.cancel()
        await asyncio.wait([serving, *beside])
    problem = linear.problem or (str(session.first_error) if session.first_error is not None else None)
    return code, said_at_the_end(problem, kept)


def run_linear(start: Start, typed: bytes = b"") -> tuple[int, str | None]:
    """Runs until the person leaves, or the lines have ended; what was `typed` before comes first.

    Returns:
        The exit code, and what to print on stderr, if anything.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What a character set of old cannot say is written out, and nothing is lost for it.
            stream.reconfigure(errors="backslashreplace")
    try:
        return asyncio.run(_run(start, typed))
    finally:
        # What could not be written is not complained about once more as Python ends.
        with suppress(BrokenPipeError, ValueError):
            sys.stdout.flush()
