"""Commands about MCP servers: what they offer, whether they run, logging in to one."""

from __future__ import annotations

import asyncio
import shlex
from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError
from codex_tui.model.around_facts import McpServer, McpTool
from codex_tui.model.safe_text import SafeText
from codex_tui.session.around.reading import Reader, rows_of, table_of
from codex_tui.session.config_values import write_value

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.link import Link

PATIENCE = 60.0
"""Seconds for listing: servers that are not running yet are started for it."""
LOGGED_IN = "oAuth"
"""What a server's ``authStatus`` is then."""
_MOST_PAGES = 50


class McpCommands:
    """Lists MCP servers as one thread has them, or without a thread as a new one would."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._reader = Reader(link, "mcp")

    async def read(self, thread: ThreadKey | None) -> None:
        """Reads all servers with their tools; `Around.mcp` has them then."""

        async def read() -> None:
            config, rows = await asyncio.gather(self._configured(), self._rows(thread))
            self._link.state.around.mcp = tuple(
                _server(row, table_of(config.get(row.get("name")))) for row in rows
            )

        await self._reader.read(read)

    async def _configured(self) -> dict[str, Any]:
        answer = await self._link.call("config/read", {"cwd": self._link.state.start_folder})
        return table_of(table_of(answer.get("config")).get("mcp_servers"))

    async def _rows(self, thread: ThreadKey | None) -> list[dict[str, Any]]:
        params: dict[str, Any] = {"detail": "full", "limit": 100}
        conversation = self._link.state.conversations.get(thread) if thread is not None else None
        if conversation is not None and conversation.ready:
            params["threadId"] = conversation.key.thread
        rows: list[dict[str, Any]] = []
        for _ in range(_MOST_PAGES):
            answer = await self._link.call("mcpServerStatus/list", params, timeout=PATIENCE)
            rows += rows_of(answer.get("data"))
            if not answer.get("nextCursor"):
                break
            params["cursor"] = answer["nextCursor"]
        return rows

    async def reload(self, thread: ThreadKey | None) -> None:
        """Has the server read its configuration of MCP servers again; those that changed start anew."""
        try:
            await self._link.call("config/mcpServer/reload", {})
        except CodexError as error:
            self._link.complain("The MCP servers could not be loaded anew", error)
            return
        self._link.say("The configuration of MCP servers was read again; what changed starts anew")
        await self.read(thread)

    async def switch(self, name: str, thread: ThreadKey | None, *, enabled: bool) -> None:
        """Has a server started with threads, or not, from now on."""
        try:
            path = await write_value(self._link, ("mcp_servers", name, "enabled"), enabled)
            await self._link.call("config/mcpServer/reload", {})
        except CodexError as error:
            self._link.complain(f"{name} was not switched", error)
            return
        self._link.say(f"{name} is {'on' if enabled else 'off'}; written to {path}")
        await self.read(thread)

    async def log_in(self, name: str, thread: ThreadKey | None) -> str:
        """Begins to log in to a server; gives the page to visit, or "" after it has said why there is none."""
        params: dict[str, Any] = {"name": name}
        if thread is not None:
            params["threadId"] = thread.thread
        try:
            answer = await self._link.call("mcpServer/oauth/login", params, timeout=PATIENCE)
        except CodexError as error:
            self._link.complain(f"Not logged in to {name}", error)
            return ""
        return str(answer.get("authorizationUrl") or "")

    def is_logged_in(self, name: str) -> bool:
        """Whether somebody is logged in to a server, as far as that was read."""
        return any(
            server.name == name and server.auth == LOGGED_IN for server in self._link.state.around.mcp or ()
        )


def _server(row: dict[str, Any], config: dict[str, Any]) -> McpServer:
    info = table_of(row.get("serverInfo"))
    arguments = config.get("args")
    words = [str(config.get("command") or ""), *(map(str, arguments) if isinstance(arguments, list) else ())]
    tools = table_of(row.get("tools"))
    return McpServer(
        name=str(row.get("name") or ""),
        state=str(row.get("runtimeStatus") or ""),
        auth=str(row.get("authStatus") or ""),
        title=SafeText(str(info.get("title") or info.get("name") or "")),
        version=SafeText(str(info.get("version") or "")),
        address=SafeText(str(config.get("url") or row.get("httpOrigin") or "")),
        tools=tuple(_tool(name, table_of(tools[name])) for name in sorted(tools)),
        resources=tuple(
            (
                SafeText(str(one.get("name") or "")),
                SafeText(str(one.get("uri") or one.get("uriTemplate") or "")),
            )
            for kind in ("resources", "resourceTemplates")
            for one in rows_of(row.get(kind))
        ),
        problem=SafeText(str(row.get("toolsError") or "")),
        enabled=config.get("enabled") is not False,
        command=SafeText(shlex.join(words) if words[0] else ""),
    )


def _tool(name: str, tool: dict[str, Any]) -> McpTool:
    hints = table_of(tool.get("annotations"))
    about = tool.get("description") or tool.get("title") or ""
    return McpTool(SafeText(name), SafeText(str(about)), hints.get("readOnlyHint") is True)
