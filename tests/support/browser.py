"""A headless Chromium, driven by its own protocol: as much of it as a page of the application needs."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import shutil
import subprocess
import tempfile
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pyte
from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from websockets.sync.connection import Connection

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 60.0
_BINARY = 2
"""Of frames of a WebSocket: bytes."""


def chromium() -> str | None:
    """Where a Chromium is, if there is one."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Page:
    """The one page of a browser; `screen` is what its terminal was sent, since it draws on a canvas."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._number = 0
        self._screen: pyte.Screen | None = None
        self._stream: pyte.ByteStream | None = None
        self.call("Network.enable")
        self.call("Page.enable")

    def call(self, method: str, **params: Any) -> Any:
        """Calls the browser and gives its answer."""
        self._number += 1
        self._connection.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            message = json.loads(self._connection.recv(PATIENCE))
            if message.get("id") == self._number:
                assert "error" not in message, message
                return message["result"]
            self._hear(message)

    def _hear(self, message: dict[str, Any]) -> None:
        if message.get("method") == "Network.webSocketCreated":
            size = parse_qs(urlsplit(message["params"]["url"]).query)
            self._screen = pyte.Screen(int(size["width"][0]), int(size["height"][0]))
            self._stream = pyte.ByteStream(self._screen)
        elif message.get("method") == "Network.webSocketFrameReceived" and self._stream is not None:
            frame = message["params"]["response"]
            if frame["opcode"] == _BINARY:
                self._stream.feed(base64.b64decode(frame["payloadData"]))

    @property
    def text(self) -> str:
        """What the terminal of the page shows."""
        return "" if self._screen is None else "\n".join(line.rstrip() for line in self._screen.display)

    def wait_for(self, wanted: str) -> str:
        """Waits until the page shows a text."""
        deadline = time.monotonic() + PATIENCE
        while wanted not in self.text:
            assert time.monotonic() < deadline, f"never showed {wanted!r}:\n{self.text}"
            self.call("Runtime.evaluate", expression="new Promise(requestAnimationFrame)", awaitPromise=True)
        return self.text

    def focus(self) -> None:
        """Gives the keys to the terminal, as a click on it does."""
        script = "document.querySelector('.xterm-helper-textarea').focus()"
        self.call("Runtime.evaluate", expression=script)

    def type(self, text: str) -> None:
        self.call("Input.insertText", text=text)

    def press(self, key: str, code: int) -> None:
        for kind in ("keyDown", "keyUp"):
            text = {"text": "\r"} if key == "Enter" and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, **text)

    def picture(self) -> bytes:
        """The page as PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot")["data"])


@contextlib.contextmanager
def browsing(address: str, browser: str) -> Iterator[Page]:
    """Opens an address in a browser of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [
            *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"),
            *("--no-first-run", f"--user-data-dir={profile}", "--window-size=1100,700", "about:blank"),
        ]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        try:
            assert process.stderr is not None
            port = next(
                found[1] for line in process.stderr if (found := re.search(r"ws://[^:]+:(\d+)/", line))
            )
            with connect(f"ws://127.0.0.1:{port}{_page(port)}", max_size=None) as connection:
                page = Page(connection)
                page.call("Page.navigate", url=address)
                yield page
        finally:
            process.kill()
            process.wait()
            assert process.stderr is not None
            process.stderr.close()


def _page(port: str) -> str:
    from urllib.request import urlopen

    with urlopen(f"http://127.0.0.1:{port}/json/list") as answer:
        pages = json.load(answer)
    address = next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page")
    return str(address).partition(f":{port}")[2]
