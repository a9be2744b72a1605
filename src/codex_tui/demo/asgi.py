"""What the scripted model needs of HTTP: streams that may break off, errors, and a server that stops at once.

Sits between `sse`, which knows the events, and `server`, which knows the scripts.
"""

import asyncio
import socket
import threading
from collections.abc import Mapping, Sequence

import uvicorn
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from codex_tui.demo.script import HttpError, Step
from codex_tui.demo.sse import EventWriter, StreamDropped

_LAST_ROUNDS = 12
"""Of the loop: a connection that is just being accepted has its transport some rounds later than four."""


class EventStream(Response):
    """Sends a stream of events; a client that leaves ends it, a dropped stream closes the connection."""

    media_type = "text/event-stream"

    def __init__(
        self, writer: EventWriter, steps: Sequence[Step], headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(headers=headers)
        del self.headers["content-length"]
        self._writer = writer
        self._steps = steps

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        sending = asyncio.create_task(self._send_events(send))
        leaving = asyncio.create_task(_until_disconnect(receive))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, leaving):
                task.cancel()
            await asyncio.gather(sending, leaving, return_exceptions=True)

    async def _send_events(self, send: Send) -> None:
        try:
            async for events in self._writer.stream(self._steps):
                await send({"type": "http.response.body", "body": events, "more_body": True})
        except StreamDropped:
            return  # uvicorn closes a connection whose body was not finished
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _until_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def http_error(step: HttpError) -> JSONResponse:
    """Answer with an error in the form of the Responses API."""
    headers = {} if step.retry_after is None else {"retry-after": str(step.retry_after)}
    error = {"message": step.message, "type": step.error_type, "code": step.error_type}
    return JSONResponse({"error": error}, status_code=step.status, headers=headers)


class StoppableServer(uvicorn.Server):
    """A uvicorn server that wakes up to stop, where the original polls ten times a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None

    def stop_from_thread(self) -> None:
        """Ask the server to stop, from another thread, as soon as it runs."""
        self._ready.wait()
        if self._loop is not None and self._stopping is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        self._ready.set()
        await self._stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        tasks = list(self.server_state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # Each round lets the loop tell the protocols that their connections are gone, and brings those to light that
        # were being accepted.
        for _ in range(_LAST_ROUNDS):
            for connection in list(self.server_state.connections):
                connection.transport.abort()
            await asyncio.sleep(0)
