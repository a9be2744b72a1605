"""An MCP server on loopback that wants a login, and the page where one logs in to it.

The real app-server finds out by itself where that is, registers there, listens for the browser, changes the code for a
token and keeps it; with the token the tools are there.
"""

from __future__ import annotations

import json
from typing import Any

from tests.support.login_page import Answer, LoginPage

TOKEN = "token-of-the-till"
TOOL = "open_drawer"


class OauthMcpServer(LoginPage):
    """One server with one tool.

    Attributes:
        address: of the server, for ``url`` in its configuration.
        page: where one logs in.
    """

    def __init__(self) -> None:
        super().__init__()
        self.address = f"{self.base}/mcp"
        self.page = f"{self.base}/authorize"

    def answer(self, path: str, body: str, token: str) -> Answer:
        if path.startswith("/.well-known/oauth-protected-resource"):
            return Answer(200, {"resource": self.address, "authorization_servers": [self.base]})
        if path.startswith("/.well-known/oauth-authorization-server"):
            return Answer(200, self._metadata())
        if path == "/register":
            return Answer(201, {**json.loads(body), "client_id": "client-1"})
        if path == "/token":
            return Answer(200, {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600})
        if path != "/mcp":
            return Answer(404, {})
        if token != f"Bearer {TOKEN}":
            where = f"{self.base}/.well-known/oauth-protected-resource"
            return Answer(401, {}, {"www-authenticate": f'Bearer resource_metadata="{where}"'})
        return self._mcp(json.loads(body)) if body else Answer(405, {})

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.base,
            "authorization_endpoint": self.page,
            "token_endpoint": f"{self.base}/token",
            "registration_endpoint": f"{self.base}/register",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
        }

    def _mcp(self, request: dict[str, Any]) -> Answer:
        method = request["method"]
        if "id" not in request:
            return Answer(202, None)
        results: dict[str, Any] = {
            "initialize": {
                "protocolVersion": request.get("params", {}).get("protocolVersion", "2025-06-18"),
                "capabilities": {"tools": {}},
                "serverInfo": {"name": "till", "version": "1"},
            },
            "tools/list": {"tools": [{"name": TOOL, "inputSchema": {"type": "object"}}]},
        }
        return Answer(200, {"jsonrpc": "2.0", "id": request["id"], "result": results.get(method, {})})
