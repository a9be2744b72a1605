"""How the session comes by a connection: the one the command line has begun already, then new ones.

Light: imported before the first paint, so that the server starts up while the rest of the application is
imported.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from codex_app_server import launch_server
from codex_tui.model.server_kind import ServerKind
from codex_tui.servers.precedence import screen_first

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_app_server import AppServerConfig, EarlySocket, ServerProcess
    from codex_tui.servers.joining import Joining


class Way(NamedTuple):
    """How a client gets to its server: by a process or a socket that it adopts, or by the configuration alone."""

    kind: ServerKind
    config: AppServerConfig
    process: ServerProcess | None = None
    socket: EarlySocket | None = None


@dataclass(slots=True, eq=False, repr=False)
class Launch:
    """A configuration, and what was begun with it that no client has adopted yet."""

    config: AppServerConfig
    process: ServerProcess | None = None
    joining: Joining | None = None
    wire_log: Callable[[str, bytes], None] | None = None
    """Takes each line that goes over the wire, where somebody wants a log of it."""

    async def way(self) -> Way:
        """Hands out what was begun at the start; after that, begins anew.

        Raises:
            CodexBinaryNotFoundError: no binary was found.
            CodexError: no server could be started or joined.
        """
        way = await self._way()
        return (
            way if self.wire_log is None else way._replace(config=replace(way.config, wire_log=self.wire_log))
        )

    async def _way(self) -> Way:
        joining = self.joining
        if joining is not None:
            try:
                config, socket = await asyncio.to_thread(joining.take)
            except asyncio.CancelledError:
                joining.stop()  # the thread would wait on, and the application for it
                raise
            return Way(joining.kind, config, socket=socket)
        if self.config.endpoint is not None:
            return Way(ServerKind.REMOTE, self.config)
        return Way(ServerKind.PRIVATE, self.config, process=self.take())

    def take(self) -> ServerProcess:
        """The child process that runs already; without one, another."""
        process, self.process = self.process, None
        if process is None:
            process = launch_server(self.config)
            screen_first(process.pid)
        return process

    @property
    def said(self) -> str:
        """What a server that belongs to nobody wrote to its log since it was started here."""
        return self.joining.said if self.joining is not None else ""
