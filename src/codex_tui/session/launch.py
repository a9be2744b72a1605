"""How the session comes by a server process: the one the command line has started already, then new ones.

Light: imported before the first paint, so that the server starts up while the rest of the application is
imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codex_app_server import launch_server

if TYPE_CHECKING:
    from codex_app_server import AppServerConfig, ServerProcess


@dataclass(slots=True)
class Launch:
    """A configuration, and the process started with it that no client has adopted yet."""

    config: AppServerConfig
    process: ServerProcess | None = None

    def take(self) -> ServerProcess | None:
        """Hands out the process that runs already; without one, starts another. None where the server is elsewhere.

        Raises:
            CodexBinaryNotFoundError: no binary was found.
            ServerStartError: the process could not be started.
        """
        if self.config.endpoint is not None:
            return None
        process, self.process = self.process, None
        return process or launch_server(self.config)
