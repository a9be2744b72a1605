"""Logging in to an MCP server to its end, on the real app-server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
import pytest

from codex_app_server import AppServerConfig, AsyncCodex
from tests.support.oauth_mcp import TOOL, OauthMcpServer

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio


async def test_after_the_login_the_tools_are_there(server_env: dict[str, str], tmp_path: Path) -> None:
    with OauthMcpServer() as till, anyio.fail_after(60):
        overrides = (
            "features.plugins=false",
            'mcp_oauth_credentials_store="file"',
            f'mcp_servers.till={{url="{till.address}"}}',
        )
        async with AsyncCodex(
            AppServerConfig(cwd=str(tmp_path), env=server_env, config_overrides=overrides)
        ) as codex:
            (before,) = [row async for row in codex.mcp_servers()]
            assert (before.auth_status, dict(before.tools)) == ("notLoggedIn", {})
            login = await codex.mcp_login("till")
            assert await anyio.to_thread.run_sync(till.visit, login.authorization_url) == 200
            completed = await login.wait()
            assert (completed.name, completed.success) == ("till", True)
            (after,) = [row async for row in codex.mcp_servers()]
            assert (after.auth_status, list(after.tools)) == ("oAuth", [TOOL])
