"""Has the doctor look around; it needs no connection, which may be what is wrong."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from codex_tui.doctor import examine, look_around
from codex_tui.model.changes import FactsRead

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_app_server import AppServerConfig
    from codex_tui.session.link import Link
    from codex_tui.settings.loading import Loaded


class DoctorCommands:
    """Examines what is around the application.

    Args:
        link: for the model.
        config: how the server is started, and in which environment.
    """

    def __init__(self, link: Link, config: Callable[[], AppServerConfig]) -> None:
        self._link = link
        self._config = config
        self._busy = False

    async def examine(self, loaded: Loaded) -> None:
        """Looks around; `Around.checks` has what came of it.

        Args:
            loaded: the settings in force.
        """
        if self._busy:
            return
        self._busy = True
        config = self._config()
        environment = {**os.environ, **(config.env or {})}
        codex_bin = os.fspath(config.codex_bin) if config.codex_bin is not None else None
        try:
            found = await asyncio.to_thread(
                look_around,
                environment,
                codex_bin=codex_bin,
                overrides=config.config_overrides,
                loaded=loaded,
            )
        finally:
            self._busy = False
        self._link.state.around.checks = examine(found)
        self._link.report(FactsRead("doctor"))
