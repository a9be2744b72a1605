"""One turn under way, as its consumer holds it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import anyio

from .errors import CodexError, InvalidRequestError, JsonRpcError, TransportClosedError
from .inputs import input_to_wire
from .models import named_part, parse
from .results import SteeredInput, TurnCollector
from .spelling import tell_spelling_of_options
from .streams import TurnStream

if TYPE_CHECKING:
    from .core import ClientCore
    from .generated.v2_all import ThreadItem, Turn, TurnInterruptResponse, TurnSteerResponse
    from .inputs import Input
    from .results import RunResult
    from .rpc.turn_mailbox import TurnMailbox

__all__ = ["AsyncTurnHandle"]

_START_SECONDS = 10.0
_COMPLETION_GRACE_SECONDS = 1.0
_UNATTENDED_SECONDS = 15.0


@tell_spelling_of_options
class AsyncTurnHandle:
    """Steer, interrupt and read one turn. Its notifications are kept for it from its very first on.

    Attributes:
        thread_id: The thread it belongs to.
        id: The server's id of the turn; unique within the thread only.
    """

    def __init__(self, core: ClientCore, mailbox: TurnMailbox, turn_id: str) -> None:
        self._core = core
        self._mailbox = mailbox
        self.thread_id: str = mailbox.thread_id
        self.id = turn_id

    @property
    def is_completed(self) -> bool:
        """Whether the server has closed the turn; its notifications may be unread still."""
        return self._mailbox.is_completed

    @property
    def incomplete_items(self) -> list[ThreadItem]:
        """Items that were begun and are not completed, as they began.

        What is left of them when the turn is completed is never completed: text that a retry, a steering or an
        interruption cut off. Only a command may be, later, because it can outlive its turn;
        `AsyncCodex.notifications` tells that.
        """
        from .generated.v2_all import ThreadItem

        return [parse(ThreadItem, item) for item in list(self._mailbox.open_items.values())]

    @property
    def unconsumed_inputs(self) -> list[SteeredInput]:
        """Input added through this handle that the server has not taken into the conversation yet.

        What is left of it when the turn is completed is lost: the model never sees it.
        """
        return list(self._mailbox.pending_inputs)

    async def steer(
        self, input: Input | str, *, client_user_message_id: str | None = None
    ) -> TurnSteerResponse:
        """Add input to the running turn.

        The server shows that it took the input by an ``item/started`` of a ``userMessage`` with the given
        ``client_user_message_id`` (one is made up if none is given). If the turn ends before, the input is lost;
        `unconsumed_inputs` has it then.

        Raises:
            InvalidRequestError: The turn is over, or cannot be steered.
        """
        from .generated.v2_all import TurnSteerResponse

        items = input_to_wire(input)
        await self._wait_started()
        steered = SteeredInput(input, client_user_message_id or str(uuid4()))
        pending = self._mailbox.pending_inputs
        pending.append(steered)
        params = {
            "threadId": self.thread_id,
            "expectedTurnId": self.id,
            "input": items,
            "clientUserMessageId": steered.client_user_message_id,
        }
        try:
            return parse(TurnSteerResponse, await self._core.request("turn/steer", params))
        except JsonRpcError:
            # Not for a caller who gave up: the server may have the input then.
            pending.remove(steered)
            raise

    async def interrupt(self) -> TurnInterruptResponse:
        """Stop the turn. Stopping one that is over is no error: it is what was asked for."""
        from .generated.v2_all import TurnInterruptResponse

        await self._end()
        return TurnInterruptResponse()

    def stream(self) -> TurnStream:
        """Iterate the turn's notifications, from its first to its ``turn/completed``.

        Raises from the iteration:
            RuntimeError: Another turn is being consumed on this client.
            ServerClosedError: The server ended before the turn did.
        """
        return TurnStream(self._mailbox, self._core.home_loop.check, self._core.turn_consumer)

    async def run(self) -> Turn:
        """Consume what is left of the turn and return it as the server closed it, whatever its status.

        Raises:
            RuntimeError: Another turn is being consumed on this client.
            TransportClosedError: The client was closed before the turn was completed.
            ServerClosedError: The server ended before the turn did.
        """
        from .generated.v2_all import Turn

        await self._collect()
        # Not from what was collected: a stream may have been read to the end before.
        completion = self._mailbox.completion
        return parse(Turn, None if completion is None else completion.params.get("turn"))

    async def run_result(self) -> RunResult:
        """Consume the turn and return its outcome, as ``Thread.run()`` does.

        Raises:
            TurnFailedError: The turn failed.
            RuntimeError: Another turn is being consumed on this client.
            TransportClosedError: The client was closed before the turn was completed.
            ServerClosedError: The server ended before the turn did.
        """
        collector = await self._collect()
        collector.raise_if_failed()
        result = collector.result()
        result.incomplete_items = self.incomplete_items
        result.unconsumed_inputs = self.unconsumed_inputs
        return result

    async def _collect(self) -> TurnCollector:
        collector = TurnCollector()
        stream = self.stream()
        try:
            while batch := await stream.next_batch():
                for notification in batch:
                    collector.take(notification)
        finally:
            await stream.aclose()
        if not self._mailbox.is_completed:
            # A stream may simply end when we close; what was collected so far is no outcome, though.
            raise TransportClosedError("the client was closed before the turn was completed")
        return collector

    @property
    def _active_id(self) -> str:
        return self._mailbox.active_id or self.id

    async def _wait_started(self) -> None:
        self._core.home_loop.check()
        # The server answers turn/start before the turn can be interrupted or steered. The limit is for a
        # start that we could not see; asking is better then than waiting for ever.
        with anyio.move_on_after(_START_SECONDS):
            await self._mailbox.wait_started()

    async def _end(self) -> None:
        await self._wait_started()
        if not self._mailbox.is_completed:
            await self._interrupt()

    async def _interrupt(self) -> None:
        # The server leaves an interrupt unanswered when the turn was interrupted already, so the end of the
        # turn counts as an answer too.
        failures: list[Exception] = []
        params = {"threadId": self.thread_id, "turnId": self._active_id}

        async def ask() -> None:
            try:
                await self._core.request("turn/interrupt", params)
            except InvalidRequestError as error:
                # "no active turn": it ended in this moment, and says so shortly.
                with anyio.move_on_after(_COMPLETION_GRACE_SECONDS):
                    await self._mailbox.wait_completed()
                failures.append(error)
            except Exception as error:
                failures.append(error)
            group.cancel_scope.cancel()

        async def watch() -> None:
            await self._mailbox.wait_completed()
            if self._mailbox.is_completed:
                group.cancel_scope.cancel()

        async with anyio.create_task_group() as group:
            group.start_soon(ask)
            group.start_soon(watch)
        if failures and not self._mailbox.is_completed:
            raise failures[0]

    def __repr__(self) -> str:
        return f"{type(self).__name__}(thread_id={self.thread_id!r}, id={self.id!r})"


async def stop_unattended(handle: AsyncTurnHandle) -> None:
    """Interrupt a turn whose caller has gone away, and wait until it is over.

    If it cannot be stopped any more, nobody needs to know. Imports nothing: Python may be on its way out after a
    Ctrl-C, and forgets the Ctrl-C when a module makes a named tuple then (the program would exit with 1, not 130).
    """
    with contextlib.suppress(CodexError), anyio.move_on_after(_UNATTENDED_SECONDS):
        await handle._end()
        await handle._mailbox.wait_completed()


def turn_id_of(result: Any, method: str) -> str:
    """Return the id in an answer that carries a turn.

    Raises:
        InvalidResponseError: It carries none.
    """
    return str(named_part(result, "turn", method)["id"])
