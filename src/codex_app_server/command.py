"""A command that the server runs for this client, outside of any thread."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import anyio

from .errors import InvalidRequestError, TransportClosedError
from .feed import AsyncFeed
from .generated import v2_all as protocol
from .models import parse

if TYPE_CHECKING:
    from .core import ClientCore
    from .notification import Notification

__all__ = ["AsyncCommandHandle", "CommandOutput"]


_FIRST_DELAY_SECONDS = 0.004
_LAST_DELAY_SECONDS = 2.0


@dataclass(frozen=True)
class CommandOutput:
    """A piece of a command's output.

    Attributes:
        stream: ``"stdout"`` or ``"stderr"``; a terminal has only the first.
        data: The bytes as the command wrote them; a character may be cut in two.
        cap_reached: Whether this is the last piece because the limit was reached.
    """

    stream: str
    data: bytes
    cap_reached: bool = False


class AsyncCommandHandle(AsyncFeed[CommandOutput]):
    """A running command: iterate its output, write to it, wait for its end.

    ``async with`` ends it when the block is left; what is not read is kept until then.

    Attributes:
        process_id: This client's id for it.
    """

    def __init__(self, core: ClientCore, process_id: str) -> None:
        super().__init__(core, "command/exec/outputDelta", "processId", process_id)
        self._exited = anyio.Event()
        self._result: Any = None
        self._error: Exception | None = None
        self.process_id = process_id

    @property
    def is_running(self) -> bool:
        """Whether the server has not reported the end."""
        return not self._exited.is_set()

    async def write(
        self, data: bytes | str = b"", *, close_stdin: bool = False
    ) -> protocol.CommandExecWriteResponse:
        """Write to the command's standard input (text as UTF-8), and close it on request.

        Raises:
            InvalidRequestError: The command is over, or was not started with ``stdin`` or ``tty``.
        """
        payload = data.encode() if isinstance(data, str) else data
        params: dict[str, Any] = {"processId": self.process_id, "closeStdin": close_stdin}
        if payload:
            params["deltaBase64"] = base64.b64encode(payload).decode()
        return parse(protocol.CommandExecWriteResponse, await self._control("write", params))

    async def resize(self, *, rows: int, cols: int) -> protocol.CommandExecResizeResponse:
        """Give the command's terminal another size, in character cells."""
        params = {"processId": self.process_id, "size": {"rows": rows, "cols": cols}}
        return parse(protocol.CommandExecResizeResponse, await self._control("resize", params))

    async def terminate(self) -> protocol.CommandExecTerminateResponse:
        """End the command; `wait` returns its exit code."""
        params = {"processId": self.process_id}
        return parse(protocol.CommandExecTerminateResponse, await self._control("terminate", params))

    async def wait(self) -> protocol.CommandExecResponse:
        """Wait for the end; the output is in the iteration, not in the answer.

        Raises:
            JsonRpcError: The command could not be started.
            TransportClosedError: The client was closed, or the server ended.
        """
        self._core.home_loop.check()
        await self._exited.wait()
        if self._error is not None:
            raise self._error.with_traceback(None)
        return parse(protocol.CommandExecResponse, self._result)

    async def run(self, params: dict[str, Any]) -> None:
        """Called by the client, as a task: the request lasts as long as the command."""
        self._error = TransportClosedError("the client was closed before the command ended")
        try:
            self._result = await self._core.request("command/exec", params)
            self._error = None
        except Exception as error:
            self._error = error
        finally:
            self._exited.set()
            self._mailbox.end()

    async def _control(self, what: str, params: dict[str, Any]) -> Any:
        # The server does not say when it has started a command. Until then, and when it is over, it answers
        # that it knows none with this id; nothing else in its errors names the id.
        delay = _FIRST_DELAY_SECONDS
        while True:
            was_running = self.is_running
            try:
                return await self._core.request(f"command/exec/{what}", params)
            except InvalidRequestError as error:
                if self.process_id not in error.message or not was_running or delay > _LAST_DELAY_SECONDS:
                    raise
            with anyio.move_on_after(delay):
                await self._exited.wait()
            delay *= 2

    def _value(self, notification: Notification) -> CommandOutput:
        params = notification.params
        data = base64.b64decode(params["deltaBase64"])
        return CommandOutput(params["stream"], data, bool(params.get("capReached")))

    async def _stop(self) -> None:
        if self.is_running:
            await self.terminate()
            await self._exited.wait()
