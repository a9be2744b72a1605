"""Every exception the SDK raises on its own account.

Imports nothing, so that each layer may raise them and an application may catch them cheaply::

    CodexError
    ├── CodexBinaryNotFoundError    no codex binary anywhere
    ├── ServerStartError            the server process could not be started
    ├── ServerConnectError          no connection to the configured endpoint
    ├── TransportClosedError        this client was closed
    │   └── ServerClosedError       the server ended or the connection broke
    │       └── ConnectionLostError the connection broke and is being made again
    ├── RequestTimeoutError         no answer in time (also a TimeoutError)
    ├── InvalidResponseError        an answer this client cannot read
    ├── TurnFailedError             a turn ended with status "failed"
    ├── ServerRequestClosedError    an answer to a request that is no longer open
    └── JsonRpcError                the server answered with an error
        ├── ParseError              -32700
        ├── InvalidRequestError     -32600
        │   └── ServerShuttingDownError   it takes no new turns any more
        ├── MethodNotFoundError     -32601, or unknown to this server
        ├── InvalidParamsError      -32602, or params the server could not read
        ├── InternalRpcError        -32603
        └── ServerBusyError         -32001, try again later
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "CodexBinaryNotFoundError",
    "CodexError",
    "ConnectionLostError",
    "InternalRpcError",
    "InvalidParamsError",
    "InvalidRequestError",
    "InvalidResponseError",
    "JsonRpcError",
    "MethodNotFoundError",
    "ParseError",
    "RequestTimeoutError",
    "ServerBusyError",
    "ServerClosedError",
    "ServerConnectError",
    "ServerRequestClosedError",
    "ServerShuttingDownError",
    "ServerStartError",
    "TransportClosedError",
    "TurnFailedError",
    "error_from_response",
]

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
SERVER_BUSY = -32001


class CodexError(Exception):
    """Base of everything this SDK raises on its own account."""


class CodexBinaryNotFoundError(CodexError):
    """No ``codex`` binary was found; the message says what to install."""


class ServerStartError(CodexError):
    """The server process could not be started (missing folder, no permission, not executable)."""


class ServerConnectError(CodexError):
    """No connection to the configured endpoint; the message says why and what may help.

    Attributes:
        endpoint: The address.
        status_code: The HTTP status, if an HTTP server answered (401: the token is missing or wrong).
    """

    def __init__(self, message: str, *, endpoint: str, status_code: int | None = None) -> None:
        super().__init__(message)
        self.endpoint = endpoint
        self.status_code = status_code

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild_server_connect, (str(self), self.endpoint, self.status_code)


class TransportClosedError(CodexError):
    """The connection is not usable any more because this client was closed."""


class ServerClosedError(TransportClosedError):
    """The server ended or the connection broke.

    Attributes:
        exit_code: Exit status of the server process, negative for a signal; None if unknown or remote.
        stderr_tail: The last the server wrote to stderr, without escape sequences.
    """

    def __init__(self, message: str, *, exit_code: int | None = None, stderr_tail: str = "") -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.stderr_tail = stderr_tail

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild_server_closed, (type(self), str(self), self.exit_code, self.stderr_tail)


class ConnectionLostError(ServerClosedError):
    """The connection broke while the call waited; the client is connecting again and stays usable.

    Whether the server carried the request out is unknown.
    """


class RequestTimeoutError(CodexError, TimeoutError):
    """The server did not answer in time; whether it carried the request out is unknown."""

    def __init__(self, method: str, timeout: float) -> None:
        super().__init__(f"no answer to {method} within {timeout:g} s")
        self.method = method
        self.timeout = timeout

    def __reduce__(self) -> tuple[Any, ...]:
        return RequestTimeoutError, (self.method, self.timeout)


class InvalidResponseError(CodexError):
    """The server's answer does not fit the model of this client; ``raw`` holds it as it came."""

    def __init__(self, message: str, raw: Any) -> None:
        super().__init__(message)
        self.raw = raw

    def __reduce__(self) -> tuple[Any, ...]:
        return InvalidResponseError, (str(self), self.raw)


