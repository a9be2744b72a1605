"""The application on a pseudo-terminal with its own driver, in the test's event loop, before a server that is played.

Every byte that it sends arrives here, and the test can look into the application all the same.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import pty
import re
import signal
import struct
import sys
import termios
from contextlib import asynccontextmanager, contextmanager
from typing import IO, TYPE_CHECKING, Any

import pyte
from rich.cells import cell_len

from codex_app_server import AppServerConfig, launch_server
from codex_tui.job_control import JobControl
from codex_tui.keyboard_driver import with_keyboard
from codex_tui.model.reducer import Reducer
from codex_tui.options import Options
from codex_tui.run import make_app, serve
from codex_tui.start import Start
from codex_tui.typed_ahead import TypedAhead
from tests.hostile import played_server
from tests.hostile.sent import Sent, read

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pytest
    from textual.strip import Strip

    from codex_app_server import Notification
    from codex_tui.app import CodexTui
    from codex_tui.model.changes import Change

COLUMNS, ROWS = 110, 36
_FRAME = re.compile("[\u2500-\u254f\u2551-\u257f]")
"""What frames are made of, but for what the fragments have too: where that stands is the affair of the terminal."""
PATIENCE = 30.0
"""Seconds after which a wait is a failure; never how long a passing test takes."""


class OnTerminal:
    """An application under test, and its terminal."""

    def __init__(self, app: CodexTui, master: int, feed: IO[str]) -> None:
        self.app = app
        self.received = bytearray()
        self.heard: set[str] = set()
        """Methods of which the application has heard."""
        self._master = master
        self._feed = feed
        os.set_blocking(master, False)
        asyncio.get_running_loop().add_reader(master, self._take)

    def _take(self) -> None:
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:  # the end of a pseudo-terminal, or nothing there
            data = b""
        self.received += data

    def type(self, keys: str) -> None:
        """Types as a terminal would send it."""
        os.write(self._master, keys.encode())

    async def say(self, *messages: Mapping[str, Any]) -> None:
        """Has the server say something, or ask for it."""

        def write() -> None:
            for message in messages:
                self._feed.write(json.dumps(message) + "\n")
            self._feed.flush()

        # In a thread: the server takes no more than this application takes from it.
        await asyncio.to_thread(write)

    @property
    def text(self) -> str:
        """What the application means to show."""
        return "\n".join(strip.text.rstrip() for strip in self._strips())

    async def in_place(self) -> None:
        """Has the whole screen drawn again, and waits until an emulator shows every frame where it is meant to be."""
        self._take()
        screen = pyte.Screen(COLUMNS, ROWS)
        stream, fed = pyte.ByteStream(screen), len(self.received)
        self.type("\x0c")
        moved = ["nothing was drawn"]

        def is_in_place() -> bool:
            nonlocal fed, moved
            stream.feed(bytes(self.received[fed:]))
            fed = len(self.received)
            moved = [
                f"{strip.text!r} is shown as {screen.display[y]!r}"
                for y, strip in enumerate(self._strips())
                if _frames(strip.text) != _frames_shown(screen, y)
            ]
            return not moved

        try:
            await self.until(is_in_place)
        except AssertionError:
            raise AssertionError("\n".join(moved)) from None

    def _strips(self) -> list[Strip]:
        if not self.app._screen_stacks.get(self.app.current_mode):
            return []  # it has not begun
        with self.app._context():  # what was not drawn yet is drawn by this, and asks for its application
            return self.app.screen._compositor.render_strips()  # Textual has no public way to read the screen

    def read(self, start: int = 0) -> Sent:
        """All that was sent so far, or behind so many bytes, read."""
        self._take_all()
        return read(bytes(self.received[start:]), COLUMNS, ROWS)

    def _take_all(self) -> None:
        before = -1
        while before != len(self.received):
            before = len(self.received)
            self._take()

    async def hears(self) -> None:
        """Waits until the application has heard all that the server said so far."""
        last = f"said {len(self.heard)}"
        await self.say({"method": last, "params": {}})
        await self.until(lambda: last in self.heard)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Lets the application work until a condition holds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + PATIENCE
        while not condition():
            assert loop.time() < deadline, f"it never came to that; the screen was:\n{self.text}"
            await asyncio.sleep(0.03)  # what is looked at costs more than what happens

    async def shows(self, *texts: str) -> None:
        await self.until(lambda: all(text in self.text for text in texts))


def _frames(row: str) -> list[tuple[int, str]]:
    """The columns of what frames are made of, as they are meant."""
    return [(cell_len(row[: found.start()]), found.group()) for found in _FRAME.finditer(row)]


def _frames_shown(screen: pyte.Screen, y: int) -> list[tuple[int, str]]:
    """The same as an emulator has them: by its cells, as the widths of what lies between them are its own affair."""
    cells = ((x, screen.buffer[y][x].data) for x in range(COLUMNS))
    return [(x, data[0]) for x, data in cells if _FRAME.match(data)]


def played(folder: Path, answers: Mapping[str, Sequence[Any]], refusal: str) -> tuple[AppServerConfig, Path]:
    """How to start a server that gives these answers, and the pipe through which it is told what to say."""
    feed = folder / "feed"
    os.mkfifo(feed)
    given = folder / "given.json"
    given.write_text(json.dumps({"answers": answers, "feed": str(feed), "refusal": refusal}))
    command = (sys.executable, "-I", "-S", str(played_server.__file__), str(given))
    return AppServerConfig(launch_args_override=command, cwd=str(folder)), feed


@contextmanager
def _terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A pseudo-terminal in the place of this process's own."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    numbers = (signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH, signal.SIGTTOU, signal.SIGTTIN)
    before = {number: signal.getsignal(number) for number in numbers}
    with (
        monkeypatch.context() as patched,
        os.fdopen(slave, "w", encoding="utf-8", newline="") as out,
        os.fdopen(os.dup(slave), encoding="utf-8") as into,
    ):
        for name, file in {"__stderr__": out, "__stdout__": out, "__stdin__": into}.items():
            patched.setattr(sys, name, file)
        try:
            yield master
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
    os.close(master)


@asynccontextmanager
async def on_terminal(
    monkeypatch: pytest.MonkeyPatch, config: AppServerConfig, feed: Path, options: Options | None = None
) -> AsyncIterator[OnTerminal]:
    """Runs the application until the test is done with it."""
    process = launch_server(config)
    start = Start(options or Options(), str(config.cwd), config, process)
    reduce = Reducer.apply
    with (
        _terminal(monkeypatch) as master,
        os.fdopen(os.open(feed, os.O_RDWR), "w") as said,
        monkeypatch.context() as patched,
    ):
        app = make_app(start)
        app.jobs = JobControl(app.not_suspended)
        app.driver_class = with_keyboard(
            app.driver_class, TypedAhead(), app.key_hold, app.window_title, app.jobs
        )
        seen = OnTerminal(app, master, said)
        serving = asyncio.create_task(serve(app, start))
        running = asyncio.create_task(app.run_async())

        def apply(reducer: Reducer, server: str, notification: Notification) -> list[Change]:
            seen.heard.add(notification.method)
            return reduce(reducer, server, notification)

        patched.setattr(Reducer, "apply", apply)
        try:
            yield seen
        finally:
            app.exit()
            await running
            app.intents.cancel()
            serving.cancel()
            await asyncio.wait([serving])
            start.close()
            asyncio.get_running_loop().remove_reader(master)
