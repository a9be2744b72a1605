"""An HTTP server on loopback that answers in JSON, and the browser of a person who says yes on its page."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import Self


class Answer(NamedTuple):
    """What a request gets; a body of None is an empty one."""

    status: int
    body: Any
    headers: Mapping[str, str] = {}


class LoginPage:
    """Whatever one logs in to. Use it as a context manager.

    Attributes:
        base: its address, without a path.
    """

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self.base = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, path: str, body: str, token: str) -> Answer:
        """The answer to a request; `token` is its header ``Authorization``."""
        raise NotImplementedError

    def visit(self, address: str, **answer: str) -> int:
        """What a browser does once a person has said yes, or what `answer` says; gives the status of the last page."""
        asked = parse_qs(urlsplit(address).query)
        query = urlencode((answer or {"code": "yes"}) | {"state": asked["state"][0]})
        try:
            with urlopen(f"{asked['redirect_uri'][0]}?{query}", timeout=20) as page:
                return int(page.status)
        except HTTPError as refused:
            return refused.code


def _handler(page: LoginPage) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
            token = self.headers.get("authorization") or ""
            answer = page.answer(urlsplit(self.path).path, body, token)
            data = b"" if answer.body is None else json.dumps(answer.body).encode()
            self.send_response(answer.status)
            for name, value in {"content-type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_GET
        do_DELETE = do_GET

        def log_message(self, *args: object) -> None:
            """Tests print nothing of it."""

    return Handler
