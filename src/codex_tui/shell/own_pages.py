"""A server of textual-serve that lets only its own pages in.

Any page of the web, open in the same browser, can connect to an address of this machine: browsers do not hold a
WebSocket back, they only say which page it is of. textual-serve does not look at that.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from aiohttp import web
from textual_serve.server import Server

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_tui.shell.own_address import OwnAddress


class OwnPages(Server):  # type: ignore[misc, unused-ignore]
    """Refuses what a page of another origin asks for.

    Args:
        command: starts the application of one page.
        address: where it listens, and under which addresses it is itself.
    """

    def __init__(self, command: str, address: OwnAddress) -> None:
        super().__init__(
            command, host=address.host, port=address.port, title="codex-tui", public_url=address.shown
        )
        self._address = address

    def serve_pages(self, when_listening: Callable[[], None]) -> None:
        """Serves until ctrl+c; the library's own way speaks of its address before it knows whether it is free.

        Args:
            when_listening: is called once browsers can connect.

        Raises:
            OSError: it cannot listen at its address.
        """
        # The library shows the values of variables with a traceback, which a log must not have.
        logging.basicConfig(level=logging.WARNING, format="%(message)s")
        web.run_app(
            self._make_app(),
            host=self.host,
            port=self.port,
            access_log=None,
            print=lambda _: when_listening(),
        )

    async def on_startup(self, app: web.Application) -> None:
        """Prints nothing; the library has a banner here."""

    async def handle_index(self, request: web.Request) -> Any:
        """The page; it goes on under the address at which the browser found it, unless one was given."""
        if not self._address.is_asked(request.host):
            raise web.HTTPForbidden(
                text=f"codex-tui does not know {request.host} as its own address, which somebody else could have "
                f"pointed here. If it is: codex-tui serve --public-url {request.scheme}://{request.host}"
            )
        self.public_url = self._address.public or f"{request.scheme}://{request.host}"
        return await super().handle_index(request)

    async def handle_websocket(self, request: web.Request) -> Any:
        origin = request.headers.get("Origin")
        if origin is not None and not self._address.is_own(origin, request.host):
            raise web.HTTPForbidden(text="This page is not one of codex-tui's.")
        return await super().handle_websocket(request)
