"""Why a connection to an endpoint failed, in a sentence that also says what to do about it."""

from __future__ import annotations

import re
import socket
import sys
from typing import TYPE_CHECKING

if sys.version_info < (3, 11):
    from exceptiongroup import BaseExceptionGroup

if TYPE_CHECKING:
    from .endpoint import Endpoint

__all__ = ["explain_failure", "explain_status"]

_BODY_CHARACTERS = 200
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def explain_status(status: int, body: str, *, with_token: bool, location: str = "") -> str:
    """Return the reason when an HTTP server answered something else than "101 Switching Protocols"."""
    if status == 401:
        return (
            "the server does not accept this bearer_token (HTTP 401)"
            if with_token
            else "the server wants a token (HTTP 401): set bearer_token"
        )
    if status == 403:
        return "the server refuses this client (HTTP 403): something on the way adds an Origin header"
    if 300 <= status < 400 and location:
        where = _CONTROLS.sub(" ", location)[:_BODY_CHARACTERS]
        return (
            f"it sends on to {where} (HTTP {status}), where nothing of this client goes by itself; if you know "
            "that server, use its address"
        )
    said = _CONTROLS.sub(" ", body[: 4 * _BODY_CHARACTERS]).strip()
    answer = f"the answer is HTTP {status}, not a WebSocket; is that a codex app-server?"
    return f"{answer} It says: {said[:_BODY_CHARACTERS]}" if said else answer


def explain_failure(endpoint: Endpoint, error: BaseException) -> str:
    """Return the reason when no HTTP answer came."""
    for cause in _causes(error):
        if endpoint.scheme == "wss" and (reason := _explain_tls(cause)):
            return reason.format(endpoint=endpoint, cause=cause)
        for kind, reason in _REASONS:
            if isinstance(cause, kind):
                return reason.format(endpoint=endpoint, cause=cause)
    return str(error.__cause__ or error) or "the server hung up"


def _explain_tls(cause: BaseException) -> str:
    import ssl  # OpenSSL is 5 MB, and most endpoints are not encrypted

    if isinstance(cause, ssl.SSLCertVerificationError):
        return _CERTIFICATES.get(cause.verify_code, _NOT_TRUSTED)
    return _NO_ENCRYPTION if isinstance(cause, ssl.SSLError) else ""


_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (
        FileNotFoundError,
        "there is no such socket; start a server with `codex app-server --listen {endpoint.url}`",
    ),
    (
        ConnectionRefusedError,
        "nobody listens there; start a server with `codex app-server --listen ...`, or correct the address",
    ),
    (PermissionError, "this user may not use the socket; connect as the user who started the server"),
    (socket.gaierror, "the host name {endpoint.host!r} is not known"),
)


_NOT_TRUSTED = (
    "its certificate cannot be trusted ({cause.verify_message}): set ssl_context if it is signed by an "
    "authority of your own"
)
_NO_ENCRYPTION = "no encryption could be agreed on ({cause.reason}): does the server speak TLS there?"
_NOT_FOR_THIS_HOST = "its certificate is not made for {endpoint.host}: use the name that it is made for"
_CERTIFICATES = {
    9: "its certificate is not valid yet: look at the clock of this machine, and at the certificate",
    10: "its certificate has expired: the server needs a new one, or the clock of this machine is wrong",
    62: _NOT_FOR_THIS_HOST,
    64: _NOT_FOR_THIS_HOST,
}
"""Reasons that call for something else than another authority, by OpenSSL's number."""


def _causes(error: BaseException) -> list[BaseException]:
    """Return the error and what it came from; trying several addresses gives a group of errors."""
    found: list[BaseException] = []
    queue: list[BaseException | None] = [error]
    while queue:
        cause = queue.pop(0)
        if cause is not None and cause not in found:
            found.append(cause)
            queue.append(cause.__cause__)
            if isinstance(cause, BaseExceptionGroup):
                queue += cause.exceptions
    return found
