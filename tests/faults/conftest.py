"""Faults are made in the whole application, whose own state lies in the test's folder."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from codex_tui.demo.tools import append_config
from tests.faults.served import Killer, served
from tests.support.wire import Wire
from tests.tui.conftest import state_folder as state_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from codex_app_server import AppServerConfig
    from tests.support.app import Running


@pytest.fixture
def wire() -> Wire:
    """What goes over the wire of `application`."""
    return Wire()


@pytest.fixture
def killer(tmp_path: Path) -> Killer:
    """Kills the servers of the test."""
    return Killer(tmp_path)


@pytest.fixture
def application(
    request: pytest.FixtureRequest,
    server_config: AppServerConfig,
    codex_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    wire: Wire,
) -> Callable[[], AbstractAsyncContextManager[Running]]:
    """Runs the application with a private server or the shared one, as the parameter says, configured alike."""
    append_config(codex_home, "\n".join(server_config.config_overrides))
    monkeypatch.setenv("CODEX_HOME", str(codex_home))
    return partial(served, request.param, server_config, wire)
