"""Logging in to an MCP server, on the real app-server and an MCP server of our own that wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
import pytest

from codex_tui.demo.tools import append_config
from codex_tui.options import Options
from codex_tui.screens.notice import Notice
from tests.support.app import ask, running
from tests.support.oauth_mcp import TOOL, OauthMcpServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from codex_app_server import AppServerConfig

pytestmark = pytest.mark.anyio

NEW = Options(new=True)


@pytest.fixture
def till(codex_home: Path) -> Iterator[OauthMcpServer]:
    with OauthMcpServer() as till:
        append_config(codex_home, 'mcp_oauth_credentials_store = "file"\n')
        append_config(codex_home, f'\n[mcp_servers.till]\nurl = "{till.address}"\n')
        yield till


async def test_it_leads_to_the_page_and_has_the_tools_then(
    server_config: AppServerConfig, till: OauthMcpServer, codex_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    async with running(server_config, NEW, size=(100, 30)) as run:
        await ask(run, "hello")
        await run.shows("The MCP server till did not start", "Here, /mcp logs in.", "· idle")
        await run.type("/mcp")
        await run.press("enter")
        await run.shows("wants a login · not logged in", "l log in")
        await run.press("l")
        await run.shows("Log in to till", "Open this page in a browser, and log in.")
        page = run.app.clipboard
        assert page.startswith(till.address.removesuffix("/mcp"))
        assert await anyio.to_thread.run_sync(till.visit, page) == 200
        await run.until(lambda: not isinstance(run.app.screen, Notice))
        await run.shows("Logged in to till", "connected · 1 tool · logged in")
        await run.press("enter")
        await run.shows(TOOL)


async def test_a_no_on_the_page_is_told(server_config: AppServerConfig, till: OauthMcpServer) -> None:
    async with running(server_config, NEW, size=(100, 30)) as run:
        await run.shows("│ Ask ")
        await run.type("/mcp")
        await run.press("enter")
        await run.shows("not logged in", "l log in")
        await run.press("l")
        await run.shows("Log in to till")

        def refuse() -> int:
            return till.visit(run.app.clipboard, error="access_denied")

        await anyio.to_thread.run_sync(refuse)
        await run.shows("Not logged in to till")


async def test_an_address_that_is_no_page_of_the_web_is_refused_and_not_copied(
    server_config: AppServerConfig, till: OauthMcpServer
) -> None:
    till.page = "file:///etc/passwd"
    async with running(server_config, NEW, size=(100, 30)) as run:
        await run.shows("│ Ask ")
        await run.type("/mcp")
        await run.press("enter")
        await run.shows("not logged in", "l log in")
        await run.press("l")
        await run.until(lambda: run.says("must use HTTP or HTTPS"))
        assert run.app.clipboard == ""
