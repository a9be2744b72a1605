"""An MCP server on loopback that wants a login, and the page where one logs in to it.

The real app-server finds out by itself where that is, registers there, listens for the browser, changes the code for a
token and keeps it; with the token the tools are there.
"""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

TOKEN = "token-of-the-till"
TOOL = "open_drawer"


class OauthMcpServer:
    """One server with one tool. Use it as a context manager.

    Attributes:
        address: of the server, for ``url`` in its configuration.
        asked: what was asked of it with the token, by method.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._base = f"http://127.0.0.1:{self._server.server_port}"
        self.address = f"{self._base}/mcp"

    def __enter__(self) -> OauthMcpServer:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def visit(self, address: str, **answer: str) -> int:
        """What a browser does once a person has said yes, or what `answer` says; gives the status of the last page."""
        asked = parse_qs(urlsplit(address).query)
        query = urlencode((answer or {"code": "yes"}) | {"state": asked["state"][0]})
        try:
            with urlopen(f"{asked['redirect_uri'][0]}?{query}", timeout=20) as page:
                return int(page.status)
        except HTTPError as refused:
            return refused.code

    def answer(self, path: str, body: str, token: str) -> tuple[int, dict[str, str], Any]:
        """Status, headers and body of an answer."""
        if path.startswith("/.well-known/oauth-protected-resource"):
            return 200, {}, {"resource": self.address, "authorization_servers": [self._base]}
        if path.startswith("/.well-known/oauth-authorization-server"):
            return 200, {}, self._metadata()
        if path == "/register":
            return 201, {}, {**json.loads(body), "client_id": "client-1"}
        if path == "/token":
            return 200, {}, {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600}
        if path != "/mcp":
            return 404, {}, {}
        if token != f"Bearer {TOKEN}":
            where = f"{self._base}/.well-known/oauth-protected-resource"
            return 401, {"www-authenticate": f'Bearer resource_metadata="{where}"'}, {}
        return self._mcp(json.loads(body)) if body else (405, {}, {})

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": self._base,
            "authorization_endpoint": f"{self._base}/authorize",
            "token_endpoint": f"{self._base}/token",
            "registration_endpoint": f"{self._base}/register",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
        }

    def _mcp(self, request: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
        method = request["method"]
        self.asked.append(method)
        if "id" not in request:
            return 202, {}, None
        results: dict[str, Any] = {
            "initialize": {
                "protocolVersion": request.get("params", {}).get("protocolVersion", "2025-06-18"),
                "capabilities": {"tools": {}},
                "serverInfo": {"name": "till", "version": "1"},
            },
            "tools/list": {"tools": [{"name": TOOL, "inputSchema": {"type": "object"}}]},
        }
        return 200, {}, {"jsonrpc": "2.0", "id": request["id"], "result": results.get(method, {})}


def _handler(mcp: OauthMcpServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
            path = urlsplit(self.path).path
            status, headers, answer = mcp.answer(path, body, self.headers.get("authorization") or "")
            data = b"" if answer is None else json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {"content-type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_GET
        do_DELETE = do_GET

        def log_message(self, *args: object) -> None:
            """Tests print nothing of it."""

    return Handler
