"""What the server asks and somebody must answer: approvals, questions, elicitations, tool calls.

This is what a handler or a stream of the client gets; `server_request_broker` delivers it. A request is
answered once, and is closed by its answer, by the server (``serverRequest/resolved``), by the end of its turn
or by the end of the connection.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import Any, Literal, Protocol, TypeAlias

import anyio

from .rpc.codec import to_wire

__all__ = ["Answerer", "ClosedBy", "ServerRequest", "ServerRequestHandler"]

ClosedBy: TypeAlias = Literal["answer", "server", "turn", "connection"]


class Answerer(Protocol):
    """Who sends answers: the broker."""

    def answer(self, request: ServerRequest, result: Any) -> None: ...

    def refuse(self, request: ServerRequest) -> None: ...


class ServerRequest:
    """One open question of the server.

    Attributes:
        id: The server's id for it; a space of its own, starting at 0.
        method: The protocol's name, such as ``"item/commandExecution/requestApproval"``.
        raw_params: The parameters as they came.
        closed_by: None while open, then what closed it: our ``"answer"``, the ``"server"`` (another client
            answered, or it withdrew the question), the end of the ``"turn"`` or of the ``"connection"``.
    """

    def __init__(self, broker: Answerer, message: dict[str, Any]) -> None:
        params = message.get("params")
        self._broker = broker
        self._closed: anyio.Event | None = None
        self.id: Any = message["id"]
        self.method: str = message["method"]
        self.raw_params: dict[str, Any] = params if isinstance(params, dict) else {}
        self.closed_by: ClosedBy | None = None

    @cached_property
    def params(self) -> Any:
        """The typed parameters; the raw dict if this client knows no model that fits them."""
        # The models are imported with the first request that is looked at, not with the client.
        from .generated.registry import server_request_models

        models = server_request_models(self.method)
        try:
            return self.raw_params if models is None else models[0].model_validate(self.raw_params)
        except ValueError:
            return self.raw_params

    @property
    def thread_id(self) -> str | None:
        return self._text("threadId") or self._text("conversationId")

    @property
    def turn_id(self) -> str | None:
        return self._text("turnId")

    @property
    def item_id(self) -> str | None:
        return self._text("itemId") or self._text("callId")

    @property
    def is_open(self) -> bool:
        return self.closed_by is None

    async def respond(self, result: Any) -> None:
        """Answer with ``result``: a response model, or JSON values under the protocol's names.

        Raises:
            ServerRequestClosedError: It is not open any more.
            TransportClosedError: The connection is over.
        """
        self._broker.answer(self, to_wire(result))

    async def reject(self) -> None:
        """Answer with the refusal that lets the turn go on.

        Raises:
            ServerRequestClosedError: It is not open any more.
        """
        self._broker.refuse(self)

    async def wait_closed(self) -> ClosedBy:
        """Wait until the request is closed, by whatever; a view of it can be taken down then."""
        while self.closed_by is None:
            if self._closed is None:
                self._closed = anyio.Event()
            await self._closed.wait()
        return self.closed_by

    def mark_closed(self, closed_by: ClosedBy) -> None:
        """Called by the broker: the request is over."""
        if self.closed_by is None:
            self.closed_by = closed_by
            if self._closed is not None:
                self._closed.set()

    def _text(self, name: str) -> str | None:
        value = self.raw_params.get(name)
        return value if isinstance(value, str) else None

    def __repr__(self) -> str:
        return f"ServerRequest({self.id!r}, {self.method!r}, closed_by={self.closed_by!r})"


ServerRequestHandler: TypeAlias = Callable[[ServerRequest], Awaitable[Any] | Any]
"""Called with each request, in a task of its own (a plain function: in a worker thread).

What it returns is the answer. If it returns None without having answered, the request is declined.
"""
