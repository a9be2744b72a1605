"""Requests that wait for their answer, keyed by id only: answers come in any order."""

from __future__ import annotations

import copy
import re
from itertools import count
from typing import Any

import anyio

from ..errors import InvalidResponseError, error_from_response

__all__ = ["LONG_CALLS", "PendingCall", "PendingCalls"]

LONG_CALLS = frozenset(
    {
        "command/exec",
        "externalAgentConfig/import",
        "feedback/upload",
        "marketplace/add",
        "marketplace/upgrade",
        "mcpServer/oauth/login",
        "mcpServer/tool/call",
        "plugin/install",
        "plugin/reconcile",
        "rollout/compress",
        "userVerification/enroll",
        "userVerification/verify",
        "windowsSandbox/setupStart",
    }
)
"""Calls that last as long as a command, a tool, a person or a download: no time limit, no place in line."""


_UNREADABLE_ANSWER = re.compile(
    rb'\s*\{\s*"id"\s*:\s*(?:(\d{1,18})|"([^"\\]{1,100})")\s*,\s*"(?:result|error)"\s*:'
)
"""How a line begins that is an answer, whatever is wrong with the rest of it."""


class PendingCall:
    """One request under way."""

    __slots__ = ("done", "error", "method", "request_id", "result")

    def __init__(self, request_id: int | str, method: str) -> None:
        self.request_id: int | str = request_id
        self.method: str = method
        self.done: anyio.Event = anyio.Event()
        self.result: Any = None
        self.error: Exception | None = None

    def outcome(self) -> Any:
        if self.error is not None:
            raise self.error
        return self.result


class PendingCalls:
    """All requests under way on one connection."""

    def __init__(self) -> None:
        self._calls: dict[int | str, PendingCall] = {}
        self._ids = count(1)

    def open(self, method: str, request_id: str | None = None) -> PendingCall:
        """Await the answer to a call: one to be sent, or one that was sent with an id of its own."""
        call = PendingCall(request_id or next(self._ids), method)
        self._calls[call.request_id] = call
        return call

    def forget(self, call: PendingCall) -> None:
        self._calls.pop(call.request_id, None)

    def resolve(self, message: dict[str, Any]) -> None:
        """Hand an answer to who waits for it; late and foreign ones are nobody's and ignored."""
        request_id: Any = message.get("id")
        # Not isinstance: true is no 1.
        ours = type(request_id) is int or type(request_id) is str
        call = self._calls.pop(request_id, None) if ours else None
        if call is None:
            return
        if message.get("error") is not None:  # some servers write the member they do not use as null
            call.error = error_from_response(message["error"], call.method)
        else:
            call.result = message.get("result")
        call.done.set()

    def refuse_unreadable(self, line: bytes, kept: bytes) -> None:
        """Fail the call whose answer cannot be read, if the line begins as one: nothing else will come for it."""
        begin = _UNREADABLE_ANSWER.match(line)
        if begin is None:
            return
        number, text = begin.groups()
        call = self._calls.pop(text.decode("utf-8", "replace") if number is None else int(number), None)
        if call is not None:
            call.error = InvalidResponseError(f"the server's answer to {call.method} cannot be read", kept)
            call.done.set()

    def fail_all(self, error: Exception) -> None:
        calls, self._calls = self._calls, {}
        for call in calls.values():
            # One exception object for each: raising one object in several tasks mixes their tracebacks.
            call.error = copy.copy(error)
            call.done.set()
