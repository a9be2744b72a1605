"""The whole application on a real server, driven by a pilot inside the test's own event loop."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.events import Key
from textual.keys import _character_to_key
from textual.widgets import Input

from codex_app_server import AppServerConfig, launch_server
from codex_tui.options import Options
from codex_tui.run import make_app, serve
from codex_tui.start import Start, first_calls
from codex_tui.widgets.requests.approval import ReasonInput
from codex_tui.widgets.requests.body import RequestBody
from codex_tui.widgets.requests.read import ReadBody

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from textual.pilot import Pilot

    from codex_tui.app import CodexTui
    from codex_tui.model.keys import ThreadKey

PATIENCE = 30.0
"""Seconds after which a wait is a failure; never how long a passing test takes."""

LOOK_AGAIN = 0.05
"""Seconds after which it is looked again, at most, whether what is waited for has come."""


_KEYS = {"enter": "\r", "escape": "\x1b", "backspace": "\x7f", "ctrl+u": "\x15"} | dict.fromkeys(
    ("left", "up", "down", "home", "end", "tab", "alt+t", "alt+up")
)
"""Keys that are typed by their names, with what a terminal calls their characters."""


@dataclass(slots=True)
class Running:
    """An application under test."""

    app: CodexTui
    pilot: Pilot[str]
    start: Start

    @property
    def server_pid(self) -> int:
        """The process id of its private server."""
        assert self.start.process is not None
        return self.start.process.pid

    @property
    def thread(self) -> ThreadKey:
        """The thread whose conversation is shown."""
        thread = self.app.shown_thread()
        assert thread is not None, self.screen_text()
        return thread

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        """Types text key by key, in one breath: the application gets a key before it has shown the last one."""
        driver = self.app._driver
        assert driver is not None
        for character in text:
            newline = character == "\n"
            driver.send_message(
                Key("ctrl+j" if newline else _character_to_key(character), None if newline else character)
            )
        await self.pilot.pause()

    async def type_all(self, *pieces: str) -> None:
        """Types texts and keys, such as enter, in one breath."""
        driver = self.app._driver
        assert driver is not None
        for piece in pieces:
            if piece in _KEYS:
                driver.send_message(Key(piece, _KEYS[piece]))
                continue
            for character in piece:
                driver.send_message(Key(_character_to_key(character), character))
        await self.pilot.pause()

    def screen_text(self) -> str:
        """What is on the screen, line by line."""
        compositor = self.app.screen._compositor  # Textual has no public way to read the screen
        return "\n".join(strip.text.rstrip() for strip in compositor.render_strips())

    async def until(self, condition: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Lets the application work until a condition holds."""
        if condition():
            return
        loop = asyncio.get_running_loop()
        deadline = loop.time() + patience
        look_again = 0.01
        await asyncio.sleep(look_again)
        while not condition():
            if loop.time() > deadline:
                raise AssertionError(f"the screen never came to that; it was:\n{self.screen_text()}")
            # Not the pilot's pause, which has every widget called each time.
            await asyncio.sleep(look_again)
            look_again = min(LOOK_AGAIN, 1.5 * look_again)
        await self.pilot.pause()

    async def shows(self, *texts: str) -> str:
        """Waits until the screen shows all of the texts; gives the screen."""
        await self.until(lambda: all(text in self.screen_text() for text in texts))
        return self.screen_text()

    def says(self, text: str) -> bool:
        """Whether a text is on the screen, wherever its lines are broken, as behind the path of a long folder."""
        return "".join(text.split()) in "".join(self.screen_text().replace("│", "").split())

    async def rests(self) -> None:
        """Waits until the screen has not changed for a moment: for a picture that is taken anew, never for a test."""
        shown = ""
        while shown != (now := self.screen_text()):
            shown = now
            await self.pilot.pause(0.5)

    async def letters_count(self) -> None:
        """Waits until the letters of the request that has the focus count: they do not in the first half second."""

        def counts() -> bool:
            entered = [body for body in self.app.screen.query(RequestBody) if body.has_focus_within]
            return bool(entered) and not any(body.guarded for body in entered)

        await self.until(counts)

    async def answer(self, key: str) -> None:
        """Presses a key of the request that has the focus once it counts: it does not in the first half second."""
        inbox = self.app.state.inbox
        waiting = {request.key for request in inbox.all()}
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while waiting <= {request.key for request in inbox.all()}:  # the next one may come at once
            assert asyncio.get_running_loop().time() < deadline, f"not answered:\n{self.screen_text()}"
            entered = [body for body in self.app.screen.query(RequestBody) if body.has_focus_within]
            # A key that comes too early makes it longer, and is text as long as the request has not the focus.
            if not entered or any(body.guarded for body in entered):
                await asyncio.sleep(LOOK_AGAIN)
                continue
            for body in entered:
                if isinstance(body, ReadBody) and not body.text.is_end_seen:
                    await self.pilot.press("G")  # nothing is allowed whose end was not seen
            await self.pilot.press(key)
            await self.pilot.pause()
            if isinstance(self.app.focused, ReasonInput):
                await self.pilot.press("enter")

    async def hides(self, text: str) -> None:
        """Waits until the screen does not show a text."""
        await self.until(lambda: text not in self.screen_text())


async def open_line(run: Running, command: str) -> Input:
    """Opens a dialog with a line, by a command of the composer; gives that line, which has the focus."""
    await run.type(command)
    await run.press("enter")
    await run.until(lambda: isinstance(run.app.focused, Input))
    line = run.app.focused
    assert isinstance(line, Input)
    return line


async def ask(run: Running, text: str) -> None:
    """Sends a prompt from the empty composer of a conversation."""
    await run.shows("Ask ")  # without its frame on a low screen
    await run.type(text)
    await run.press("enter")


@asynccontextmanager
async def running(
    config: AppServerConfig,
    options: Options | None = None,
    *,
    size: tuple[int, int] = (100, 30),
) -> AsyncIterator[Running]:
    """Starts the application as the command line would, and ends it with its server if that is its own."""
    config = replace(config, concurrent_turns=True, client_name="codex-tui")
    options = options or Options()
    # Only a thread that is named has something shown by them before the session is there; the rows are listed as well.
    calls = first_calls(options, str(config.cwd)) if options.resume is not None else []
    process = launch_server(config, early_calls=calls) if config.endpoint is None else None
    async with driven(Start(options, str(config.cwd), config, process), size=size) as run:
        yield run


@asynccontextmanager
async def driven(start: Start, *, size: tuple[int, int] = (100, 30)) -> AsyncIterator[Running]:
    """The same with a start that was begun, whatever its server."""
    app = make_app(start)
    try:
        async with app.run_test(size=size) as pilot:
            serving = asyncio.create_task(serve(app, start))
            try:
                yield Running(app, pilot, start)
            finally:
                app.intents.cancel()
                serving.cancel()
                await asyncio.wait([serving])
    finally:
        start.close()
