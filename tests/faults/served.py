"""The application with a private server or the shared one, whose wire a test hears, and which it kills."""

from __future__ import annotations

import os
import signal
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from codex_tui.options import Options
from codex_tui.start import begin
from tests.support.app import driven, running
from tests.support.processes import servers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from codex_app_server import AppServerConfig
    from tests.support.app import Running
    from tests.support.wire import Wire

SIZE = (110, 40)
KINDS = ("private", "shared")


@asynccontextmanager
async def served(kind: str, config: AppServerConfig, wire: Wire) -> AsyncIterator[Running]:
    """Begins with a new thread. The shared server is configured by its home alone."""
    options = Options(folder=str(config.cwd), new=True)
    if kind == "private":
        async with running(replace(config, wire_log=wire), options, size=SIZE) as run:
            yield run
        return
    start = begin(options)
    start.log = wire  # type: ignore[assignment]
    async with driven(start, size=SIZE) as run:
        yield run


class Killer:
    """Kills the servers of a test, and counts how often."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.count = 0

    def __call__(self) -> None:
        for pid in servers(self._folder):  # and what it is about to run, which looks like it for a moment
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.count += 1