class TurnFailedError(CodexError):
    """A turn ended with status "failed"; the message is the server's.

    Attributes:
        codex_error_info: The protocol's classification as it came: a name such as
            ``"contextWindowExceeded"``, or an object such as ``{"httpConnectionFailed": {...}}``.
        additional_details: Longer text of the server, if any.
    """

    def __init__(
        self, message: str, *, codex_error_info: Any = None, additional_details: str | None = None
    ) -> None:
        super().__init__(message)
        self.codex_error_info = codex_error_info
        self.additional_details = additional_details

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild_turn_failed, (str(self), self.codex_error_info, self.additional_details)


class ServerRequestClosedError(CodexError):
    """The server request was answered already, resolved elsewhere, or its turn or connection ended."""


class JsonRpcError(CodexError):
    """The server answered a request with an error.

    Attributes:
        code: The JSON-RPC error code as it came.
        message: The server's sentence.
        data: Structured details, if any.
        hint: What this client adds: which of the given options the server means, if it could be found.
    """

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(f"{message} ({code})")
        self.code = code
        self.message = message
        self.data = data
        self.hint: str | None = None

    def __str__(self) -> str:
        sentence = super().__str__()
        return sentence if self.hint is None else f"{sentence}; {self.hint}"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.code, self.message, self.data), {"hint": self.hint}


class ParseError(JsonRpcError):
    """The server could not parse what it was sent."""


class InvalidRequestError(JsonRpcError):
    """The request does not fit the server's present state (unknown thread, wrong turn, ...)."""


class ServerShuttingDownError(InvalidRequestError):
    """The server finishes the turns that run and ends; nothing was started. Try again on the next server."""


class MethodNotFoundError(JsonRpcError):
    """The server does not know the method, or does not support it for this thread."""


class InvalidParamsError(JsonRpcError):
    """A parameter is missing, of the wrong type or out of range."""


class InternalRpcError(JsonRpcError):
    """The server failed while it carried the request out."""


class ServerBusyError(JsonRpcError):
    """The server is overloaded; the same request may succeed later."""


_BY_CODE: dict[int, type[JsonRpcError]] = {
    PARSE_ERROR: ParseError,
    INVALID_REQUEST: InvalidRequestError,
    METHOD_NOT_FOUND: MethodNotFoundError,
    INVALID_PARAMS: InvalidParamsError,
    INTERNAL_ERROR: InternalRpcError,
    SERVER_BUSY: ServerBusyError,
}


def error_from_response(error: Any, method: str) -> JsonRpcError:
    """Build the exception for the ``error`` member of the answer to a request for ``method``."""
    if not isinstance(error, dict):
        return JsonRpcError(0, f"unreadable error: {error!r}")
    code = error.get("code")
    code = code if type(code) is int else 0
    message = str(error.get("message", ""))
    data = error.get("data")
    kind = _BY_CODE.get(code, JsonRpcError)
    if isinstance(data, dict) and data.get("reason") == "serverShuttingDown":
        kind = ServerShuttingDownError
    elif kind is InvalidRequestError:
        kind = _refine_invalid_request(message, method)
    return kind(code, message, data)


def _refine_invalid_request(message: str, method: str) -> type[JsonRpcError]:
    # The real server reports nearly everything as -32600; what it could not deserialise starts with
    # "Invalid request: ", an unknown method being an unknown variant of its request type.
    if message.startswith(f"Invalid request: unknown variant `{method}`"):
        return MethodNotFoundError
    if message.lower().startswith("invalid "):
        return InvalidParamsError
    return InvalidRequestError


def _rebuild_server_closed(
    kind: type[ServerClosedError], message: str, exit_code: int | None, stderr_tail: str
) -> ServerClosedError:
    return kind(message, exit_code=exit_code, stderr_tail=stderr_tail)


def _rebuild_server_connect(message: str, endpoint: str, status_code: int | None) -> ServerConnectError:
    return ServerConnectError(message, endpoint=endpoint, status_code=status_code)


def _rebuild_turn_failed(message: str, info: Any, details: str | None) -> TurnFailedError:
    return TurnFailedError(message, codex_error_info=info, additional_details=details)
