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
    from .binary import find_codex_binary
    from .blocking_calls.feeds import CommandHandle, FileSearch, FileWatch
    from .blocking_calls.login import ChatgptLoginHandle, DeviceCodeLoginHandle, McpLoginHandle
    from .blocking_calls.paging import Pager
    from .calls.files import GitDiffToRemote
    from .client import Codex
    from .command import AsyncCommandHandle, CommandOutput
    from .config import AppServerConfig
    from .connection_state import ConnectionState
    from .early_calls import EarlyCalls
    from .early_socket import EarlySocket, connect_early
    from .errors import (
        CodexBinaryNotFoundError,
        CodexError,
        ConnectionLostError,
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
        ServerConnectError,
        ServerRequestClosedError,
        ServerShuttingDownError,
        ServerStartError,
        TransportClosedError,
        TurnFailedError,
    )
    from .file_feeds import AsyncFileSearch, AsyncFileWatch
    from .generated.v2_all import InitializeResponse, TurnStatus
    from .inputs import (
        ExternalMessage,
        ImageInput,
        Input,
        InputItem,
        LocalImageInput,
        MentionInput,
        SkillInput,
        TextInput,
    )
    from .launch import ServerProcess, launch_server
    from .listening import ListeningServer, launch_listening_server
    from .login import AsyncChatgptLoginHandle, AsyncDeviceCodeLoginHandle, AsyncMcpLoginHandle
    from .notification import Notification, UnknownNotification
    from .orphans import end_orphaned_sandboxes, end_orphaned_sandboxes_beside, run_id_of
    from .paging import AsyncPager
    from .presets import ApprovalMode, Sandbox
    from .reconnect_policy import ReconnectPolicy
    from .results import RunResult, SteeredInput
    from .retry import is_retryable_error, retry_on_overload
    from .server_requests import ServerRequest
    from .sync_server_request import SyncServerRequest
    from .thread import Thread
    from .transports.base import Transport
    from .transports.endpoint import Endpoint, parse_endpoint
    from .transports.memory import MemoryPeer, memory_transport_pair
    from .turn import TurnHandle

__all__ = [
    "AppServerConfig",
    "ApprovalMode",
    "AsyncChatgptLoginHandle",
    "AsyncCodex",
    "AsyncCommandHandle",
    "AsyncDeviceCodeLoginHandle",
    "AsyncFileSearch",
    "AsyncFileWatch",
    "AsyncMcpLoginHandle",
    "AsyncPager",
    "AsyncThread",
    "AsyncTurnHandle",
    "ChatgptLoginHandle",
    "Codex",
    "CodexBinaryNotFoundError",
    "CodexError",
    "CommandHandle",
    "CommandOutput",
    "ConnectionLostError",
    "ConnectionState",
    "DeviceCodeLoginHandle",
    "EarlyCalls",
    "EarlySocket",
    "Endpoint",
    "ExternalMessage",
    "FileSearch",
    "FileWatch",
    "GitDiffToRemote",
    "ImageInput",
    "InitializeResponse",
    "Input",
    "InputItem",
    "InternalRpcError",
    "InvalidParamsError",
    "InvalidRequestError",
    "InvalidResponseError",
    "JsonRpcError",
    "ListeningServer",
    "LocalImageInput",
    "McpLoginHandle",
    "MemoryPeer",
    "MentionInput",
    "MethodNotFoundError",
    "Notification",
    "Pager",
    "ParseError",
    "ReconnectPolicy",
    "RequestTimeoutError",
    "RunResult",
    "Sandbox",
    "ServerBusyError",
    "ServerClosedError",
    "ServerConnectError",
    "ServerProcess",
    "ServerRequest",
    "ServerRequestClosedError",
    "ServerShuttingDownError",
    "ServerStartError",
    "SkillInput",
    "SteeredInput",
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
    "connect_early",
    "end_orphaned_sandboxes",
    "end_orphaned_sandboxes_beside",
    "find_codex_binary",
    "is_retryable_error",
    "launch_listening_server",
    "launch_server",
    "memory_transport_pair",
    "parse_endpoint",
    "retry_on_overload",
    "run_id_of",
]

_ERRORS = (
    "CodexBinaryNotFoundError CodexError ConnectionLostError InternalRpcError InvalidParamsError "
    "InvalidRequestError InvalidResponseError JsonRpcError MethodNotFoundError ParseError "
    "RequestTimeoutError ServerBusyError ServerClosedError ServerConnectError "
    "ServerRequestClosedError ServerShuttingDownError ServerStartError TransportClosedError "
    "TurnFailedError"
)
_NAMES_BY_MODULE = {
    "async_client": "AsyncCodex",
    "async_thread": "AsyncThread",
    "async_turn": "AsyncTurnHandle",
    "binary": "find_codex_binary",
    "blocking_calls.feeds": "CommandHandle FileSearch FileWatch",
    "blocking_calls.login": "ChatgptLoginHandle DeviceCodeLoginHandle McpLoginHandle",
    "blocking_calls.paging": "Pager",
    "calls.files": "GitDiffToRemote",
    "client": "Codex",
    "command": "AsyncCommandHandle CommandOutput",
    "config": "AppServerConfig",
    "connection_state": "ConnectionState",
    "early_calls": "EarlyCalls",
    "early_socket": "EarlySocket connect_early",
    "errors": _ERRORS,
    "file_feeds": "AsyncFileSearch AsyncFileWatch",
    "generated.v2_all": "InitializeResponse TurnStatus",
    "inputs": "ExternalMessage ImageInput Input InputItem LocalImageInput MentionInput SkillInput TextInput",
    "launch": "ServerProcess launch_server",
    "listening": "ListeningServer launch_listening_server",
    "login": "AsyncChatgptLoginHandle AsyncDeviceCodeLoginHandle AsyncMcpLoginHandle",
    "notification": "Notification UnknownNotification",
    "orphans": "end_orphaned_sandboxes end_orphaned_sandboxes_beside run_id_of",
    "paging": "AsyncPager",
    "presets": "ApprovalMode Sandbox",
    "reconnect_policy": "ReconnectPolicy",
    "results": "RunResult SteeredInput",
    "retry": "is_retryable_error retry_on_overload",
    "server_requests": "ServerRequest",
    "sync_server_request": "SyncServerRequest",
    "thread": "Thread",
    "transports.base": "Transport",
    "transports.endpoint": "Endpoint parse_endpoint",
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
