"""What the server asks and somebody must answer: approvals, questions, elicitations, tool calls.

This is what a handler or a stream of the client gets; `server_request_broker` delivers it. A request is
answered once, and is closed by its answer, by the server (``serverRequest/resolved``), by the end of its turn
or by the end of the connection.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, Protocol, TypeAlias

import anyio
from pydantic import BaseModel
from pydantic_core import PydanticSerializationError

from .answers import answer_mend, approval, cancellation, filled_in, tool_result
from .rpc.codec import to_wire
from .usage_checks import unsendable

__all__ = ["Answerer", "ClosedBy", "ServerRequest", "ServerRequestHandler"]

ClosedBy: TypeAlias = Literal["answer", "server", "turn", "connection"]


class Answerer(Protocol):
    """Who sends answers: the broker."""

    def check_loop(self) -> None: ...

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

    def is_same(self, other: ServerRequest) -> bool:
        """Whether the other is this question, sent once more."""
        return (self.id, self.method, self.raw_params) == (other.id, other.method, other.raw_params)

    async def respond(self, result: Any) -> None:
        """Answer with ``result``: a response model, or JSON values under the protocol's names.

        Raises:
            TypeError: It is the response model of another method, or no object of JSON at all.
            ServerRequestClosedError: It is not open any more.
            TransportClosedError: The connection is over.
        """
        wire = self._checked(result)
        try:
            self._broker.answer(self, wire)
        except PydanticSerializationError as error:
            raise TypeError(
                f"{self.method} was answered by what cannot be sent as JSON: {unsendable(wire)}"
            ) from error

    async def approve(self, *, for_session: bool = False) -> None:
        """Say yes: to a command, a patch, permissions (all that are asked for), or an MCP server's question.

        Args:
            for_session: And do not ask again for the same in this thread, as long as it is loaded.

        Raises:
            TypeError: The request asks for something else than yes or no.
            ServerRequestClosedError: It is not open any more.
        """
        self._broker.answer(self, approval(self.method, self.raw_params, for_session=for_session))

    async def answer(self, values: Mapping[str, Any]) -> None:
        """Answer the model's questions (``item/tool/requestUserInput``), or fill in the form of an MCP server.

        Args:
            values: By id of the question: a text or several. By name of the field: a JSON value.

        Raises:
            TypeError: The request has nothing to fill in.
            ValueError: It has no question or field of that name.
            ServerRequestClosedError: It is not open any more.
        """
        self._broker.answer(self, filled_in(self.method, self.raw_params, values))

    async def tool_result(self, content: str | Sequence[Mapping[str, Any]], *, success: bool = True) -> None:
        """Return what a dynamic tool came to (``item/tool/call``).

        Args:
            content: A text, or content items as the protocol has them.
            success: Whether the tool did what it should.

        Raises:
            TypeError: The request is no tool call.
            ServerRequestClosedError: It is not open any more.
        """
        self._broker.answer(self, tool_result(self.method, content, success=success))

    async def reject(self) -> None:
        """Answer with the refusal that lets the turn go on.

        Raises:
            ServerRequestClosedError: It is not open any more.
        """
        self._broker.check_loop()
        self._broker.refuse(self)

    async def cancel(self) -> None:
        """Say no; to a command or a patch, this ends the turn as well.

        Raises:
            TypeError: The request cannot be cancelled.
            ServerRequestClosedError: It is not open any more.
        """
        self._broker.answer(self, cancellation(self.method))

    async def wait_closed(self) -> ClosedBy:
        """Wait until the request is closed, by whatever; a view of it can be taken down then."""
        self._broker.check_loop()
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

    def _checked(self, result: Any) -> Any:
        from .generated.registry import SERVER_REQUESTS

        wire = to_wire(result)
        if self.method in SERVER_REQUESTS and not isinstance(wire, Mapping):
            # The server would take it for a no, or fail what it asked about.
            raise TypeError(
                f"{self.method} is answered by a response model or a dict, not by {result!r}: "
                f"{answer_mend(self.method)}"
            )
        if isinstance(result, BaseModel):
            self._check_model(result, SERVER_REQUESTS)
        return wire

    def _check_model(self, result: BaseModel, models: Mapping[str, tuple[str, str]]) -> None:
        kind = type(result).__name__
        expected = models.get(self.method, ("", kind))[1]
        if kind != expected and kind in {answer for _, answer in models.values()}:
            raise TypeError(f"{self.method} is answered by {expected}, not by {kind}")

    def _text(self, name: str) -> str | None:
        value = self.raw_params.get(name)
        return value if isinstance(value, str) else None

    def __repr__(self) -> str:
        return f"ServerRequest({self.id!r}, {self.method!r}, closed_by={self.closed_by!r})"


ServerRequestHandler: TypeAlias = Callable[[ServerRequest], Awaitable[Any] | Any]
"""Called with each request, in a task of its own (a plain function: in a worker thread).

What it returns is the answer. If it returns None without having answered, the request is declined.
"""
