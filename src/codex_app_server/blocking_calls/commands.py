"""Commands on the server's machine, for blocking code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..async_client import AsyncCodex
from ..blocking import Facade, blocking
from .feeds import CommandHandle

if TYPE_CHECKING:
    from ..command import AsyncCommandHandle
    from ..generated import v2_all as protocol

__all__ = ["BlockingCommandCalls"]


class BlockingCommandCalls(Facade[AsyncCodex]):
    """Base of `Codex`; documented at `CommandCalls`."""

    @blocking(AsyncCodex.command_exec)
    def command_exec(self, response: protocol.CommandExecResponse) -> protocol.CommandExecResponse:
        return response

    @blocking(AsyncCodex.command_start)
    def command_start(self, handle: AsyncCommandHandle) -> CommandHandle:
        return CommandHandle(self._portal, handle)
