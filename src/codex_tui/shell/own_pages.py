"""A server of textual-serve that lets only its own pages in.

Any page of the web, open in the same browser, can connect to an address of this machine: browsers do not hold a
WebSocket back, they only say which page it is of. textual-serve does not look at that.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web
from textual_serve.server import Server

from codex_tui.shell.serve import is_own


class OwnPages(Server):  # type: ignore[misc, unused-ignore]
    """Refuses what a page of another origin asks for."""

    async def handle_index(self, request: web.Request) -> Any:
        """The page; it goes on under the address at which the browser found it, which `self.host` need not be."""
        self.public_url = f"{request.scheme}://{request.host}"
        return await super().handle_index(request)

    async def handle_websocket(self, request: web.Request) -> Any:
        origin = request.headers.get("Origin")
        if origin is not None and not is_own(origin, self.host, self.port, request.host):
            raise web.HTTPForbidden(text="This page is not one of codex-tui's.")
        return await super().handle_websocket(request)
