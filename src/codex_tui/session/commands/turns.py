"""Commands about turns: send, steer, interrupt, compact."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from codex_app_server import CodexError, JsonRpcError, RequestTimeoutError
from codex_tui.model.changes import PromptLost
from codex_tui.model.draft import Draft, draft_of
from codex_tui.model.draft_input import input_of
from codex_tui.model.reducer_prompts import NOT_TAKEN_UP
from codex_tui.model.safe_text import SafeText
from codex_tui.model.server_kind import ServerKind
from codex_tui.session.link import Link, explain, is_lost
from codex_tui.session.prompt_input import CannotSendError, input_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.commands.models import ModelCommands
    from codex_tui.session.commands.permissions import PermissionCommands
    from codex_tui.session.commands.threads import ThreadCommands

INTERRUPT_PATIENCE = 10.0
"""Seconds. A server may never answer an interrupt; the end of the turn is what counts."""

_NO_TURN = ("no active turn", "expected active turn")


class TurnCommands:
    """Sends what a person types, and stops what runs."""

    def __init__(
        self, link: Link, threads: ThreadCommands, models: ModelCommands, permissions: PermissionCommands
    ) -> None:
        self._link = link
        self._threads = threads
        self._models = models
        self._permissions = permissions
        self._sending: dict[ThreadKey, asyncio.Event] = {}
        self._settled: dict[str, Callable[[], None]] = {}

    # --- send -----------------------------------------------------------------------------------------------

    async def submit(
        self, thread: ThreadKey | None, prompt: str | Draft, settled: Callable[[], None] | None = None
    ) -> ThreadKey | None:
        """Sends a prompt, or steers the running turn. Without a thread a new one starts.

        Gives the thread that took the text. None if no thread could be started: the text then belongs back
        into the composer. A prompt that an existing thread did not take comes back as `PromptReturned`.

        Args:
            thread: where it goes to.
            prompt: what was written.
            settled: called once the turn has it, which may be long after this has returned, or nothing will have it.
        """
        client_id = uuid4().hex
        try:
            return await self._submit(thread, draft_of(prompt), client_id)
        finally:
            if settled is not None:
                if client_id in self._link.reducer.memory(self._link.name).prompts:
                    self._settled[client_id] = settled
                else:
                    settled()

    def settle(self) -> None:
        """Something changed: tells of prompts that are on their way no more."""
        for client_id in self._settled.keys() - self._link.reducer.memory(self._link.name).prompts.keys():
            self._settled.pop(client_id)()

    async def _submit(self, thread: ThreadKey | None, draft: Draft, client_id: str) -> ThreadKey | None:
        try:
            await input_for(draft, ServerKind.PRIVATE)  # before anything is begun for it
        except CannotSendError as error:
            return self._not_sendable(thread, draft, str(error))
        if thread is None or (
            not await self._ready(thread) and self._link.state.conversation(thread).nothing_kept
        ):
            thread = await self._start()
            if thread is None:
                return None
        elif not self._link.state.conversation(thread).ready:
            read_only = self._link.state.conversation(thread).read_only
            why = "Not sent: it can only be read" if read_only else "This thread cannot be run here now"
            self.refuse(thread, draft, why)
            return thread
        try:
            given = await input_for(draft, self._link.state.server.kind)
        except CannotSendError as error:
            return self._not_sendable(thread, draft, str(error))
        self._link.report(*self._link.reducer.show_prompt(thread, client_id, draft))
        sent = self._sending[thread] = asyncio.Event()
        try:
            await self._send(thread, client_id, given)
        except CodexError as error:
            why = explain(error)
            if is_lost(error):
                # With all else that is on its way, in its order.
                self._link.reducer.memory(self._link.name).unsent = True
                conversation = self._link.state.conversation(thread)
                self._link.report(*self._link.reducer.give_back_all(conversation, why))
            self._link.report(*self._link.reducer.give_back(thread, client_id, why))
            self._link.complain("Not sent", error)
        finally:
            sent.set()
            if self._sending.get(thread) is sent:
                del self._sending[thread]
        return thread

    async def thread_for(self, thread: ThreadKey | None) -> ThreadKey | None:
        """The thread, once it can be run; without one, a new one. None where there is none."""
        if thread is None:
            return await self._start()
        return thread if await self._can_run(thread) else None

    def refuse(self, thread: ThreadKey, draft: Draft, why: str) -> None:
        """Gives a prompt back that is not sent."""
        self._link.report(PromptLost(thread, draft, SafeText(why)))

    def _not_sendable(self, thread: ThreadKey | None, draft: Draft, why: str) -> ThreadKey | None:
        """Gives a prompt back that cannot be sent as it is."""
        if thread is None:
            self._link.say(f"Not sent: {why}", problem=True)
        else:
            self.refuse(thread, draft, f"Not sent: {why}")
        return thread

    async def _start(self) -> ThreadKey | None:
        """Starts a thread as a person has chosen; None where none could be started, which is said then."""
        while True:
            try:
                conversation = await self.begin(self._for_new_thread())
                break
            except CodexError as error:
                # What the lost server may have begun has no turn yet, so that nothing of it is kept: the server that
                # takes its place is asked again.
                if not (is_lost(error) and await self._link.comes_back()):
                    self._link.complain("No thread could be started", error)
                    return None
        if why := await self._permissions.begin(conversation):
            self._link.say(f"Not sent: {why}", problem=True)
            return None
        return conversation.key

    def _for_new_thread(self) -> dict[str, Any]:
        return {
            "cwd": self._link.state.start_folder,
            **self._models.for_new_thread(),
            **self._permissions.for_new_thread(),
        }

    async def begin(self, params: dict[str, Any]) -> Conversation:
        """Starts a thread.

        Raises:
            CodexError: the server refused it.
        """
        from codex_app_server.generated.v2_all import ThreadStartResponse  # heavy; a connection has loaded it

        started = await self._link.request("thread/start", params, ThreadStartResponse)
        conversation = self._threads.adopt(started)
        conversation.history.complete = True
        conversation.begun_here = True
        return conversation

    async def _ready(self, thread: ThreadKey) -> bool:
        conversation = self._link.state.conversations.get(thread)
        if conversation is None or not conversation.ready:
            await self._threads.open_thread(thread)
        return self._link.state.conversation(thread).ready

    async def _can_run(self, thread: ThreadKey) -> bool:
        """Whether something begins a turn in it; where it can only be read that is said."""
        ready = await self._ready(thread)
        if not ready and (why := self._link.state.conversation(thread).read_only):
            self._link.say(f"Not done: {why}", problem=True)
        return ready

    async def _send(self, thread: ThreadKey, client_id: str, given: list[dict[str, Any]]) -> None:
        params: dict[str, Any] = {
            "threadId": thread.thread,
            "input": given,
            "clientUserMessageId": client_id,
        }
        active = self._link.state.conversation(thread).active_turn
        if active is not None:
            try:
                answer = await self._link.call("turn/steer", {**params, "expectedTurnId": active})
            except JsonRpcError as error:
                if not error.message.startswith(_NO_TURN):
                    raise
                # The turn ended while the text was on its way: then it begins the next one.
            else:
                self._link.report(*self._link.reducer.accept_prompt(thread, client_id, answer["turnId"]))
                return
        answer = await self._link.call("turn/start", {**params, **self._models.held(thread)})
        self._models.taken(thread)
        turn = answer["turn"]["id"]
        self._link.report(
            *self._link.reducer.begin_turn(thread, turn),
            *self._link.reducer.accept_prompt(thread, client_id, turn),
        )

    async def explain(self, thread: ThreadKey, turn: str | None, text: str) -> None:
        """Tells the running turn why something was declined; where that turn is over, the text comes back."""
        client_id = uuid4().hex
        self._link.report(*self._link.reducer.show_prompt(thread, client_id, text))
        params = {
            "threadId": thread.thread,
            "input": input_of(draft_of(text)),
            "clientUserMessageId": client_id,
            "expectedTurnId": turn or "",
        }
        try:
            answer = await self._link.call("turn/steer", params)
        except CodexError as error:
            ended = isinstance(error, JsonRpcError) and error.message.startswith(_NO_TURN)
            why = SafeText(NOT_TAKEN_UP if ended else f"Not sent: {explain(error)}")
            self._link.report(*self._link.reducer.give_back(thread, client_id, why))
        else:
            self._link.report(*self._link.reducer.accept_prompt(thread, client_id, answer["turnId"]))

    # --- stop -----------------------------------------------------------------------------------------------

    def interrupt(self, key: ThreadKey) -> None:
        """Stops the running turn, also directly after `submit`; never waits for the server."""
        self._link.in_background(self._interrupt(key))

    async def _interrupt(self, key: ThreadKey) -> None:
        sending = self._sending.get(key)
        if sending is not None:
            await sending.wait()
        conversation = self._link.state.conversations.get(key)
        if conversation is None or conversation.active_turn is None:
            self._link.say("Nothing runs here")
            return
        await self._interrupt_any(key)

    async def interrupt_all(self, threads: Sequence[ThreadKey]) -> None:
        """Stops what runs in these threads, whether they are open here or not."""
        await asyncio.gather(*(self._interrupt_any(key) for key in threads))

    async def _interrupt_any(self, key: ThreadKey) -> None:
        # Without a turn id: whatever runs, also a turn whose start the server has not announced yet, and a
        # review, which goes by two ids.
        params = {"threadId": key.thread, "turnId": ""}
        try:
            await self._link.call("turn/interrupt", params, timeout=INTERRUPT_PATIENCE)
        except RequestTimeoutError:
            return
        except CodexError as error:
            conversation = self._link.state.conversations.get(key)
            if conversation is None or conversation.active_turn is not None:
                self._link.complain("The turn could not be interrupted", error)

    async def compact(self, key: ThreadKey) -> None:
        """Summarises the conversation. Not while a turn runs: the server would interrupt it."""
        if not await self._can_run(key):
            return
        if self._link.state.conversation(key).active_turn is not None:
            self._link.say("A turn runs: interrupt it, or wait for its end, before compacting", problem=True)
            return
        try:
            await self._link.call("thread/compact/start", {"threadId": key.thread})
        except CodexError as error:
            self._link.complain("The conversation could not be compacted", error)
