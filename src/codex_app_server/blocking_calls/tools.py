"""MCP servers, skills, apps, plugins and hooks, for blocking code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..async_client import AsyncCodex
from ..blocking import Facade, blocking, forwarding
from .login import McpLoginHandle
from .paging import Pager

if TYPE_CHECKING:
    from ..generated import v2_all as protocol
    from ..login import AsyncMcpLoginHandle
    from ..paging import AsyncPager

__all__ = ["BlockingToolCalls"]


class BlockingToolCalls(Facade[AsyncCodex]):
    """Base of `Codex`; documented at `ToolCalls`."""

    @forwarding(AsyncCodex.mcp_servers)
    def mcp_servers(self, pager: AsyncPager[protocol.McpServerStatus]) -> Pager[protocol.McpServerStatus]:
        return Pager(self._portal, pager)

    @blocking(AsyncCodex.mcp_servers_reload)
    def mcp_servers_reload(
        self, response: protocol.McpServerRefreshResponse
    ) -> protocol.McpServerRefreshResponse:
        return response

    @blocking(AsyncCodex.mcp_login)
    def mcp_login(self, handle: AsyncMcpLoginHandle) -> McpLoginHandle:
        return McpLoginHandle(self._portal, handle)

    @blocking(AsyncCodex.mcp_resource_read)
    def mcp_resource_read(
        self, response: protocol.McpResourceReadResponse
    ) -> protocol.McpResourceReadResponse:
        return response

    @blocking(AsyncCodex.mcp_tool_call)
    def mcp_tool_call(
        self, response: protocol.McpServerToolCallResponse
    ) -> protocol.McpServerToolCallResponse:
        return response

    @blocking(AsyncCodex.skills_list)
    def skills_list(self, response: protocol.SkillsListResponse) -> protocol.SkillsListResponse:
        return response

    @blocking(AsyncCodex.skills_config_write)
    def skills_config_write(
        self, response: protocol.SkillsConfigWriteResponse
    ) -> protocol.SkillsConfigWriteResponse:
        return response

    @blocking(AsyncCodex.skills_extra_roots_set)
    def skills_extra_roots_set(
        self, response: protocol.SkillsExtraRootsSetResponse
    ) -> protocol.SkillsExtraRootsSetResponse:
        return response

    @blocking(AsyncCodex.hooks_list)
    def hooks_list(self, response: protocol.HooksListResponse) -> protocol.HooksListResponse:
        return response

    @forwarding(AsyncCodex.apps)
    def apps(self, pager: AsyncPager[protocol.AppInfo]) -> Pager[protocol.AppInfo]:
        return Pager(self._portal, pager)

    @blocking(AsyncCodex.plugins_list)
    def plugins_list(self, response: protocol.PluginListResponse) -> protocol.PluginListResponse:
        return response

    @blocking(AsyncCodex.plugin_read)
    def plugin_read(self, response: protocol.PluginReadResponse) -> protocol.PluginReadResponse:
        return response

    @blocking(AsyncCodex.plugin_install)
    def plugin_install(self, response: protocol.PluginInstallResponse) -> protocol.PluginInstallResponse:
        return response

    @blocking(AsyncCodex.plugin_uninstall)
    def plugin_uninstall(
        self, response: protocol.PluginUninstallResponse
    ) -> protocol.PluginUninstallResponse:
        return response
