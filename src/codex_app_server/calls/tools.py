"""What a model may use: MCP servers, skills, apps, plugins, hooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..generated import v2_all as protocol
from ..login import AsyncMcpLoginHandle, login_mcp
from ..models import drop_none
from ..paging import AsyncPager, pages_of
from ..usage_checks import word_list
from .base import ProtocolCalls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..option_types import McpServerDetailOption, PathOption

__all__ = ["ToolCalls"]


class ToolCalls(ProtocolCalls):
    """Base of `AsyncCodex`; documented there."""

    def mcp_servers(
        self,
        *,
        detail: McpServerDetailOption | None = None,
        server_name: str | None = None,
        thread_id: str | None = None,
        cursor: str | None = None,
        page_size: int | None = None,
    ) -> AsyncPager[protocol.McpServerStatus]:
        """Iterate the configured MCP servers with what they offer; asking starts those that do not run.

        Args:
            detail: ``"full"``, or ``"toolsAndAuthOnly"`` to leave the resources out.
            server_name: Only this one.
            thread_id: As this thread sees them.
            cursor: Where to begin: the ``next_cursor`` of an earlier iterator.
            page_size: Rows of one request.
        """
        params = {"detail": detail, "serverName": server_name, "threadId": thread_id, "limit": page_size}
        return AsyncPager(
            pages_of(self._core, "mcpServerStatus/list", params, protocol.ListMcpServerStatusResponse), cursor
        )

    async def mcp_servers_reload(self) -> protocol.McpServerRefreshResponse:
        """Have the server read its MCP settings anew, for all loaded threads."""
        return await self._call("config/mcpServer/reload", None, protocol.McpServerRefreshResponse)

    async def mcp_login(
        self,
        name: str,
        *,
        scopes: Sequence[str] | None = None,
        thread_id: str | None = None,
        timeout_secs: int | None = None,
    ) -> AsyncMcpLoginHandle:
        """Begin to sign in to an MCP server by OAuth: open the handle's ``authorization_url``, then ``wait()``.

        Args:
            name: The MCP server, as configured.
            scopes: OAuth scopes to ask for.
            thread_id: The thread whose settings to use.
            timeout_secs: Seconds after which the attempt fails.

        Raises:
            JsonRpcError: There is no such server, or it has no OAuth.
        """
        params = {"name": name, "scopes": scopes, "threadId": thread_id, "timeoutSecs": timeout_secs}
        return await login_mcp(self._core, drop_none(params))

    async def mcp_resource_read(
        self, server: str, uri: str, *, thread_id: str | None = None
    ) -> protocol.McpResourceReadResponse:
        """Return a resource of an MCP server."""
        params = {"server": server, "uri": uri, "threadId": thread_id}
        return await self._call("mcpServer/resource/read", params, protocol.McpResourceReadResponse)

    async def mcp_tool_call(
        self, thread_id: str, server: str, tool: str, *, arguments: Any = None, meta: Any = None
    ) -> protocol.McpServerToolCallResponse:
        """Call a tool of an MCP server as a loaded thread would, without its model and without asking anybody.

        Args:
            thread_id: The thread.
            server: The MCP server.
            tool: Name of the tool.
            arguments: JSON values that fit the tool's input schema.
            meta: The call's ``_meta``.
        """
        params = {
            "threadId": thread_id,
            "server": server,
            "tool": tool,
            "arguments": arguments,
            "_meta": meta,
        }
        return await self._call("mcpServer/tool/call", params, protocol.McpServerToolCallResponse)

    async def skills_list(
        self, *, cwds: Sequence[PathOption] | None = None, force_reload: bool = False
    ) -> protocol.SkillsListResponse:
        """Return the skills for each folder, and what is wrong with those that cannot be read.

        Args:
            cwds: Folders; the default is the server's.
            force_reload: Look at the files again.
        """
        params = {"cwds": cwds, "forceReload": force_reload}
        return await self._call("skills/list", params, protocol.SkillsListResponse)

    async def skills_config_write(
        self, enabled: bool, *, name: str | None = None, path: PathOption | None = None
    ) -> protocol.SkillsConfigWriteResponse:
        """Switch a skill on or off, given by its name or the absolute path of its ``SKILL.md``."""
        params = {"enabled": enabled, "name": name, "path": path}
        return await self._call("skills/config/write", params, protocol.SkillsConfigWriteResponse)

    async def skills_extra_roots_set(
        self, extra_roots: Sequence[PathOption]
    ) -> protocol.SkillsExtraRootsSetResponse:
        """Look for skills in these folders too, for the life of the server; replaces those set before."""
        params = {"extraRoots": word_list("extra_roots", extra_roots)}
        return await self._call("skills/extraRoots/set", params, protocol.SkillsExtraRootsSetResponse)

    async def hooks_list(self, *, cwds: Sequence[PathOption] | None = None) -> protocol.HooksListResponse:
        """Return the hooks that are configured for each folder."""
        return await self._call("hooks/list", {"cwds": cwds}, protocol.HooksListResponse)

    def apps(
        self,
        *,
        force_refetch: bool = False,
        thread_id: str | None = None,
        cursor: str | None = None,
        page_size: int | None = None,
    ) -> AsyncPager[protocol.AppInfo]:
        """Iterate the apps (connectors) of the account.

        Args:
            force_refetch: Ask for them again instead of using what is known.
            thread_id: As this thread sees them.
            cursor: Where to begin: the ``next_cursor`` of an earlier iterator.
            page_size: Rows of one request.
        """
        params = {"forceRefetch": force_refetch, "threadId": thread_id, "limit": page_size}
        return AsyncPager(pages_of(self._core, "app/list", params, protocol.AppsListResponse), cursor)

    async def plugins_list(
        self, *, cwds: Sequence[PathOption] | None = None, force_refetch: bool = False
    ) -> protocol.PluginListResponse:
        """Return the plugins of each marketplace, installed or not."""
        params = {"cwds": cwds, "forceRefetch": force_refetch}
        return await self._call("plugin/list", params, protocol.PluginListResponse)

    async def plugin_read(
        self,
        plugin_name: str,
        *,
        marketplace_path: PathOption | None = None,
        remote_marketplace_name: str | None = None,
    ) -> protocol.PluginReadResponse:
        """Return what a plugin of one marketplace brings."""
        params = {
            "pluginName": plugin_name,
            "marketplacePath": marketplace_path,
            "remoteMarketplaceName": remote_marketplace_name,
        }
        return await self._call("plugin/read", params, protocol.PluginReadResponse)

    async def plugin_install(
        self,
        plugin_name: str,
        *,
        marketplace_path: PathOption | None = None,
        remote_marketplace_name: str | None = None,
    ) -> protocol.PluginInstallResponse:
        """Install a plugin of one marketplace."""
        params = {
            "pluginName": plugin_name,
            "marketplacePath": marketplace_path,
            "remoteMarketplaceName": remote_marketplace_name,
        }
        return await self._call("plugin/install", params, protocol.PluginInstallResponse)

    async def plugin_uninstall(self, plugin_id: str) -> protocol.PluginUninstallResponse:
        """Remove an installed plugin."""
        return await self._call("plugin/uninstall", {"pluginId": plugin_id}, protocol.PluginUninstallResponse)
