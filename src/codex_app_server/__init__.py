"""Typed Python SDK for ``codex app-server``.

Public names are loaded when they are touched (PEP 562): importing the package costs next to nothing, and
`AppServerConfig` and `launch_server` load neither pydantic nor anyio nor asyncio.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._version import __version__

if TYPE_CHECKING:
    from .async_client import AsyncCodex
    from .async_thread import AsyncThread
    from .async_turn import AsyncTurnHandle
    from .client import Codex
    from .config import AppServerConfig
    from .errors import (
        CodexBinaryNotFoundError,
        CodexError,
        InternalRpcError,
        InvalidParamsError,
        InvalidRequestError,
        InvalidResponseError,
        JsonRpcError,
        MethodNotFoundError,
        ParseError,
        RequestTimeoutError,
        ServerBusyError,
        ServerClosedError,
        ServerRequestClosedError,
        ServerStartError,
        TransportClosedError,
        TurnFailedError,
    )
    from .generated.v2_all import InitializeResponse, TurnStatus
    from .inputs import ImageInput, Input, InputItem, LocalImageInput, MentionInput, SkillInput, TextInput
    from .launch import ServerProcess, launch_server
    from .notification import Notification, UnknownNotification
    from .results import RunResult
    from .retry import is_retryable_error, retry_on_overload
    from .server_requests import ServerRequest
    from .sync_server_request import SyncServerRequest
    from .thread import Thread
    from .transports.base import Transport
    from .transports.memory import MemoryPeer, memory_transport_pair
    from .turn import TurnHandle

__all__ = [
    "AppServerConfig",
    "AsyncCodex",
    "AsyncThread",
    "AsyncTurnHandle",
    "Codex",
    "CodexBinaryNotFoundError",
    "CodexError",
    "ImageInput",
    "InitializeResponse",
    "Input",
    "InputItem",
    "InternalRpcError",
    "InvalidParamsError",
    "InvalidRequestError",
    "InvalidResponseError",
    "JsonRpcError",
    "LocalImageInput",
    "MemoryPeer",
    "MentionInput",
    "MethodNotFoundError",
    "Notification",
    "ParseError",
    "RequestTimeoutError",
    "RunResult",
    "ServerBusyError",
    "ServerClosedError",
    "ServerProcess",
    "ServerRequest",
    "ServerRequestClosedError",
    "ServerStartError",
    "SkillInput",
    "SyncServerRequest",
    "TextInput",
    "Thread",
    "Transport",
    "TransportClosedError",
    "TurnFailedError",
    "TurnHandle",
    "TurnStatus",
    "UnknownNotification",
    "__version__",
    "is_retryable_error",
    "launch_server",
    "memory_transport_pair",
    "retry_on_overload",
]

_ERRORS = (
    "CodexBinaryNotFoundError CodexError InternalRpcError InvalidParamsError InvalidRequestError "
    "InvalidResponseError JsonRpcError MethodNotFoundError ParseError RequestTimeoutError ServerBusyError "
    "ServerClosedError ServerRequestClosedError ServerStartError TransportClosedError TurnFailedError"
)
_NAMES_BY_MODULE = {
    "async_client": "AsyncCodex",
    "async_thread": "AsyncThread",
    "async_turn": "AsyncTurnHandle",
    "client": "Codex",
    "config": "AppServerConfig",
    "errors": _ERRORS,
    "generated.v2_all": "InitializeResponse TurnStatus",
    "inputs": "ImageInput Input InputItem LocalImageInput MentionInput SkillInput TextInput",
    "launch": "ServerProcess launch_server",
    "notification": "Notification UnknownNotification",
    "results": "RunResult",
    "retry": "is_retryable_error retry_on_overload",
    "server_requests": "ServerRequest",
    "sync_server_request": "SyncServerRequest",
    "thread": "Thread",
    "transports.base": "Transport",
    "transports.memory": "MemoryPeer memory_transport_pair",
    "turn": "TurnHandle",
}
_MODULE_OF = {name: module for module, names in _NAMES_BY_MODULE.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    module = _MODULE_OF.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{module}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
