"""Ask the server for a turn, in such a way that a caller who gives up leaves nothing running.

Between `AsyncThread` and the router. The request runs as a task of its own: if its caller is cancelled before
the server has named the turn, somebody must still be there to hear the name and stop it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import anyio
from anyio.lowlevel import checkpoint_if_cancelled

from .async_turn import AsyncTurnHandle, stop_unattended, turn_id_of
from .errors import TransportClosedError
from .inputs import ExternalMessage
from .results import SteeredInput

if TYPE_CHECKING:
    from .core import ClientCore
    from .inputs import Input
    from .rpc.turn_mailbox import TurnMailbox

__all__ = ["start_turn"]

_JOINED_SECONDS = 1.0
_BEGIN_SECONDS = 5.0


async def start_turn(
    core: ClientCore,
    thread_id: str,
    params: dict[str, Any],
    method: str = "turn/start",
    *,
    given: Input | ExternalMessage | str = "",
) -> AsyncTurnHandle:
    """Send ``method`` and return the handle; if the caller is cancelled, it is not sent, or the new turn is stopped.

    ``given`` is the input as the caller gave it, handed back by the handle if it is lost.
    """
    await checkpoint_if_cancelled()
    await core.abandoned_turns.wait(thread_id)
    start = _TurnStart(core, thread_id, method)
    core.background.start(start.run, params, given, name="start a turn")
    try:
        await start.done.wait()
    except anyio.get_cancelled_exc_class():
        start.give_up()
        core.abandoned_turns.add(thread_id, start.abandon)
        raise
    return start.outcome()


class _TurnStart:
    """One ``turn/start``, ``review/start`` or ``thread/queue/start`` under way."""

    def __init__(self, core: ClientCore, thread_id: str, method: str) -> None:
        self._core = core
        self._thread_id = thread_id
        self._method = method
        self._handle: AsyncTurnHandle | None = None
        self._error: Exception | None = None
        self._is_new = True
        self._asking = anyio.CancelScope()
        self.done = anyio.Event()

    async def run(self, params: dict[str, Any], given: Input | ExternalMessage | str) -> None:
        router = self._core.router
        mailbox = router.expect_turn(self._thread_id)
        mailbox.is_review = self._method == "review/start"
        running_before = router.running_turns(self._thread_id)
        active = router.active_turn(self._thread_id) if self._method == "turn/start" else None
        if active is not None and not isinstance(given, ExternalMessage):
            # The input will join that turn, and then it may be lost as a steering may.
            message_id = params.setdefault("clientUserMessageId", str(uuid4()))
            mailbox.pending_inputs.append(SteeredInput(given, message_id))
        try:
            with self._asking:
                answer = await self._core.request(self._method, params, to_the_end=True)
            if self._asking.cancelled_caught:
                return
            turn_id = turn_id_of(answer, self._method)
            if active is not None:
                turn_id = await self._joined(mailbox, turn_id, active)
                if turn_id != active:
                    mailbox.pending_inputs.clear()
            self._is_new = running_before is not None and turn_id not in running_before
            router.name_turn(mailbox, turn_id)
            self._handle = AsyncTurnHandle(self._core, mailbox, turn_id)
        except Exception as error:
            self._error = error
        finally:
            router.give_up(mailbox)
            self.done.set()

    @staticmethod
    async def _joined(mailbox: TurnMailbox, turn_id: str, active: str) -> str:
        """Return which turn the input went to, when one was running as it was sent.

        Present servers answer with the id of that turn. Older ones answer with a new id either way, and begin no
        turn of that id if the running one took the input. They tell the end of a turn before they begin another.
        """
        if turn_id == active:
            return active
        with anyio.move_on_after(_JOINED_SECONDS):
            await mailbox.wait_unread("turn/completed", active)
        if not mailbox.has_unread("turn/completed", active):
            return active
        with anyio.move_on_after(_BEGIN_SECONDS):
            await mailbox.wait_unread("turn/started", turn_id)
        return turn_id if mailbox.has_unread("turn/started", turn_id) else active

    def outcome(self) -> AsyncTurnHandle:
        if self._error is not None:
            raise self._error
        if self._handle is None:
            raise TransportClosedError("the client was closed")
        return self._handle

    def give_up(self) -> None:
        """Have nothing sent that was not sent yet; of what was, the answer is still waited for."""
        self._asking.cancel()

    async def abandon(self) -> None:
        """Stop the turn as soon as it is known, unless the input went to one that was running already."""
        await self.done.wait()
        if self._handle is not None and self._is_new:
            await stop_unattended(self._handle)
