"""Fixtures of the scripted model's own tests: a client which is not the SDK."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from codex_tui.demo.server import ScriptedModel
from tests.support.rpc_client import RpcClient


@pytest.fixture
def client(
    scripted_model: ScriptedModel, project_dir: Path, server_env: dict[str, str]
) -> Iterator[RpcClient]:
    """A connected client of a real app-server that talks to the scripted model."""
    overrides = (*scripted_model.config_overrides(), "features.shell_snapshot=false")
    with RpcClient(overrides, server_env, project_dir) as client:
        yield client
